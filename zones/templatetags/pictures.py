"""Pictures on a page: each a figure with its table, and the scripts that draw the kinds which the page has."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from zones.pictures import file_name

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
    """Write the rows of a picture's table, each cell with what the script reads from it."""
    return format_html_join("\n", "<tr>{}</tr>", ((_cells(row, picture.columns),) for row in picture.rows))


def _cells(row, columns):
    """Write a row: the first cell is its heading, the others are named by their columns, for a telephone."""
    written = []
    for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
        attributes = format_html(
            '{} data-value="{}"{}{}',
            format_html(' data-label="{}"', column.label) if place else mark_safe(' scope="row"'),
            cell.data,
            format_html(' data-tone="{}"', cell.tone) if cell.tone else "",
            mark_safe(_place(column)),  # noqa: S308 - one of two constants
        )
        written.append(format_html("<{0}{1}>{2}</{0}>", "td" if place else "th", attributes, _content(cell)))
    return mark_safe("".join(written))  # noqa: S308 - each part is escaped


def _place(column):
    """Return how the cells of a column stand: numbers right, and days in one line."""
    if column.is_number:
        return ' class="number"'
    return ' class="nowrap"' if column.is_day else ""


def _content(cell):
    language = format_html(' lang="{}"', cell.lang) if cell.lang else ""
    if cell.href:
        return format_html('<a href="{}"{}>{}</a>', cell.href, language, cell.text)
    return format_html("<span{}>{}</span>", language, cell.text) if cell.lang else cell.text


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
