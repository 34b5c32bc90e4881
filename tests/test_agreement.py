"""What a source says of an initiative beside what the numbers say of its target, and where the two disagree."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from zones import selectors
from zones.agreement import compare_statement
from zones.choices import Agreement, InitiativeStatus, Verdict
from zones.models import Target

EARLIER, LATER = date(2023, 12, 31), date(2024, 12, 31)

statuses, verdicts = st.sampled_from(InitiativeStatus), st.sampled_from(Verdict)
days = st.none() | st.dates(date(2019, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("stated", "verdict", "expected"),
    [
        ("completed", "missed", "claimed_not_reached"),
        ("completed", "behind", "claimed_not_reached"),
        ("completed", "on_track", "agree"),
        ("completed", "achieved", "agree"),
        ("completed", "no_data", "nothing_measured"),
        ("in_progress", "achieved", "reached_not_claimed"),
        ("in_progress", "achieved_early", "agree"),
        ("in_progress", "missed", "agree"),
        ("in_progress", "behind", "agree"),
        ("postponed", "achieved_early", "reached_not_claimed"),
        ("postponed", "behind", "agree"),
        ("announced", "achieved", "nothing_stated"),
        ("cancelled", "achieved", "nothing_stated"),
        ("superseded", "missed", "nothing_stated"),
        ("announced", "no_data", "nothing_stated"),
    ],
)
def test_what_is_said_and_what_is_measured_are_held_against_each_other(stated, verdict, expected):
    assert compare_statement(InitiativeStatus(stated), LATER, Verdict(verdict), LATER) == expected


def test_a_figure_from_before_the_completion_does_not_contradict_it():
    compared = compare_statement(InitiativeStatus.COMPLETED, LATER, Verdict.BEHIND, EARLIER)
    assert compared == Agreement.OVERTAKEN


def test_a_goal_missed_on_its_due_date_stays_missed_whenever_it_is_called_completed():
    compared = compare_statement(InitiativeStatus.COMPLETED, LATER, Verdict.MISSED, EARLIER)
    assert compared == Agreement.CLAIMED_NOT_REACHED


def test_an_older_statement_that_work_goes_on_may_have_been_overtaken_by_the_figures():
    compared = compare_statement(InitiativeStatus.IN_PROGRESS, EARLIER, Verdict.ACHIEVED, LATER)
    assert compared == Agreement.OVERTAKEN


@given(verdicts, days, days)
def test_where_nothing_is_said_nothing_is_compared(verdict, stated_on, measured_on):
    assert compare_statement(None, stated_on, verdict, measured_on) == Agreement.NOTHING_STATED


@given(statuses, days, days)
def test_where_nothing_is_measured_nothing_disagrees(stated, stated_on, measured_on):
    compared = compare_statement(stated, stated_on, Verdict.NO_DATA, measured_on)
    assert compared in {Agreement.NOTHING_STATED, Agreement.NOTHING_MEASURED}


@given(statuses, verdicts, days)
def test_what_speaks_of_one_day_is_never_overtaken(stated, verdict, day):
    assert compare_statement(stated, day, verdict, day) != Agreement.OVERTAKEN


@given(statuses, verdicts, days, days)
def test_days_only_soften_a_disagreement_and_make_none(stated, verdict, stated_on, measured_on):
    undated = compare_statement(stated, None, verdict, None)
    dated = compare_statement(stated, stated_on, verdict, measured_on)
    assert dated == undated or (undated.is_disagreement and dated == Agreement.OVERTAKEN)


@given(verdicts, st.dates(date(2019, 1, 1), date(2028, 12, 31)), st.integers(0, 900))
def test_a_newer_figure_never_excuses_a_completion_that_an_older_one_contradicts(verdict, day, wait):
    def compared(measured_on):
        return compare_statement(InitiativeStatus.COMPLETED, day, verdict, measured_on)

    older, newer = compared(day - timedelta(days=1)), compared(day + timedelta(days=wait))
    assert newer.is_disagreement or not older.is_disagreement


def _row(*statements, value=100):
    """Return a target of 100 due at the end of 2022 with the figure of that year and what was said."""
    initiative = factories.InitiativeFactory()
    target = factories.TargetFactory(plan=initiative.plan, initiative=initiative, value=100, due_on=date(2022, 12, 31))
    factories.ObservationFactory(
        zone=initiative.zone, indicator=target.indicator, initiative=initiative, value=value,
        period_start=date(2022, 1, 1), period_end=date(2022, 12, 31),
    )  # fmt: skip
    for day, status in statements:
        factories.report(initiative=initiative, as_of=day, status=status)
    (row,) = selectors.assess_targets(Target.objects.with_briefs().filter(pk=target.pk), date(2024, 1, 1))
    return row


@pytest.mark.django_db
def test_the_latest_statement_counts():
    row = _row((date(2023, 3, 1), "in_progress"), (date(2023, 6, 1), "completed"), value=60)
    assert (row.statement.status, row.agreement) == ("completed", Agreement.CLAIMED_NOT_REACHED)


@pytest.mark.django_db
def test_a_month_that_is_spoken_of_lasts_to_its_end():
    initiative = factories.InitiativeFactory()
    target = factories.TargetFactory(plan=initiative.plan, initiative=initiative, value=100, due_on=None)
    factories.ObservationFactory(
        zone=initiative.zone, indicator=target.indicator, initiative=initiative, value=100,
        period_start=date(2023, 6, 30), period_end=date(2023, 6, 30),
    )  # fmt: skip
    factories.report(initiative=initiative, as_of=date(2023, 6, 1), precision="month", status="in_progress")
    (row,) = selectors.assess_targets(Target.objects.with_briefs(), date(2024, 1, 1))
    assert row.agreement == Agreement.REACHED_NOT_CLAIMED


@pytest.mark.django_db
def test_an_update_that_is_not_published_says_nothing_yet():
    row = _row()
    factories.ProgressUpdateFactory(
        initiative=row.target.initiative, status="completed", publication="draft", accepted_version=None
    )
    (row,) = selectors.assess_targets(Target.objects.with_briefs(), date(2024, 1, 1))
    assert (row.statement, row.agreement) == (None, Agreement.NOTHING_STATED)


@pytest.mark.django_db
def test_a_target_of_no_initiative_has_no_statement():
    factories.TargetFactory()
    (row,) = selectors.assess_targets(Target.objects.with_briefs(), date(2024, 1, 1))
    assert (row.statement, row.agreement) == (None, Agreement.NOTHING_STATED)


@pytest.mark.django_db
def test_statements_of_many_targets_are_read_with_one_query(django_assert_num_queries):
    for _number in range(5):
        _row((date(2023, 3, 1), "in_progress"), (date(2023, 6, 1), "completed"))
    with django_assert_num_queries(5):  # targets, figures, statements, and once the areas and indicators they name
        rows = selectors.assess_targets(Target.objects.with_briefs(), date(2024, 1, 1))
        assert {row.statement.status for row in rows} == {"completed"}
