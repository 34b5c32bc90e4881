"""Test data, one factory a model: `PlanFactory(zone=…)` makes what it hangs from."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from zones import models
from zones.choices import ThemeGroup, ZoneLevel


class _Named(DjangoModelFactory):
    class Meta:
        abstract = True

    name_zh = factory.Sequence(lambda n: f"名称{n}")
    name_en = factory.Sequence(lambda n: f"Name {n}")


class OrganisationFactory(_Named):
    class Meta:
        model = models.Organisation


class PersonFactory(_Named):
    class Meta:
        model = models.Person


class SourceFactory(_Named):
    class Meta:
        model = models.Source


class ThemeFactory(_Named):
    class Meta:
        model = models.Theme

    group = ThemeGroup.INDUSTRY


class NationFactory(_Named):
    class Meta:
        model = models.Zone
        django_get_or_create = ("slug",)

    slug = "national"
    level = ZoneLevel.NATION


class ProvinceFactory(_Named):
    class Meta:
        model = models.Zone

    level = ZoneLevel.PROVINCE
    parent = factory.SubFactory(NationFactory)


class ZoneFactory(_Named):
    class Meta:
        model = models.Zone

    level = ZoneLevel.ZONE
    parent = factory.SubFactory(ProvinceFactory)


class PeriodFactory(DjangoModelFactory):
    class Meta:
        model = models.Period
        django_get_or_create = ("number",)

    number = 14
    name_zh = "“十四五”"
    name_en = "14th Five-Year period"
    first_year = 2021
    last_year = 2025


class PlanFactory(_Named):
    class Meta:
        model = models.Plan

    zone = factory.SubFactory(ZoneFactory)
    period = factory.SubFactory(PeriodFactory)


class PlanTierFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanTier

    plan = factory.SubFactory(PlanFactory)
    position = factory.Sequence(lambda n: n % 900 + 1)
    label_zh = "六大工程"
    label_en = "six projects"


class GoalFactory(_Named):
    class Meta:
        model = models.Goal

    plan = factory.SubFactory(PlanFactory)


class InitiativeFactory(_Named):
    class Meta:
        model = models.Initiative

    plan = factory.SubFactory(PlanFactory)


class MilestoneFactory(_Named):
    class Meta:
        model = models.Milestone

    initiative = factory.SubFactory(InitiativeFactory)


class ProgressUpdateFactory(DjangoModelFactory):
    """A bare row: tests of statuses enter updates through services.progress instead."""

    class Meta:
        model = models.ProgressUpdate

    initiative = factory.SubFactory(InitiativeFactory)
    as_of = date(2022, 6, 30)
    status = "in_progress"


class IndicatorFactory(_Named):
    class Meta:
        model = models.Indicator

    unit_zh = "家"
    unit_en = "enterprises"


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = models.Target

    plan = factory.SubFactory(PlanFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    value = Decimal(1000)
    due_on = date(2025, 12, 31)


class ObservationFactory(DjangoModelFactory):
    class Meta:
        model = models.Observation

    indicator = factory.SubFactory(IndicatorFactory)
    zone = factory.SubFactory(ZoneFactory)
    period_start = date(2020, 1, 1)
    period_end = date(2020, 12, 31)
    value = Decimal(100)
