"""`manage.py seed`: adds what is missing with history, twice changes nothing, and names the place of every error."""

from datetime import UTC, date, datetime
from io import StringIO
from textwrap import dedent

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.factories import NationFactory
from zones import models
from zones.services.seeding import FixtureError, Seeded, fixture_files, seed

pytestmark = pytest.mark.django_db

REFERENCE = """
- model: zones.theme
  fields: {slug: new-materials, group: industry, name_zh: 新材料, name_en: New materials}
- model: zones.source
  fields: {slug: an-article, name_zh: 一篇文章, name_en: An article, published_on: 2020-07-24}
- model: zones.period
  fields: {number: 14, name_zh: “十四五”, name_en: 14th, first_year: 2021, last_year: 2025}
"""
NATIONAL = """
- model: zones.zone
  fields: {slug: national, level: nation, name_zh: 国家高新区, name_en: National zones}
- model: zones.zone
  fields: {slug: tianjin, level: province, parent: [national], name_zh: 天津, name_en: Tianjin}
"""
ZONE = """
- model: zones.initiative
  fields:
    slug: a-zone-14-project-1
    plan: [a-zone-14]
    tier: [a-zone-14, 1]
    goals: [[a-zone-14-goal-1]]
    themes: [[new-materials]]
    name_zh: 一号工程
    name_en: Project one
    due_on: 2025-12-31
    due_on_precision: year
- model: zones.zone
  fields: {slug: a-zone, level: zone, parent: [tianjin], name_zh: 某高新区, name_en: A zone}
- model: zones.plan
  fields: {slug: a-zone-14, zone: [a-zone], period: [14], code: 12, name_zh: 规划, name_en: Plan}
- model: zones.plantier
  fields: {plan: [a-zone-14], position: 1, numeral: 1, declared_count: 1, label_zh: 一个目标, label_en: one goal}
- model: zones.goal
  fields: {slug: a-zone-14-goal-1, plan: [a-zone-14], name_zh: 目标, name_en: Goal}
- model: zones.progressupdate
  fields:
    slug: a-zone-14-project-1-update-1
    initiative: [a-zone-14-project-1]
    as_of: 2022-06-30
    status: in_progress
    source: [an-article]
    locator: §1
"""
MODELS = [
    models.Theme, models.Source, models.Period, models.Zone, models.Plan, models.PlanTier, models.Goal,
    models.Initiative, models.ProgressUpdate,
]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A folder of fixtures whose zone file names records before they are entered."""
    write(tmp_path, reference=REFERENCE, national=NATIONAL, **{"a-zone": ZONE})
    return tmp_path


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")


def everything():
    """Return all rows, histories included, with their timestamps."""
    return {
        manager.model.__name__: list(manager.order_by("pk").values())
        for model in MODELS
        for manager in (model.objects, model.history)
    }


def test_every_record_is_added_whatever_their_order(folder):
    assert seed(folder=folder) == Seeded(added=11, present=0)
    initiative = models.Initiative.objects.get()
    assert initiative.zone.slug == "a-zone"
    assert initiative.tier.position == 1
    assert [goal.slug for goal in initiative.goals.all()] == ["a-zone-14-goal-1"]
    assert [theme.slug for theme in initiative.themes.all()] == ["new-materials"]
    assert initiative.due_on == date(2025, 1, 1)  # save() ran: a year is stored as its first day
    assert models.Plan.objects.get().code == "12"


def test_an_initiative_has_the_status_of_its_seeded_update(folder):
    seed(folder=folder)
    assert models.Initiative.objects.get().status == "in_progress"


def test_every_record_begins_its_history(folder):
    seed(folder=folder)
    for model in MODELS:
        for instance in model.objects.all():
            first = instance.history.earliest()
            assert (first.history_type, first.history_user) == ("+", None)


def test_seeding_twice_changes_nothing(folder):
    seed(folder=folder)
    before = everything()
    assert seed(folder=folder) == Seeded(added=0, present=11)
    assert everything() == before


def test_what_people_have_changed_is_left_alone(folder):
    seed(folder=folder)
    long_ago = datetime(2021, 1, 1, tzinfo=UTC)
    models.Zone.objects.filter(slug="a-zone").update(name_en="Renamed", updated_at=long_ago)
    models.ProgressUpdate.objects.all().delete()
    models.Initiative.objects.update(status="announced")
    assert seed(folder=folder) == Seeded(added=1, present=10)  # the update that was deleted
    zone = models.Zone.objects.get(slug="a-zone")
    assert (zone.name_en, zone.updated_at) == ("Renamed", long_ago)
    assert models.Initiative.objects.get().status == "in_progress"


def test_the_files_are_read_reference_first_then_by_name(tmp_path):
    write(tmp_path, zhuzhou="", guangdong="", fuzhou="", national="", reference="")
    names = [path.stem for path in fixture_files(tmp_path)]
    assert names == ["reference", "national", "guangdong", "fuzhou", "zhuzhou"]


def test_an_empty_file_adds_nothing(tmp_path):
    write(tmp_path, reference="")
    assert seed(folder=tmp_path) == Seeded(added=0, present=0)


BAD_ZONE = "- {model: zones.zone, fields: {slug: bad, level: province, parent: [national], name_zh: 某, %s}}"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (BAD_ZONE % "level: planet", "bad.yaml: zone bad: level: Value 'planet' is not a valid choice."),
        (BAD_ZONE % "latitude: north", "bad.yaml: zone bad: latitude: “north” value must be a decimal number."),
        (BAD_ZONE % "latitude: 39", "bad.yaml: zone bad: Give latitude and longitude together, or neither."),
        (BAD_ZONE % "colour: red", "bad.yaml: zone bad: colour: There is no such field."),
        (BAD_ZONE % "plans: [[x]]", "bad.yaml: zone bad: plans: There is no such field."),
        (BAD_ZONE % "administration: [nobody]", "bad.yaml: zone bad: administration: There is no record ['nobody']."),
        (
            BAD_ZONE % "administration: nobody",
            "bad.yaml: zone bad: administration: Natural keys are written as lists.",
        ),
        (BAD_ZONE % "source: [{a: 1}]", "bad.yaml: zone bad: source: Natural keys are written as lists."),
        (
            "- {model: zones.zone, fields: {level: nation, name_zh: 某}}",
            "bad.yaml: zone #1: A fixture's record needs its natural key, so that loading twice adds nothing.",
        ),
        (
            "- {model: zones.plantier, fields: {position: 1, label_zh: 某}}",
            "bad.yaml: plantier #1: A fixture's record needs its natural key, so that loading twice adds nothing.",
        ),
        (
            "- {model: zones.initiative, fields: {slug: bad, plan: [a-zone-14], themes: new-materials, name_zh: 某}}",
            "bad.yaml: initiative bad: themes: Natural keys are written as lists.",
        ),
        (
            "- {model: zones.plan, fields: {slug: bad, zone: [a-zone], period: [%s], name_zh: 某}}" % ("9" * 30),
            f"bad.yaml: plan bad: period: There is no record [{'9' * 30}].",
        ),
        ("- {model: auth.user, fields: {username: root}}", "bad.yaml: #1: There is no model auth.user."),
        ("- {model: zones.planet, fields: {}}", "bad.yaml: #1: There is no model zones.planet."),
        ("- {fields: {}}", "bad.yaml: #1: There is no model None."),
        ("- {model: zones.zone}", "bad.yaml: #1: A record has a model and fields."),
        ("- zones.zone", "bad.yaml: #1: A record has a model and fields."),
        ("zones: []", "bad.yaml: A fixture is a list of records."),
        ("- [", "bad.yaml: while parsing a flow node expected the node content"),
    ],
)
def test_an_invalid_fixture_is_refused_in_one_line_and_nothing_is_saved(folder, record, message):
    write(folder, bad=record)
    with translation.override("en"), pytest.raises(FixtureError) as refusal:
        seed(folder=folder)
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)
    assert not any(model.objects.exists() for model in MODELS)


def test_an_initiative_may_not_serve_a_goal_of_another_plan(folder):
    write(
        folder,
        other="""
        - model: zones.plan
          fields: {slug: other-plan, kind: special, zone: [a-zone], name_zh: 规划}
        - model: zones.initiative
          fields: {slug: stray, plan: [other-plan], goals: [[a-zone-14-goal-1]], name_zh: 某}
        """,
    )
    with (
        translation.override("en"),
        pytest.raises(FixtureError, match="initiative stray: goals: The goals must belong"),
    ):
        seed(folder=folder)


def test_a_folder_without_fixtures_is_an_error(tmp_path):
    with pytest.raises(FixtureError):
        seed(folder=tmp_path)


# --- the command


def run(settings, folder, *options):
    settings.BASE_DIR = folder
    (folder / "fixtures").mkdir(exist_ok=True)
    write(folder / "fixtures", reference=REFERENCE)
    output = StringIO()
    with translation.override("en"):
        call_command("seed", *options, stdout=output)
    return output.getvalue().strip()


def test_the_command_says_what_it_did(settings, tmp_path):
    assert run(settings, tmp_path) == "3 added, 0 already there"
    assert run(settings, tmp_path) == "0 added, 3 already there"


def test_the_command_can_leave_a_database_in_use_alone(settings, tmp_path):
    NationFactory()
    assert run(settings, tmp_path, "--if-empty") == ""
    assert not models.Theme.objects.exists()


def test_the_command_fills_an_empty_database(settings, tmp_path):
    assert run(settings, tmp_path, "--if-empty") == "3 added, 0 already there"


def test_the_command_fails_with_one_line(settings, tmp_path):
    (tmp_path / "fixtures").mkdir()
    write(tmp_path / "fixtures", bad="- {model: zones.planet, fields: {}}")
    with pytest.raises(CommandError, match=r"^bad.yaml: #1: There is no model zones.planet.$"):
        run(settings, tmp_path)
