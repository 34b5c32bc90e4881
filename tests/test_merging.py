"""Merging: everything that refers to the duplicate refers to the record that is kept, with its history, or nothing."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models as fields
from django.urls import reverse

from tests import factories
from tests.admin_forms import url
from zones import models
from zones.choices import Role
from zones.selectors.moved import moved_to
from zones.services import merging

pytestmark = pytest.mark.django_db

FACTORIES = [
    factories.ThemeFactory,
    factories.IndicatorFactory,
    factories.OrganisationFactory,
    factories.PersonFactory,
    factories.SourceFactory,
]


@pytest.fixture
def reviewer():
    return factories.editor_of(factories.ZoneFactory(), Role.REVIEWER)


@pytest.fixture
def boss():
    return get_user_model().objects.create_superuser("boss", password="b")


def refer(relation, record):
    """Make a record that refers to another one by the field of a relation, in an area of its own."""
    factory = getattr(factories, f"{relation.related_model.__name__}Factory")
    if relation.field.many_to_many:
        made = factory()
        getattr(made, relation.field.name).add(record)
        return made
    values = {relation.field.name: record}
    if relation.field.name == "speaker":
        values["source"] = factories.SourceFactory()
    return factory(**values)


@pytest.mark.parametrize("factory", FACTORIES)
def test_all_that_refers_to_the_duplicate_refers_to_the_kept_record(factory, reviewer):
    kept, duplicate = factory.create_batch(2)
    moved = [(relation.field, refer(relation, duplicate)) for relation in duplicate._meta.related_objects]
    assert moved
    before = {(type(record), record.pk): record.version for _field, record in moved}
    merging.merge(kept=kept, duplicate=duplicate, by=reviewer, reason="同一个")
    assert not factory._meta.model.objects.filter(pk=duplicate.pk).exists()
    for field, record in moved:
        record.refresh_from_db()
        value = getattr(record, field.name)
        assert (list(value.all()) if field.many_to_many else value) == ([kept] if field.many_to_many else kept)
        assert record.version == before[type(record), record.pk] + 1
        newest = record.history.first()
        assert (newest.version, newest.history_user) == (record.version, reviewer)
        assert newest.history_change_reason == f"{duplicate.slug} → {kept.slug} · 同一个"


def test_every_kind_of_reference_is_known_to_the_test_above():
    for model in merging.MERGEABLE:
        for relation in model._meta.related_objects:
            assert isinstance(relation.field, fields.ForeignKey | fields.ManyToManyField)
            assert hasattr(factories, f"{relation.related_model.__name__}Factory"), relation


def test_one_that_has_both_has_the_kept_one_once_and_its_history_shows_it(reviewer):
    kept, duplicate = factories.ThemeFactory.create_batch(2)
    goal = factories.GoalFactory()
    goal.themes.set([kept, duplicate])
    merging.merge(kept=kept, duplicate=duplicate, by=reviewer)
    assert list(goal.themes.all()) == [kept]
    newest = goal.history.first()
    assert [row.theme_id for row in newest.themes.all()] == [kept.pk]


def test_what_was_accepted_stays_accepted_and_what_was_corrected_still_waits(reviewer):
    kept, duplicate = factories.SourceFactory.create_batch(2)
    accepted = factories.GoalFactory(source=duplicate)
    corrected = factories.GoalFactory(source=duplicate)
    corrected.save()
    draft = factories.GoalFactory(source=duplicate, publication="draft", accepted_version=None)
    merging.merge(kept=kept, duplicate=duplicate, by=reviewer)
    for record in (accepted, corrected, draft):
        record.refresh_from_db()
    assert (accepted.is_corrected, corrected.is_corrected) == (False, True)
    assert (draft.publication, draft.accepted_version) == ("draft", None)


def test_the_kept_record_takes_on_the_names_and_the_history_of_both_tells_it(reviewer):
    kept = factories.OrganisationFactory(name_zh="科技部", aliases_zh="国家科委")
    duplicate = factories.OrganisationFactory(name_zh="科学技术部", aliases_zh="国家科委\n科委")
    merging.merge(kept=kept, duplicate=duplicate, by=reviewer)
    kept.refresh_from_db()
    assert kept.aliases_zh.splitlines() == ["国家科委", "科学技术部", "科委"]
    said = f"{duplicate.slug} → {kept.slug}"
    assert kept.history.first().history_change_reason == said
    deletion = models.Organisation.history.get(slug=duplicate.slug, history_type="-")
    assert (deletion.history_change_reason, deletion.history_user) == (said, reviewer)


def test_the_slug_of_the_duplicate_leads_to_the_kept_record(reviewer):
    kept, duplicate, third = factories.IndicatorFactory.create_batch(3)
    merging.merge(kept=kept, duplicate=duplicate, by=reviewer)
    merging.merge(kept=third, duplicate=kept, by=reviewer)
    assert moved_to(models.Indicator, duplicate.slug) == moved_to(models.Indicator, kept.slug) == third


def test_a_record_below_its_duplicate_moves_up_to_where_that_one_stood(reviewer):
    above = factories.OrganisationFactory()
    duplicate = factories.OrganisationFactory(parent=above)
    kept = factories.OrganisationFactory(parent=duplicate)
    sibling = factories.OrganisationFactory(parent=duplicate)
    merging.merge(kept=kept, duplicate=duplicate, by=reviewer)
    kept.refresh_from_db()
    sibling.refresh_from_db()
    assert (kept.parent, sibling.parent) == (above, kept)


def test_a_record_above_its_duplicate_keeps_its_place(reviewer):
    kept = factories.OrganisationFactory()
    duplicate = factories.OrganisationFactory(parent=kept)
    merging.merge(kept=kept, duplicate=duplicate, by=reviewer)
    kept.refresh_from_db()
    assert kept.parent is None


def test_a_circle_is_refused_and_nothing_changed(reviewer):
    duplicate = factories.OrganisationFactory()
    between = factories.OrganisationFactory(parent=duplicate, name_zh="中间")
    kept = factories.OrganisationFactory(parent=between)
    with pytest.raises(ValidationError, match="中间"):
        merging.merge(kept=kept, duplicate=duplicate, by=reviewer)
    between.refresh_from_db()
    assert (between.parent, between.version) == (duplicate, 1)


def test_two_preferred_figures_of_one_subject_are_refused_by_name_and_nothing_changed(boss):
    kept, duplicate = factories.IndicatorFactory.create_batch(2)
    figure = factories.ObservationFactory(indicator=kept)
    other = factories.ObservationFactory(indicator=duplicate, zone=figure.zone)
    free = factories.ObservationFactory(indicator=duplicate)
    with pytest.raises(ValidationError) as refused:
        merging.merge(kept=kept, duplicate=duplicate, by=boss)
    assert len(refused.value.messages) == 1
    assert other.zone.name in refused.value.messages[0]
    free.refresh_from_db()
    assert (free.indicator, free.version) == (duplicate, 1)
    assert models.Indicator.objects.filter(pk=duplicate.pk).exists()


def test_a_refusal_does_not_name_drafts_of_other_areas(reviewer):
    kept, duplicate = factories.IndicatorFactory.create_batch(2)
    draft = {"publication": "draft", "accepted_version": None}
    figure = factories.ObservationFactory(indicator=kept, zone__name_zh="暗区", **draft)
    factories.ObservationFactory(indicator=duplicate, zone=figure.zone, **draft)
    with pytest.raises(ValidationError) as refused:
        merging.merge(kept=kept, duplicate=duplicate, by=reviewer)
    assert "暗区" not in "".join(refused.value.messages)


def test_editors_merge_nothing():
    kept, duplicate = factories.ThemeFactory.create_batch(2)
    with pytest.raises(PermissionDenied):
        merging.merge(kept=kept, duplicate=duplicate, by=factories.editor_of(factories.ZoneFactory()))
    assert models.Theme.objects.count() == 2


def test_only_two_different_records_of_one_shared_kind_merge(boss):
    theme, gone = factories.ThemeFactory.create_batch(2)
    models.Theme.objects.filter(pk=gone.pk).delete()
    zone, other = factories.ZoneFactory.create_batch(2)
    for kept, duplicate in [(theme, theme), (theme, factories.SourceFactory()), (zone, other), (theme, gone)]:
        with pytest.raises(ValidationError):
            merging.merge(kept=kept, duplicate=duplicate, by=boss)


def test_twins_are_found_by_name_other_name_and_english_name():
    new = models.Organisation(name_zh="科学技术部", name_en="Ministry of Science")
    by_name = factories.OrganisationFactory(name_zh="科技部", slug="a")
    by_alias = factories.OrganisationFactory(aliases_zh="工信部\n科学技术部", slug="b")
    by_english = factories.OrganisationFactory(name_en="ministry of sciences", slug="c")
    factories.OrganisationFactory(name_zh="教育部", name_en="Ministry of Education")
    assert merging.twins_of(new) == [by_name, by_alias, by_english]
    assert new not in merging.twins_of(by_name)


# --- the page -----------------------------------------------------------------------------------------------------


def merge_address(kept, duplicate):
    return reverse("admin:merge", args=[kept._meta.model_name], query={"kept": kept.pk, "duplicate": duplicate.pk})


@pytest.mark.parametrize("factory", FACTORIES)
def test_the_page_shows_what_will_move_and_merges_when_confirmed(client, reviewer, factory):
    client.force_login(reviewer)
    kept, duplicate = factory.create_batch(2)
    for relation in duplicate._meta.related_objects:
        refer(relation, duplicate)
    page = client.get(merge_address(kept, duplicate))
    assert page.status_code == 200
    assert [one["count"] for one in page.context["references"]] == [1] * len(duplicate._meta.related_objects)
    assert all(name in page.content.decode() for name in (kept.name, duplicate.name))
    answer = client.post(merge_address(kept, duplicate), {"reason": "同一个"})
    assert answer["Location"] == url(type(kept), "change", kept.pk)
    assert not type(kept).objects.filter(pk=duplicate.pk).exists()
    assert kept.history.first().history_change_reason.endswith(" · 同一个")


def test_the_page_tells_what_forbids_merging_and_keeps_the_reason(client, boss):
    client.force_login(boss)
    kept, duplicate = factories.IndicatorFactory.create_batch(2)
    figure = factories.ObservationFactory(indicator=kept)
    factories.ObservationFactory(indicator=duplicate, zone=figure.zone)
    answer = client.post(merge_address(kept, duplicate), {"reason": "同一个"})
    assert (answer.status_code, len(answer.context["errors"])) == (200, 1)
    assert 'value="同一个"' in answer.content.decode()


def test_two_are_chosen_on_the_page_when_none_are_named(client, reviewer):
    client.force_login(reviewer)
    theme = factories.ThemeFactory()
    address = reverse("admin:merge", args=["theme"])
    assert client.get(address).status_code == 200
    for made_up in ({"kept": theme.pk, "duplicate": theme.pk}, {"kept": "x", "duplicate": "9" * 30}):
        answer = client.get(address, made_up)
        assert answer.status_code == 200
        assert answer.context["form"].errors


def test_who_reviews_nothing_cannot_open_the_page(client):
    client.force_login(factories.editor_of(factories.ZoneFactory()))
    kept, duplicate = factories.ThemeFactory.create_batch(2)
    assert client.get(merge_address(kept, duplicate)).status_code == 403
    assert client.post(merge_address(kept, duplicate)).status_code == 403
    assert models.Theme.objects.count() == 2


def test_only_shared_kinds_have_such_a_page(client, boss):
    client.force_login(boss)
    for kind in ("zone", "plan", "period", "nothing"):
        assert client.get(reverse("admin:merge", args=[kind])).status_code == 404
