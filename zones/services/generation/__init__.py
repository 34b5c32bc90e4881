"""Generated data for measuring: as many initiatives as asked for, the same ones for the same seed.

Rows are written in bulk, past `save()`: they carry their slugs, zones, statuses and timestamps themselves, and have no
history; a million initiatives with all that belongs to them take a few minutes. Every name says that it is generated.
Nothing here is a fact.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random

from django.db import transaction
from django.utils.translation import gettext as _

from zones import models
from zones.choices import InitiativeKind, InitiativeStatus, SourceKind, ThemeGroup, ZoneLevel
from zones.services.generation.figures import write_figures
from zones.services.generation.loading import without_triggers
from zones.services.generation.world import World

PROVINCES, ZONES, SOURCES = 31, 170, 200
PERIODS = {13: (2016, 2020), 14: (2021, 2025), 15: (2026, 2030)}
LARGEST_ZONE_SHARE = 0.1  # of all initiatives
REPORTED_SHARE = 0.5  # of all initiatives
BATCH = 5_000
# Fixed, so that a seed always gives the same rows.
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)

FIELDS = (
    ("纳米材料", "nanomaterials"),
    ("人工智能", "artificial intelligence"),
    ("集成电路", "integrated circuits"),
    ("生物医药", "biomedicine"),
    ("新能源汽车", "new-energy vehicles"),
    ("量子信息", "quantum information"),
    ("航空航天", "aerospace"),
    ("智能制造", "smart manufacturing"),
    ("绿色低碳", "low carbon"),
    ("数字经济", "digital economy"),
    ("科技金融", "technology finance"),
    ("国际合作", "international cooperation"),
    ("人才引进", "talent"),
    ("营商环境", "business environment"),
    ("社区养老", "care for the elderly"),
)
FACETS = (("创新", "innovation"), ("集群", "cluster"), ("平台", "platform"), ("服务", "services"))
ENDINGS = ("completed", "postponed", "cancelled", "superseded", "in_progress", "in_progress", "in_progress")


class NotEmptyError(Exception):
    """The database holds records already, and generated ones must never mix with facts."""


@transaction.atomic
def generate(*, initiatives: int, seed: int) -> dict[str, int]:
    """Fill an empty database and return the number of rows by model name; raise NotEmptyError for one in use."""
    for model in (models.Zone, models.Theme, models.Source, models.Period, models.Organisation, models.Indicator):
        if model._default_manager.exists():
            raise NotEmptyError(_("Generated data are refused: this database holds records already."))
    random = Random(seed)  # noqa: S311 - nothing secret is drawn
    with without_triggers():
        world = _world(random)
        world.write(_plan_structure(random, world))
        rows = _initiatives(random, world, initiatives)
        while batch := list(islice(rows, BATCH)):
            _write_initiatives(random, world, batch)
        write_figures(random, world)
        world.loader.go_on_counting()
    counted = (models.Zone, models.Plan, models.Theme, models.Goal, models.Initiative, models.ProgressUpdate)
    return {str(model._meta.verbose_name_plural): world.loader.models[model] for model in counted}


def _world(random: Random) -> World:
    world = World()
    [nation] = world.write([_area("generated-nation", "示例国家", "Generated nation", ZoneLevel.NATION)])
    provinces = world.write(
        _area(f"generated-province-{n}", f"示例省{n}", f"Generated province {n}", ZoneLevel.PROVINCE, parent=nation)
        for n in range(1, PROVINCES + 1)
    )
    world.zones = world.write(
        _area(f"generated-zone-{n}", f"示例高新区{n}", f"Generated zone {n}", ZoneLevel.ZONE, parent=provinces[n % 31])
        for n in range(1, ZONES + 1)
    )
    groups = ThemeGroup.values
    world.themes = world.write(
        models.Theme(
            slug=f"generated-theme-{n}", group=random.choice(groups), name_zh=f"{zh}{facet}", name_en=f"{en} {of}"
        )
        for n, ((zh, en), (facet, of)) in enumerate([(name, facet) for name in FIELDS for facet in FACETS], start=1)
    )
    world.sources = world.write(
        models.Source(
            slug=f"generated-source-{n}",
            kind=random.choice(SourceKind.values),
            name_zh=f"示例来源{n}",
            name_en=f"Generated source {n}",
            published_on=date(2016, 1, 1) + timedelta(days=random.randrange(3650)),
        )
        for n in range(1, SOURCES + 1)
    )
    return world


def _area(slug: str, name_zh: str, name_en: str, level: str, parent: models.Zone | None = None) -> models.Zone:
    return models.Zone(slug=slug, name_zh=name_zh, name_en=name_en, level=level, parent=parent)


def _plan_structure(random: Random, world: World) -> Iterator[models.Goal]:
    """Write one plan for each zone and period with four tiers, and yield the goals of its first tier."""
    periods = world.write(
        models.Period(number=n, name_zh=f"第{n}个五年规划", name_en=f"Period {n}", first_year=first, last_year=last)
        for n, (first, last) in PERIODS.items()
    )
    world.plans = world.write(
        models.Plan(
            slug=f"{zone.slug}-{period.number}",
            zone=zone,
            period=period,
            code="1246",
            name_zh=f"{zone.name_zh}规划{period.number}",
            name_en=f"Plan {period.number} of {zone.name_en}",
            source=random.choice(world.sources),
        )
        for zone in world.zones
        for period in periods
    )
    tiers = world.write(
        models.PlanTier(
            plan=plan,
            position=n,
            numeral=str(count),
            label_zh=f"{count}项",
            label_en=f"{count} items",
            declared_count=count,
        )
        for plan in world.plans
        for n, count in enumerate((1, 2, 4, 6), start=1)
    )
    for tier in tiers:
        world.tiers.setdefault(tier.plan_id, []).append(tier)
    for plan in world.plans:
        first = world.tiers[plan.pk][0]
        yield models.Goal(
            slug=f"{plan.slug}-goal-1", plan=plan, tier=first, name_zh="示例目标", name_en="Generated goal"
        )


def _initiatives(random: Random, world: World, count: int) -> Iterator[models.Initiative]:
    """Yield initiatives, a tenth of them in the first zone, with an even spread of times of change."""
    by_zone: dict[int, list[models.Plan]] = {}
    for plan in world.plans:
        by_zone.setdefault(plan.zone_id, []).append(plan)
    for n in range(1, count + 1):
        zone = world.zones[0] if random.random() < LARGEST_ZONE_SHARE else random.choice(world.zones)
        plan = random.choice(by_zone[zone.pk])
        zh, en = random.choice(FIELDS)
        start = date(2016, 1, 1) + timedelta(days=random.randrange(3000))
        updated_at = NEWEST - timedelta(seconds=random.randrange(5 * 365 * 86_400))
        cited = random.random() < 0.8
        yield models.Initiative(
            slug=f"generated-initiative-{n}",
            plan=plan,
            zone=zone,
            tier=random.choice([None, *world.tiers[plan.pk]]),
            kind=random.choice(InitiativeKind.values),
            position=n % 999 + 1,
            name_zh=f"示例{zh}工程{n}",
            name_en=f"Generated {en} project {n}",
            summary_zh=f"推进{zh}发展。",
            summary_en=f"Advances {en}.",
            start_on=start,
            due_on=start + timedelta(days=random.randrange(365, 2000)),
            source=random.choice(world.sources) if cited else None,
            locator=f"¶{random.randrange(1, 40)}" if cited else "",
            created_at=updated_at - timedelta(days=random.randrange(1, 400)),
            updated_at=updated_at,
        )


def _write_initiatives(random: Random, world: World, batch: list[models.Initiative]) -> None:
    """Write a batch with its updates and themes; each status is decided before the row is written."""
    updates = [update for initiative in batch for update in _updates(random, initiative)]
    world.write(batch)
    for update in updates:  # which were made before their initiatives had keys
        update.initiative_id = update.initiative.pk
    world.write(updates)
    links = [
        (initiative.pk, theme.pk)
        for initiative in batch
        for theme in random.sample(world.themes, random.randint(1, 3))
    ]
    world.loader.link(models.Initiative.themes.through, links)


def _updates(random: Random, initiative: models.Initiative) -> Iterator[models.ProgressUpdate]:
    """Yield up to three updates, oldest first, and give the initiative the status of the last."""
    if random.random() >= REPORTED_SHARE:
        return
    as_of = date(2017, 1, 1) + timedelta(days=random.randrange(2500))
    count = random.randint(1, 3)
    for n in range(1, count + 1):
        initiative.status = random.choice(ENDINGS) if n == count else InitiativeStatus.IN_PROGRESS
        yield models.ProgressUpdate(
            slug=f"{initiative.slug}-update-{n}",
            initiative=initiative,
            as_of=as_of,
            status=initiative.status,
            percent=random.choice([None, 10 * random.randrange(11)]),
            summary_zh=f"示例进展{n}",
            summary_en=f"Generated report {n}",
            created_at=initiative.created_at,
            updated_at=initiative.updated_at,
        )
        as_of += timedelta(days=random.randrange(1, 200))
