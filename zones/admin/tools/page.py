"""What the tools' pages share: the frame of the admin, its fieldsets, choosers outside of a model's form."""

from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Field
from django.forms import BaseForm, Media, Script
from django.template.response import TemplateResponse

from zones.admin.forms import Chooser

SCRIPTS = Media(
    js=[
        "admin/js/vendor/jquery/jquery.js",
        "admin/js/jquery.init.js",
        "admin/js/core.js",
        "admin/js/admin/RelatedObjectLookups.js",
        Script("zones/tools.js", defer=True),
    ],
    css={"all": ["admin/css/forms.css", "zones/admin.css", "zones/tools.css"]},
)


def render(request, admin_site, template: str, *, title, status: int = 200, **context):
    """Answer with a page in the frame of the admin."""
    context = {**admin_site.each_context(request), "title": title, "media": SCRIPTS, **context}
    context["media"] = context.pop("more_media", Media()) + SCRIPTS
    return TemplateResponse(request, f"admin/zones/tools/{template}.html", context, status=status)


def fieldsets(form: BaseForm, *rows) -> AdminForm:
    """Return a form as the admin's templates show it; a row is a field or several side by side."""
    return AdminForm(form, [(None, {"fields": list(rows)})], {})


def chooser(field: Field, admin_site) -> RelatedFieldWidgetWrapper:
    """Return the autocomplete of a foreign key, with the button that adds what is missing."""
    return RelatedFieldWidgetWrapper(Chooser(field, admin_site), field.remote_field, admin_site, can_add_related=True)
