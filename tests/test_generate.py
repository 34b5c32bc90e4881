"""`manage.py generate`: many rows for an empty database, the same for the same seed, never beside facts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from django.utils import translation

from tests.factories import NationFactory, ThemeFactory
from zones import models
from zones.choices import FindingLevel, InitiativeStatus
from zones.services import revision_triggers, search_index
from zones.services.checks import check_data
from zones.services.generation import NEWEST, generate

pytestmark = pytest.mark.django_db
COUNT = 400


def rows():
    """Return what the rows say, whatever keys the database gave them."""
    return [
        list(models.Initiative.objects.order_by("slug").values_list("slug", "plan__slug", "status", "updated_at")),
        list(models.Initiative.themes.through.objects.values_list("initiative__slug", "theme__slug").order_by("pk")),
        list(models.ProgressUpdate.objects.order_by("slug").values_list("slug", "as_of", "status", "percent")),
        list(models.Source.objects.order_by("slug").values_list("slug", "kind", "published_on")),
        list(models.Observation.objects.order_by("slug").values_list("slug", "period_end", "value")),
    ]


def test_it_makes_as_many_initiatives_as_asked_for():
    counts = generate(initiatives=COUNT, seed=1)
    assert models.Initiative.objects.count() == COUNT
    assert models.Zone.objects.zones().count() == 170
    assert models.Zone.objects.filter(level="province").count() == 31
    assert models.Theme.objects.count() == 60
    assert sorted(models.Period.objects.values_list("number", flat=True)) == [13, 14, 15]
    assert COUNT in counts.values()


def test_the_rows_are_what_a_measurement_needs():
    generate(initiatives=COUNT, seed=1)
    initiatives = models.Initiative.objects.all()
    themes = {row.count for row in initiatives.annotate(count=Count("themes"))}
    assert themes == {1, 2, 3}
    zones = initiatives.order_by().values_list("zone__slug").annotate(count=Count("pk")).order_by("-count")
    assert zones[0][0] == "generated-zone-1"
    assert zones[0][1] > 3 * zones[1][1]
    assert initiatives.values("updated_at").distinct().count() > COUNT * 0.99
    assert initiatives.filter(updated_at__gte=NEWEST).count() == 0
    reported = initiatives.filter(updates__isnull=False).distinct().count()
    assert COUNT * 0.4 < reported < COUNT * 0.6
    assert set(initiatives.values_list("status", flat=True)) == set(InitiativeStatus.values)
    assert 0 < initiatives.uncited().count() < COUNT / 2


def test_the_rows_contradict_nothing_and_keep_the_rules_of_their_models():
    generate(initiatives=COUNT, seed=1)
    on = NEWEST.date()
    assert [found for found in check_data(on=on) if found.level == FindingLevel.CONTRADICTION] == []
    for model in (models.Zone, models.Plan, models.PlanTier, models.Goal, models.Theme, models.Source):
        model.objects.last().full_clean()
    for model in (models.Initiative, models.ProgressUpdate, models.Observation, models.Target, models.Milestone):
        for record in model.objects.all()[:50]:
            record.full_clean()


def test_they_are_found_by_the_search_and_the_next_record_has_a_key_of_its_own():
    generate(initiatives=COUNT, seed=1)
    found = models.SearchEntry.objects.matching("纳米材料").filter(kind="initiative").count()
    assert found == models.Initiative.objects.filter(name_zh__contains="纳米材料").count() > 0
    assert ThemeFactory().pk > models.Theme.objects.filter(slug__startswith="generated").count()
    assert revision_triggers.missing(connection) == search_index.missing(connection) == set()


def test_no_history_is_written():
    generate(initiatives=3, seed=1)
    assert not models.Initiative.history.exists()
    assert not models.Zone.history.exists()


def test_the_same_seed_gives_the_same_rows_and_another_one_others():
    def made(seed):
        for name in (
            "Observation",
            "Target",
            "Initiative",
            "Plan",
            "Theme",
            "Source",
            "Period",
            "Indicator",
            "Person",
        ):
            getattr(models, name).objects.all().delete()
        models.Organisation.objects.all().delete()
        for level in ("zone", "province", "nation"):
            models.Zone.objects.filter(level=level).delete()
        generate(initiatives=40, seed=seed)
        return rows()

    first = made(1)
    assert made(1) == first
    assert made(2) != first


@pytest.mark.parametrize("factory", [NationFactory, ThemeFactory])
def test_a_database_that_holds_anything_is_refused(factory):
    factory()
    with translation.override("en"), pytest.raises(CommandError, match="this database holds records already"):
        call_command("generate", initiatives=3, stdout=StringIO())
    assert not models.Initiative.objects.exists()


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5", "9" * 30, "٣"])
def test_a_nonsensical_number_is_refused(number):
    with pytest.raises(CommandError, match="is not a number from 1 to"):
        call_command("generate", f"--initiatives={number}")


def test_the_command_says_what_it_made():
    output = StringIO()
    with translation.override("en"):
        call_command("generate", "--initiatives=5", "--seed=7", stdout=output)
    assert "5 initiatives" in output.getvalue()
    assert "202 zones" in output.getvalue()
