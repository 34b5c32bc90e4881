"""The least that could be done: a WSGI function that asks one SQL question and writes JSON, with nothing in between.

It knows nothing of rights, errors, other filters, other pages or languages; no API can be as fast. It is the measure.
"""

from urllib.parse import parse_qs

import orjson
from django.db import connection

COLUMNS = """
    i.id, i.slug, i.kind, i.position, i.status, i.name_zh, i.name_en, i.summary_zh, i.summary_en,
    i.start_on, i.start_on_precision, i.due_on, i.due_on_precision, i.locator, i.quotation, i.note_zh, i.note_en,
    i.created_at, i.updated_at"""
BRIEFS = {
    "zone": ("z", ("slug", "name_zh", "name_en")),
    "plan": ("p", ("slug", "code", "name_zh", "name_en")),
    "tier": ("t", ("position", "label_zh", "label_en")),
    "source": ("s", ("slug", "name_zh", "name_en")),
}
THEME = "'slug', h.slug, 'name_zh', h.name_zh, 'name_en', h.name_en"
UPDATE = "'as_of', u.as_of, 'status', u.status, 'percent', u.percent, 'summary_zh', u.summary_zh"
# Each database's names for the same: an object, a list of objects, its placeholder.
WORDS = {
    "postgresql": {"object": "json_build_object", "list": "json_agg", "text": "::text"},
    "sqlite": {"object": "json_object", "list": "json_group_array", "text": ""},
}
SQL = """
SELECT {columns},
    (SELECT {list}({object}({theme})){text} FROM zones_initiative_themes it
        JOIN zones_theme h ON h.id = it.theme_id WHERE it.initiative_id = i.id) AS themes,
    (SELECT {object}({update}){text} FROM zones_progressupdate u
        WHERE u.initiative_id = i.id ORDER BY u.as_of DESC, u.id DESC LIMIT 1) AS latest_update
FROM zones_initiative i
JOIN zones_zone z ON z.id = i.zone_id
JOIN zones_plan p ON p.id = i.plan_id
LEFT JOIN zones_plantier t ON t.id = i.tier_id
LEFT JOIN zones_source s ON s.id = i.source_id
WHERE z.slug = %s AND i.status = %s AND EXISTS (
    SELECT 1 FROM zones_initiative_themes it JOIN zones_theme h ON h.id = it.theme_id
    WHERE it.initiative_id = i.id AND h.slug = %s)
ORDER BY i.updated_at DESC, i.id DESC
LIMIT %s"""


def sql() -> str:
    """Return the one question, in the words of the database in use."""
    briefs = (f"{table}.{name}" for table, names in BRIEFS.values() for name in names)
    words = WORDS[connection.vendor]
    text = SQL.format(columns=", ".join([COLUMNS.strip(), *briefs]), theme=THEME, update=UPDATE, **words)
    return text.replace("%s", "?") if connection.vendor == "sqlite" else text


def make_application():
    """Return the WSGI function, with a connection of its own as psycopg2 or sqlite3 gives it."""
    own_connection = connection.copy()
    own_connection.ensure_connection()
    question, database = sql(), own_connection.connection
    own = [name.strip().removeprefix("i.") for name in COLUMNS.split(",")]

    def application(environ, start_response):
        asked = parse_qs(environ["QUERY_STRING"])
        cursor = database.cursor()
        cursor.execute(question, [asked[name][0] for name in ("zone", "status", "theme", "page_size")])
        body = orjson.dumps({"next": None, "previous": None, "results": [as_dict(own, row) for row in cursor]})
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return application


def as_dict(own: list[str], row: tuple) -> dict:
    """Return a row as the API would give it; what the database wrote as JSON goes through as it is."""
    record = dict(zip(own, row, strict=False))
    place = len(own)
    for name, (_table, columns) in BRIEFS.items():
        record[name] = dict(zip(columns, row[place:], strict=False))
        place += len(columns)
    record["themes"] = orjson.Fragment(row[place] or "[]")
    record["latest_update"] = orjson.Fragment(row[place + 1] or "null")
    return record
