"""Everything published as one data package: it is valid, the same for the same data, and fills an empty instance."""

import csv
import io
import json
import struct
import tracemalloc
from datetime import date
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from frictionless import Package

from tests import factories
from tests.canary import SONG, Cage
from tests.routes import text_of
from tests.rows import made_once
from tests.world import grow, one_of_everything, the_plan
from zones import models
from zones.search import matching
from zones.services import package
from zones.services.package.schema import NAMES

pytestmark = pytest.mark.django_db

EXPORT = "/api/v1/export/"


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path):
    """Keep packages in a folder of their own, and tell in English what is wrong."""
    settings.VAR_DIR = tmp_path / "var"
    with translation.override("en"):
        yield


@pytest.fixture
def rich():
    """One of everything, each with what is hard to carry."""
    make_rich()
    return the_plan()


@made_once
def make_rich():
    world = one_of_everything()
    grow(factories.PlanFactory(zone=world.zone, period=None, continues=world), world.source, 3)
    initiative = world.initiatives.get(slug="initiative")
    initiative.summary_zh = '第一行\n=第二行,"引号"\t| 末尾 \r\n'
    initiative.start_on, initiative.start_on_precision = date(2021, 3, 1), "month"
    initiative.save()
    factories.InitiativeFactory(plan=models.Plan.objects.get(continues=world), continues=initiative)
    factories.PersonFactory(organisation=factories.OrganisationFactory(parent=factories.OrganisationFactory()))
    factories.ThemeFactory(aliases_zh="甲\n乙", note_en="'=1")
    factories.IndicatorFactory(part_of=models.Indicator.objects.get(slug="indicator"), decimals=2)
    models.Zone.objects.filter(slug="zone").update(latitude=Decimal("39.08410"), longitude=Decimal("117.20090"))
    factories.ObservationFactory(
        zone=world.zone, value=Decimal("12345678901.2345"), share_percent=Decimal("0.5"), reference_zh="全国"
    )


def exported():
    target = io.BytesIO()
    package.write_package(target)
    return target.getvalue()


def parts(data):
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts, path):
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def table(parts, name):
    return list(csv.DictReader(io.StringIO(parts[f"data/{name}.csv"].decode(), newline="")))


def saved(data, path):
    path.write_bytes(data)
    return path


def emptied():
    """Leave none of the product's records, as in a new instance."""
    for model in apps.get_app_config("zones").get_models(include_auto_created=True):
        if model._meta.model_name not in {"searchentry", "revision"}:  # which the database makes itself
            model._base_manager.all()._raw_delete(connection.alias)


# --- what it is -------------------------------------------------------------------------------------


def test_the_package_is_valid_with_all_its_foreign_keys(client, rich, tmp_path):
    response = client.get(EXPORT)
    path = saved(b"".join(response.streaming_content), tmp_path / "package.zip")
    report = Package(str(path)).validate()
    assert report.valid, report.flatten(["task", "rowNumber", "fieldName", "message"])
    assert {task.name for task in report.tasks} >= set(NAMES.values())
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "zone-plan-tracker-20" in response.headers["Content-Disposition"]


def test_a_broken_foreign_key_is_noticed_by_that_tool(rich, tmp_path):
    found = parts(exported())
    found["data/goals.csv"] = found["data/goals.csv"].replace(b"goal,plan,", b"goal,elsewhere,")
    description = json.loads(found["datapackage.json"])
    for resource in description["resources"]:
        del resource["hash"], resource["bytes"]
    found["datapackage.json"] = json.dumps(description).encode()
    report = Package(str(packed(found, tmp_path / "package.zip"))).validate()
    assert {error.type for task in report.tasks for error in task.errors} == {"foreign-key"}


def test_it_describes_every_column_in_both_languages_with_what_is_allowed_in_it(rich):
    description = json.loads(parts(exported())["datapackage.json"])
    assert description["name"] == "zone-plan-tracker"
    assert description["created"].endswith("Z")
    resources = {resource["name"]: resource for resource in description["resources"]}
    fields = {field["name"]: field for field in resources["initiatives"]["schema"]["fields"]}
    assert fields["kind"]["title"] == "类型 / Kind"
    assert {"value": "project", "label": "工程 / Project"} in fields["kind"]["categories"]
    assert "project" in fields["kind"]["constraints"]["enum"]
    assert fields["position"]["constraints"] == {"required": True, "minimum": 1, "maximum": 999}
    assert resources["updates"]["schema"]["foreignKeys"][0]["reference"] == {
        "resource": "initiatives",
        "fields": ["slug"],
    }
    assert resources["initiative-goals"]["schema"]["primaryKey"] == ["initiative", "goal"]
    assert not {"licenses", "contributors"} & set(description), "nothing is claimed that nobody said"


def test_every_field_of_every_model_is_in_it_or_left_out_on_purpose():
    for each in package.tables():
        if each.link is None:
            told = {column.name for column in each.columns}
            assert {field.name for field in each.model._meta.concrete_fields} - told <= package.LEFT_OUT, each.name
    assert set(NAMES) == {each for each in apps.get_app_config("zones").get_models() if hasattr(each, "natural_key")}


def test_a_program_reads_a_table_in_three_lines(client, rich):
    archive = ZipFile(io.BytesIO(b"".join(client.get(EXPORT).streaming_content)))
    with archive.open("data/initiatives.csv") as part:
        rows = list(csv.DictReader(io.TextIOWrapper(part, "utf-8", newline="")))
    row = next(row for row in rows if row["slug"] == "initiative")
    assert (row["zone"], row["plan"], row["status"]) == ("zone", "plan", "in_progress")
    assert row["summary_zh"] == '第一行\n=第二行,"引号"\t| 末尾 \r\n'


def test_what_is_not_public_is_not_in_it(client, world):
    before = parts(exported())
    Cage(world).fill(by=factories.UserFactory(is_superuser=True))
    cage = parts(exported())
    assert not SONG.search(text_of(client.get(EXPORT)))
    for name in ("initiative-goals", "plans"):
        assert table(cage, name)[: len(table(before, name))] == table(before, name)
    assert b"editor" not in b"".join(cage.values()).replace(b"editors", b"")


# --- the same data, the same bytes ------------------------------------------------------------------


def test_the_same_data_are_the_same_bytes_and_kept_until_they_change(client, rich, settings):
    first = client.get(EXPORT)
    data = b"".join(first.streaming_content)
    assert data == exported()
    with CaptureQueriesContext(connection) as asked:
        assert b"".join(client.get(EXPORT).streaming_content) == data
    assert len(asked) <= 4, "it is not made anew"
    assert client.get(EXPORT, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    rich.name_en = "Another name"
    rich.save()
    changed = client.get(EXPORT, headers={"if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert b"".join(changed.streaming_content) != data
    assert len(list((settings.VAR_DIR / "packages").glob("*.zip"))) == 1


def test_a_package_is_of_one_state_of_the_data_or_there_is_none(client, rich, monkeypatch, settings):
    states = iter(range(100))
    monkeypatch.setattr("zones.services.package.writing.revision.read", lambda: next(states) and None)
    assert client.get(EXPORT).status_code in {200, 503}
    monkeypatch.undo()
    from zones import revision

    seen = revision.read()
    tokens = iter("abcdefghijklmnopqrstuvwxyz")
    monkeypatch.setattr(
        "zones.services.package.writing.revision.read", lambda: revision.Seen(next(tokens), seen.changed_at)
    )
    response = client.get(EXPORT, headers={"accept-language": "en"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert not list((settings.VAR_DIR / "packages").glob("*.part"))


def test_what_an_export_cannot_be_asked_for_is_refused(client, world):
    response = client.get(f"{EXPORT}?zone=zone")
    assert (response.status_code, set(response.json()["errors"])) == (400, {"zone"})
    assert client.get(EXPORT, headers={"accept": "image/png"}).status_code == 406
    assert client.post(EXPORT).status_code == 405
    head = client.head(EXPORT)
    assert (head.status_code, head.headers["Content-Type"]) == (200, "application/zip")


def test_it_asks_the_database_as_often_for_many_rows_as_for_few(world):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            exported()
        return len(asked)

    few = queries()
    grow(factories.PlanFactory(zone=world.zone, period=None), world.source, 20)
    assert queries() <= few + 4  # a table that had no row before is read with one question more
    assert few <= 2 * len(package.tables()) + 2


def test_the_memory_it_takes_does_not_grow_with_the_rows(monkeypatch, tmp_path):
    monkeypatch.setattr("zones.services.package.writing.CHUNK", 100)
    plan = factories.PlanFactory()

    def most(count):
        published = {"publication": "published", "is_public": True, "accepted_version": 1}
        models.Initiative.objects.bulk_create(
            models.Initiative(
                slug=f"i-{count}-{number}", name_zh="名", summary_zh="文" * 200, plan=plan, zone=plan.zone, **published
            )
            for number in range(count)
        )
        tracemalloc.start()
        with (tmp_path / "package.zip").open("wb") as target:
            package.write_package(target)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    few = most(300)
    assert most(1500) < few + 300_000, "100,000 rows would take 25 MB more at most"


# --- and back ---------------------------------------------------------------------------------------


def test_an_empty_instance_filled_with_a_package_gives_the_same_package(client, rich, tmp_path):
    data = exported()
    path = saved(data, tmp_path / "package.zip")
    found = matching("name").count()
    emptied()
    assert exported() != data
    call_command("import_package", str(path))
    assert exported() == data
    assert matching("name").count() == found
    assert client.get("/initiatives/initiative/").status_code == 200
    for model in NAMES:
        records = model._base_manager.all()
        assert model.history.count() == len(records)
        if issubclass(model, models.Published):
            assert {(each.is_public, each.is_corrected) for each in records} <= {(True, False)}
    initiative = models.Initiative.objects.get(slug="initiative")
    assert [each.theme.slug for each in initiative.history.get().themes.all()] == ["theme"]


def test_life_goes_on_after_an_import_new_keys_and_new_history(rich, tmp_path):
    path = saved(exported(), tmp_path / "package.zip")
    emptied()
    call_command("import_package", str(path))
    plan = models.Plan.objects.get(slug="plan")
    added = factories.InitiativeFactory(plan=plan, slug="added-afterwards")
    assert added.history.count() == 1
    assert added.pk == max(models.Initiative.objects.values_list("pk", flat=True))


def test_the_history_of_an_import_says_what_the_records_say_and_why_they_are_there(rich, tmp_path):
    path = saved(exported(), tmp_path / "package.zip")
    emptied()
    call_command("import_package", str(path))
    for model in NAMES:
        fields = [field.attname for field in model.history.model.tracked_fields]
        noted = model.history.order_by("id")
        assert list(noted.values_list(*fields)) == list(model._base_manager.order_by("id").values_list(*fields)), model
        told = set(noted.values_list("history_type", "history_change_reason", "history_user"))
        assert told == {("+", "import of package.zip", None)}, model
        for link in model._meta.many_to_many:
            for row in noted:
                of_row = getattr(row, link.name).values_list(link.m2m_reverse_field_name(), flat=True)
                of_record = getattr(row.instance, link.name).values_list("pk", flat=True)
                assert sorted(of_row) == sorted(of_record), link


def test_an_import_asks_the_database_as_often_for_many_rows_as_for_few(world, tmp_path):
    def queries():
        path = saved(exported(), tmp_path / "package.zip")
        emptied()
        with CaptureQueriesContext(connection) as asked:
            call_command("import_package", str(path))
        return len(asked)

    few = queries()
    zone, source = models.Zone.objects.get(slug="zone"), models.Source.objects.get(slug="source")
    grow(factories.PlanFactory(zone=zone, period=None), source, 20)
    assert queries() <= few + 4  # a table that had no row before is read with one question more


def test_a_package_that_was_unpacked_is_imported_from_its_folder(rich, tmp_path):
    data = exported()
    for name, content in parts(data).items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    emptied()
    call_command("import_package", str(tmp_path / "folder"))
    assert exported() == data


def test_a_package_is_never_mixed_with_other_records(world, tmp_path):
    path = saved(exported(), tmp_path / "package.zip")
    models.Zone.objects.filter(slug="zone").update(name_en="Changed since")
    with pytest.raises(CommandError, match="records already"):
        call_command("import_package", str(path))
    assert models.Zone.objects.get(slug="zone").name_en == "Changed since"


def refused(found, tmp_path):
    """Return what is said of a package that cannot be imported; nothing of it may have been written."""
    emptied()
    with pytest.raises(CommandError) as caught:
        call_command("import_package", str(packed(found, tmp_path / "hostile.zip")))
    assert not models.Zone.objects.exists()
    assert not models.Zone.history.exists()
    return str(caught.value)


def changed(found, name, old, new):
    path = f"data/{name}.csv"
    assert old.encode() in found[path]
    return found | {path: found[path].replace(old.encode(), new.encode(), 1)}


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("goals", "slug,", "slag,", "data/goals.csv, row 1, slug"),
        ("goals", ",kind,", ",kind,more,", "data/goals.csv, row 1, more"),
        ("goals", "goal,plan,", "goal,plan", "data/goals.csv, row 2"),
        ("goals", "goal,plan,", "goal,nowhere,", "data/goals.csv, row 2, plan"),
        ("goals", "goal,plan,1,", "goal,plan,none,", "data/goals.csv, row 2, position"),
        ("goals", "goal,plan,1,", "goal,plan,,", "data/goals.csv, row 2, position"),
        ("goals", "goal,plan,1,", "goal,plan,99999,", "data/goals.csv, row 2, position"),
        ("goals", "goal,plan,1,", "a goal,plan,1,", "data/goals.csv, row 2, slug"),
        ("goals", "Z,2\r\n", "Z,x\r\n", "data/goals.csv, row 2, version"),
        ("goals", "Z,2\r\n", ",2\r\n", "data/goals.csv, row 2, updated_at"),
        ("initiatives", ",in_progress,", ",nonsense,", "data/initiatives.csv, row 2, status"),
        ("initiatives", ",in_progress,", ",completed,", "data/initiatives.csv, row 2, status"),
        ("initiatives", "initiative,zone,", "initiative,national,", "data/initiatives.csv, row 2, zone"),
        ("zones", "national,名称", "zone,名称", "data/zones.csv, row 4, slug"),
        ("zones", ",province,national,", ",province,,", "data/zones.csv, row 3"),
        (
            "initiative-themes",
            "\r\ninitiative,theme",
            "\r\ninitiative,nothing",
            "data/initiative-themes.csv, row 2, theme",
        ),
    ],
)
def test_what_is_wrong_is_told_with_file_row_and_column_and_nothing_is_written(world, tmp_path, name, old, new, place):
    said = refused(changed(parts(exported()), name, old, new), tmp_path)
    assert place in said


def test_records_that_are_parts_of_themselves_are_refused(world, tmp_path):
    one, two = factories.OrganisationFactory(slug="one"), factories.OrganisationFactory(slug="two")
    one.parent = two
    one.save()
    found = parts(exported())
    line = next(line for line in found["data/organisations.csv"].decode().splitlines() if line.startswith("two,"))
    cells = line.split(",")
    place = found["data/organisations.csv"].decode().splitlines()[0].split(",").index("parent")
    cells[place] = "one"
    said = refused(changed(found, "organisations", line, ",".join(cells)), tmp_path)
    assert "data/organisations.csv" in said
    assert "parent" in said


def bomb(path):
    with ZipFile(path, "w", ZIP_DEFLATED) as archive, archive.open("data/goals.csv", "w", force_zip64=True) as part:
        for _megabyte in range(64):
            part.write(b"0" * 2**20)
    return path


def lying(path):
    """Write a zip whose directory says that a part is larger than anything."""
    packed({"datapackage.json": b"{}"}, path)
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 0xFFFFFFF0)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "make",
    [
        bomb,
        lying,
        lambda path: saved(b"no zip", path),
        lambda path: path,
        lambda path: packed({"../datapackage.json": b"{}"}, path),
        lambda path: packed({"/etc/passwd": b""}, path),
        lambda path: packed({"data/goals.csv": b""}, path),
        lambda path: packed({"more.txt": b""}, path),
    ],
)
def test_what_is_no_package_is_refused_unread(tmp_path, make):
    with pytest.raises(CommandError):
        call_command("import_package", str(make(tmp_path / "hostile.zip")))


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("datapackage.json", b"[" * 100_000),
        ("datapackage.json", b"[]"),
        ("datapackage.json", b'{"name": "another"}'),
        ("datapackage.json", b"\xff\xfe{}"),
        ("data/zones.csv", "slug,名称".encode("gb18030")),
        ("data/zones.csv", b""),
        ("data/zones.csv", b'slug,"' + b"x" * 3_000_000),
        ("data/zones.csv", b"x" * 3_000_000),
        ("data/zones.csv", b'slug,"a"b\r\n'),
        ("data/zones.csv", b"slug,\x00\r\n"),
    ],
)
def test_a_part_that_cannot_be_read_is_named(world, tmp_path, part, content):
    assert part in refused(parts(exported()) | {part: content}, tmp_path)


def test_a_damaged_archive_is_refused(world, tmp_path):
    data = bytearray(exported())
    place = data.index(b"data/goals.csv") + 60
    data[place : place + 20] = bytes(20)
    emptied()
    with pytest.raises(CommandError, match=r"data/goals\.csv"):
        call_command("import_package", str(saved(bytes(data), tmp_path / "damaged.zip")))


def test_a_link_that_is_there_twice_is_told_with_its_row(world, tmp_path):
    found = parts(exported())
    path = "data/initiative-themes.csv"
    twice = found | {path: found[path] + found[path].splitlines(keepends=True)[1]}
    number = len(found[path].splitlines()) + 1
    assert f"{path}, row {number}: Another row has the same key." in refused(twice, tmp_path)
