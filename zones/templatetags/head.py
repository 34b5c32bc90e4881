"""What stands in the head of every page: title, description, the page's addresses; and the list of sections."""

from dataclasses import dataclass
from html import unescape

from django import template
from django.templatetags.static import static
from django.urls import reverse, translate_url
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.models import speaks_english

register = template.Library()

LONGEST_DESCRIPTION = 200

# Address name, label, and the address names of the pages that stand under it.
SECTIONS = (
    ("zones", gettext_lazy("Zones"), {"zone"}),
    ("plans", gettext_lazy("Plans"), {"plan"}),
    ("goals", gettext_lazy("Goals"), {"goal"}),
    ("initiatives", gettext_lazy("Initiatives"), {"initiative"}),
    ("indicators", gettext_lazy("Indicators"), {"indicator"}),
    ("themes", gettext_lazy("Themes"), {"theme"}),
    ("compare", gettext_lazy("Compare"), set()),
    ("updates", gettext_lazy("Updates"), set()),
    ("sources", gettext_lazy("Sources"), {"source", "organisation"}),
)


@register.simple_block_tag
def one_line(content):
    """Return what a block wrote as one line of plain text, cut if it is too long: `{% one_line as title %}…`."""
    # Not marked safe: the text was escaped once, is plain again here, and is escaped where it is put.
    return Truncator(" ".join(unescape(strip_tags(content)).split())).chars(LONGEST_DESCRIPTION)


@register.simple_tag(takes_context=True)
def page_addresses(context):
    """Write where this page stands: its canonical address, the same page in each language, and what cards show."""
    request = context["request"]
    query = context.get("page_query")  # what of the address makes this page another one, such as the areas compared
    path = f"{request.path}?{query}" if query else request.path
    here, chinese, english = (
        request.build_absolute_uri(address)
        for address in (path, translate_url(path, "zh-hans"), translate_url(path, "en"))
    )
    locale, other = ("en_GB", "zh_CN") if speaks_english() else ("zh_CN", "en_GB")
    links = (("canonical", "", here), ("alternate", "zh-Hans", chinese), ("alternate", "en", english))
    cards = (
        ("og:type", "website"),
        ("og:site_name", _("Zone plan tracker")),
        ("og:url", here),
        ("og:locale", locale),
        ("og:locale:alternate", other),
        ("og:image", request.build_absolute_uri(static("zones/card.png"))),
    )
    return format_html(
        '{}<link rel="alternate" hreflang="x-default" href="{}">{}',
        format_html_join(
            "", '<link rel="{}"{} href="{}">', ((rel, _hreflang(lang), href) for rel, lang, href in links)
        ),
        chinese,
        format_html_join("", '<meta property="{}" content="{}">', cards),
    )


def _hreflang(language: str) -> str:
    return format_html(' hreflang="{}"', language) if language else ""


@dataclass(frozen=True)
class Section:
    """A link of the main navigation; `current` is what aria-current says of it, empty elsewhere."""

    address: str
    label: str
    current: str


@register.simple_tag(takes_context=True)
def sections(context) -> list[Section]:
    """Return the links of the main navigation."""
    match = getattr(context.get("request"), "resolver_match", None)  # an address that is not found has none
    name = (match and match.url_name) or ""
    here = name.removesuffix("-history").removesuffix("-changes")  # which stand under their record's page
    return [
        Section(reverse(name), str(label), "page" if here == name else "true" if here in members else "")
        for name, label, members in SECTIONS
    ]
