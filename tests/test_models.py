"""What every model shares: slugs, natural keys, histories, two languages, imprecise dates, places and evidence."""

from datetime import date

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from tests import factories as make
from zones.models import Initiative, Theme, Zone, localized

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_app_config("zones").get_models() if hasattr(model, "natural_key")]
FACTORIES = {factory._meta.model: factory for factory in vars(make).values() if hasattr(factory, "_meta")}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


# --- slugs and natural keys


@pytest.mark.parametrize(
    ("make_record", "slug"),
    [
        (lambda: make.ThemeFactory(name_en="New Materials & Energy"), "new-materials-energy"),
        (lambda: make.ThemeFactory(name_en=""), "theme"),
        (lambda: make.ThemeFactory(name_en="新材料"), "theme"),
        (lambda: make.ThemeFactory(name_en="x" * 300), "x" * 110),
        (lambda: make.PlanFactory(zone__slug="a-zone", period__number=14), "a-zone-14"),
        (lambda: make.PlanFactory(zone__slug="a-zone", kind="special", name_en="Jobs"), "jobs"),
        (lambda: make.PlanFactory(zone__slug="a-zone", period=None, name_en=""), "a-zone-plan"),
        (lambda: make.GoalFactory(plan__slug="a-zone-14", kind="positioning", position=2), "a-zone-14-positioning-2"),
        (lambda: make.InitiativeFactory(plan__slug="a-zone-14", kind="project", position=6), "a-zone-14-project-6"),
        (lambda: make.MilestoneFactory(name_en="First bus"), "first-bus"),
        (lambda: make.MilestoneFactory(name_en="", initiative__slug="lifts"), "lifts-milestone"),
        (lambda: make.ProgressUpdateFactory(initiative__slug="lifts"), "lifts-update-2022-06-30"),
        (lambda: make.TargetFactory(plan__slug="a-14", indicator__slug="revenue"), "a-14-revenue-2025"),
        (lambda: make.TargetFactory(plan__slug="a-14", indicator__slug="revenue", due_on=None), "a-14-revenue"),
        (lambda: make.ObservationFactory(zone__slug="a", indicator__slug="revenue"), "a-revenue-2020"),
        (
            lambda: make.ObservationFactory(
                zone__slug="a", indicator__slug="firms", period_start=None, period_end=None
            ),
            "a-firms",
        ),
    ],
)
def test_an_empty_slug_is_made_from_the_name_or_the_place(make_record, slug):
    assert make_record().slug == slug


def test_a_record_of_an_initiative_takes_its_slug_from_there():
    whole = make.InitiativeFactory(slug="a-zone-14-measure-1")
    indicator = make.IndicatorFactory(slug="firms")
    figure = make.ObservationFactory(zone=whole.zone, initiative=whole, indicator=indicator)
    assert make.InitiativeFactory(plan=whole.plan, parent=whole, position=3).slug == "a-zone-14-measure-1-3"
    assert figure.slug == "a-zone-14-measure-1-firms-2020"


def test_a_slug_that_is_taken_gets_a_number():
    slugs = [make.ThemeFactory(name_en="Energy").slug for _time in range(3)]
    assert slugs == ["energy", "energy-2", "energy-3"]
    assert make.ThemeFactory(name_en="x" * 120).slug == "x" * 110
    assert make.ThemeFactory(name_en="x" * 120).slug == "x" * 110 + "-2"


def test_a_slug_stays_when_the_name_changes():
    theme = make.ThemeFactory(name_en="Energy")
    theme.name_en = "New energy"
    theme.save()
    assert theme.slug == "energy"


@pytest.mark.parametrize("model", MODELS)
def test_a_natural_key_leads_back_to_its_record(model):
    record = FACTORIES[model]()
    assert model._default_manager.get_by_natural_key(*record.natural_key()) == record
    with pytest.raises(model.DoesNotExist):
        model._default_manager.get_by_natural_key(*[0 for _part in record.natural_key()])


@pytest.mark.parametrize("model", MODELS)
def test_every_model_keeps_a_history_and_calls_itself_something(model):
    record = FACTORIES[model]()
    assert record.history.count() == 1
    assert str(record)


# --- two languages


def test_a_text_is_read_in_the_readers_language():
    theme = make.ThemeFactory(name_zh="新材料", name_en="New materials")
    assert (theme.name, str(theme)) == ("New materials", "New materials")
    with translation.override("zh-hans"):
        assert (theme.name, str(theme)) == ("新材料", "新材料")
    with translation.override(None):
        assert theme.name == "新材料"


def test_a_text_without_english_is_read_in_chinese():
    assert make.ThemeFactory(name_zh="新材料", name_en="").name == "新材料"


def test_rows_are_ordered_by_what_the_reader_sees():
    make.ThemeFactory(slug="first", name_zh="乙", name_en="Alpha")
    make.ThemeFactory(slug="second", name_zh="Zeta", name_en="")
    make.ThemeFactory(slug="third", name_zh="丙", name_en="Beta")

    def read():
        rows = Theme.objects.annotate(read=localized("name"))
        return dict(rows.values_list("slug", "read")), [theme.slug for theme in rows.order_by(localized("name"))]

    assert read() == ({"first": "Alpha", "second": "Zeta", "third": "Beta"}, ["first", "third", "second"])
    with translation.override("zh-hans"):
        assert read()[0] == {"first": "乙", "second": "Zeta", "third": "丙"}


# --- dates and times


@pytest.mark.parametrize(
    ("precision", "stored"),
    [("day", date(2021, 3, 17)), ("month", date(2021, 3, 1)), ("year", date(2021, 1, 1))],
)
def test_an_imprecise_date_is_stored_as_its_first_day(precision, stored):
    source = make.SourceFactory.build(published_on=date(2021, 3, 17), published_on_precision=precision)
    source.full_clean()
    assert source.published_on == stored
    source.published_on = date(2021, 3, 17)
    source.save()
    source.refresh_from_db()
    assert source.published_on == stored


def test_a_missing_date_stays_missing():
    source = make.SourceFactory(published_on=None, published_on_precision="year")
    source.full_clean()
    assert source.published_on is None


def test_saving_moves_the_time_of_change_only():
    theme = make.ThemeFactory()
    created, updated = theme.created_at, theme.updated_at
    theme.save(update_fields=["name_en"])
    theme.refresh_from_db()
    assert theme.created_at == created
    assert theme.updated_at > updated


# --- places


def test_an_initiative_stands_in_the_zone_of_its_plan():
    initiative = make.InitiativeFactory()
    assert initiative.zone == initiative.plan.zone
    initiative.plan = make.PlanFactory()
    initiative.save()
    assert Initiative.objects.get().zone == initiative.plan.zone


def test_an_area_knows_the_areas_above_it():
    zone = make.ZoneFactory()
    assert [area.level for area in zone.areas_above()] == ["province", "nation"]
    assert [area.level for area in Zone.objects.zones()] == ["zone"]


def test_what_is_cited_is_found():
    cited, uncited = make.GoalFactory(source=make.SourceFactory()), make.GoalFactory()
    goals = type(cited).objects
    assert (list(goals.cited()), list(goals.uncited())) == ([cited], [uncited])
    assert (cited.is_cited, uncited.is_cited) == (True, False)


def test_a_source_that_is_evidence_cannot_be_deleted():
    goal = make.GoalFactory(source=make.SourceFactory())
    with pytest.raises(models.ProtectedError):
        goal.source.delete()
