"""Many records at once: all of them or none, errors by row, in few queries."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.test_api_writing import boss, editor, list_of, plan  # noqa: F401 - fixtures
from zones import models
from zones.api.serializers import InitiativeDetailSerializer
from zones.api.writing import bulk
from zones.api.writing.forms import form_of

pytestmark = pytest.mark.django_db
INITIATIVES = f"{list_of('initiatives')}bulk/"


def rows(number, **more):
    return [{"plan": "plan", "name_zh": f"举措{n}", "slug": f"row-{n}", **more} for n in range(number)]


def test_records_are_made_and_changed_in_one_request_and_what_says_the_same_stays(editor, plan):  # noqa: F811
    make.InitiativeFactory(slug="changed", plan=plan)
    same = make.InitiativeFactory(slug="same", plan=plan)
    sent = [
        {"slug": "part", "plan": "plan", "name_zh": "部分", "parent": "whole"},  # named before it is there
        {"slug": "whole", "plan": "plan", "name_zh": "整体"},
        {"slug": "changed", "version": 1, "name_en": "Changed"},
        {"slug": "same", "version": 1, "name_zh": same.name_zh},
        {"plan": "plan", "name_zh": "没有地址"},
    ]
    response = editor("post", INITIATIVES, {"rows": sent, "reason": "批量"})
    assert response.status_code == 200, response.content
    told = response.json()["rows"]
    assert [(row["row"], row["result"], row["version"]) for row in told] == [
        (1, "created", 1), (2, "created", 1), (3, "changed", 2), (4, "unchanged", 1), (5, "created", 1),
    ]  # fmt: skip
    assert editor("get", told[4]["url"]).json()["name_zh"] == "没有地址"
    part = models.Initiative.objects.get(slug="part")
    assert (part.parent.slug, part.zone, part.publication) == ("whole", plan.zone, "draft")
    assert part.history.get().history_change_reason == "批量"


def test_one_wrong_row_keeps_all_from_being_written_and_each_error_has_its_row(editor, plan):  # noqa: F811
    there = make.InitiativeFactory(slug="there", plan=plan)
    sent = [
        *rows(2),
        {"plan": "plan", "name_zh": "", "position": "1"},
        {"slug": "there", "version": 7, "name_en": "x"},
        {"slug": "there-not", "version": 1},
        {"plan": "plan", "name_zh": "新", "no_such": 1},
        5,
        {"slug": "row-0", "plan": "plan", "name_zh": "又一次"},
    ]
    response = editor("post", INITIATIVES, {"rows": sent})
    assert response.status_code == 412
    errors = {row["row"]: list(row["errors"]) for row in response.json()["rows"]}
    assert errors == {3: ["position"], 4: ["version"], 5: ["slug"], 6: ["no_such"], 7: ["body"], 8: ["slug"]}
    assert models.Initiative.objects.get() == there


def test_a_request_that_is_sent_twice_is_told_where_its_records_are(editor, plan):  # noqa: F811
    assert editor("post", INITIATIVES, {"rows": rows(2)}).status_code == 200
    response = editor("post", INITIATIVES, {"rows": rows(2)})
    assert response.status_code == 409
    assert [row["existing"].rpartition("/api")[2] for row in response.json()["rows"]] == [
        "/v1/initiatives/row-0/",
        "/v1/initiatives/row-1/",
    ]
    assert models.Initiative.objects.count() == 2


def test_rights_are_asked_for_each_row(editor, plan):  # noqa: F811
    public = make.InitiativeFactory(slug="public")
    hidden = make.InitiativeFactory(slug="hidden", publication="draft", accepted_version=None)
    sent = [*rows(1), {"plan": public.plan.slug, "name_zh": "别处"}, {"slug": "public", "version": 1, "name_en": "x"}]
    response = editor("post", INITIATIVES, {"rows": sent})
    assert response.status_code == 403
    assert {row["row"]: list(row["errors"]) for row in response.json()["rows"]} == {2: ["plan"], 3: ["plan"]}
    response = editor("post", INITIATIVES, {"rows": [{"slug": "hidden", "version": 1, "name_en": "x"}]})
    assert response.status_code in (400, 409)
    assert hidden.name_zh not in response.content.decode()
    assert models.Initiative.objects.filter(name_en="x").count() == 0


def test_two_rows_that_no_two_records_may_be_are_refused(boss, plan):  # noqa: F811
    indicator = make.IndicatorFactory(slug="indicator")
    figure = {"zone": plan.zone.slug, "indicator": indicator.slug, "value": 5, "period_start": "2020-01-01"}
    figure |= {"period_end": "2020-12-31"}
    response = boss("post", f"{list_of('observations')}bulk/", {"rows": [figure, figure]})
    assert response.status_code == 400
    assert [(row["row"], list(row["errors"])) for row in response.json()["rows"]] == [(2, ["is_preferred"])]


@pytest.mark.parametrize(
    "sent",
    [
        *({}, [], {"rows": {}}, {"rows": []}, {"rows": "x"}, {"rows": [{}] * 1001}, {"rows": [{}], "more": 1}),
        *({"rows": [None]}, {"rows": [[]]}, {"rows": [{"slug": {}}]}, {"rows": [{"version": "1"}]}),
    ],
)
def test_what_is_no_list_of_records_is_refused(boss, sent):  # noqa: F811
    response = boss("post", INITIATIVES, sent)
    assert response.status_code == 400
    assert response.json().keys() & {"errors", "rows"}


@pytest.mark.parametrize("name", ["tiers", "periods", "themes", "zones"])
def test_every_list_takes_many(boss, plan, name):  # noqa: F811
    sent = {
        "tiers": {"plan": "plan", "position": 1, "label_zh": "工程"},
        "periods": {"number": 16, "name_zh": "“十六五”", "first_year": 2031, "last_year": 2035},
        "themes": {"name_zh": "主题", "slug": "theme", "group": "industry"},
        "zones": {"slug": "new", "name_zh": "新区", "level": "zone", "parent": plan.zone.parent.slug},
    }[name]
    response = boss("post", f"{list_of(name)}bulk/", {"rows": [sent]})
    assert response.status_code == 200, response.content
    again = sent | {"version": 1, "label_en" if name == "tiers" else "name_en": "English"}
    assert boss("post", f"{list_of(name)}bulk/", {"rows": [again]}).json()["rows"][0]["result"] == "changed"


def test_somebody_in_the_way_is_met_by_reading_again(editor, plan, monkeypatch):  # noqa: F811
    make.InitiativeFactory(slug="there", plan=plan)
    save = bulk.save_rows

    def overtaken(*args, **kwargs):
        monkeypatch.undo()
        fresh = models.Initiative.objects.get(slug="there")
        fresh.name_en = "Theirs"
        fresh.save()
        return save(*args, **kwargs)

    monkeypatch.setattr(bulk, "save_rows", overtaken)
    response = editor("post", INITIATIVES, {"rows": [*rows(1), {"slug": "there", "version": 1, "name_en": "Mine"}]})
    assert response.status_code == 412
    assert [row["row"] for row in response.json()["rows"]] == [2]
    assert models.Initiative.objects.get().name_en == "Theirs"


def test_checking_asks_no_more_for_many_rows_than_for_few(editor, plan):  # noqa: F811
    make.OrganisationFactory(slug="body")
    theme = make.ThemeFactory(slug="theme")

    def asked(number, name):
        sent = rows(number, lead="body", themes=[theme.slug])
        sent = [row | {"slug": f"{name}-{row['slug']}"} for row in sent]
        with CaptureQueriesContext(connection) as queries:
            bulk._checked(form_of(InitiativeDetailSerializer), editor.user, json.loads(json.dumps(sent)))
        return len(queries)

    asked(2, "a")
    assert asked(4, "b") == asked(40, "c")


def test_a_changed_row_asks_one_question_and_a_new_one_none(editor, plan):  # noqa: F811
    """Each UPDATE finds its record in the version that was read, or nobody's; what else is asked is asked for all."""
    make.ThemeFactory(slug="theme")
    make.OrganisationFactory(slug="body", parent=make.OrganisationFactory(parent=make.OrganisationFactory()))
    top = make.InitiativeFactory(plan=plan, parent=make.InitiativeFactory(plan=plan, slug="top"))

    def asked(number, kind, sent):
        with CaptureQueriesContext(connection) as queries:
            response = editor("post", f"{list_of(kind)}bulk/", {"rows": [sent(n) for n in range(number)]})
        assert response.status_code == 200, response.content
        return len(queries)

    def new(n):
        part = {"parent": top.slug, "lead": "body", "themes": ["theme"]}
        return {"plan": "plan", "name_zh": "新", "slug": f"{size}-{n}"} | part

    def changed(n):
        return {
            "slug": f"{size}-{n}",
            "version": 1,
            "name_en": f"Changed {n}",
            "themes": [],
            "evidence": {"source": source.slug},
        }

    def reported(n):
        return {"initiative": f"{size}-{n}", "as_of": "2022", "status": "completed"}

    source, counts = make.SourceFactory(), {}
    for size in (2, 12):
        counts[size] = [
            asked(size, "initiatives", new), asked(size, "initiatives", changed), asked(size, "updates", reported),
        ]  # fmt: skip
    assert [many - few for few, many in zip(counts[2], counts[12], strict=True)] == [0, 10, 0]


def test_parts_of_parts_are_read_level_by_level(editor, plan):  # noqa: F811
    whole = None
    for n in range(6):
        whole = make.InitiativeFactory(plan=plan, slug=f"level-{n}", parent=whole)

    def asked(number):
        for n in range(number):
            make.InitiativeFactory(plan=plan, slug=f"{number}-{n}", parent=whole)
        sent = [{"slug": f"{number}-{n}", "version": 1, "name_en": "x"} for n in range(number)]
        with CaptureQueriesContext(connection) as queries:
            assert editor("post", INITIATIVES, {"rows": sent}).status_code == 200
        return len(queries)

    assert asked(12) - asked(2) == 10


def test_of_two_requests_for_the_same_records_the_second_is_told_what_was_there_first(editor, plan):  # noqa: F811
    make.InitiativeFactory(plan=plan, slug="row-0")
    sent = [{"slug": "row-0", "version": 1, "name_en": "x"}]
    assert editor("post", INITIATIVES, {"rows": sent}).status_code == 200
    response = editor("post", INITIATIVES, {"rows": [*sent, *rows(2)[1:]]})
    assert response.status_code == 412
    assert models.Initiative.objects.get().version == 2
