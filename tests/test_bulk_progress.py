"""Progress of many initiatives at once: the same for those selected, or a row each on one screen; all or nothing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from tests import factories
from zones import models
from zones.services import bulk

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return factories.PlanFactory(slug="plan")


@pytest.fixture
def initiatives(plan):
    return [factories.InitiativeFactory(plan=plan, position=number) for number in (1, 2, 3)]


@pytest.fixture
def editor(client, plan):
    """An editor of the plan's zone, who is signed in."""
    person = factories.editor_of(plan.zone)
    client.force_login(person)
    return person


def report_address(records):
    return reverse("admin:report_selected", query={"of": ",".join(str(record.pk) for record in records)})


def progress_address(**query):
    return reverse("admin:progress", query=query)


def row(initiative, **fields):
    return {f"i{initiative.pk}-{name}": value for name, value in fields.items()}


# --- the service --------------------------------------------------------------------------------------------------


def test_each_initiative_gets_a_draft_of_its_own_with_author_and_reason(initiatives, plan):
    by = factories.editor_of(plan.zone)
    made = bulk.report_all(
        initiatives=initiatives, by=by, reason="年度通报", as_of=date(2022, 12, 31), status="completed", percent=100
    )
    assert [update.initiative for update in made] == initiatives
    for update in made:
        assert (update.publication, update.author, update.percent) == ("draft", by, 100)
        assert update.history.get().history_change_reason == "年度通报"
    assert len({update.slug for update in made}) == 3


def test_one_refused_update_saves_none_and_is_named(initiatives, plan):
    tomorrow = timezone.localdate() + timedelta(days=1)
    updates = [
        models.ProgressUpdate(initiative=initiatives[0], as_of=date(2022, 1, 1), status="completed"),
        models.ProgressUpdate(initiative=initiatives[1], as_of=tomorrow, status="completed"),
    ]
    with pytest.raises(ValidationError) as refused:
        bulk.save_updates(updates=updates, by=factories.editor_of(plan.zone))
    assert len(refused.value.messages) == 1
    assert str(initiatives[1]) in refused.value.messages[0]
    assert not models.ProgressUpdate.objects.exists()


def test_one_initiative_of_another_zone_saves_none(initiatives, plan):
    mixed = [*initiatives, factories.InitiativeFactory()]
    with pytest.raises(PermissionDenied):
        bulk.report_all(
            initiatives=mixed, by=factories.editor_of(plan.zone), as_of=date(2022, 1, 1), status="completed"
        )
    assert not models.ProgressUpdate.objects.exists()


# --- the same for all selected ------------------------------------------------------------------------------------


def test_the_page_reports_the_same_of_all_selected(client, editor, initiatives):
    source = factories.SourceFactory()
    address = report_address(initiatives[:2])
    assert client.get(address).status_code == 200
    typed = {"as_of": "2022年6月", "status": "in_progress", "percent": "40", "summary_zh": "开工"}
    answer = client.post(address, typed | {"source": source.pk, "locator": "§2", "reason": "月报"})
    assert answer.status_code == 302
    updates = models.ProgressUpdate.objects.order_by("initiative")
    assert [update.initiative for update in updates] == initiatives[:2]
    for update in updates:
        assert (update.as_of, update.as_of_precision) == (date(2022, 6, 1), "month")
        assert (update.status, update.percent, update.summary_zh) == ("in_progress", 40, "开工")
        assert (update.source, update.locator) == (source, "§2")


def test_an_error_comes_back_with_what_was_typed_and_nothing_saved(client, editor, initiatives):
    answer = client.post(report_address(initiatives), {"as_of": "2022", "status": "completed", "locator": "§2"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert 'value="§2"' in answer.content.decode()
    assert not models.ProgressUpdate.objects.exists()


def test_initiatives_of_another_zone_cannot_be_selected(client, editor, initiatives):
    stranger = factories.InitiativeFactory(name_zh="别区的项目")
    for address in (report_address([stranger]), report_address([initiatives[0], stranger])):
        for answer in (client.get(address), client.post(address, {"as_of": "2022", "status": "completed"})):
            assert answer.status_code == 403
            assert "别区的项目" not in answer.content.decode()
    assert not models.ProgressUpdate.objects.exists()


@pytest.mark.parametrize("of", ["", "x", "1,,-1", "9" * 30, "\x00"])
def test_a_selection_made_up_by_hand_is_refused(client, editor, of):
    assert client.get(reverse("admin:report_selected"), {"of": of}).status_code == 403


# --- a row each ---------------------------------------------------------------------------------------------------


def test_only_rows_that_were_touched_are_saved(client, editor, initiatives, plan):
    first, second, _third = initiatives
    source = factories.SourceFactory()
    address = progress_address(plan=plan.slug)
    page = client.get(address).content.decode()
    assert all(initiative.name in page for initiative in initiatives)
    data = row(first, as_of="2022-06-30", status="completed", source=source.pk)
    data |= row(second, as_of="2022-07", status="in_progress", percent="50", summary_zh="过半")
    answer = client.post(address, data)
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert {update.initiative for update in models.ProgressUpdate.objects.all()} == {first, second}
    assert first.updates.get().source == source
    assert second.updates.get().as_of_precision == "month"
    assert second.updates.get().author == editor


def test_one_wrong_row_saves_none_and_all_stay_as_typed(client, editor, initiatives, plan):
    first, second, _third = initiatives
    data = row(first, as_of="2022-06-30", status="completed", summary_zh="完工了")
    data |= row(second, as_of="no day", status="in_progress", percent="101")
    answer = client.post(progress_address(plan=plan.slug), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    errors = {each["initiative"]: set(each["form"].errors) for each in answer.context["rows"]}
    assert errors == {first: set(), second: {"as_of", "percent"}, _third: set()}
    assert "完工了" in page
    assert 'value="no day"' in page
    assert not models.ProgressUpdate.objects.exists()


def test_a_row_without_status_or_day_is_not_saved(client, editor, initiatives, plan):
    answer = client.post(progress_address(plan=plan.slug), row(initiatives[0], summary_zh="有进展"))
    assert set(answer.context["rows"][0]["form"].errors) == {"as_of", "status"}


def test_a_locator_without_a_source_is_told_in_its_row(client, editor, initiatives, plan):
    typed = row(initiatives[0], as_of="2022", status="completed", locator="§1")
    answer = client.post(progress_address(plan=plan.slug), typed)
    assert answer.context["rows"][0]["form"].non_field_errors()


def test_nothing_filled_in_is_said(client, editor, initiatives, plan):
    answer = client.post(progress_address(plan=plan.slug), {})
    assert (answer.status_code, len(answer.context["errors"])) == (200, 1)


def test_a_whole_zone_on_one_screen(client, editor, initiatives, plan):
    other = factories.InitiativeFactory(plan__zone=plan.zone, plan__period__number=15)
    answer = client.get(progress_address(zone=plan.zone.slug))
    assert {each["initiative"] for each in answer.context["rows"]} == {*initiatives, other}


def test_rows_of_another_zone_are_neither_shown_nor_saved(client, editor, initiatives):
    stranger = factories.InitiativeFactory(name_zh="别区的项目", plan__name_zh="别区的规划")
    for query in ({"plan": stranger.plan.slug}, {"zone": stranger.zone.slug}, {}):
        answer = client.get(progress_address(**query))
        assert "别区的项目" not in answer.content.decode()
        assert "别区的规划" not in answer.content.decode()
        client.post(progress_address(**query), row(stranger, as_of="2022", status="completed"))
    assert not models.ProgressUpdate.objects.exists()


def test_who_has_no_role_reports_nothing(client, initiatives, plan):
    client.force_login(factories.UserFactory())
    assert client.get(progress_address(plan=plan.slug)).status_code == 403
    assert client.get(report_address(initiatives)).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_rows(client, editor, plan, django_assert_max_num_queries):
    factories.InitiativeFactory(plan=plan)
    client.get(progress_address(plan=plan.slug))
    with django_assert_max_num_queries(20):
        client.get(progress_address(plan=plan.slug))
    factories.InitiativeFactory.create_batch(15, plan=plan)
    with django_assert_max_num_queries(20):
        assert len(client.get(progress_address(plan=plan.slug)).context["rows"]) == 16


def test_many_initiatives_come_page_by_page(client, editor, plan):
    factories.InitiativeFactory.create_batch(101, plan=plan)
    assert len(client.get(progress_address(plan=plan.slug, p=2)).context["rows"]) == 1
