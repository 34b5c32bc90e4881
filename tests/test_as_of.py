"""`?as_of=`: what the tracker knew of a plan, area or initiative at the end of a day, on pages and in the API."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from tests import factories
from tests.canary import SONG, Cage
from tests.world import address, grow, one_of_everything
from zones.choices import Publication
from zones.models import Initiative
from zones.services import publication, retention
from zones.services.editing import delete_edit

pytestmark = pytest.mark.django_db

KINDS = ["zone", "plan", "initiative"]
TODAY = "2026-11-20"


def on(day, hour=12):
    """Let it be a day, at an hour of the instance's clock, which is eight hours ahead of UTC."""
    return time_machine.travel(datetime.fromisoformat(f"{day}T{hour:02}:00:00+08:00"), tick=False)


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def boss():
    return factories.UserFactory(is_superuser=True)


@pytest.fixture
def plan():
    """One of everything since the first of October, as the history knows it."""
    with on("2026-10-01"):
        plan = one_of_everything()
        plan.initiatives.get(slug="initiative").save()  # the world gave it its slug past the history
    return plan


def page(client, kind, day, slug="", *, language="en", status=200):
    response = client.get(address(kind, language, slug or kind), {"as_of": day})
    assert response.status_code == status
    return response.content.decode()


def api(client, kind, day="", slug="", *, status=200):
    response = client.get(f"/api/v1/{kind}s/{slug or kind}/", {"as_of": day} if day else {})
    assert response.status_code == status
    return response.json()


def change(record, day, **values):
    """Save a record with other values on a day, from its newest version, as a reviewer would."""
    record.refresh_from_db()
    if record.__dict__.get("publication") == Publication.PUBLISHED:
        record.accepted_version = record.version + 1
    for name, value in values.items():
        setattr(record, name, value)
    with on(day):
        record.save()


def enlarge(plan, count):
    """Give a plan of the world `count` more of everything that its pages list."""
    change(plan.tiers.get(), "2026-10-01", position=900)
    with on("2026-10-02"):
        grow(plan, plan.source, count)


# --- what is shown ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_as_of_today_everything_is_as_it_is_now(client, plan, kind):
    with on("2026-10-02"):
        enlarge(plan, 3)
        other = factories.PlanFactory(zone=plan.zone, period=None, kind="special", continues=plan)
        after = factories.InitiativeFactory(plan=other, continues=plan.initiatives.get(slug="initiative"))
        after.themes.add(factories.ThemeFactory())
        elsewhere = factories.PlanFactory(zone=factories.ZoneFactory())
        whole = factories.InitiativeFactory(plan=elsewhere)
        factories.InitiativeFactory(plan=elsewhere, parent=whole, detailed_by=plan)
        factories.InitiativeFactory(plan=elsewhere, parent=whole, continues=plan.initiatives.get(slug="initiative"))
        factories.PlanFactory(zone=plan.zone.parent)
        factories.ZoneFactory(parent=plan.zone.parent)
    then = api(client, kind, TODAY)
    assert [then.pop(name) for name in ("as_of", "left_out", "named_later")] == [TODAY, {}, False]
    assert then == api(client, kind)
    here = address(kind, "en", kind)
    now = client.get(here).content.decode()
    assert words(page(client, kind, TODAY)) == words(now)


def words(body):
    """Return what a page says in words; the banner, the form that asks for a day, and its address aside."""
    main = body[body.index("<main") : body.index("</main>")]
    main = re.sub(r'<(div|form) class="as-of.*?</\1>|<script.*?</script>', "", main, flags=re.DOTALL)
    return " ".join(strip_tags(main).split())


def test_a_corrected_figure_has_its_old_value_on_the_old_day(client, plan):
    figure = plan.zone.observations.filter(initiative=None).get()
    change(figure, "2026-10-01", value=Decimal(771234), value_text_zh="")
    change(figure, "2026-11-10", value=Decimal(882345))
    assert 'value="771234"' in page(client, "zone", "2026-11-09")
    assert 'value="882345"' not in page(client, "zone", "2026-11-09")
    assert 'value="882345"' in page(client, "zone", "2026-11-10")
    of_initiative = plan.zone.observations.exclude(initiative=None).get()
    change(of_initiative, "2026-11-10", value=Decimal(882345))
    assert api(client, "initiative", "2026-11-09")["observations"][0]["value"] == 100
    assert api(client, "initiative", "2026-11-10")["observations"][0]["value"] == 882345


def test_targets_are_held_against_the_figures_of_that_day_on_that_day(client, plan):
    figure = plan.zone.observations.exclude(initiative=None).get()
    change(figure, "2026-10-01", period_start=date(2024, 1, 1), period_end=date(2024, 12, 31))
    change(figure, "2026-11-10", value=Decimal(2000), period_start=date(2025, 1, 1), period_end=date(2025, 12, 31))
    before, after = (api(client, "initiative", day)["targets"][0]["assessment"] for day in ("2026-11-09", TODAY))
    assert (before["actual"], after["actual"]) == (100, 2000)
    assert before["verdict"]["value"] != after["verdict"]["value"]


def test_a_deleted_initiative_is_back_on_the_day_before(client, plan, boss):
    with on("2026-10-05"):
        initiative = factories.InitiativeFactory(plan=plan, slug="gone", name_en="The one that went")
    with on("2026-11-10"):
        delete_edit(record=initiative, by=boss)
    assert "The one that went" in page(client, "initiative", "2026-11-09", "gone")
    assert "The one that went" in page(client, "plan", "2026-11-09")
    assert api(client, "initiative", "2026-11-09", "gone")["name_en"] == "The one that went"
    assert "It is no longer shown today." in page(client, "initiative", "2026-11-09", "gone")
    assert "/en/initiatives/gone/history/" not in page(client, "initiative", "2026-11-09", "gone")
    assert "The one that went" not in page(client, "plan", "2026-11-10")
    page(client, "initiative", "2026-11-10", "gone", status=404)
    page(client, "initiative", "2026-10-04", "gone", status=404)


def test_a_deleted_plan_is_back_with_all_that_it_had(client, boss):
    with on("2026-10-01"):
        plan = one_of_everything()
        enlarge(plan, 2)
        before = api(client, "plan")
    with on("2026-11-10"):
        delete_edit(record=plan, by=boss)
    api(client, "plan", status=404)
    then = api(client, "plan", "2026-11-09")
    assert len(then["targets"]) == len(before["targets"]) == 6
    assert [len(tier["members"]) for tier in then["tiers"]] == [len(tier["members"]) for tier in before["tiers"]]


def test_members_of_a_tier_that_was_deleted_since_stand_in_it(client, plan):
    tier = plan.tiers.get()
    with on("2026-11-10"):
        tier.delete()
    assert api(client, "plan", "2026-11-09")["tiers"][0]["recorded"] == 3
    assert [tier["position"] for tier in api(client, "plan", TODAY)["tiers"]] == [None]


def test_an_initiative_has_the_status_that_it_had_then_and_the_day_of_that_report(client, plan):
    initiative = plan.initiatives.get(slug="initiative")
    with on("2026-11-10"):
        factories.report(initiative=initiative, as_of=date(2024, 5, 1), status="completed")
    before, after = api(client, "initiative", "2026-11-09"), api(client, "initiative", "2026-11-10")
    assert (before["status"]["value"], after["status"]["value"]) == ("in_progress", "completed")
    assert (len(before["updates"]), len(after["updates"])) == (1, 2)
    assert "reported 1 May 2022" in page(client, "plan", "2026-11-09")
    assert "reported 1 May 2024" in page(client, "plan", "2026-11-10")
    counts = {
        row["status"]["value"]: row["count"] for row in api(client, "plan", "2026-11-09")["initiatives_by_status"]
    }
    assert (counts["in_progress"], counts["completed"]) == (1, 0)


def test_an_update_that_was_withdrawn_later_is_shown_before(client, plan, boss):
    initiative = plan.initiatives.get(slug="initiative")
    with on("2026-10-05"):
        update = factories.report(
            initiative=initiative, as_of=date(2023, 5, 1), status="completed", summary_en="All is done"
        )
    with on("2026-11-10"):
        publication.withdraw(records=[update], by=boss)
    assert "All is done" in page(client, "initiative", "2026-11-09")
    assert "All is done" not in page(client, "initiative", "2026-11-10")
    assert api(client, "initiative", "2026-11-09")["status"]["value"] == "completed"
    assert api(client, "initiative", "2026-11-10")["status"]["value"] == "in_progress"


def test_what_others_name_has_the_name_that_it_had_then(client, plan):
    for record in (plan.source, plan.lead, plan.zone, plan.zone.parent, plan.goals.get().themes.get()):
        change(record, "2026-10-01", name_en=f"Old name of {record._meta.model_name} {record.slug}")
        change(record, "2026-11-10", name_en=f"New name of {record._meta.model_name} {record.slug}")
    before, after = (page(client, "plan", day) + page(client, "zone", day) for day in ("2026-11-09", "2026-11-10"))
    assert "New name of" not in before
    for name in ("source source", "organisation organisation", "zone zone", f"zone {plan.zone.parent.slug}"):
        assert f"Old name of {name}" in before
        assert f"New name of {name}" in after
    assert "Old name of theme theme" in page(client, "initiative", "2026-11-09")


def test_an_initiative_has_the_themes_and_goals_that_it_had_then(client, plan):
    initiative = plan.initiatives.get(slug="initiative")
    with on("2026-11-10"):
        initiative.themes.set([factories.ThemeFactory(name_en="Later theme")])
        initiative.goals.clear()
    before, after = api(client, "initiative", "2026-11-09"), api(client, "initiative", "2026-11-10")
    assert [theme["slug"] for theme in before["themes"]] == ["theme"]
    assert [theme["name_en"] for theme in after["themes"]] == ["Later theme"]
    assert ([goal["slug"] for goal in before["goals"]], after["goals"]) == (["goal"], [])


def test_a_plan_that_moved_to_another_area_is_shown_where_it_was(client, boss):
    with on("2026-10-01"):
        plan = factories.PlanFactory(slug="plan", zone=factories.ZoneFactory(slug="zone"))
        elsewhere = factories.ZoneFactory(slug="elsewhere")
    change(plan, "2026-11-10", zone=elsewhere)
    assert api(client, "plan", "2026-11-09")["zone"]["slug"] == "zone"
    assert [each["slug"] for each in api(client, "zone", "2026-11-09")["plans"]] == ["plan"]
    assert api(client, "zone", "2026-11-10")["plans"] == []
    assert [each["slug"] for each in api(client, "zone", "2026-11-10", "elsewhere")["plans"]] == ["plan"]


def test_a_day_ends_at_midnight_where_the_instance_is(client):
    with on("2026-10-01"):
        plan = factories.PlanFactory(slug="plan", code="first")
    plan.refresh_from_db()
    for day, hour, code in (("2026-11-09", 23, "late"), ("2026-11-10", 0, "early")):
        plan.code = code
        with on(day, hour):
            plan.save()
    assert [api(client, "plan", f"2026-11-{day}")["code"] for day in ("08", "09", "10")] == ["first", "late", "early"]


# --- what was not public ----------------------------------------------------------------------


def test_a_draft_that_was_published_later_is_absent_on_the_day_before(client, plan, boss):
    with on("2026-10-05"):
        draft = factories.InitiativeFactory(
            plan=plan, slug="late", name_en="The late one", publication=Publication.DRAFT, accepted_version=None
        )
    with on("2026-11-10"):
        publication.publish(records=[draft], by=boss)
    assert "The late one" not in page(client, "plan", "2026-11-09")
    assert "The late one" in page(client, "plan", "2026-11-10")
    told = page(client, "initiative", "2026-11-09", "late", status=404)
    assert "The tracker did not show it on 9 November 2026. It has done so since 10 November 2026." in told
    # What was not there yet and what was a draft are told in the same words.
    earlier = page(client, "initiative", "2026-10-04", "late", status=404)
    assert told == earlier.replace("4 October", "9 November").replace("2026-10-04", "2026-11-09")


def test_what_hangs_from_a_draft_was_not_public_whatever_its_own_state_says(client, boss):
    with on("2026-10-01"):
        zone = factories.ZoneFactory(slug="zone")
        plan = factories.PlanFactory(zone=zone, publication=Publication.DRAFT, accepted_version=None)
        initiative = factories.InitiativeFactory(plan=plan, slug="initiative", name_en="Inside")
        factories.ObservationFactory(zone=zone, initiative=initiative, value=Decimal(771234))
    with on("2026-11-10"):
        publication.publish(records=[plan], by=boss)
    before = page(client, "zone", "2026-11-09")
    assert "Inside" not in before
    assert "771234" not in before
    assert api(client, "zone", "2026-11-09")["evidence_coverage"]["all"]["total"] == 1
    assert "10 November 2026" in page(client, "initiative", "2026-11-09", status=404)
    assert "771234" in page(client, "zone", "2026-11-10")


def test_a_link_to_what_was_not_public_is_none(client, plan, boss):
    with on("2026-10-05"):
        before = factories.PlanFactory(
            zone=plan.zone, period=None, kind="special", publication=Publication.DRAFT, accepted_version=None
        )
    change(plan, "2026-10-06", continues=before)
    with on("2026-11-10"):
        publication.publish(records=[before], by=boss)
    assert api(client, "plan", "2026-11-09")["continues"] is None
    assert api(client, "plan", "2026-11-10")["continues"]["slug"] == before.slug


def test_a_record_that_was_withdrawn_for_a_while_is_told_to_have_been_away_and_not_why(client, plan, boss):
    with on("2026-10-05"):
        publication.withdraw(records=[plan], by=boss)
    with on("2026-11-10"):
        publication.publish(records=[plan], by=boss)
    assert "As the tracker knew it on 4 October 2026." in page(client, "plan", "2026-10-04")
    told = page(client, "plan", "2026-10-20", status=404)
    assert "The tracker did not show it on 20 October 2026." in told
    assert "since" not in told.split("did not show it")[1].split("</p>")[0]


def test_drafts_are_as_if_they_were_not_there_on_any_day(client, boss):
    with on("2026-10-01"):
        cage = Cage(one_of_everything())
    asked = [
        f"{place}?as_of={day}"
        for place in [
            *(address(kind, "zh-hans", slug) for kind in KINDS for slug in (kind, "nothing")),
            *(f"/api/v1/{kind}s/{slug}/" for kind in KINDS for slug in (kind, "nothing")),
            *("/zones/elsewhere/", "/plans/elsewhere/", "/zones/national/"),
        ]
        for day in ("2026-10-01", "2026-10-03", "2026-11-10", TODAY)
    ]
    before = {each: client.get(each).content for each in asked}
    with on("2026-10-03"):
        cage.fill(by=boss)
    hidden = Initiative.objects.filter(is_public=False).values_list("slug", flat=True)
    for each in asked:
        body = client.get(each).content
        assert not SONG.search(body.decode()), each
        assert body == before[each], each
    client.force_login(boss)
    for slug in hidden:
        for day in ("2026-10-01", "2026-10-03", TODAY):
            page(client, "initiative", day, slug, status=404)


def test_a_preview_is_of_now_so_that_a_day_in_the_past_shows_no_draft_to_anybody(client, plan, boss):
    with on("2026-10-05"):
        factories.InitiativeFactory(
            plan=plan, name_en="Only a draft", publication=Publication.DRAFT, accepted_version=None
        )
    client.force_login(boss)
    here = address("plan", "en", "plan")
    assert "Only a draft" in client.get(here, {"preview": "1"}).content.decode()
    assert "Only a draft" not in client.get(here, {"preview": "1", "as_of": TODAY}).content.decode()


# --- what cannot be had -----------------------------------------------------------------------


def shortened(*records, before="2026-11-01"):
    """Take from the history of records what `clean_up` takes when the kept days begin on a day."""
    for record in records:
        moment = datetime.fromisoformat(f"{before}T00:00:00+08:00")
        retention.dispensable_versions(type(record), moment).filter(id=record.pk).delete()


def test_a_part_of_which_the_version_of_the_day_is_no_longer_kept_is_left_out_and_counted(client, plan):
    initiative = plan.initiatives.get(slug="initiative")
    change(initiative, "2026-10-20", name_en="As it was later")
    shortened(initiative)
    body = page(client, "plan", "2026-10-10")
    assert "As it was later" not in body
    assert "Left out, because their versions of that day are no longer kept: initiatives 2" in body  # with its part
    assert api(client, "plan", "2026-10-10")["left_out"]["initiative"] == 2
    assert "As it was later" in page(client, "plan", "2026-10-20")
    assert api(client, "plan", "2026-10-20")["left_out"] == {}


def test_a_page_of_which_the_version_of_the_day_is_no_longer_kept_says_so(client, plan):
    for record in (plan, plan.zone, plan.initiatives.get(slug="initiative")):
        change(record, "2026-10-20", name_en="As it was later")
        shortened(record)
        kind = record._meta.model_name
        told = page(client, kind, "2026-10-10", status=404)
        assert "Its versions of 10 October 2026 are no longer kept." in told


def test_a_gap_in_the_versions_is_not_filled_with_an_older_one(client, plan, boss):
    with on("2026-10-02"):
        publication.withdraw(records=[plan], by=boss)
    with on("2026-10-03"):
        publication.publish(records=[plan], by=boss)
    change(plan, "2026-10-10", code="lost")
    change(plan, "2026-10-20", code="kept")
    shortened(plan)
    assert "no longer kept" in page(client, "plan", "2026-10-15", status=404)
    assert api(client, "plan", "2026-10-20")["code"] == "kept"


def test_what_others_name_is_shown_as_it_was_later_where_nothing_older_is_kept_and_the_page_says_so(client, plan):
    change(plan.source, "2026-10-20", name_en="Name of later")
    shortened(plan.source)
    body = page(client, "plan", "2026-10-10")
    assert "Name of later" in body
    assert "may be shown as it was later" in body
    assert api(client, "plan", "2026-10-10")["named_later"] is True
    assert "may be shown as it was later" not in page(client, "plan", "2026-10-20")


def test_a_draft_of_which_versions_were_removed_is_not_even_counted(client, plan):
    with on("2026-10-05"):
        draft = factories.InitiativeFactory(plan=plan, publication=Publication.DRAFT, accepted_version=None)
    change(draft, "2026-10-20", name_en="Still a draft")
    shortened(draft)
    assert api(client, "plan", "2026-10-10")["left_out"] == {}


def test_a_record_that_no_history_knows_is_told_not_to_be_kept(client, plan):
    plan.history.all().delete()
    assert "no longer kept" in page(client, "plan", TODAY, status=404)


# --- how it is asked for ----------------------------------------------------------------------

HOSTILE = [
    *("nonsense", "2026-02-30", "2026-13-01", "0000-01-01", "99999-01-01", "2026-1-1", "20261101", "2026-W10-1"),
    *(
        "",
        " ",
        "2026-11-01\x00",
        "\x00",
        "２０２６-11-01",
        "2026-11-01T00:00",
        "2026-11-01 ",
        "-2026-11-01",
        "2026-11-21",
    ),
    *("9999-12-31", "2026-11-01'", "1" * 5000),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_that_cannot_be_understood_is_refused_by_name(client, plan, kind):
    for day in HOSTILE:
        assert "<strong>as_of</strong>: " in page(client, kind, day, status=400), day
        assert list(api_refusing(client, kind, {"as_of": day})["errors"]) == ["as_of"], day


def api_refusing(client, kind, query):
    response = client.get(f"/api/v1/{kind}s/{kind}/", query)
    assert response.status_code == 400
    return response.json()


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_is_asked_for_once(client, plan, kind):
    twice = {"as_of": ["2026-11-01", "2026-11-02"]}
    assert client.get(address(kind, "en", kind), twice).status_code == 400
    assert list(api_refusing(client, kind, twice)["errors"]) == ["as_of"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_day_of_all_is_only_too_early(client, plan, kind):
    assert "since 1 October 2026" in page(client, kind, "0001-01-01", status=404)
    api(client, kind, "0001-01-01", status=404)


def test_the_api_takes_no_other_parameter_and_no_other_record_takes_this_one(client, plan):
    assert list(api_refusing(client, "plan", {"as_of": TODAY, "on": TODAY})["errors"]) == ["on"]
    assert list(api_refusing(client, "goal", {"as_of": TODAY})["errors"]) == ["as_of"]
    assert client.get("/api/v1/plans/", {"as_of": TODAY}).status_code == 400


def test_the_api_says_in_its_problem_why_a_record_cannot_be_had(client, plan):
    response = client.get("/api/v1/plans/plan/?as_of=2026-09-30", headers={"accept-language": "en"})
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == (
        "The tracker did not show it on 30 September 2026. It has done so since 1 October 2026."
    )
    assert client.get("/api/v1/plans/nothing/?as_of=2026-09-30").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_says_of_which_day_it_is_and_leads_to_now_and_to_other_pages_of_that_day(client, plan, kind):
    response = client.get(address(kind, "en", kind), {"as_of": "2026-11-01"})
    body = response.content.decode()
    assert "As the tracker knew it on 1 November 2026." in body
    assert f'href="/en/{kind}s/{kind}/">See it as it is now.' in body
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert f'rel="canonical" href="http://testserver/en/{kind}s/{kind}/"' in body
    main = body[body.index("<main") : body.index("</main>")]
    pages = re.findall(r'href="(/en/(?:zones|plans|initiatives)/[-\w]+/(?:\?[^"#]*)?)', main)
    elsewhere = {each for each in pages if "as_of=2026-11-01" not in each}
    assert elsewhere <= {f"/en/{kind}s/{kind}/"}
    assert any("?as_of=2026-11-01" in each for each in pages)
    assert "X-Robots-Tag" not in client.get(address(kind, "en", kind)).headers


def test_a_page_that_cannot_be_had_is_kept_out_of_search_engines_too(client, plan):
    response = client.get(address("plan", "en", "plan"), {"as_of": "2026-09-01"})
    assert (response.status_code, response.headers["X-Robots-Tag"]) == (404, "noindex")


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_has_a_form_that_asks_for_a_day(client, plan, kind):
    body = client.get(address(kind, "en", kind)).content.decode()
    assert f'max="{TODAY}"' in body
    assert 'name="as_of"' in body
    assert f'value="{TODAY}"' in page(client, kind, TODAY)


def test_a_record_is_found_by_the_address_that_it_had_then_and_by_that_of_now(client, plan):
    change(plan, "2026-11-10", slug="new-address", name_en="Under another address")
    for slug in ("plan", "new-address"):
        assert api(client, "plan", "2026-11-09", slug)["slug"] == "plan"
    assert api(client, "plan", "2026-11-10", "new-address")["slug"] == "new-address"
    assert 'href="/en/plans/new-address/">See it as it is now.' in page(client, "plan", "2026-11-09", "plan")


def test_an_address_that_was_given_up_before_the_day_means_the_record_all_the_same(client, plan):
    with on("2026-10-02"):
        kept = factories.PlanFactory(slug="kept", zone=factories.ZoneFactory())
    change(kept, "2026-10-03", slug="kept-now")
    response = client.get("/api/v1/plans/kept/?as_of=2026-10-05")
    assert response.status_code == 200
    assert response.json()["slug"] == "kept-now"


def test_pictures_of_a_page_are_of_that_day_and_so_are_their_tables(client, plan):
    tier = plan.tiers.get()
    change(tier, "2026-10-01", label_en="As it was called then", declared_count=3)
    change(tier, "2026-11-10", label_en="As it was called later", declared_count=5)
    pictures = client.get(address("plan", "en", "plan"), {"as_of": "2026-11-09"}).context["pictures"]
    for key in pictures:
        table = client.get(address("plan", "en", "plan"), {"as_of": "2026-11-09", "csv": key})
        assert table.status_code == 200
        assert "called later" not in table.content.decode()
    said = client.get(address("plan", "en", "plan"), {"as_of": "2026-11-09", "csv": "structure"}).content.decode()
    assert "As it was called then" in said


# --- how much it asks -------------------------------------------------------------------------

MOST = 35  # queries of a page as of a day, whatever the number of rows


def queries(client):
    asked = {}
    pages, records = [address(kind, "zh-hans", kind) for kind in KINDS], [f"/api/v1/{kind}s/{kind}/" for kind in KINDS]
    for place in pages + records:
        factories.ThemeFactory()  # a write, after which all is read anew
        with CaptureQueriesContext(connection) as captured:
            assert client.get(place, {"as_of": TODAY}).status_code == 200
        asked[place] = len(captured)
    return asked


def test_a_page_as_of_a_day_asks_as_often_for_thirty_rows_as_for_one(client, plan):
    few = queries(client)
    with on("2026-10-02"):
        enlarge(plan, 30)
        grow(factories.PlanFactory(zone=plan.zone, period=None), plan.source, 30)
        initiative = plan.initiatives.get(slug="initiative")
        for position in range(2, 20):
            part = factories.InitiativeFactory(plan=plan, parent=initiative, position=position)
            factories.MilestoneFactory(initiative=initiative, source=factories.SourceFactory())
            factories.report(initiative=part, as_of=date(2022, 5, 1), status="completed")
            factories.ZoneFactory(parent=plan.zone.parent)
    many = queries(client)
    assert {place for place in many if many[place] > few[place]} == set()
    assert max(many.values()) <= MOST
