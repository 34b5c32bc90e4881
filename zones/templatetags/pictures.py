"""Pictures on a page: each a figure with its table, and the scripts that draw the kinds which the page has."""

from html import escape

from django import template
from django.utils.safestring import SafeString

from zones.pictures import Cell, Column, file_name

register = template.Library()


@register.inclusion_tag("includes/picture.html", takes_context=True)
def picture(context, picture, heading="h3", table=""):
    """Show a picture with its title, words, table and downloads.

    `heading` is the level of its title. `table` names by its id a table of the page that says the same with the same
    `data-key` and `data-value` attributes; the picture then brings none of its own.
    """
    request = context["request"]
    name = file_name(picture, request.resolver_match)
    return {"request": request, "picture": picture, "heading": heading, "table": table, "file_name": name}


@register.filter
def kinds(pictures):
    """Return the kinds of drawing that a page's pictures need, each once."""
    return list(dict.fromkeys(each.kind for each in pictures.values()))


@register.simple_tag
def picture_rows(picture):
    """Write the rows of a picture's table, each cell with what the script reads from it.

    The first cell of a row is its heading, the others are named by their columns, for a telephone.
    """
    first, *others = picture.columns
    ways = [("th", ' scope="row"', _place(first))]
    ways += [("td", f' data-label="{escape(column.label)}"', _place(column)) for column in others]
    rows = ("".join(map(_cell, ways, row)) for row in picture.rows)
    return SafeString("\n".join(f"<tr>{cells}</tr>" for cells in rows))


def _cell(way: tuple[str, str, str], cell: Cell) -> str:
    """Write a cell in the way of its column: the tag, what it is called, and how it stands."""
    tag, called, place = way
    tone = f' data-tone="{cell.tone}"' if cell.tone else ""
    language = f' lang="{cell.lang}"' if cell.lang else ""
    content = escape(cell.text)
    if cell.href:
        content = f'<a href="{escape(cell.href)}"{language}>{content}</a>'
    elif language:
        content = f"<span{language}>{content}</span>"
    return f'<{tag}{called} data-value="{escape(cell.data)}"{tone}{place}>{content}</{tag}>'


def _place(column: Column) -> str:
    """Return how the cells of a column stand: numbers right, and days in one line."""
    if column.is_number:
        return ' class="number"'
    return ' class="nowrap"' if column.is_day else ""


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
