"""Pictures on a page: each a figure with its table, and the scripts that draw the kinds which the page has."""

from django import template

register = template.Library()


@register.inclusion_tag("includes/picture.html", takes_context=True)
def picture(context, picture, heading="h3", table=""):
    """Show a picture with its title, words, table and downloads.

    `heading` is the level of its title. `table` names by its id a table of the page that says the same with the same
    `data-key` and `data-value` attributes; the picture then brings none of its own.
    """
    return {"request": context["request"], "picture": picture, "heading": heading, "table": table}


@register.filter
def kinds(pictures):
    """Return the kinds of drawing that a page's pictures need, each once."""
    return list(dict.fromkeys(each.kind for each in pictures.values()))


@register.filter
def beside(row, columns):
    """Return the cells of a row, each with its column."""
    return list(zip(columns, row, strict=True))


@register.filter
def script_of(kind):
    """Return the static file that draws a kind of picture."""
    return f"zones/pictures/{kind}.js"


@register.filter
def of_target(pictures, target):
    """Return the large picture of a target; None when there is nothing of it to draw."""
    return pictures.get(f"target-{target.slug}")


@register.filter
def has_kind(pictures, kind):
    """Whether a page has any picture of a kind."""
    return any(each.kind == kind for each in pictures.values())
