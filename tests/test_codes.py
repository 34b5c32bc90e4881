"""What can be read off a plan code, and declared against recorded."""

from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from zones.codes import MAX_TIERS, TierCount, compare_code, propose_tiers, read_code


def counts(code):
    return [tier.declared_count for tier in read_code(code)]


def tiers(*declared):
    return [SimpleNamespace(position=n, declared_count=count) for n, count in enumerate(declared, start=1)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1246", [1, 2, 4, 6]),
        ("“1246”", [1, 2, 4, 6]),
        (" 12 46 ", [1, 2, 4, 6]),
        ("１２４６", [1, 2, 4, 6]),
        ("①②", [1, 2]),
        ("1+4+N", [1, 4, None]),
        ("1＋4＋Ｎ", [1, 4, None]),
        ("1 + 4 + n", [1, 4, None]),
        ("1+N+X", [1, None, None]),
        ("10+5", [10, 5]),
        ("1+999", [1, 999]),
        ("1核+4区", [1, 4]),
        ("一+四+多", [1, 4, None]),
        ("一核多园", [1, None]),
        ("三区四园", [3, 4]),
        ("一核、两翼、多园", [1, 2, None]),
        ("双核十二园", [2, 12]),
        ("二十一园三十区", [21, 30]),
        ("1核3区N园", [1, 3, None]),
        ("一个中心两个基地", [1, 2]),
        ("112233445", [1, 1, 2, 2, 3, 3, 4, 4, 5]),
    ],
)
def test_a_code_is_read_tier_by_tier(code, expected):
    assert counts(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        "",
        " ",
        "双千计划",
        "百千万",
        "2025",  # a year: 0 counts nothing
        "0",
        "7",  # one numeral is a count without a structure
        "N",
        "X",
        "十大工程",
        "A-B",
        "abc",
        "1+",
        "+",
        "1++4",
        "0+4",
        "01+4",
        "1+1000",
        "1+-4",
        "1.5+4",
        "一核",
        "一核多",
        "三多一少",
        "核一园",
        "1234567891",  # ten tiers
        "1+1+1+1+1+1+1+1+1+1",
        "NN",
        "٣٤",  # other scripts' digits
        "1\x002",
        "\ud800",
    ],
)
def test_what_cannot_be_read_stays_unread(code):
    assert read_code(code) == []


def test_a_numeral_and_its_noun_are_kept_as_written():
    one, many = read_code("一核多园")
    assert (one.numeral, one.noun) == ("一", "核")
    assert (many.numeral, many.noun) == ("多", "园")
    assert [tier.numeral for tier in read_code("1＋4＋Ｎ")] == ["1", "4", "N"]


@given(st.text(max_size=60))
@example("+" * 50)
@example("一" * 50)
def test_reading_never_fails_and_stays_within_its_bounds(code):
    read = read_code(code)
    assert len(read) == 0 or 2 <= len(read) <= MAX_TIERS
    assert all(tier.declared_count is None or 1 <= tier.declared_count <= 999 for tier in read)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=MAX_TIERS))
def test_digits_in_a_row_are_read_back(digits):
    assert counts("".join(map(str, digits))) == digits


@given(st.lists(st.integers(1, 999) | st.none(), min_size=2, max_size=MAX_TIERS))
def test_joined_parts_are_read_back(parts):
    assert counts("+".join("N" if part is None else str(part) for part in parts)) == parts


@given(st.lists(st.integers(1, 9), min_size=2, max_size=MAX_TIERS))
def test_full_width_digits_read_like_plain_ones(digits):
    wide = "".join(chr(ord("０") + digit) for digit in digits)
    assert read_code(wide) == read_code("".join(map(str, digits)))


@pytest.mark.parametrize(
    ("declared", "recorded", "missing", "surplus", "is_complete"),
    [
        (4, 0, 4, 0, False),
        (4, 3, 1, 0, False),
        (4, 4, 0, 0, True),
        (4, 6, 0, 2, True),
        (None, 0, None, None, None),
        (None, 5, None, None, None),
    ],
)
def test_declared_is_compared_with_recorded(declared, recorded, missing, surplus, is_complete):
    count = TierCount(declared, recorded)
    assert (count.missing, count.surplus, count.is_complete) == (missing, surplus, is_complete)


@given(st.integers(1, 999), st.integers(0, 2000))
def test_missing_and_surplus_account_for_the_difference(declared, recorded):
    count = TierCount(declared, recorded)
    assert count.missing >= 0
    assert count.surplus >= 0
    assert declared - count.missing + count.surplus == recorded


def test_a_code_that_agrees_with_its_tiers_finds_nothing():
    assert compare_code("1246", tiers(1, 2, 4, 6)) == []


def test_an_open_numeral_agrees_with_any_count():
    assert compare_code("1+4+N", tiers(1, 4, None)) == []
    assert compare_code("1+4+N", tiers(1, 4, 7)) == []


@pytest.mark.parametrize("code", ["", "双千计划", "2025"])
def test_a_code_that_cannot_be_read_is_not_compared(code):
    assert compare_code(code, tiers(1, 2)) is None


@pytest.mark.parametrize(
    ("declared", "sentences"),
    [
        ((1, 2, 4), ["The code says 4 tiers, 3 are recorded."]),
        ((1,), ["The code says 4 tiers, 1 is recorded."]),
        ((), ["The code says 4 tiers, 0 are recorded."]),
        ((1, 3, 4, 6), ["Position 2: the code says 2, the tier declares 3."]),
        ((1, 2, None, 6), ["Position 3: the code says 4, the tier declares no number."]),
        (
            (2, 1, 4, 6),
            ["Position 1: the code says 1, the tier declares 2.", "Position 2: the code says 2, the tier declares 1."],
        ),
    ],
)
def test_a_disagreement_is_told_in_a_sentence(declared, sentences):
    with translation.override("en"):
        assert compare_code("1246", tiers(*declared)) == sentences


def test_tiers_are_compared_in_the_order_of_their_positions():
    unordered = [SimpleNamespace(position=20, declared_count=4), SimpleNamespace(position=10, declared_count=3)]
    assert compare_code("三区四园", unordered) == []


def test_a_code_proposes_what_can_be_entered_before_its_tiers_have_names():
    assert [(tier["position"], tier["numeral"], tier["declared_count"]) for tier in propose_tiers("1+4+N")] == [
        (1, "1", 1),
        (2, "4", 4),
        (3, "N", None),
    ]
    assert {tier["label_zh"] for tier in propose_tiers("1246")} == {""}


def test_a_numeral_with_its_noun_is_proposed_as_the_name():
    assert [tier["label_zh"] for tier in propose_tiers("一核、两翼、多园")] == ["一核", "两翼", "多园"]


@given(st.text(max_size=60))
def test_a_proposal_agrees_with_the_code_that_it_was_read_from(code):
    proposed = [SimpleNamespace(**tier) for tier in propose_tiers(code)]
    assert compare_code(code, proposed) in (None, [])
    assert all(len(tier.numeral) <= 10 for tier in proposed)
