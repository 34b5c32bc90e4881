"""The numbers beside generated initiatives: who says them, targets and figures of each zone, and milestones."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from zones import models
from zones.choices import OrganisationKind
from zones.services.generation.world import World

ORGANISATIONS, PEOPLE, INDICATORS = 200, 100, 30
YEARS = range(2016, 2026)
MILESTONES = 20_000  # of the first initiatives, one each


def write_figures(random: Random, world: World) -> None:
    """Write ten years of some figures of each zone, a target for each plan, and milestones."""
    organisations = world.write(
        models.Organisation(
            slug=f"generated-organisation-{n}",
            kind=random.choice(OrganisationKind.values),
            name_zh=f"示例机构{n}",
            name_en=f"Generated organisation {n}",
        )
        for n in range(1, ORGANISATIONS + 1)
    )
    world.write(
        models.Person(
            slug=f"generated-person-{n}",
            name_zh=f"示例人物{n}",
            name_en=f"Generated person {n}",
            organisation=random.choice(organisations),
        )
        for n in range(1, PEOPLE + 1)
    )
    indicators = world.write(
        models.Indicator(
            slug=f"generated-indicator-{n}",
            name_zh=f"示例指标{n}",
            name_en=f"Generated indicator {n}",
            unit_zh="家",
            unit_en="firms",
        )
        for n in range(1, INDICATORS + 1)
    )
    world.write(_observations(random, world, indicators))
    world.write(_targets(random, world, indicators))
    world.write(_milestones(random, world))


def _observations(random: Random, world: World, indicators: list) -> Iterator[models.Observation]:
    for zone in world.zones:
        for indicator in random.sample(indicators, INDICATORS // 3):
            value = Decimal(random.randrange(100, 10_000))
            for year in YEARS:
                value += random.randrange(1, 500)
                yield models.Observation(
                    slug=f"{zone.slug}-{indicator.slug}-{year}",
                    zone=zone,
                    indicator=indicator,
                    period_start=date(year, 1, 1),
                    period_end=date(year, 12, 31),
                    value=value,
                    source=random.choice(world.sources),
                )


def _targets(random: Random, world: World, indicators: list) -> Iterator[models.Target]:
    for plan in world.plans:
        indicator = random.choice(indicators)
        yield models.Target(
            slug=f"{plan.slug}-{indicator.slug}",
            plan=plan,
            indicator=indicator,
            value=Decimal(random.randrange(1_000, 20_000)),
            due_on=date(plan.period.last_year if plan.period else 2030, 12, 31),
            source=random.choice(world.sources),
        )


def _milestones(random: Random, world: World) -> Iterator[models.Milestone]:
    for key in range(1, min(MILESTONES, world.loader.models[models.Initiative]) + 1):
        yield models.Milestone(
            slug=f"generated-initiative-{key}-milestone",
            initiative_id=key,
            name_zh=f"示例节点{key}",
            name_en=f"Generated milestone {key}",
            due_on=date(2018, 1, 1) + timedelta(days=random.randrange(3000)),
            source=random.choice(world.sources),
        )
