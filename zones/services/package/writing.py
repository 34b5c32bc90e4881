"""The package written: one zip file, the same bytes for the same data, kept until the data change."""

import fcntl
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db import connection, transaction

from zones import revision
from zones.services.exchange import in_chunks, write_csv
from zones.services.package.schema import Table, all_described, tables

DESCRIPTION = "datapackage.json"
README = Path(__file__).with_name("README.md")
CHUNK = 1_000  # rows read at once
ATTEMPTS = 3
_NEWEST = datetime.min.replace(tzinfo=UTC)


class StillChanging(Exception):  # noqa: N818 - the name says what was found; nothing is broken
    """The data changed whenever a package was being written, so none of them is of one state."""


def opened(folder: Path) -> IO[bytes]:
    """Return the package of the data as they are, open for reading; it is made anew only when they have changed.

    `folder` keeps the last one. Whoever asks while it is being made waits for it. Raises StillChanging.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for _attempt in range(ATTEMPTS):
            with _one_state():
                seen = revision.read()
                kept = folder / f"{seen.token if seen else 'unknown'}-{_edition()}.zip"
                if seen and kept.exists():
                    return kept.open("rb")
                made = _made(folder)
                is_whole = revision.read() == seen
            if is_whole:
                for old in folder.glob("*.zip"):
                    old.unlink()
                return made.replace(kept).open("rb")
            made.unlink()
    raise StillChanging


@contextmanager
def _one_state() -> Iterator[None]:
    """Read everything from one state of the data on PostgreSQL; on SQLite that would keep everybody from writing."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _edition() -> str:
    """Return a word for how packages look: another edition of the product may write the same data otherwise."""
    return sha256(json.dumps(all_described()).encode() + README.read_bytes()).hexdigest()[:16]


def _made(folder: Path) -> Path:
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as target:
        try:
            write_package(target)
        except BaseException:
            Path(target.name).unlink()
            raise
    return Path(target.name)


def write_package(target: Any) -> None:
    """Write everything that is published into a binary file, as a data package in a zip."""
    newest, written = _NEWEST, []
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_part(README.name), README.read_bytes())
        for table in tables():
            told, changed_at = _write_table(archive, table)
            newest = max(newest, changed_at)
            written.append(table.described() | told)
        description = all_described(written)
        digest = sha256("".join(resource["hash"] for resource in written).encode()).hexdigest()[:12]
        if newest > _NEWEST:
            description |= {
                "version": f"{newest:%Y.%-m.%-d}+{digest}",
                "created": newest.isoformat(timespec="seconds"),
            }
            description["created"] = description["created"].replace("+00:00", "Z")
        else:
            description |= {"version": f"0+{digest}"}
        archive.writestr(_part(DESCRIPTION), json.dumps(description, ensure_ascii=False, indent=1))


def _write_table(archive: ZipFile, table: Table) -> tuple[dict[str, Any], datetime]:
    """Write a table; return its size and hash, and when the newest of its rows was changed."""
    size, digest, newest = 0, sha256(), [_NEWEST]
    with archive.open(_part(table.path), "w", force_zip64=True) as part:
        for piece in write_csv(_lines(table, newest), for_spreadsheets=False):
            data = piece.encode()
            size += part.write(data)
            digest.update(data)
    return {"bytes": size, "hash": f"sha256:{digest.hexdigest()}"}, newest[0]


def _lines(table: Table, newest: list[datetime]) -> Iterator[list[Any]]:
    """Yield headings and rows, and keep in `newest` when the newest row was changed."""
    names = [column.name for column in table.columns]
    yield names
    stamp = names.index("updated_at") if "updated_at" in names else None
    # Annotations may not be called as fields are.
    asked = {f"column_{column.name}": column.read for column in table.columns}

    def read(keys: list[int]) -> dict[int, Any]:
        rows = table.model._base_manager.filter(pk__in=keys).annotate(**asked)
        return {key: row for key, *row in rows.values_list("pk", *asked)}

    for rows in in_chunks(table.rows(), read, size=CHUNK):
        if stamp is not None:
            newest[0] = max([newest[0], *(row[stamp] for row in rows)])
        yield from rows


def _part(name: str) -> ZipInfo:
    """Return a part of the zip as it is whenever and wherever it is written."""
    part = ZipInfo(name)  # of 1980-01-01
    part.compress_type = ZIP_DEFLATED
    part.external_attr = 0o644 << 16
    return part
