"""The data that the product ships with: complete, bilingual, with evidence, and with every trap told to the reader."""

import re
from datetime import date
from decimal import Decimal

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from zones.choices import FindingLevel
from zones.models import ProgressUpdate
from zones.services.checks import check_data
from zones.services.seeding import fixture_files, seed

FOLDER = settings.BASE_DIR / "fixtures"
FILES = fixture_files(FOLDER)
RECORDS = [record for path in FILES for record in yaml.safe_load(path.read_text(encoding="utf-8"))]
SESSION = "employment-campaign-campaign-1"
SCHOOLS = "zhuzhou-14-service-2"
LIFTS = "zhuzhou-14-service-3"
SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}


def key(record):
    """Return the natural key as one word: a slug, a period's number, or a tier's plan and position."""
    fields = record["fields"]
    if record["model"] == "zones.plantier":
        return f"{fields['plan'][0]}/{fields['position']}"
    return str(fields.get("slug") or fields["number"])


def fields_of(model):
    return [record["fields"] for record in RECORDS if record["model"] == f"zones.{model}"]


# --- loading --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_seeding_twice_adds_nothing():
    assert seed(folder=FOLDER).added == len(RECORDS)
    assert (seed(folder=FOLDER).added, seed(folder=FOLDER).present) == (0, len(RECORDS))


@pytest.mark.django_db
def test_loaddata_twice_gives_the_same_valid_rows():
    def rows():
        kept = {}
        for model in apps.get_app_config("zones").get_models():
            if hasattr(model, "natural_key"):
                names = [f.name for f in model._meta.fields if f.name not in {"created_at", "updated_at"}]
                kept[model] = list(model._default_manager.order_by("pk").values_list(*names))
        return kept

    call_command("loaddata", *map(str, FILES), verbosity=0)
    before = rows()
    call_command("loaddata", *map(str, FILES), verbosity=0)
    assert rows() == before
    for model in before:
        for instance in model._default_manager.all():
            instance.full_clean()
    ProgressUpdate.objects.update(publication="published")  # what `loaddata` writes are drafts; `seed` publishes
    assert not [finding for finding in check_data(on=date(2026, 1, 1)) if finding.level == FindingLevel.CONTRADICTION]


# --- what every record has ------------------------------------------------------------------------


def test_every_chinese_text_has_an_english_one_beside_it():
    lonely = []
    for record in RECORDS:
        names = {field.name for field in apps.get_model(record["model"])._meta.fields}
        stems = {name[:-3] for name in names if name.endswith("_zh") and f"{name[:-3]}_en" in names}
        texts = record["fields"]
        lonely += [
            (key(record), stem) for stem in stems if bool(texts.get(f"{stem}_zh")) != bool(texts.get(f"{stem}_en"))
        ]
    assert lonely == []


def test_every_record_has_its_own_natural_key_and_no_number():
    assert len({(record["model"], key(record)) for record in RECORDS}) == len(RECORDS)
    assert not any("pk" in record for record in RECORDS)


def test_every_cited_record_says_where_in_its_source():
    cited = [record["fields"] for record in RECORDS if record["fields"].get("source")]
    wrong = [
        fields["slug"] for fields in cited if not re.search(r"\(\d{1,3}(–\d{1,3})?\)$", fields.get("locator", ""))
    ]
    assert len(cited) > 150
    assert wrong == []


def test_only_the_areas_that_no_article_speaks_of_are_uncited():
    kinds = {"zone", "plan", "goal", "initiative", "milestone", "progressupdate", "target", "observation"}
    uncited = {f["slug"] for kind in kinds for f in fields_of(kind) if not f.get("source")}
    assert uncited == {"beijing", "tianjin", "fujian", "hunan"}


def test_every_figure_stands_in_base_units_as_its_printed_form_says():
    compared = 0
    for fields in fields_of("observation"):
        printed = re.match(r"\D*?([\d.]+)(万亿|万|亿|)", fields["value_text_zh"])
        if "value" in fields and printed:
            number = Decimal(printed[1]) * SCALES[printed[2]]
            # 30余万 has its qualifier between number and scale
            expected = number * 10**4 if "余万" in fields["value_text_zh"] else number
            assert Decimal(fields["value"]) == expected, fields["slug"]
            compared += 1
    assert compared >= 32


def test_no_unit_hides_a_factor():
    assert [
        fields["slug"] for fields in fields_of("indicator") if re.search("[万亿]", fields.get("unit_zh", ""))
    ] == []


def test_an_initiative_stands_in_the_zone_of_its_plan_and_has_the_status_of_its_latest_update():
    zone_of = {fields["slug"]: fields["zone"] for fields in fields_of("plan")}
    said = {fields["initiative"][0]: fields["status"] for fields in fields_of("progressupdate")}
    for fields in fields_of("initiative"):
        assert fields["zone"] == zone_of[fields["plan"][0]]
        assert fields.get("status", "announced") == said.get(fields["slug"], "announced")


def test_initiatives_serve_goals_of_their_own_plan():
    plan_of = {fields["slug"]: fields["plan"] for fields in fields_of("goal")}
    served = [
        (fields["plan"], plan_of[goal[0]]) for fields in fields_of("initiative") for goal in fields.get("goals", [])
    ]
    assert len(served) >= 10  # Tianjin's six projects and the campaign's four lines of work
    assert all(own == other for own, other in served)


# --- the traps ------------------------------------------------------------------------------------

# What a reader could get wrong: the records concerned, and what their notes must say in Chinese and in English.
# fmt: off
TRAPS = {
    "the three boards are only part of the listed companies": (
        "national-listed-companies national-listed-sme-board national-listed-chinext national-listed-star-market",
        "789", "789"),
    "the share on the STAR Market dates the figure": ("national-listed-star-market", "2019年末", "end of 2019"),
    "the two education shares are never added": (
        "national-employees-college national-employees-bachelor", "97%", "97 %"),
    "May 2020 is a single month": (
        "national-revenue-2020-05 national-industrial-output-2020-05 "
        "national-exports-2020-05 national-net-profit-2020-05",
        "单月", "single month"),
    "industrial output has no standard name": ("national-industrial-output-2020-05", "69%", "69 %"),
    "letters of intent are no fill rate": (
        f"{SESSION}-posts-offered-2020-07-22 {SESSION}-letters-of-intent", "满足率", "fill rate"),
    "person-years are printed as persons per year": ("national-rd-personnel", "人年", "person-years"),
    "four areas are declared and not named": ("tianjin-binhai-14/3 tianjin-binhai-14", "没有列出名称", "not named"),
    "a project has an odd name": ("tianjin-binhai-14-project-4", "攻坚", "攻坚"),
    "six aspects result from repairing a sentence": (
        "chongqing-14 chongqing-14-aspect-2 chongqing-14-aspect-5 chongqing-14-aspect-6", "原", "[Pp]rint|repair"),
    "an open list declares no number": ("guangzhou-14 guangzhou-14-aspect-1", "等方面", "no number"),
    "Shenzhen speaks of the present": ("shenzhen-14", "目前", "present"),
    "Zhuzhou's article is no plan, and its figures mix zone and district": (
        "zhuzhou-14", "天元区", "Tianyuan District"),
    "stairwells are not lifts": (
        f"{LIFTS} {LIFTS}-stairwells-with-lifts-2019 {LIFTS}-lifts-added-2020", "单元", "stairwells"),
    "which of the five schools open is unclear": (
        f"{SCHOOLS}-schools-under-construction-2020-07 {SCHOOLS}-school-places-added-2020", "五所", "five"),
    "one school both teaches and is being built": (
        f"{SCHOOLS}-guest-classes-2019 {SCHOOLS}-schools-under-construction-2020-07", "白鹤菱溪小学", "Baihe Lingxi"),
    "a thousand each, as totals": (
        "double-thousand-incubators-2020 double-thousand-makerspaces-2020", "总数", "totals"),
    "the posts have no starting year and are not in the plan's name": (
        "hundred-thousand-ten-thousand-research-posts-added", "起始年份", "starting year"),
    "organisations mobilised have no date": (
        "hundred-thousand-ten-thousand-rd-platforms-mobilised "
        "hundred-thousand-ten-thousand-carriers-and-agencies-mobilised "
        "hundred-thousand-ten-thousand-high-tech-enterprises-mobilised", "没有自己的期限", "without a date"),
    "an opening is lost with an office and a title": ("briefing-2020 xu-nanping state-council-opinions", "失", "lost"),
    "figures before the quotation have no speaker": (
        "briefing-2020 national-high-tech-enterprises national-tech-smes national-employees national-new-jobs-2020-q1",
        "讲话者|由谁说出", "speaker"),
    "headlines are detached": (
        "dialogue-2020 briefing-2020 zhuzhou-livelihood-2020 graduate-recruitment-2020", "标题与正文分离", "detached"),
    "some counts are names without members": (
        "front-runner-strategy-orientation-1 employment-campaign "
        "five-development-concepts six-stabilities six-guarantees",
        "没有列出", "list|without the six"),
    "four measures are numbered and a fifth is not": (
        "torch-measures torch-measures/1 torch-measures-measure-5", "没有编号", "unnumbered|without a number"),
    "an audience may be views": (f"{SESSION}-live-stream-audience", "人次", "views"),
    "quotation marks and brackets vary": (
        "dialogue-2020 guangzhou-14 tianjin-binhai-14 zhuzhou-livelihood-2020", "引号|半角", "marks|ASCII|half-width"),
    "five aspects have no speaker": (
        "zhongguancun-14 zhongguancun-14-aspect-1 zhu-jianhong", "记者的叙述", "reporter"),
    "a positioning is also a headline": ("overall-positioning-positioning-1", "829", "829"),
}
# fmt: on


@pytest.mark.parametrize(("slugs", "chinese", "english"), TRAPS.values(), ids=TRAPS)
def test_every_trap_is_told_to_the_reader_of_the_record(slugs, chinese, english):
    notes = {key(record): record["fields"] for record in RECORDS}
    for slug in slugs.split():
        assert re.search(chinese, notes[slug].get("note_zh", "")), slug
        assert re.search(english, notes[slug].get("note_en", "")), slug
