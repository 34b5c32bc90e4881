"""Addresses without their last slash."""

from django.middleware.common import CommonMiddleware


class LastSlash(CommonMiddleware):
    """Django's, but only who reads is led on: clients that follow would send a change on as a GET without its body."""

    def should_redirect_with_slash(self, request) -> bool:
        return request.method in {"GET", "HEAD"} and super().should_redirect_with_slash(request)
