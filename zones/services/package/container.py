"""What a package lies in, a zip file or a folder, as it was handed in: nothing in it is believed."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as BrokenError  # noqa: N812 - an exception in lower case

from django.utils.translation import gettext as _

from zones.services.package.schema import all_described, tables
from zones.services.package.writing import DESCRIPTION, README

MOST_BYTES = 4 * 2**30  # unpacked, all parts together
MOST_IN_DESCRIPTION = 4 * 2**20
SUSPECTED = 20 * 2**20  # bytes from which on a part must not be packed all too well
MOST_PACKED = 200  # times smaller than unpacked; tables are packed 5 to 20 times smaller
LONGEST_LINE = 2**20  # characters, also of a cell


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which part, row (the headings are row 1) and column of it."""

    message: str
    part: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        row = _("row %(number)s") % {"number": self.row} if self.row else ""
        place = ", ".join(filter(None, [self.part, row, self.column]))
        return f"{place}: {self.message}" if place else self.message


class PackageError(Exception):
    """A package cannot be imported; nothing was written. `faults` say why."""

    def __init__(self, faults: list[Fault]):
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Container:
    """A package opened for reading. Only parts that a package has are ever read, and nothing is unpacked."""

    def __init__(self, path: Path):
        self.path = path
        self._archive: ZipFile | None = None
        try:
            if path.is_dir():
                self._sizes = {name: (path / name).stat().st_size for name in _known() if (path / name).is_file()}
            else:
                self._archive = ZipFile(path)
                self._sizes = _sizes_of(self._archive.infolist())
        except OSError as error:
            raise PackageError([Fault(error.strerror or str(error), path.name)]) from error
        except (BadZipFile, ValueError, NotImplementedError) as error:
            raise PackageError([Fault(_("This is no whole zip file."), path.name)]) from error
        if sum(self._sizes.values()) > MOST_BYTES:
            raise PackageError([Fault(_("It is larger than a package may be."), path.name)])

    def __enter__(self) -> "Container":
        return self

    def __exit__(self, *_error: Any) -> None:
        if self._archive:
            self._archive.close()

    def check(self) -> None:
        """Raise PackageError unless it is a package of this product with all its tables."""
        missing = [name for name in _known() if name not in self._sizes and name != README.name]
        if missing:
            raise PackageError([Fault(_("This part is missing."), name) for name in missing])
        told = self._description()
        name = all_described([])["name"]
        if not isinstance(told, dict) or told.get("name") != name:
            message = _("This is no data package with the name “%(name)s”.")
            raise PackageError([Fault(message % {"name": name}, DESCRIPTION)])

    def _description(self) -> Any:
        if self._sizes[DESCRIPTION] > MOST_IN_DESCRIPTION:
            raise PackageError([Fault(_("It is larger than a package may be."), DESCRIPTION)])
        try:
            with self._open(DESCRIPTION) as part:
                return json.load(part)
        except (ValueError, RecursionError) as error:
            raise PackageError([Fault(_("This is no JSON."), DESCRIPTION)]) from error
        except _UNREADABLE as error:
            raise PackageError([Fault(_("The file is damaged."), DESCRIPTION)]) from error

    def lines(self, name: str) -> Iterator[list[str]]:
        """Yield the rows of a table as texts, the headings first; raise PackageError where it cannot be read."""
        number = 0
        try:
            with self._open(name) as part, io.TextIOWrapper(part, "utf-8-sig", newline="") as text:
                for row in csv.reader(_short_lines(text), strict=True):
                    number += 1
                    yield row
        except UnicodeDecodeError as error:
            raise PackageError([Fault(_("The file is not in UTF-8."), name, number + 1)]) from error
        except (csv.Error, _TooLongError) as error:
            raise PackageError([Fault(_("This is no row of a CSV file."), name, number + 1)]) from error
        except _UNREADABLE as error:
            raise PackageError([Fault(_("The file is damaged."), name, number + 1)]) from error

    def _open(self, name: str) -> IO[bytes]:
        return self._archive.open(name) if self._archive else (self.path / name).open("rb")


class _TooLongError(Exception):
    """A line has no end in sight."""


_UNREADABLE = (BadZipFile, BrokenError, EOFError, OSError, RuntimeError, NotImplementedError)


def _known() -> list[str]:
    return [DESCRIPTION, README.name, *(table.path for table in tables())]


def _sizes_of(parts: list[ZipInfo]) -> dict[str, int]:
    """Return the sizes of a zip's parts by name; raise PackageError for one that no package has."""
    sizes: dict[str, int] = {}
    for part in parts:
        path = PurePosixPath(part.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in part.filename:
            raise PackageError([Fault(_("A part may not lie outside of the package."), part.filename[:60])])
        if part.is_dir():
            continue
        if part.filename not in _known() or part.filename in sizes:
            raise PackageError([Fault(_("A package has no such part."), part.filename[:60])])
        if part.file_size > SUSPECTED and part.file_size > MOST_PACKED * part.compress_size:
            raise PackageError([Fault(_("It is larger than a package may be."), part.filename)])
        sizes[part.filename] = part.file_size
    return sizes


def _short_lines(text: IO[str]) -> Iterator[str]:
    """Yield the lines of a file; a line that does not end is not read into memory whole."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise _TooLongError
        yield line
