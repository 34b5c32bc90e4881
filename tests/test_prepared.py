"""Queries that are written once answer as those that are written anew."""

import pytest

from tests import factories
from zones.models import Initiative, Plan
from zones.prepared import Prepared

pytestmark = pytest.mark.django_db


@Prepared
def by_keys(viewer, keys):
    return Initiative.objects.visible_to(viewer).select_related("plan").filter(pk__in=keys).order_by("pk")


@Prepared
def slugs(viewer, plan):
    return Plan.objects.visible_to(viewer).filter(pk=plan).values_list("slug", "kind")


def test_lists_of_any_length_are_asked_for():
    initiatives = sorted(factories.InitiativeFactory.create_batch(3), key=lambda each: each.pk)
    keys = [each.pk for each in initiatives]
    for some in ([], keys[:1], keys, keys[1:]):
        assert by_keys.records(None, some) == [each for each in initiatives if each.pk in some]


def test_records_have_all_that_the_orm_gives_them(django_assert_num_queries):
    initiative = factories.InitiativeFactory()
    (expected,) = by_keys.make(None, [initiative.pk])
    (found,) = by_keys.records(None, [initiative.pk])
    columns = [field.attname for field in Initiative._meta.concrete_fields]
    with django_assert_num_queries(0):
        assert [getattr(found, name) for name in columns] == [getattr(expected, name) for name in columns]
        assert found.plan == expected.plan


def test_rows_are_those_of_the_queryset():
    plan = factories.PlanFactory()
    assert [tuple(row) for row in slugs.rows(None, plan.pk)] == [(plan.slug, plan.kind)]
    assert slugs.rows(None, plan.pk + 1) == []


def test_a_viewer_sees_more_than_the_public(admin_user):
    plan = factories.PlanFactory(publication="draft")
    assert slugs.rows(None, plan.pk) == []
    assert slugs.rows(admin_user, plan.pk) == [(plan.slug, plan.kind)]
