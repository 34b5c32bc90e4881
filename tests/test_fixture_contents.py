"""What the shipped data say: zones, structure and names of their plans, and every figure, as the sources give them."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation

from zones import models
from zones.choices import FindingCode
from zones.services.checks import check_data
from zones.services.seeding import seed

ZONES = {"zhongguancun", "guangzhou", "chongqing", "tianjin-binhai", "shenzhen", "fuzhou", "zhuzhou"}
PROVINCES = {"beijing", "guangdong", "chongqing-municipality", "tianjin", "fujian", "hunan"}


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """Seed once for all tests of this file, inside a transaction that is rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(folder=settings.BASE_DIR / "fixtures")
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _in_the_seeded_database(seeded, db):
    """Give every test of this file the seeded rows."""


def plain(decimal):
    return format(decimal.normalize(), "f")


def test_there_are_seven_zones_under_their_provinces_and_the_nation():
    assert set(models.Zone.objects.zones().values_list("slug", flat=True)) == ZONES
    assert set(models.Zone.objects.filter(level="province").values_list("slug", flat=True)) == PROVINCES
    assert {zone.slug: zone.parent.slug for zone in models.Zone.objects.zones()} == {
        "zhongguancun": "beijing",
        "guangzhou": "guangdong",
        "shenzhen": "guangdong",
        "chongqing": "chongqing-municipality",
        "tianjin-binhai": "tianjin",
        "fuzhou": "fujian",
        "zhuzhou": "hunan",
    }
    for zone in ZONES:
        assert models.Plan.objects.get(slug=f"{zone}-14").period.number == 14


@pytest.mark.parametrize(
    ("plan", "tiers"),
    [
        ("tianjin-binhai-14", [("1", 1, 1), ("2", 2, 2), ("4", 4, 0), ("6", 6, 6)]),
        ("zhongguancun-14", [("五", 5, 5)]),
        ("chongqing-14", [("两", 2, 2), ("六", 6, 6)]),
        ("guangzhou-14", []),
        ("fuzhou-14", []),
        ("shenzhen-14", []),
        ("zhuzhou-14", []),
        ("torch-measures", [("", None, 4)]),
        ("ecosystem-mechanisms", [("三", 3, 3)]),
        ("three-things", [("三", 3, 3)]),
        ("front-runner-strategy", [("两", 2, 2)]),
    ],
)
def test_tiers_declare_what_the_source_announces_and_hold_what_it_names(plan, tiers):
    found = models.PlanTier.objects.filter(plan__slug=plan)
    assert [(t.numeral, t.declared_count, t.goals.count() + t.initiatives.count()) for t in found] == tiers
    assert models.Plan.objects.get(slug=plan).code == ("1246" if plan == "tianjin-binhai-14" else "")


NAMES = """
tianjin-binhai-14     strategy   创新驱动战略 产业主导战略
tianjin-binhai-14     project    新动能引育工程 产业能力提升工程 空间格局优化工程
                                 深化改革空间工程 城市品质提升工程 党建强化工程
zhongguancun-14       aspect     打造先行先试升级版 支持关键核心技术攻关 培育世界级产业集群
                                 厚植创新创业主体成长的沃土 打造连接全球创新网络的关键枢纽
guangzhou-14          aspect     打造新的创新空间 积极参与国家科学中心建设 加快布局纳米产业、人工智能等赛道
                                 建设产业创新共同体 融入双区双核联动协同 打造数字园区
chongqing-14          strategy   高 新
chongqing-14          aspect     打造一流创新生态 建设现代化宜居城市 培育世界级的产业集群
                                 构建一流的公共服务体系 打造协同创新的体系 高效顺畅的体制机制
fuzhou-14             task       积极培育新经济增长动能 强化数字经济方面发展优势 在产业升级赋能方面构建新产业
                                 积极布局‘新基建’ 培育在线教育、互联网医疗服务
zhuzhou-14            service    城乡客运一体化发展专项规划 推进城乡义务教育一体化改革 老旧小区电梯加装工作
                                 长者餐厅 各大商业综合体
three-things          task       企业新物种 产业新赛道 园区新治理
ecosystem-mechanisms  mechanism  共同学习 非正式规则 微生态建设
employment-campaign   task       挖掘和扩大科技企业招聘需求 促进科技企业与大学毕业生精准对接
                                 推动增设企业科研助理岗位 支持毕业生在科技企业孵化器创新创业
torch-measures        measure    加大政策落实的力度 认真做好高新技术企业的认定和服务工作
                                 进一步完善科技型中小企业创新服务链条
                                 加大对高新技术企业和科技型中小企业的支持力度
                                 充分发挥市场在创新资源配置以及市场资源配置
"""


@pytest.mark.parametrize("line", re.findall(r"^\S.*(?:\n .*)*", NAMES, re.MULTILINE))
def test_initiatives_bear_the_names_that_the_source_gives(line):
    plan, kind, *names = line.split()
    found = models.Initiative.objects.filter(plan__slug=plan, kind=kind, parent=None).order_by("position")
    assert [initiative.name_zh for initiative in found] == names


def test_shenzhen_has_two_goals_and_an_opportunity_and_no_initiative():
    plan = models.Plan.objects.get(slug="shenzhen-14")
    assert sorted(plan.goals.values_list("kind", flat=True)) == ["goal", "goal", "positioning"]
    assert not plan.initiatives.exists()


def test_the_second_goal_of_tianjin_stands_outside_the_tier_and_is_served_by_the_six_projects():
    first, second = models.Goal.objects.filter(plan__slug="tianjin-binhai-14").order_by("position")
    assert (first.tier.position, second.tier) == (1, None)
    assert second.initiatives.filter(kind="project").count() == second.initiatives.count() == 6


def test_the_torch_center_has_four_numbered_measures_a_fifth_outside_and_instruments_below_each():
    measures = models.Initiative.objects.filter(plan__slug="torch-measures", parent=None).order_by("position")
    assert [measure.tier_id is not None for measure in measures] == [True] * 4 + [False]
    assert [measure.children.count() for measure in measures] == [4, 2, 2, 3, 2]


NATIONAL = """
national-high-tech-enterprises                81000  exact  35.9
national-tech-smes                            51000  exact  33.6
national-listed-companies                      1476  exact
national-listed-sme-board                       308  exact
national-listed-chinext                         428  exact
national-listed-star-market                      53  exact  75.7
national-new-firms-2019                      619000  exact  32
national-photovoltaic-rank                        1  exact
national-wind-power-rank                          1  exact
national-information-and-rail-standing            -  exact
national-employees                         22130000  about
national-employees-college                       59  exact
national-employees-bachelor                      38  exact
national-rd-personnel                           822  about  13.8
national-revenue-2020-05              3270000000000  exact  10.3
national-industrial-output-2020-05    2250000000000  exact  10.4
national-exports-2020-05               319000000000  exact  13.7
national-net-profit-2020-05            190800000000  exact  8.4
national-new-jobs-2020-q1                    508000  exact  6.7
national-zone-history                            30  over
national-graduates-2020                     8740000  exact
"""


def test_the_national_figures_are_those_of_the_source_with_bound_share_multiple_and_change():
    found = set()
    for figure in models.Observation.objects.filter(zone__slug="national", initiative=None):
        beside = next(filter(None, (figure.share_percent, figure.multiple, figure.year_on_year_percent)), None)
        value = "-" if figure.value is None else plain(figure.value)
        found.add((figure.slug, value, figure.bound, *([plain(beside)] if beside else [])))
    assert found == {tuple(line.split()) for line in NATIONAL.split("\n") if line}


def test_the_revenue_of_may_2020_is_a_single_month_with_its_change_and_its_speaker():
    revenue = models.Observation.objects.get(slug="national-revenue-2020-05")
    assert (revenue.period_start, revenue.period_end) == (date(2020, 5, 1), date(2020, 5, 31))
    assert (revenue.value, revenue.year_on_year_percent) == (Decimal(3270000000000), Decimal("10.3"))
    assert (revenue.speaker.slug, revenue.value_text_zh) == ("xu-nanping", "3.27万亿元")


def test_undated_figures_have_no_period():
    dated = models.Observation.objects.filter(zone__slug="national", initiative=None, period_end__isnull=False)
    assert dated.count() == 7
    assert all(re.search(r"-20\d\d(-(05|q1))?$", figure.slug) for figure in dated)


def test_the_recruitment_session_has_eight_figures_told_apart_by_state_and_scope_and_an_end():
    session = models.Initiative.objects.get(slug="employment-campaign-campaign-1")
    assert (session.due_on, session.due_on_precision, session.status) == (date(2020, 10, 1), "month", "in_progress")
    assert session.milestones.get().due_on == session.due_on
    assert {(o.indicator.slug, plain(o.value), o.bound, o.state) for o in session.observations.all()} == {
        ("recruiting-organisations", "12000", "over", "announced"),
        ("posts-offered", "60000", "over", "planned"),
        ("recruiting-firms", "45", "exact", "actual"),
        ("posts-offered", "1182", "exact", "actual"),
        ("applicants", "3000", "over", "actual"),
        ("letters-of-intent", "1315", "exact", "actual"),
        ("live-stream-audience", "250000", "over", "actual"),
        ("research-assistant-posts", "3000", "under", "demand"),
    }
    assert all(
        observation.scope_zh and observation.zone.slug == "national" for observation in session.observations.all()
    )


def test_guangdong_has_eight_targets_in_two_plans():
    targets = models.Target.objects.filter(plan__zone__slug="guangdong")
    assert {
        (t.indicator.slug, plain(t.value), t.form, t.bound, t.due_on and t.due_on.year, t.horizon_years)
        for t in targets
    } == {
        ("incubators", "1000", "level", "at_least", 2020, None),
        ("makerspaces", "1000", "level", "at_least", 2020, None),
        ("incubated-firms-added", "5000", "cumulative", "exact", 2020, None),
        ("incubation-employment", "600000", "level", "over", 2020, None),
        ("rd-platforms-mobilised", "100", "level", "exact", None, None),
        ("carriers-and-agencies-mobilised", "1000", "level", "exact", None, None),
        ("high-tech-enterprises-mobilised", "10000", "level", "exact", None, None),
        ("research-posts-added", "100000", "cumulative", "exact", None, 3),
    }
    assert {target.plan.period for target in targets} == {None}


def test_zhuzhou_has_five_works_in_progress_of_which_the_lifts_began_in_2018_and_have_a_target():
    works = models.Initiative.objects.filter(plan__slug="zhuzhou-14").order_by("position")
    assert [(work.kind, work.status, work.updates.count()) for work in works] == [("service", "in_progress", 1)] * 5
    lifts = works.get(slug="zhuzhou-14-service-3")
    assert (lifts.start_on.year, lifts.start_on_precision) == (2018, "year")
    assert (lifts.targets.get().value, lifts.targets.get().indicator.unit_zh) == (130, "台")
    assert (lifts.observations.get().value, lifts.observations.get().indicator.unit_zh) == (88, "个单元")
    bus = models.Observation.objects.get(indicator__slug="bus-lines")
    assert (bus.value, bus.value_text_zh) == (None, "多条公交专线")
    enrolled = models.Milestone.objects.get(slug="zhuzhou-14-service-2-lingxi-middle-school-enrols")
    assert (enrolled.reached_on.year, enrolled.reached_on_precision) == (2019, "year")


def test_the_checks_find_what_the_sources_leave_open_and_nothing_else():
    with translation.override("en"):
        findings = check_data(on=date(2026, 1, 1))
    assert {finding.code for finding in findings} == {
        FindingCode.NOT_RECORDED,
        FindingCode.UNCITED,
        FindingCode.NO_FIGURE,
        FindingCode.NO_PROGRESS,
        FindingCode.OVERDUE,
    }
    assert [f.record for f in findings if f.code == FindingCode.NOT_RECORDED] == ["tianjin-binhai-14/3"]
    assert len([f for f in findings if f.code == FindingCode.NO_FIGURE]) == 9
