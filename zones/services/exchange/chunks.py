"""Long lists read piece by piece: their keys at once, what their records say chunk by chunk."""

from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet


def in_chunks(records: QuerySet, read: Callable[[list[int]], Mapping[int, Any]], *, size: int) -> Iterator[list[Any]]:
    """Yield what `read` finds by the keys of records, in their order, as lists of up to `size`; some may be shorter.

    A query that stays open for as long as somebody reads its rows would keep others from writing on SQLite. A record
    that is deleted meanwhile is left out; one that is changed is as it is when its chunk is read.
    """
    keys = array("q", records.prefetch_related(None).values_list("pk", flat=True).iterator(chunk_size=10_000))
    for start in range(0, len(keys), size):
        chunk = list(keys[start : start + size])
        found = read(chunk)
        yield [found[key] for key in chunk if key in found]
