"""The page for people who want to ask the API."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.api.problems import TITLES
from zones.models import speaks_english
from zones.views.api_questions import QUESTIONS, address, snippets

# The lists, by what stands in them.
LISTS = (
    ("zones", _("high-tech zones, and the provinces and the nation above them")),
    ("periods", _("five-year planning periods")),
    ("plans", _("what a zone promised, or somebody for it; each with its tiers, declared against recorded")),
    ("tiers", _("how a plan is built: “six projects” and the like")),
    ("goals", _("what shall be true at the end of a plan")),
    ("initiatives", _("what is being done: strategies, projects, measures …")),
    ("milestones", _("dated steps of initiatives")),
    ("updates", _("what was reported about initiatives")),
    ("indicators", _("what is counted or measured, with its unit")),
    ("targets", _("numbers that plans promise, each with what the figures say of it")),
    ("observations", _("figures that sources report, for an area and a period")),
    ("themes", _("what plans are about")),
    ("organisations", _("bodies that publish, lead or speak")),
    ("people", _("people whom sources quote")),
    ("sources", _("published texts, from which everything here was drawn")),
)
FURTHER = (
    ("search/?q=新基建", _("full-text search over all of them, in Chinese and English")),
    ("zones/national/indicators/", _("which indicators there are figures of in an area, and each as a series")),
    ("matrix/", _("themes by areas")),
    ("compare/?zone=guangzhou&zone=shenzhen", _("areas side by side")),
    ("changes/?since={yesterday}", _("what was changed since a day or moment")),
    ("summary/", _("the numbers of the home page")),
    ("export/", _("everything public as a Frictionless Data Package")),
)
WAYS = (
    ("initiatives/?zone=zhuzhou&status=in_progress", _("filter: the values are slugs and words of vocabularies")),
    ("initiatives/?zone=zhuzhou&zone=fuzhou", _("several values: give the parameter several times")),
    (
        "observations/?value__gte=1000000&period_start__isnull=false",
        _("compare: field__gte, __lte, __gt, __lt, __in, __contains, __isnull, where they make sense"),
    ),
    ("initiatives/?q=创新", _("search in names and summaries")),
    ("targets/?ordering=-value", _("order: a field, with a minus for the largest first")),
    (
        "initiatives/?fields=slug,zone.slug",
        _("only some fields; omit= for all but some, brief=true for the name only"),
    ),
    (
        "initiatives/?page_size=5&count=true",
        _("pages: follow next, or the Link header; count= says how many there are"),
    ),
    ("initiatives/?format=csv&bom=true", _("all rows as a file: csv, xlsx or json; bom=true for Excel")),
    ("plans/tianjin-binhai-14/?as_of=2026-11-25", _("a zone, plan or initiative as the tracker knew it on a day")),
    ("sources/?updated_since=2026-11-01", _("only what changed since a day or moment")),
)
STATUSES = {
    400: _("something has to be corrected; errors names each parameter or field"),
    401: _("the token is not valid, or no longer; or none was sent where one is needed"),
    403: _("this is not yours to do"),
    404: _("there is nothing, or nothing public, at this address"),
    406: _("the format that you accept is not given here"),
    409: _("it contradicts what is there; for a slug that is taken, existing says where"),
    412: _("somebody changed the record since you read it; changes says what"),
    413: _("the body is larger than 1 MB, or has too many rows"),
    415: _("the body is not JSON"),
    428: _("send If-Match, so that nobody's work is overwritten unseen"),
    429: _("too many requests in a minute; Retry-After says when to go on"),
}


def api_guide(request):
    """Tell what the API has, how it is asked, and ten questions with the very request."""
    base, today = request.build_absolute_uri(reverse("api:api-root")), timezone.localdate()
    filled = str(today.replace(day=1))
    context = {
        "base": base,
        "lang": "en" if speaks_english() else "zh",
        "lists": LISTS,
        "further": [(path.replace("{yesterday}", filled), text) for path, text in FURTHER],
        "ways": WAYS,
        "statuses": [(status, TITLES[status], text) for status, text in STATUSES.items()],
        "limits": settings.LIMITS,
        "unlimited": 0 in settings.LIMITS.values(),
        "token_days": settings.REST_KNOX["TOKEN_TTL"].days,
        "questions": [
            (question, address(question, base, today), snippets(question, base, today)) for question in QUESTIONS
        ],
    }
    return render(request, "zones/api.html", context)
