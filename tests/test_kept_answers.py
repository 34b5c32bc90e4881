"""What the public asked for is answered from memory or by 304 as long as nothing was written; nothing else is kept."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import http_date, parse_http_date

from tests import factories
from tests.routes import routes
from tests.world import address
from zones.middleware import kept, kept_answers
from zones.middleware.codings import preferred_coding
from zones.middleware.store import OVERHEAD, Answer, Store
from zones.models import Revision, Theme

pytestmark = pytest.mark.django_db
PLAN, LIST, DETAIL = "/plans/plan/", "/api/v1/plans/", "/api/v1/plans/plan/"
# What is not one answer for everybody: of one person, of the moment, or a page for who is signed in.
NOT_KEPT = re.compile(r"healthz|(admin_)?password_reset|.*token|account")


def ask(client, path, **headers):
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def queries_of(ask):
    """Return the answer, and how often the database was asked for it."""
    with CaptureQueriesContext(connection) as queries:
        response = ask()
    return response, len(queries)


def pages():
    """Return the addresses of all lists, pages and single records that the world has, of the site and of the API."""
    kinds = ("zone", "plan", "goal", "initiative", "indicator", "theme", "source", "organisation")
    for name, names, _pattern in routes():
        kind = name.removeprefix("api:").partition("-")[0]
        if NOT_KEPT.match(name.removeprefix("api:")) or names - {"slug"} or (names and kind not in kinds):
            continue
        for language in ("zh-hans", "en"):
            yield address(name, language, *([kind] if names else []))


PAGES = sorted(set(pages()))


# --- 304, and from memory, with one query ----------------------------------------------------------


def test_all_kinds_of_pages_are_among_those_that_are_tried():
    assert len(PAGES) > 80
    assert {"/", "/en/", PLAN, "/en/plans/plan/", LIST, DETAIL, "/search/", "/sitemap.xml"} <= set(PAGES)


def test_each_page_list_and_record_is_answered_with_one_query_until_something_is_written(client, world):
    shared = ("ETag", "Cache-Control", "Vary")
    tags = {}
    for path in PAGES:
        first = ask(client, path)
        # It has to be asked with a parameter, is only for writing, or is sent from disk.
        if first.status_code in {400, 405} or first.streaming:
            continue
        tags[path] = first.headers["ETag"]
        again, count = queries_of(lambda path=path: ask(client, path))
        assert (count, again.content, dict(again.headers)) == (1, first.content, dict(first.headers)), path
        unchanged, count = queries_of(lambda path=path: ask(client, path, if_none_match=tags[path]))
        assert (unchanged.status_code, unchanged.content, count) == (304, b"", 1), path
        assert [unchanged.headers[name] for name in shared] == [first.headers[name] for name in shared], path
    assert len(tags) > 80
    Theme.objects.update(name_en="new")
    assert [path for path, tag in tags.items() if ask(client, path, if_none_match=tag).status_code != 200] == []


def test_a_process_that_has_answered_nothing_yet_knows_the_tags_of_others(client, world):
    for path in (PLAN, LIST, DETAIL, "/initiatives/?format=csv"):
        tag = ask(client, path).headers["ETag"]
        kept.STORE.clear()
        unchanged, count = queries_of(lambda path=path, tag=tag: ask(client, path, if_none_match=tag))
        assert (unchanged.status_code, count) == (304, 1)


@pytest.mark.parametrize("wrap", ["{}", "W/{}", '"other", {}', '"0000000000000000",W/{} , "x"', "{}, *"])
def test_a_tag_is_found_among_others_and_compared_weakly(client, world, wrap):
    tag = ask(client, DETAIL).headers["ETag"]
    assert ask(client, DETAIL, if_none_match=wrap.format(tag)).status_code == 304


@pytest.mark.parametrize("shown", ['"0000000000000000"', '"1-0000000000000000"', "nonsense", '"', "", "W/", '"*"'])
def test_a_tag_that_nobody_was_given_is_no_tag(client, world, shown):
    assert ask(client, DETAIL, if_none_match=shown).status_code == 200


def test_a_star_is_any_answer_that_there_is(client, world):
    assert ask(client, DETAIL, if_none_match="*").status_code == 304
    assert ask(client, DETAIL, if_none_match=" * ").status_code == 304
    assert ask(client, "/api/v1/plans/nothing/", if_none_match="*").status_code == 404


def test_lists_and_pages_have_a_tag_of_sixteen_digits_and_a_record_its_version_before_them(client, world):
    assert re.fullmatch(r'"[0-9a-f]{16}"', ask(client, PLAN).headers["ETag"])
    assert re.fullmatch(r'"[0-9a-f]{16}"', ask(client, LIST).headers["ETag"])
    before = ask(client, DETAIL).headers["ETag"]
    assert re.fullmatch(rf'"{world.version}-[0-9a-f]{{16}}"', before)
    world.save()
    after = ask(client, DETAIL).headers["ETag"]
    assert after.startswith(f'"{world.version}-')
    assert after.partition("-")[2] != before.partition("-")[2]


def test_a_tag_is_good_for_its_own_address_only(client, world):
    tag = ask(client, LIST).headers["ETag"]
    assert ask(client, f"{LIST}?page_size=1", if_none_match=tag).status_code == 200
    assert client.get(LIST, headers={"if-none-match": tag}, secure=True).status_code == 200
    assert client.get(LIST, headers={"if-none-match": tag, "host": "localhost"}).status_code == 200


def test_what_failed_is_not_kept_and_has_no_tag(client, world):
    for path in ("/plans/nothing/", f"{LIST}?nonsense=1", "/initiatives/?kind=nonsense"):
        assert ask(client, path).status_code in {400, 404}
        again = ask(client, path)
        assert "ETag" not in again.headers
        assert "public" not in again.headers.get("Cache-Control", "")
    assert kept.STORE.bytes == 0


def test_a_file_that_is_sent_row_by_row_is_not_kept_but_need_not_be_sent_twice(client, world):
    response = ask(client, "/initiatives/?format=csv")
    assert response.streaming
    assert kept.STORE.bytes == 0
    assert ask(client, "/initiatives/?format=csv", if_none_match=response.headers["ETag"]).status_code == 304


def test_security_headers_are_the_same_when_kept(client, world):
    first, again = ask(client, PLAN), ask(client, PLAN)
    for name in ("Content-Security-Policy", "X-Frame-Options", "Permissions-Policy", "X-Content-Type-Options"):
        assert again.headers[name] == first.headers[name]


def test_head_has_the_headers_of_get_and_nothing_of_it_is_kept(client, world):
    head = client.head(PLAN)
    assert (head.status_code, head.content, kept.STORE.bytes) == (200, b"", 0)
    got = ask(client, PLAN)
    again, count = queries_of(lambda: client.head(PLAN))
    assert count == 1
    assert dict(again.headers) == dict(head.headers) == dict(got.headers)
    assert again.content == b""
    assert client.head(PLAN, headers={"if-none-match": got.headers["ETag"]}).status_code == 304


# --- dates -----------------------------------------------------------------------------------------


def _changed(ago):
    """Let the last write have been so long ago; return its moment."""
    moment = datetime.now(UTC) - ago
    Revision.objects.update(changed_at=moment)
    return moment


@pytest.fixture
def long_started(monkeypatch):
    monkeypatch.setattr("zones.middleware.validators._STARTED", 0.0)


@pytest.mark.parametrize("path", [PLAN, LIST, DETAIL])
def test_a_date_that_holds_is_answered_304(client, world, long_started, path):
    with time_machine.travel("2026-11-25T12:00:00+08:00", tick=False):
        changed = _changed(timedelta(hours=1, microseconds=-5))
        date = ask(client, path).headers["Last-Modified"]
        assert 0 < parse_http_date(date) - changed.timestamp() <= 1
        unchanged, count = queries_of(lambda: ask(client, path, if_modified_since=date))
        assert (unchanged.status_code, unchanged.headers["Last-Modified"], count) == (304, date, 1)
        earlier = http_date(parse_http_date(date) - 1)
        assert ask(client, path, if_modified_since=earlier).status_code == 200
        assert ask(client, path, if_modified_since="nonsense").status_code == 200
        # A tag says more than a date.
        assert ask(client, path, if_modified_since=date, if_none_match='"other"').status_code == 200
        assert ask(client, "/plans/nothing/", if_modified_since=date).status_code == 404


def test_a_date_does_not_hold_while_the_same_second_may_bring_another_write(client, world, long_started):
    with time_machine.travel("2026-11-25T12:00:00.5+08:00", tick=False):
        changed = _changed(timedelta(seconds=30, microseconds=5))
        date = ask(client, PLAN).headers["Last-Modified"]
        assert parse_http_date(date) <= changed.timestamp()
        assert ask(client, PLAN, if_modified_since=date).status_code == 200
        assert ask(client, PLAN, if_modified_since="Wed, 25 Nov 2026 12:00:00 GMT").status_code == 200


def test_no_answer_says_that_it_was_changed_in_the_future(client, world):
    assert parse_http_date(ask(client, PLAN).headers["Last-Modified"]) <= datetime.now(UTC).timestamp()


def test_a_new_day_is_a_new_answer_because_targets_are_judged_by_the_day(client, world, long_started):
    with time_machine.travel("2026-11-25T23:59:30+08:00", tick=False):
        _changed(timedelta(hours=3))
        before = ask(client, PLAN)
        assert ask(client, PLAN, if_none_match=before.headers["ETag"]).status_code == 304
        assert ask(client, PLAN, if_modified_since=before.headers["Last-Modified"]).status_code == 304
    with time_machine.travel("2026-11-26T00:00:30+08:00", tick=False):
        after, count = queries_of(lambda: ask(client, PLAN, if_none_match=before.headers["ETag"]))
        assert (after.status_code, count > 1) == (200, True)
        assert ask(client, PLAN, if_modified_since=before.headers["Last-Modified"]).status_code == 200
        assert after.headers["ETag"] != before.headers["ETag"]


# --- who asks --------------------------------------------------------------------------------------

HIDDEN = "Not out yet"


@pytest.fixture
def draft(world):
    return factories.GoalFactory(plan=world, name_en=HIDDEN, publication="draft", accepted_version=None)


def test_nothing_of_somebody_who_is_signed_in_is_kept_or_answered_from_memory(client, draft):
    path = "/en/plans/plan/?preview=1"
    assert HIDDEN not in ask(client, path).content.decode()
    taken = kept.STORE.bytes
    client.force_login(factories.editor_of(draft.plan.zone))
    mine = ask(client, path)
    assert HIDDEN in mine.content.decode()
    assert {"private", "no-store"} <= set(mine.headers["Cache-Control"].split(", "))
    assert kept.STORE.bytes == taken
    client.logout()
    assert HIDDEN not in ask(client, path).content.decode()


@pytest.mark.parametrize("path", [PLAN, LIST, DETAIL])
def test_whoever_has_a_session_is_answered_in_private_and_anew(client, world, path):
    ask(client, path)
    client.force_login(factories.UserFactory())
    mine, count = queries_of(lambda: ask(client, path))
    assert mine.headers["Cache-Control"] == "private, no-store"
    assert count > 1
    assert ask(client, path, if_none_match=mine.headers["ETag"]).status_code == 304
    Theme.objects.all().delete()
    assert "Last-Modified" not in mine.headers


@pytest.mark.parametrize("credentials", ["Token nonsense", "Basic bm9ib2R5", ""])
def test_whoever_shows_credentials_is_never_answered_from_memory(client, world, credentials):
    public = ask(client, DETAIL)
    mine = ask(client, DETAIL, authorization=credentials)
    assert mine.headers["Cache-Control"] == "private, no-store"
    assert mine.headers.get("ETag") != public.headers["ETag"]


def test_the_tag_of_a_record_has_its_version_for_who_is_signed_in_too(client, world):
    client.force_login(factories.UserFactory())
    mine = ask(client, DETAIL)
    assert mine.headers["ETag"].startswith(f'"{world.version}-')


def test_headers_say_by_what_answers_differ(client, world):
    def vary(path):
        return set(ask(client, path).headers["Vary"].split(", "))

    assert vary(LIST) == vary(DETAIL) == {"Accept", "Accept-Encoding", "Accept-Language", "Authorization"}
    assert vary("/en/plans/plan/") == {"Accept-Encoding", "Cookie"}
    assert vary(PLAN) == {"Accept-Encoding", "Accept-Language", "Cookie"}
    assert vary("/") == {"Accept-Encoding", "Accept-Language", "Cookie", "Referer"}
    assert ask(client, PLAN).headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_each_language_is_kept_for_itself(client, world):
    chinese = ask(client, DETAIL, accept_language="zh-CN")
    english = ask(client, DETAIL, accept_language="en")
    assert chinese.headers["ETag"] != english.headers["ETag"]
    assert ask(client, DETAIL, accept_language="en", if_none_match=chinese.headers["ETag"]).status_code == 200
    assert ask(client, DETAIL, accept_language="en-GB,en;q=0.9").headers["ETag"] == english.headers["ETag"]


def test_a_first_visit_is_welcomed_however_often_the_page_is_kept(client, world):
    tag = ask(client, "/", accept_language="zh-CN").headers["ETag"]
    assert ask(client, "/", accept_language="en").status_code == 302
    client.cookies.clear()
    assert ask(client, "/", accept_language="en", if_none_match=tag).status_code == 302
    page, count = queries_of(lambda: ask(client, "/", accept_language="zh-CN"))
    assert (page.status_code, count) == (200, 1)


def _answering(path, headers, **request):
    """Return how often the view is called when a path is asked for twice and its answer has these headers."""
    calls = []

    def view(_request):
        calls.append(1)
        response = HttpResponse("x", headers=headers)
        if request.get("cookie"):
            response.set_cookie("a", "b")
        return response

    answer = kept_answers(view)
    for _ in range(2):
        answer(RequestFactory().generic(request.get("method", "GET"), path))
    return len(calls)


@pytest.mark.parametrize(
    "headers",
    [{"Cache-Control": "private"}, {"Cache-Control": "max-age=0, no-store"}, {"Vary": "User-Agent"}, {"Vary": "*"}],
)
def test_an_answer_that_says_it_is_not_for_everybody_is_not_kept(headers):
    assert _answering("/en/x/", {}) == 1
    assert _answering("/en/y/", headers) == 2


def test_an_answer_that_differs_by_what_the_key_knows_nothing_of_is_not_kept():
    assert _answering("/en/x/", {"Vary": "Accept-Language"}) == 2
    assert _answering("/x/", {"Vary": "Accept-Language, cookie"}) == 1


def test_an_answer_that_sets_a_cookie_is_not_kept():
    assert _answering("/en/x/", {}, cookie=True) == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_reading_is_kept(method):
    assert _answering("/en/x/", {}, method=method) == 2


@pytest.mark.parametrize("path", ["/healthz", "/admin/login/", "/en/admin/login/", "/account/tokens/"])
def test_what_is_for_one_person_or_tells_whether_the_product_lives_does_not_ask_for_the_revision(path):
    with CaptureQueriesContext(connection) as queries:
        assert _answering(path, {}) == 2
    assert len(queries) == 0


def test_without_a_revision_nothing_is_kept(client, world):
    Revision.objects.all().delete()
    assert "ETag" not in ask(client, PLAN).headers
    assert kept.STORE.bytes == 0


def test_while_the_product_is_being_changed_nothing_is_kept(client, world, settings):
    settings.DEBUG = True
    assert ask(client, LIST).headers["Cache-Control"] == "private, no-store"
    assert kept.STORE.bytes == 0


# --- codings ---------------------------------------------------------------------------------------

UNDONE = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0,gzip;q=0", "identity"),
        ("*", "identity"),
        ("nonsense;;q=,,", "identity"),
    ],
)
def test_the_best_coding_that_a_client_names_is_chosen(accepted, coding):
    assert preferred_coding(accepted) == coding


@pytest.mark.parametrize("first", ["br", "gzip", "identity"])
def test_each_coding_has_its_own_tag_and_the_same_words(client, world, first):
    ask(client, PLAN, accept_encoding=first)
    answers = {coding: ask(client, PLAN, accept_encoding=coding) for coding in ("br", "gzip", "identity")}
    plain = answers["identity"].content
    assert len({answer.headers["ETag"] for answer in answers.values()}) == 3
    for answer in answers.values():
        assert UNDONE[answer.headers.get("Content-Encoding")](answer.content) == plain
        assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert len(answers["br"].content) < len(plain) / 2
    # Whoever changed their mind about codings has the right answer all the same.
    tag = answers["gzip"].headers["ETag"]
    assert ask(client, PLAN, accept_encoding="br", if_none_match=tag).status_code == 304


def test_a_coding_asked_for_later_is_made_from_what_is_kept(client, world):
    ask(client, PLAN, accept_encoding="br")
    answer, count = queries_of(lambda: ask(client, PLAN, accept_encoding="gzip"))
    assert (answer.headers["Content-Encoding"], count) == ("gzip", 1)


def test_a_report_is_sent_as_it_is(client, world):
    report = ask(client, f"{PLAN}report.docx", accept_encoding="br")
    assert "Content-Encoding" not in report.headers
    assert report.content.startswith(b"PK")


# --- memory ----------------------------------------------------------------------------------------


def _answer(size):
    return Answer({}, {"identity": b"x" * (size - OVERHEAD)})


def test_the_store_never_holds_more_than_it_may_and_lets_the_longest_unasked_go():
    store = Store(100_000)
    for number in range(30):
        store.keep("r", b"%d" % number, _answer(10_000))
        store.find("r", b"0")
        assert store.bytes <= 100_000
    assert [number for number in range(30) if store.find("r", b"%d" % number)] == [0, *range(21, 30)]
    assert store.bytes == 100_000


def test_an_answer_kept_again_takes_the_place_of_the_other():
    store = Store(100_000)
    for size in (5_000, 10_000, 4_000):
        store.keep("r", b"1", _answer(size))
    assert store.bytes == 4_000


def test_a_very_large_answer_is_not_kept():
    store = Store(100_000)
    store.keep("r", b"1", _answer(12_600))
    assert (store.find("r", b"1"), store.bytes) == (None, 0)


def test_a_store_of_no_size_keeps_nothing(client, world, monkeypatch):
    monkeypatch.setattr(kept, "STORE", Store(0))
    tag = ask(client, PLAN).headers["ETag"]
    _, count = queries_of(lambda: ask(client, PLAN))
    assert count > 1
    assert ask(client, PLAN, if_none_match=tag).status_code == 304


def test_with_a_new_revision_the_store_forgets_the_old_one():
    store = Store(100_000)
    store.keep("old", b"1", _answer(10_000))
    assert store.find("new", b"1") is None
    store.keep("new", b"2", _answer(10_000))
    assert (store.find("old", b"1"), store.bytes) == (None, 10_000)


def test_the_admin_and_its_pages_on_passwords_are_answered_as_before(client):
    login = client.get(reverse("admin:login"))
    assert "csrftoken" in client.cookies
    assert "no-store" in login.headers["Cache-Control"]
    assert kept.STORE.bytes == 0
