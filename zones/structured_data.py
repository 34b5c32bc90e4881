"""Records in the words of schema.org, for search engines; pure functions of rows that are already loaded.

Only what is known is told: a key without a value is left out. Texts come in both languages, each marked with its own.
`absolute` makes a full address of a path.
"""

from collections.abc import Callable, Iterable
from typing import Any

from zones.choices import ZoneLevel
from zones.models import Indicator, Observation, Source, Zone

Data = dict[str, Any]
Absolute = Callable[[str], str]

SCHEMA = "https://schema.org"


def zone_data(zone: Zone, absolute: Absolute) -> Data:
    """Return an area as a place within others; none lies within the nation, which here is all zones together."""
    above = [area for area in zone.areas_above() if area.level != ZoneLevel.NATION]
    return _known(
        {
            "@context": SCHEMA,
            **_area(zone, absolute),
            "alternateName": _lines(zone.aliases_zh, "zh-Hans") + _lines(zone.aliases_en, "en"),
            "containedInPlace": [_area(area, absolute) for area in above],
            "geo": _coordinates(zone),
            "sameAs": zone.website,
        }
    )


def indicator_data(indicator: Indicator, figures: Iterable[Observation], absolute: Absolute) -> Data:
    """Return an indicator as a data set of its figures, which come with their zones and sources' publishers."""
    figures = list(figures)
    sources = _distinct(figure.source for figure in figures)
    name = _both(indicator, "name")
    variable = {"@type": "PropertyValue", "name": name, "unitText": _both(indicator, "unit")}
    return _known(
        {
            "@context": SCHEMA,
            "@type": "Dataset",
            "name": name,
            "description": _both(indicator, "definition"),
            "url": absolute(indicator.get_absolute_url()),
            "inLanguage": ["zh-Hans", "en"],
            "variableMeasured": _known(variable),
            "spatialCoverage": [_area(zone, absolute) for zone in _distinct(figure.zone for figure in figures)],
            "temporalCoverage": _time_covered(figures),
            "creator": [_named("Organization", body, absolute) for body in _distinct(s.publisher for s in sources)],
            "isBasedOn": [_work(source, absolute) for source in sources],
        }
    )


def _area(area: Zone, absolute: Absolute) -> Data:
    """Return what tells an area from others."""
    return _named("Place" if area.level == ZoneLevel.NATION else "AdministrativeArea", area, absolute)


def _coordinates(zone: Zone) -> Data | None:
    if zone.latitude is None or zone.longitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": float(zone.latitude), "longitude": float(zone.longitude)}


def _work(source: Source, absolute: Absolute) -> Data:
    """Return a source under its own address where it has one, otherwise under its page here."""
    work = _named("CreativeWork", source, absolute)
    return work | {"url": source.url} if source.url else work


def _named(kind: str, record: Any, absolute: Absolute) -> Data:
    return {"@type": kind, "name": _both(record, "name"), "url": absolute(record.get_absolute_url())}


def _both(record: Any, field: str) -> list[Data]:
    """Return a bilingual field as texts marked with their language, without those that are missing."""
    return [
        {"@value": getattr(record, f"{field}_{suffix}"), "@language": language}
        for suffix, language in (("zh", "zh-Hans"), ("en", "en"))
        if getattr(record, f"{field}_{suffix}")
    ]


def _lines(text: str, language: str) -> list[Data]:
    return [{"@value": line.strip(), "@language": language} for line in text.splitlines() if line.strip()]


def _time_covered(figures: Iterable[Observation]) -> str:
    """Return the interval from the first to the last day that any figure speaks of, empty when none says."""
    periods = [(f.period_start, f.period_end) for f in figures if f.period_start and f.period_end]
    if not periods:
        return ""
    return f"{min(start for start, _ in periods)}/{max(end for _, end in periods)}"


def _distinct(records: Iterable[Any]) -> list[Any]:
    """Return each record once, in the order of its first appearance, without None."""
    return list(dict.fromkeys(record for record in records if record is not None))


def _known(data: Data) -> Data:
    return {key: value for key, value in data.items() if value}
