"""The page about the API: every request that it shows is run, as it is shown, against a server with the real data."""

import json
import os
import re
import subprocess
import sys
from html import unescape
from urllib.request import Request, urlopen

import pytest

from tests.browser.server import serving
from zones.views.api_questions import QUESTIONS

SLUGS = [question.slug for question in QUESTIONS]
LANGUAGES = ("zh", "en")
SNIPPET = re.compile(r'<figure class="snippet" data-language="([\w-]+)">.*?<code>(.*?)</code>', re.DOTALL)
ADDRESS = re.compile(r"""http://[^\s'"]+""")
PREPARE = """
from django.conf import settings
from django.contrib.auth import get_user_model
from zones.services.tokens import make_token
token, text = make_token(user=get_user_model().objects.get(username="admin"), name="guide")
(settings.VAR_DIR / "token").write_text(text)
"""
# What an answer must tell, in both languages or in each.
TOLD = {
    "six-projects": {"zh": ["新动能引育工程", "党建强化工程"], "en": ["Project to strengthen Party building"]},
    "new-infrastructure": {"zh": ["积极布局", "福州高新区"], "en": ["Lay out new infrastructure", "Fuzhou"]},
    "revenue": {"zh": ["3270000000000", "10.3", "元", "国家高新区要成为"], "en": ["3270000000000", "10.3", "CNY"]},
    "since-yesterday": {
        "zh": ["organisation", "state-council", "added"],
        "en": ["organisation", "state-council", "added"],
    },
    "series": {"zh": ["2020-05", "3270000000000"], "en": ["2020-05", "3270000000000"]},
    "matrix": {"zh": ["新基建", "fuzhou", "zhongguancun"], "en": ["New infrastructure", "fuzhou", "zhongguancun"]},
    "compare": {"zh": ["广州高新区", "深圳高新区"], "en": ["Guangzhou High-tech Zone", "Shenzhen High-tech Zone"]},
    "declared": {"zh": ["四个大的产业片区", "六大工程"], "en": ["Four large industrial areas", "Six projects"]},
    "update": {"zh": ["percent", "zhuzhou-14-service-3-update"], "en": ["percent", "zhuzhou-14-service-3-update"]},
    "package": {"zh": ["天津滨海高新区"], "en": ["Tianjin Binhai"]},
}
ROWS = {"six-projects": 6, "new-infrastructure": 1, "revenue": 1, "series": 1}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("instance")
    with serving(folder, PREPARE) as address:
        yield address, (folder / "token").read_text()


@pytest.fixture(scope="module")
def shown(site):
    """Return the code of each question as the page shows it, by language of the page and of the code."""
    return {lang: _shown(site[0] + ("/en/api/" if lang == "en" else "/api/")) for lang in LANGUAGES}


def _shown(address):
    page = urlopen(address).read().decode()  # noqa: S310 - the server of the test
    questions = re.split(r'<li id="', page.partition('<ol class="question-list"')[2].partition("</ol>")[0])[1:]
    return {
        part.partition('"')[0]: {language: unescape(code) for language, code in SNIPPET.findall(part)}
        for part in questions
    }


def run(command, token, folder):
    """Run code as somebody would who copied it, and return what it printed and the text files that it wrote."""
    environment = os.environ | {"TOKEN": token, "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    files = [path.read_text("utf-8-sig") for path in sorted(folder.iterdir()) if path.suffix != ".zip"]
    return done.stdout + "".join(files)


def asked(code):
    (address,) = set(ADDRESS.findall(code))
    return address


@pytest.fixture
def _undone(site):
    """Take away what a question has written, so that it can be asked again."""
    yield
    base, headers = f"{site[0]}/api/v1/updates/", {"Authorization": f"Token {site[1]}"}
    found = Request(f"{base}?initiative=zhuzhou-14-service-3&as_of=2026-11-20&fields=slug,version", headers=headers)  # noqa: S310
    for row in json.load(urlopen(found))["results"]:  # noqa: S310
        condition = headers | {"If-Match": f'"{row["version"]}"'}
        urlopen(Request(f"{base}{row['slug']}/", headers=condition, method="DELETE"))  # noqa: S310


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ten_questions_are_shown_in_four_languages_of_code(shown, lang):
    assert list(shown[lang]) == SLUGS
    assert len(SLUGS) == 10
    languages = ["curl", "python", "r", "power-query"]
    assert all(list(code) == languages[: 3 if slug == "package" else 4] for slug, code in shown[lang].items())


@pytest.mark.usefixtures("_undone")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", ["curl", "python"])
def test_what_is_shown_answers_the_question(site, shown, tmp_path, slug, lang, language):
    code = shown[lang][slug][language]
    command = ["bash", "-ec", code] if language == "curl" else [sys.executable, "-c", code]
    told = run(command, site[1], tmp_path)
    if slug == "package" and language == "curl":
        assert "tianjin-binhai-14-project-1,tianjin-binhai" in told
    else:
        missing = [each for each in TOLD[slug][lang] if each not in told]
        assert not missing, told[:2000]


def test_chinese_is_encoded_as_the_page_shows(site, tmp_path):
    page = urlopen(f"{site[0]}/api/").read().decode()  # noqa: S310
    encoding = unescape(page.partition('id="encoding"><code>')[2].partition("</code>")[0])
    rows = json.loads(run(["bash", "-ec", encoding], site[1], tmp_path))["results"]
    assert len(rows) > 5


@pytest.mark.usefixtures("_undone")
def test_the_draft_of_the_ninth_question_is_corrected_and_handed_in_as_the_page_shows(site, shown, tmp_path):
    page = urlopen(f"{site[0]}/en/api/").read().decode()  # noqa: S310
    correcting = unescape(page.partition('id="correcting"><code>')[2].partition("</code>")[0])
    run(["bash", "-ec", shown["en"]["update"]["curl"]], site[1], tmp_path)
    told = run(["bash", "-ec", correcting], site[1], tmp_path)
    assert '"percent":45' in told
    assert '"publication":{"value":"in_review"' in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_all_languages_ask_the_same_address(shown, slug, lang):
    code = shown[lang][slug]
    assert {language: asked(text) for language, text in code.items()} == dict.fromkeys(code, asked(code["curl"]))


@pytest.mark.parametrize("slug", ROWS)
def test_an_answer_has_the_rows_and_fields_that_code_in_r_and_excel_reads(shown, slug):
    if slug == "new-infrastructure":
        text = urlopen(asked(shown["zh"][slug]["r"])).read().decode("utf-8-sig")  # noqa: S310
        assert text.splitlines()[0] == "slug,name_zh,zone.name_zh,status.label_zh"
        assert len(text.splitlines()) == 1 + ROWS[slug]
    else:
        assert len(json.load(urlopen(asked(shown["zh"][slug]["power-query"])))["results"]) == ROWS[slug]  # noqa: S310


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug not in {"update", "package", "new-infrastructure"}])
def test_excel_reads_a_part_of_the_answer_that_is_there(shown, slug):
    code = shown["zh"][slug]["power-query"]
    (part,) = re.findall(r"Answer\[(\w+)\]", code)
    answer = json.load(urlopen(asked(code)))  # noqa: S310
    assert isinstance(answer[part], list)
    assert answer[part]


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug not in {"update", "package", "new-infrastructure"}])
def test_r_reads_columns_of_the_answer_that_are_there(shown, slug):
    code = shown["zh"][slug]["r"]
    answer = json.load(urlopen(asked(code)))  # noqa: S310
    paths = [path.split("$")[1:] for path in re.findall(r"answer((?:\$\w+)+)", code)]
    columns = re.findall(r'"(\w+)"', code.partition("[, c(")[2])
    assert paths
    for path in paths + [[*paths[0], column] for column in columns]:
        value = answer
        for name in path:
            value = [each[name] for each in value] if isinstance(value, list) else value[name]


def test_every_address_of_the_page_answers_with_something(site):
    page = urlopen(f"{site[0]}/api/").read().decode()  # noqa: S310
    addresses = {unescape(each) for each in re.findall(r'href="(http://[^"]+/api/v1/[^"]*)"', page)}
    assert len(addresses) > 30
    for address in addresses:
        assert b'"results":[]' not in urlopen(_encoded(address)).read(), address  # noqa: S310


def _encoded(address):
    return "".join(
        letter if letter.isascii() else "".join(f"%{byte:02X}" for byte in letter.encode()) for letter in address
    )


def test_a_mistake_is_named_in_the_language_that_is_accepted(site):
    address, token = site
    body = {"initiative": "zhuzhou-14-service-3", "as_of": "2026-11-20", "status": "in_progress", "percent": 140}
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json", "Accept-Language": "en"}
    command = ["curl", "-s", f"{address}/api/v1/updates/", "-d", json.dumps(body)]
    for header in headers.items():
        command += ["-H", ": ".join(header)]
    answer = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603
    assert answer["status"] == 400
    assert list(answer["errors"]) == ["percent"]
