"""A canary: records that are not public, with one unmistakable word and number wherever they can hold one.

Should a reader ever see either, or an answer change because the records are there, something leaks.
"""

import re
from datetime import date
from decimal import Decimal

from django.db import models as fields

from tests import factories
from zones.choices import Publication
from zones.models import Goal, Initiative, Milestone, Observation, Plan, PlanTier, ProgressUpdate, Target
from zones.services import publication

WORD = "金丝雀ZQX7"
NUMBER = Decimal(48675309)
PERCENT = Decimal("48675.309")
# Digits may be grouped, and 万 or million set a point between any two of them.
SONG = re.compile("zqx7|金丝雀|" + "[.,]?".join(str(NUMBER)), re.IGNORECASE)

HIDDEN = [state for state in Publication if state != Publication.PUBLISHED]
MODELS = (Plan, Goal, Initiative, Milestone, ProgressUpdate, Target, Observation)


def slug_of(model, state, place):
    """Return the slug of the canary of a model in a state: in a plan of that state (`inside`) or in a public one."""
    return f"zqx7-{model._meta.model_name}-{state}-{place}"


def slugs_of(model):
    """Return the slugs that canaries of a model have, or will have; of a tier its keys."""
    if model is PlanTier:
        return [f"{slug}~1" for slug in slugs_of(Plan)]
    if model not in MODELS:
        return []
    places = ("inside",) if model is Plan else ("inside", "outside")
    return [slug_of(model, state, place) for state in HIDDEN for place in places] + [f"zqx7-{model._meta.model_name}"]


def song_of(model):
    """Return the word for every text of a model and the number for every figure; a new field is in it by itself."""
    values = {}
    for field in model._meta.concrete_fields:
        if not field.editable or field.choices or field.name == "slug":
            continue
        if isinstance(field, fields.CharField | fields.TextField):
            values[field.name] = WORD
        elif isinstance(field, fields.DecimalField):
            values[field.name] = PERCENT if field.max_digits < 10 else NUMBER
    return values


class Cage:
    """What is public, and the canaries to be hidden beside it."""

    def __init__(self, plan):
        self.plan, self.zone = plan, plan.zone
        self.initiative = plan.initiatives.get(slug="initiative")
        self.initiative.save()  # so that its history knows it as it is
        self.unreported = factories.InitiativeFactory(plan=plan)
        self.goal = plan.goals.get(slug="goal")
        self.theme = self.goal.themes.get()
        self.indicator = self.initiative.targets.get().indicator
        self.headline = factories.IndicatorFactory(slug="revenue")
        self.evidence = {"source": plan.source, "speaker": factories.PersonFactory(slug="person")}
        self.tier = plan.tiers.get()
        PlanTier.objects.update(declared_count=99)  # room for what would be counted
        elsewhere = factories.PlanFactory(slug="elsewhere", zone=factories.ZoneFactory(slug="elsewhere"))
        factories.ObservationFactory(zone=elsewhere.zone, indicator=self.indicator)  # to compare with

    def put(self, model, state, slug="", **links):
        """Hide one record, with the canary in all that it says, its evidence included."""
        factory = getattr(factories, f"{model.__name__}Factory")
        accepted = 1 if state == Publication.PUBLISHED else None
        own = {"slug": slug, "publication": state, "accepted_version": accepted}
        return factory(**song_of(model) | own | self.evidence | links)

    def fill(self, by, states=HIDDEN):
        """Hide everything in every state; what is inside of a plan that is not public is published itself."""
        nation = self.zone.parent.parent
        for number, state in enumerate(states):
            year = _year(2021 + number)  # figures of one period would stand against each other
            at_home = {"zone": self.zone, "kind": "special", "lead": self.plan.lead}
            plan = self.put(Plan, state, slug_of(Plan, state, "inside"), **at_home)
            tier = factories.PlanTierFactory(plan=plan, position=1, declared_count=7, **song_of(PlanTier))
            self._fill_plan(
                plan, tier, Publication.PUBLISHED, lambda model, state=state: slug_of(model, state, "inside")
            )
            self._fill_plan(self.plan, self.tier, state, lambda model, state=state: slug_of(model, state, "outside"))
            self._fill_initiative(self.initiative, state, year)
            self.put(ProgressUpdate, state, initiative=self.unreported, as_of=date(2023, 1, 1), status="completed")
            self.put(Target, state, plan=self.plan, goal=self.goal, indicator=self.indicator)
            self.put(Observation, state, zone=self.zone, indicator=self.indicator, **year | {"scope_zh": ""})
            self.put(Observation, state, zone=nation, indicator=self.headline, **year)
            self.put(Plan, state, zone=nation, kind="special")
        self._release_and_withdraw(by)
        self._lead_to_hidden_records(states[0])

    def _fill_plan(self, plan, tier, state, slug):
        """Hide everything in a plan; `slug` names what is asked for by its slug."""
        inside = {"plan": plan, "tier": tier}
        goal = self.put(Goal, state, slug(Goal), **inside)
        parent = self.initiative if plan == self.plan else None
        links = inside | {"parent": parent, "lead": self.plan.lead, "continues": self.initiative}
        initiative = self.put(Initiative, state, slug(Initiative), **links)
        for record in (goal, initiative):
            record.themes.add(self.theme)
        initiative.goals.add(self.goal, goal)
        self.put(Target, state, goal=goal, indicator=self.indicator, **inside)
        self._fill_initiative(initiative, state, _year(2021), slug)

    def _fill_initiative(self, initiative, state, year, slug=lambda _model: ""):
        """Hide everything in an initiative."""
        whole = {"initiative": initiative}
        self.put(Milestone, state, slug(Milestone), **whole)
        self.put(ProgressUpdate, state, slug(ProgressUpdate), as_of=date(2023, 1, 1), status="completed", **whole)
        self.put(Target, state, slug(Target), plan=initiative.plan, indicator=self.indicator, **whole)
        figure = whole | year | {"zone": self.zone, "indicator": self.indicator, "scope_zh": ""}
        self.put(Observation, state, slug(Observation), **figure)

    def _release_and_withdraw(self, by):
        """Publish canaries and withdraw them: their history was public, and is not any more."""
        for model, links in ((Plan, {"zone": self.zone, "kind": "action"}), (Goal, {}), (Initiative, {})):
            links = links or {"plan": self.plan}
            record = self.put(model, Publication.PUBLISHED, f"zqx7-{model._meta.model_name}", **links)
            publication.withdraw(records=[record], by=by, reason=WORD)

    def _lead_to_hidden_records(self, state):
        """Let public records name hidden ones and the other way round, without saving a version of the public ones."""
        plan = Plan.objects.get(slug=slug_of(Plan, state, "inside"))
        initiative = Initiative.objects.get(slug=slug_of(Initiative, state, "inside"))
        Plan.objects.filter(pk=self.plan.pk).update(continues=plan)
        Initiative.objects.filter(pk=self.initiative.pk).update(continues=initiative, detailed_by=plan)
        Plan.objects.filter(slug__startswith="zqx7").update(continues=self.plan)
        Initiative.objects.filter(slug__startswith="zqx7").update(detailed_by=self.plan)
        self.initiative.goals.add(*Goal.objects.filter(slug__startswith="zqx7"))


def _year(year):
    return {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
