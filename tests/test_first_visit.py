"""Who is sent from the Chinese home page to the English one, and how often: once, and only if they prefer English."""

import pytest

from zones.languages import preferred_language

ENGLISH = "en-GB,en;q=0.9,zh;q=0.3"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh-hans"),
        ("en", "en"),
        ("en-US", "en"),
        ("EN-us;Q=1", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh-TW,en;q=0.9", "zh-hans"),
        ("zh;q=0.5,en;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "en"),
        ("fr,de;q=0.9", "zh-hans"),
        ("en;q=0", "zh-hans"),
        ("en;q=0,zh;q=0.1", "zh-hans"),
        ("*", "zh-hans"),
        ("fr,*;q=0.5,en;q=0.1", "zh-hans"),
        ("en;q=high", "zh-hans"),
        ("e" * 10_000, "zh-hans"),
        ("en," * 5_000, "en"),
        ("\x00\xff;;;q=,,=", "zh-hans"),
        ("../../en", "zh-hans"),
    ],
)
def test_the_header_decides_which_of_our_languages_a_reader_prefers(header, language):
    assert preferred_language(header) == language


def ask(client, path="/", method="get", cookie=False, **headers):
    if cookie:
        client.cookies["welcomed"] = "1"
    return getattr(client, method)(path, headers=headers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {"accept_language": ENGLISH},
        {"accept_language": ENGLISH, "method": "head"},
        {"accept_language": ENGLISH, "referer": "https://search.example/"},
        {"accept_language": ENGLISH, "referer": "http://testserver.example.org/"},
        {"accept_language": ENGLISH, "referer": "http://[broken"},
        {"accept_language": ENGLISH + ",xx" * 9_000},
    ],
)
def test_the_first_visit_of_somebody_who_prefers_english_goes_to_the_english_page(client, asked):
    response = ask(client, **asked)
    assert response.status_code == 302
    assert response.headers["Location"] == "/en/"
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"accept_language": "zh-CN,zh;q=0.9,en;q=0.8"},
        {"accept_language": "de"},
        {"accept_language": "x" * 10_000},
        {"accept_language": ENGLISH, "cookie": True},
        {"accept_language": ENGLISH, "referer": "http://testserver/en/"},
        {"accept_language": ENGLISH, "referer": "http://testserver/en/plans/?q=1"},
        {"accept_language": ENGLISH, "path": "/plans/"},
    ],
)
def test_everybody_else_reads_the_page_that_they_asked_for(client, asked):
    response = ask(client, **asked)
    assert response.status_code == 200
    assert response.headers["Content-Language"] == "zh-hans"
    assert "welcomed" not in response.cookies


@pytest.mark.django_db
def test_the_english_page_sends_nobody_away(client):
    assert ask(client, "/en/", accept_language="zh").status_code == 200
    assert ask(client, "/en/", accept_language=ENGLISH).status_code == 200


@pytest.mark.django_db
def test_the_second_visit_stays_where_it_was_asked(client):
    assert ask(client, accept_language=ENGLISH).status_code == 302
    assert ask(client, accept_language=ENGLISH).status_code == 200


@pytest.mark.django_db
def test_nothing_but_reading_is_sent_elsewhere(client):
    assert ask(client, method="post", accept_language=ENGLISH).status_code != 302


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["a=1&b=%E5%8C%BA", "next=//evil.example/", "x=%0d%0aSet-Cookie:a"])
def test_the_query_goes_along_unchanged(client, query):
    response = ask(client, f"/?{query}", accept_language=ENGLISH)
    assert response.headers["Location"] == f"/en/?{query}"


@pytest.mark.django_db
@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_kept_for_a_year_and_told_to_this_site_only(client, settings, secure):
    settings.SESSION_COOKIE_SECURE = secure
    cookie = ask(client, accept_language=ENGLISH).cookies["welcomed"]
    assert cookie["max-age"] == 365 * 24 * 60 * 60
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"] is True
    assert bool(cookie["secure"]) is secure


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["zh", ENGLISH])
def test_caches_are_told_what_the_answer_depends_on(client, header):
    vary = ask(client, accept_language=header).headers["Vary"]
    assert {"Accept-Language", "Cookie", "Referer"} <= set(vary.split(", "))
