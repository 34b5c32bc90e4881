"""The pages of a plan and a zone as Django's tutorial builds them: model objects, prefetched, in plain templates.

They tell the same facts in the product's own frame, without its pictures.
"""

from pathlib import Path

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines

from zones import models

_FOLDER = Path(__file__).parent


def _template(name: str):
    return engines["django"].from_string((_FOLDER / name).read_text())


def _initiatives():
    updates = models.ProgressUpdate.objects.filter(is_public=True).order_by("-as_of", "-id")
    found = models.Initiative.objects.filter(is_public=True)
    found = found.select_related("zone", "plan", "tier", "lead", "source", "speaker", "parent")
    return found.prefetch_related("themes", "goals", Prefetch("updates", updates, to_attr="newest_updates"))


def _targets():
    found = models.Target.objects.filter(is_public=True)
    return found.select_related("indicator", "tier", "goal", "initiative", "plan", "source", "speaker")


def plan(request, slug):
    plans = models.Plan.objects.filter(is_public=True).select_related("zone", "period", "lead", "source", "speaker")
    goals = models.Goal.objects.filter(is_public=True).select_related("tier", "source").prefetch_related("themes")
    plans = plans.prefetch_related(
        "tiers",
        Prefetch("goals", goals),
        Prefetch("initiatives", _initiatives()),
        Prefetch("targets", _targets()),
    )
    found = get_object_or_404(plans, slug=slug)
    return HttpResponse(_PLAN.render({"plan": found}, request))


def zone(request, slug):
    plans = models.Plan.objects.filter(is_public=True).select_related("period", "lead", "source", "speaker")
    plans = plans.prefetch_related(
        "tiers", "goals", Prefetch("initiatives", _initiatives()), Prefetch("targets", _targets())
    )
    figures = models.Observation.objects.filter(is_public=True).select_related("indicator", "source", "speaker")
    zones = models.Zone.objects.select_related("parent", "administration", "source", "speaker")
    found = get_object_or_404(
        zones.prefetch_related(Prefetch("plans", plans), Prefetch("observations", figures)), slug=slug
    )
    return HttpResponse(_ZONE.render({"zone": found}, request))


_PLAN, _ZONE = _template("plan.html"), _template("zone.html")
