"""The numbers of the sources, in the order in which the text first cites them, and what each of them stands for."""

from collections.abc import Iterator, Mapping
from typing import Any

from zones.models import Source
from zones.reports.document import Mark


class Evidence:
    """Numbers sources while a report is written."""

    def __init__(self, sources: Mapping[int, Source]) -> None:
        self._sources = sources
        self._cited: dict[int, dict[Any, None]] = {}

    def mark(self, record: Any) -> Mark:
        """Return the number of the source of a record; of one that names none, the word that says so."""
        if record.source_id is None:
            return Mark(None)
        self._cited.setdefault(record.source_id, {})[record] = None
        return Mark(list(self._cited).index(record.source_id) + 1)

    @property
    def cited(self) -> Iterator[tuple[int, Source, list[Any]]]:
        """The cited sources with their numbers, each with the records that it stands for, in the order of the text."""
        for number, (key, records) in enumerate(self._cited.items(), start=1):
            yield number, self._sources[key], list(records)
