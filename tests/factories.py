"""Test data, one factory a model: `PlanFactory(zone=…)` makes what it hangs from."""

from datetime import date
from decimal import Decimal

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from zones import models
from zones.choices import Publication, Role, ThemeGroup, ZoneLevel
from zones.services.progress import save_update


class _Named(DjangoModelFactory):
    class Meta:
        abstract = True

    name_zh = factory.Sequence(lambda n: f"名称{n}")
    name_en = factory.Sequence(lambda n: f"Name {n}")


# Published and accepted as it is, for services that make a record themselves.
PUBLISHED = {"publication": Publication.PUBLISHED, "accepted_version": 1}


class _Published(DjangoModelFactory):
    """Published and accepted as it is; a draft is asked for with `publication="draft", accepted_version=None`."""

    class Meta:
        abstract = True

    publication = Publication.PUBLISHED
    accepted_version = 1


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


class PlanFactory(_Published, _Named):
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


class GoalFactory(_Published, _Named):
    class Meta:
        model = models.Goal

    plan = factory.SubFactory(PlanFactory)


class InitiativeFactory(_Published, _Named):
    class Meta:
        model = models.Initiative

    plan = factory.SubFactory(PlanFactory)


class MilestoneFactory(_Published, _Named):
    class Meta:
        model = models.Milestone

    initiative = factory.SubFactory(InitiativeFactory)


class ProgressUpdateFactory(_Published):
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


class TargetFactory(_Published):
    class Meta:
        model = models.Target

    plan = factory.SubFactory(PlanFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    value = Decimal(1000)
    due_on = date(2025, 12, 31)


class ObservationFactory(_Published):
    class Meta:
        model = models.Observation

    indicator = factory.SubFactory(IndicatorFactory)
    zone = factory.SubFactory(ZoneFactory)
    period_start = date(2020, 1, 1)
    period_end = date(2020, 12, 31)
    value = Decimal(100)


class UserFactory(DjangoModelFactory):
    """A person who may enter the admin and has no role yet."""

    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda person: f"{person.username}@example.org")
    is_staff = True


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    user = factory.SubFactory(UserFactory)
    zone = factory.SubFactory(ZoneFactory)
    role = Role.EDITOR


def editor_of(zone, role=Role.EDITOR):
    """Return a new person with a role in a zone."""
    return MembershipFactory(zone=zone, role=role).user


def report(*, initiative, as_of, status, precision="day", **details):
    """Validate and enter a published update, as reviewers do, and return it; the initiative's status follows."""
    update = models.ProgressUpdate(
        initiative=initiative, as_of=as_of, as_of_precision=precision, status=status, **PUBLISHED, **details
    )
    update.full_clean()
    return save_update(update=update)
