"""What generated records hang from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from zones import models
from zones.choices import Publication
from zones.services.generation.loading import Loader


@dataclass
class World:
    """The zones, themes, sources and plans that initiatives and figures name, and what writes all of them."""

    zones: list[models.Zone] = field(default_factory=list)
    themes: list[models.Theme] = field(default_factory=list)
    sources: list[models.Source] = field(default_factory=list)
    plans: list[models.Plan] = field(default_factory=list)
    tiers: dict[int, list[models.PlanTier]] = field(default_factory=dict)
    loader: Loader = field(default_factory=Loader)

    def write(self, rows: Iterable[Any]) -> list[Any]:
        """Write records of one model and return them with their keys; all of them are public."""
        rows = list(rows)
        for row in rows:
            if isinstance(row, models.Published):
                row.publication, row.is_public, row.accepted_version = Publication.PUBLISHED, True, row.version
        self.loader.load(rows)
        return rows
