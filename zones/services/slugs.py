"""Addresses for many records at once that bring none, as saving one by one would make them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

ASKED = 100  # stems asked for at once


def fill_slugs(records: Sequence[Any]) -> None:
    """Give those of some records of one model that have no slug one that no other of them has, nor a stored record."""
    without = [record for record in records if not record.slug]
    if not without:
        return
    stems = [slugify(record.slug_source())[:110].strip("-") or record._meta.model_name for record in without]
    taken = _taken(type(without[0]), sorted(set(stems))) | {record.slug for record in records}
    numbers: dict[str, int] = {}
    for record, stem in zip(without, stems, strict=True):
        slug = stem
        while slug in taken:
            numbers[stem] = numbers.get(stem, 1) + 1
            slug = f"{stem}-{numbers[stem]}"
        record.slug = slug
        taken.add(slug)


def _taken(model: Any, stems: Sequence[str]) -> set[str]:
    """Return the slugs in use that begin with one of the stems."""
    taken: set[str] = set()
    for start in range(0, len(stems), ASKED):
        begins = Q()
        for stem in stems[start : start + ASKED]:
            begins |= Q(slug__startswith=stem)
        taken |= set(model._default_manager.filter(begins).values_list("slug", flat=True))
    return taken
