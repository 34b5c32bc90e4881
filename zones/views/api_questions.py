"""Ten questions to the API, each with the very request in four languages. `tests/test_api_guide.py` runs them.

`{url}` stands for the address that answers the question, `{lang}` for zh or en, as in `name_zh`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

_JSON = """\
import json
from urllib.request import urlopen

answer = json.load(urlopen("{url}"))
"""
_R = """\
library(jsonlite)

answer <- fromJSON("{url}")
"""
_POWER_QUERY = """\
let
    Answer = Json.Document(Web.Contents("{url}")),
    Rows = %s
in
    Rows"""


@dataclass(frozen=True)
class Question:
    """A question: what is asked, what the answer shows, and code that asks it; `path` stands under /api/v1/."""

    slug: str
    title: Any
    note: Any
    path: str
    python: str
    r: str
    power_query: str
    curl: str = "curl '{url}'"


@dataclass(frozen=True)
class Snippet:
    """A piece of code that can be run as it is."""

    language: str  # curl, python, r, power-query: what the page's style sheet knows
    label: str
    code: str


def _rows(fields: str = "Answer[results]") -> str:
    return _POWER_QUERY % f"Table.FromRecords({fields})"


_UPDATE = (
    '{"initiative": "zhuzhou-14-service-3", "as_of": "2026-11-20", "status": "in_progress", "percent": %s, '
    '"summary_zh": "又有四部电梯完工"}'
)

QUESTIONS = (
    Question(
        "six-projects",
        _("Which are the six projects of “1246”?"),
        _("One request: the initiatives of one plan and one kind, in the order of the plan, with only these fields."),
        "initiatives/?plan=tianjin-binhai-14&kind=project&ordering=position&fields=position,name_{lang},status",
        _JSON + 'for row in answer["results"]:\n    print(row["position"], row["name_{lang}"])',
        _R + 'answer$results[, c("position", "name_{lang}")]',
        _rows(),
    ),
    Question(
        "new-infrastructure",
        _("Which initiatives are about new infrastructure? I need them in a spreadsheet, with their zones."),
        _(
            "format=csv gives all rows as a file; bom=true makes Excel read the Chinese. A dot leads into a field: "
            "the name of the zone."
        ),
        "initiatives/?theme=new-infrastructure&fields=slug,name_{lang},zone.name_{lang},status.label_{lang}"
        "&format=csv&bom=true",
        "import csv\nimport io\nfrom urllib.request import urlopen\n\n"
        'text = urlopen("{url}").read().decode("utf-8-sig")\n'
        'for row in csv.DictReader(io.StringIO(text)):\n    print(row["zone.name_{lang}"], row["name_{lang}"])',
        'read.csv("{url}", fileEncoding = "UTF-8-BOM")',
        'let\n    File = Csv.Document(Web.Contents("{url}"), [Encoding = 65001]),\n'
        "    Rows = Table.PromoteHeaders(File)\nin\n    Rows",
        "curl -o new-infrastructure.csv '{url}'",
    ),
    Question(
        "revenue",
        _("What was the operating revenue of all national high-tech zones in May 2020, and who says so?"),
        _("The number is exact and in base units; unit, change on the year before and source come with it."),
        "observations/?zone=national&indicator=revenue&period=2020-05"
        "&fields=value,indicator.unit_{lang},year_on_year_percent,evidence.source",
        _JSON
        + 'for row in answer["results"]:\n'
        + '    print(row["value"], row["indicator"]["unit_{lang}"], row["year_on_year_percent"], "%")\n'
        + '    print(row["evidence"]["source"]["name_{lang}"])',
        _R + 'answer$results[, c("value", "year_on_year_percent")]\nanswer$results$evidence$source$name_{lang}',
        _rows(),
    ),
    Question(
        "since-yesterday",
        _("What changed since yesterday?"),
        _("Everything that was added, changed or taken away since a day or a moment, 50 at a time: next leads on."),
        "changes/?since={yesterday}",
        _JSON
        + 'for row in answer["results"]:\n'
        + '    print(row["at"], row["kind"]["value"], row["slug"], row["change"]["value"])',
        _R + 'answer$results[, c("at", "slug")]',
        _rows(),
    ),
    Question(
        "series",
        _("How did an indicator develop in an area?"),
        _(
            "The figures of the latest five periods between two years, with the targets on it. mrnev=5 leaves out "
            "what sources give in words only."
        ),
        "zones/national/indicators/revenue/?date=2019:2025&mrv=5",
        _JSON + 'for row in answer["results"]:\n    print(row["period"]["code"], row["value"], row["unit_{lang}"])',
        _R + "answer$results$period$code\nanswer$results$value",
        _rows(),
    ),
    Question(
        "matrix",
        _("Which zones pursue the same theme?"),
        _("The matrix of themes and areas, here of two themes; zone= and group= narrow it too."),
        "matrix/?theme=industrial-clusters&theme=new-infrastructure",
        _JSON
        + 'for row in answer["themes"]:\n'
        + '    print(row["theme"]["name_{lang}"], [area["zone"] for area in row["areas"]])',
        _R + "answer$themes$theme$name_{lang}\nanswer$themes$areas",
        _rows("Answer[themes]"),
    ),
    Question(
        "compare",
        _("How do two zones compare?"),
        _("All that the page of the comparison shows. Cells stand in the order in which the areas were named."),
        "compare/?zone=guangzhou&zone=shenzhen",
        _JSON
        + 'for area in answer["areas"]:\n'
        + '    print(area["zone"]["name_{lang}"], area["goals"], area["initiatives"])',
        _R + "answer$areas$zone$name_{lang}\nanswer$areas$initiatives",
        _rows("Answer[areas]"),
    ),
    Question(
        "declared",
        _("How many industrial areas does “1246” declare, and how many does a source name?"),
        _("A plan shows for each of its tiers what is declared, recorded and missing. Unknown is null, not 0."),
        "plans/tianjin-binhai-14/?fields=code,tiers.label_{lang},tiers.declared,tiers.recorded,tiers.missing",
        _JSON
        + 'for tier in answer["tiers"]:\n'
        + '    print(tier["label_{lang}"], tier["declared"], tier["recorded"], tier["missing"])',
        _R + "answer$tiers",
        _rows("Answer[tiers]"),
    ),
    Question(
        "update",
        _("How do I report progress, and what if I make a mistake?"),
        _(
            "Put your token into the environment as TOKEN. Percent 140 is refused, and errors names the field; "
            "with 40 it becomes a draft, which a reviewer publishes."
        ),
        "updates/",
        "import json\nimport os\nfrom urllib.error import HTTPError\nfrom urllib.request import Request, urlopen\n\n"
        'headers = {"Authorization": "Token " + os.environ["TOKEN"], "Content-Type": "application/json"}\n'
        f"update = {_UPDATE % 140}\n"
        'for update["percent"] in (140, 40):\n'
        '    request = Request("{url}", json.dumps(update).encode(), headers)\n'
        "    try:\n"
        '        print(json.load(urlopen(request))["slug"])\n'
        "    except HTTPError as error:\n"
        '        print(error.code, json.load(error)["errors"])',
        "library(httr2)\n\n"
        'update <- list(initiative = "zhuzhou-14-service-3", as_of = "2026-11-20", status = "in_progress",\n'
        '               percent = 140, summary_zh = "又有四部电梯完工")\n'
        'answer <- request("{url}") |>\n'
        '  req_headers(Authorization = paste("Token", Sys.getenv("TOKEN"))) |>\n'
        "  req_body_json(update, auto_unbox = TRUE) |>\n"
        "  req_error(is_error = \\(answer) FALSE) |>\n"
        "  req_perform()\n"
        "resp_body_json(answer)$errors",
        "let\n"
        f'    Update = Text.ToBinary("{(_UPDATE % 140).replace(chr(34), chr(34) * 2)}"),\n'
        '    Answer = Json.Document(Web.Contents("{url}", [\n'
        '        Headers = [Authorization = "Token …", #"Content-Type" = "application/json"],\n'
        "        Content = Update,\n"
        "        ManualStatusHandling = {400}\n"
        "    ]))\n"
        "in\n"
        '    Record.FieldOrDefault(Answer, "errors", Answer)',
        "\n\n".join(
            "curl -s '{url}' -H \"Authorization: Token $TOKEN\" -H 'Content-Type: application/json' \\\n"
            f"  -d '{_UPDATE % percent}'"
            for percent in (140, 40)
        ),
    ),
    Question(
        "package",
        _("How do I take everything along?"),
        _(
            "All that is public, as a Frictionless Data Package: a table for each kind of record, described with its "
            "keys in datapackage.json. Power Query opens no zip file: it takes each table as CSV from its list."
        ),
        "export/",
        "import io\nimport zipfile\nfrom urllib.request import urlopen\n\nimport pandas\n\n"
        'package = zipfile.ZipFile(io.BytesIO(urlopen("{url}").read()))\n'
        'initiatives = pandas.read_csv(package.open("data/initiatives.csv"))\n'
        'zones = pandas.read_csv(package.open("data/zones.csv"))\n'
        'named = initiatives.merge(zones, left_on="zone", right_on="slug", suffixes=("", "_of_zone"))\n'
        'print(named.groupby("name_{lang}_of_zone").size().to_string())',
        'download.file("{url}", "package.zip", mode = "wb")\n'
        'initiatives <- read.csv(unz("package.zip", "data/initiatives.csv"), encoding = "UTF-8")\n'
        "table(initiatives$zone)",
        "",
        "curl -o package.zip '{url}'\nunzip -p package.zip data/initiatives.csv",
    ),
)


def address(question: Question, base: str, today: date) -> str:
    """Return the address that answers a question; `base` is where the API stands, with its last slash."""
    return base + _filled(question.path, today)


def snippets(question: Question, base: str, today: date) -> list[Snippet]:
    """Return the code of a question, language by language; one that cannot ask it is left out."""
    url = address(question, base, today)
    found = (
        Snippet("curl", "curl", question.curl),
        Snippet("python", "Python", question.python),
        Snippet("r", "R", question.r),
        Snippet("power-query", "Excel (Power Query)", question.power_query),
    )
    return [
        Snippet(each.language, each.label, _filled(each.code.replace("{url}", url), today))
        for each in found
        if each.code
    ]


def _filled(text: str, today: date) -> str:
    yesterday = (today - timedelta(days=1)).isoformat()
    return text.replace("{lang}", "en" if get_language() == "en" else "zh").replace("{yesterday}", yesterday)
