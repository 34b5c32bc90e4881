"""Progress: an initiative has the status of its latest update, and nothing else changes it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories import InitiativeFactory, SourceFactory, report
from zones.models import Initiative, ProgressUpdate
from zones.services.progress import delete_update, refresh_status, save_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def initiative():
    return InitiativeFactory()


def status_of(initiative):
    return Initiative.objects.get(pk=initiative.pk).status


def test_an_initiative_without_updates_is_announced(initiative):
    assert status_of(initiative) == "announced"
    assert refresh_status(initiative.pk).status == "announced"


def test_an_update_gives_its_status(initiative):
    update = report(
        initiative=initiative,
        as_of=date(2022, 6, 30),
        status="in_progress",
        percent=40,
        summary_zh="开工",
        source=SourceFactory(),
        locator="¶3",
    )
    assert status_of(initiative) == "in_progress"
    assert (update.percent, update.summary_zh, update.locator) == (40, "开工", "¶3")


def test_the_latest_date_decides_whatever_the_order_of_entry(initiative):
    report(initiative=initiative, as_of=date(2022, 6, 30), status="completed")
    report(initiative=initiative, as_of=date(2021, 6, 30), status="in_progress")
    assert status_of(initiative) == "completed"


def test_of_one_day_the_last_entered_decides(initiative):
    report(initiative=initiative, as_of=date(2022, 6, 30), status="postponed")
    report(initiative=initiative, as_of=date(2022, 6, 30), status="in_progress")
    assert status_of(initiative) == "in_progress"


def test_an_imprecise_date_counts_from_its_first_day(initiative):
    report(initiative=initiative, as_of=date(2022, 3, 1), status="postponed")
    update = report(initiative=initiative, as_of=date(2022, 6, 30), precision="year", status="completed")
    assert update.as_of == date(2022, 1, 1)
    assert status_of(initiative) == "postponed"


def test_editing_an_update_moves_the_status(initiative):
    update = report(initiative=initiative, as_of=date(2022, 6, 30), status="in_progress")
    update.status = "completed"
    save_update(update=update)
    assert status_of(initiative) == "completed"


def test_dating_an_update_back_lets_another_one_decide(initiative):
    report(initiative=initiative, as_of=date(2022, 1, 1), status="in_progress")
    update = report(initiative=initiative, as_of=date(2022, 6, 30), status="completed")
    update.as_of = date(2021, 6, 30)
    save_update(update=update)
    assert status_of(initiative) == "in_progress"


def test_deleting_an_update_lets_the_one_before_it_speak_again(initiative):
    first = report(initiative=initiative, as_of=date(2022, 1, 1), status="in_progress")
    second = report(initiative=initiative, as_of=date(2022, 6, 30), status="completed")
    delete_update(update=second)
    assert status_of(initiative) == "in_progress"
    delete_update(update=first)
    assert status_of(initiative) == "announced"


def test_moving_an_update_refreshes_both_initiatives(initiative):
    other = InitiativeFactory()
    update = report(initiative=initiative, as_of=date(2022, 6, 30), status="completed")
    update.initiative = other
    save_update(update=update)
    assert status_of(initiative) == "announced"
    assert status_of(other) == "completed"


def test_saving_an_initiative_does_not_move_its_status(initiative):
    report(initiative=initiative, as_of=date(2022, 6, 30), status="in_progress")
    fresh = Initiative.objects.get(pk=initiative.pk)
    fresh.name_en = "Renamed"
    fresh.full_clean()
    fresh.save()
    assert status_of(initiative) == "in_progress"


def test_other_initiatives_are_left_alone(initiative):
    other = InitiativeFactory()
    before = Initiative.objects.get(pk=other.pk).updated_at
    report(initiative=initiative, as_of=date(2022, 6, 30), status="completed")
    assert status_of(other) == "announced"
    assert Initiative.objects.get(pk=other.pk).updated_at == before


def test_a_status_that_stays_is_not_saved_again(initiative):
    report(initiative=initiative, as_of=date(2022, 1, 1), status="in_progress")
    before = Initiative.objects.get(pk=initiative.pk)
    entries = initiative.history.count()
    report(initiative=initiative, as_of=date(2022, 2, 1), status="in_progress")
    assert Initiative.objects.get(pk=initiative.pk).updated_at == before.updated_at
    assert initiative.history.count() == entries


def test_a_status_that_moves_is_told_in_the_history(initiative):
    report(initiative=initiative, as_of=date(2022, 1, 1), status="completed")
    assert [entry.status for entry in initiative.history.all()] == ["completed", "announced"]


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"status": "nearly"}, "status"),
        ({"percent": 101}, "percent"),
        ({"percent": -1}, "percent"),
        ({"as_of": date(1900, 1, 1)}, "as_of"),
        ({"as_of": date(2099, 1, 1)}, "as_of"),
        ({"as_of": None}, "as_of"),
        ({"precision": "week"}, "as_of_precision"),
        ({"summary_zh": "a\x00b"}, "summary_zh"),
        ({"locator": "¶3"}, "__all__"),  # without a source
    ],
)
def test_an_update_that_cannot_be_is_refused_and_changes_nothing(initiative, details, field):
    update = {"as_of": date(2022, 6, 30), "status": "completed"} | details
    with pytest.raises(ValidationError) as refusal:
        report(initiative=initiative, **update)
    assert field in refusal.value.message_dict
    assert not ProgressUpdate.objects.exists()
    assert status_of(initiative) == "announced"


def test_an_update_may_speak_of_today(initiative):
    report(initiative=initiative, as_of=timezone.localdate(), status="completed")
    assert status_of(initiative) == "completed"
