"""The rows of an upload, each with its record, what it changes and what is wrong with it; and all of them together."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from zones.services.exchange.reading import Problem, Sheet
from zones.services.exchange.resources import Draft, RecordResource


@dataclass
class Row:
    """A row of an upload, the record that it names or adds, and what it changes."""

    sheet: Sheet
    number: int
    values: dict[str, Any]
    key: Any = None
    draft: Draft | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def record(self) -> Any:
        return self.draft.record if self.draft else None

    @property
    def is_new(self) -> bool:
        return self.draft is not None and self.draft.is_new

    @property
    def writes(self) -> bool:
        """Whether there is anything to save."""
        return self.draft is not None and (self.draft.is_new or bool(self.draft.changes))

    def refuse(self, message: str, name: str | None = None) -> None:
        """Note what is wrong, in the column of the field `name` if the sheet has it."""
        place = self.sheet.place_of(name.removesuffix("_precision")) if name else None
        self.problems.append(self.sheet.problem(message, self.number, place))


@dataclass
class Preview:
    """What an upload would do. `digest` is the same as long as it would do the same to the same versions."""

    sheets: list[Sheet]
    rows: list[Row]

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, sheet by sheet from above; then nothing may be written."""
        found = []
        for sheet in self.sheets:
            of_rows = [problem for row in self.rows if row.sheet is sheet for problem in row.problems]
            found += sorted([*sheet.problems, *of_rows], key=lambda each: (each.row, each.column or 0))
        return found

    @property
    def added(self) -> list[Row]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.writes and not row.is_new]

    @property
    def unchanged(self) -> int:
        return sum(1 for row in self.rows if row.draft and not row.writes)

    @cached_property
    def digest(self) -> str:
        summary = hashlib.sha256()
        for row in self.rows:
            if row.writes and row.draft:
                version = (row.record.pk, row.record.version) if not row.is_new else "new"
                names = [change.column.name for change in row.draft.changes]
                summary.update(repr((row.sheet.title, row.number, version, names)).encode())
        return summary.hexdigest()


@dataclass
class Group:
    """The rows of one sheet, with the resource that reads them."""

    sheet: Sheet
    resource: RecordResource
    rows: list[Row]

    @property
    def model(self) -> Any:
        return self.sheet.model
