"""Where the API begins: the addresses of all that it has."""

from django.utils import translation
from django.utils.cache import patch_vary_headers
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import APIRootView

from zones.api import problems

FURTHER = ("summary", "matrix", "compare", "changes", "export", "schema", "docs")


class RootView(APIRootView):
    """The address of every list and of everything else that can be asked without naming a record."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        with translation.override(problems.language_of(request)):
            response = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(response, ("Accept", "Accept-Language"))
        return response

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        names = self.api_root_dict | {name: name for name in FURTHER}
        return Response({word: reverse(f"api:{name}", request=request) for word, name in names.items()})
