"""Names that may be of the same thing: asked about when a shared record is added, never decided by the program."""

from itertools import combinations
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from zones.similarity import resembles

names = (
    st.text(max_size=30)
    | st.text("高新区技术产业管委会科0123一二三", max_size=12)
    | st.text("abcs -tz12", max_size=20)
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("科技部", "科学技术部"),
        ("科技部", " 科技部。"),
        ("广州高新区管委会", "广州高新技术产业开发区管理委员会"),
        ("生物医药产业", "生物医药"),
        ("高新技术企业数", "高新技术企业"),
        ("科技型中小企业", "科技型中小企业数量"),
        ("５Ｇ基站数", "5G 基站"),
        ("六大工程", "6大工程"),
        ("High-tech enterprises", "high tech enterprise"),
        ("Ministery of Science and Technology", "Ministry of Science & Technology"),
        ("Administrative Committee of Fuzhou", "Fuzhou Administrative Committee"),
    ],
)
def test_these_names_may_be_of_the_same_thing(one, other):
    assert resembles(one, [other]) == [other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("天津高新区管委会", "福州高新区管委会"),
        ("Guangzhou High-tech Zone", "Hangzhou High-tech Zone"),
        ("生物产业", "纳米产业"),
        ("北京大学", "北京理工大学"),
        ("高新技术企业", "高新技术产业"),
        ("2021年统计公报", "2022年统计公报"),
        ("十三五规划", "十四五规划"),
        ("张三", "李四"),
    ],
)
def test_these_names_are_of_two_things(one, other):
    assert resembles(one, [other]) == []


def test_what_resembles_comes_in_the_order_of_what_was_given():
    assert resembles("科技部", ["科学技术部", "教育部", "科技部"]) == ["科学技术部", "科技部"]


@given(names, names)
def test_resembling_is_mutual(one, other):
    assert bool(resembles(one, [other])) == bool(resembles(other, [one]))


@given(names)
def test_a_name_resembles_itself_unless_it_is_empty(name):
    assert resembles(name, [name]) == ([name] if name.strip() else [])


@given(names)
def test_nothing_resembles_an_empty_name(name):
    assert resembles("", [name]) == resembles(name, [" "]) == resembles("\u3000", [name]) == []


def test_no_two_records_that_we_keep_are_asked_about():
    rows = [row for path in Path(settings.BASE_DIR, "fixtures").glob("*.yaml") for row in yaml.safe_load(path.open())]
    for model in ("theme", "indicator", "organisation", "person"):
        records = [row["fields"] for row in rows if row["model"] == f"zones.{model}"]
        assert records
        for field in ("name_zh", "name_en"):
            kept = [record[field] for record in records if record.get(field)]
            assert [pair for pair in combinations(kept, 2) if resembles(pair[0], pair[1:])] == []
