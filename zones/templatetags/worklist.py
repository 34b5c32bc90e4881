"""What needs a person, for the index of the admin."""

from django import template

from zones.admin.worklist import worklist

register = template.Library()


@register.inclusion_tag("admin/zones/worklist.html", takes_context=True, name="worklist")
def show_worklist(context):
    """Show what needs the person who looks, in the areas in which they have a role."""
    return {"worklist": worklist(context["request"])}
