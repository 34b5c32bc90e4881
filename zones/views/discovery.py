"""What search engines ask for: the list of all pages in both languages, and what they may read."""

from functools import partial

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.db.models import Max
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from zones import selectors
from zones.models import Goal, Indicator, Initiative, Organisation, Plan, Source, Theme, Zone

LISTS = (
    *("home", "zones", "plans", "goals", "initiatives", "indicators", "themes", "compare", "updates", "sources"),
    "api",
)
# A record's page has the name of its model as its name.
MODELS = (Zone, Plan, Goal, Initiative, Indicator, Theme, Source, Organisation)
# Forms and answers to questions of the moment; everything else may be read, the API too.
CLOSED = ("admin/", "search/")


class _BothLanguages(Sitemap):
    """Every page in each language, with its alternates; the Chinese address is for readers of any other."""

    i18n = alternates = x_default = True
    limit = 10_000  # 50,000 of them, as the protocol allows, would be larger than the 50 MB that it allows


class ListSitemap(_BothLanguages):
    def items(self):
        return LISTS

    def location(self, name):
        return reverse(name)


class RecordSitemap(_BothLanguages):
    def __init__(self, model):
        self.model = model

    def items(self):
        return selectors.seen(self.model).order_by("slug").values_list("slug", "updated_at", named=True)

    def location(self, row):
        return reverse(self.model._meta.model_name, args=[row.slug])

    def lastmod(self, row):
        return row.updated_at

    def get_latest_lastmod(self):
        return selectors.seen(self.model).aggregate(latest=Max("updated_at"))["latest"]


# Made anew for each request: a sitemap keeps on itself what it found.
SITEMAPS = {"lists": ListSitemap} | {model._meta.model_name: partial(RecordSitemap, model) for model in MODELS}


@require_safe
def sitemap_index(request):
    """Name the sitemaps, one or more for each kind of page."""
    return sitemap_views.index(request, SITEMAPS, sitemap_url_name="sitemap-section")


@require_safe
def sitemap_section(request, section):
    """List the pages of one kind; `?p=2` continues a long list."""
    return sitemap_views.sitemap(request, SITEMAPS, section)


@require_safe
def robots(request):
    """Tell crawlers what to leave alone and where the sitemap is."""
    lines = ["User-agent: *"]
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            lines += [f"Disallow: {reverse('home')}{path}" for path in CLOSED]
    lines += ["Allow: /", "", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
