"""Plan codes: what can be read off "1246", "1+4+N" or "一核多园", and declared against recorded. No database.

A code is a row of numerals, each of which announces how many members a tier has. Three ways of writing are read:

* digits in a row, one tier each: 1246 is 1, 2, 4 and 6. A 0 counts nothing, so 2025 is a year and not a code.
* parts joined by +: 1+4+N is 1, 4 and open; 10+5 is 10 and 5. A part may name what it counts: 1核+4区.
* numerals with their nouns: 一核多园 is one 核 and an open number of 园; 三区四园 is 3 and 4.

N, M, X and 多 are open: they announce members without saying how many. A single numeral, a lone word and more than
nine tiers are no structure. Whatever cannot be read stays as it is written: the reading is then empty, never guessed.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MAX_TIERS = 9
MAX_LENGTH = 40  # as long as the field that holds a code

_CHINESE = {"一": 1, "二": 2, "两": 2, "双": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMERAL = r"[1-9][0-9]{0,2}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两双三四五六七八九]|[NMXnmx多]"
# A noun has no numeral in it; 百, 千, 万 and 亿 make slogans (百千万) and sums, not counts of members.
_NOUN = r"(?:(?![一二两双三四五六七八九十百千万亿零〇多])[\u4e00-\u9fff]){1,6}"
_PART = re.compile(rf"({_NUMERAL})({_NOUN})?")
_PAIR = re.compile(rf"({_NUMERAL})({_NOUN})")
_DIGITS = re.compile(r"[1-9]+")
_DECORATION = re.compile(r"[\s\"'“”‘’「」『』《》、，,·]+")


@dataclass(frozen=True)
class CodeTier:
    """One numeral of a code: as written (full-width 4 as 4), the count that it declares if any, and its noun."""

    numeral: str
    declared_count: int | None
    noun: str = ""


def read_code(code: str) -> list[CodeTier]:
    """Return the tiers that can be read off a plan code, in order; an empty list when it cannot be read.

    >>> [tier.declared_count for tier in read_code("1+4+N")]
    [1, 4, None]
    """
    text = _DECORATION.sub("", unicodedata.normalize("NFKC", code))
    if len(text) > MAX_LENGTH:
        return []
    if "+" in text:
        parts = [_PART.fullmatch(part) for part in text.split("+")]
    elif _DIGITS.fullmatch(text):
        parts = [_PART.fullmatch(digit) for digit in text]
    else:
        parts = [_PAIR.fullmatch(pair) for pair in _split_pairs(text)]
    if not 2 <= len(parts) <= MAX_TIERS:
        return []
    tiers = [CodeTier(part[1], _count(part[1]), part[2] or "") for part in parts if part]
    return tiers if len(tiers) == len(parts) else []


def _split_pairs(text: str) -> list[str]:
    """Return the numerals of a text, each with what follows it up to the next: 一核多园 is 一核 and 多园."""
    starts = [match.start() for match in re.finditer(_NUMERAL, text)]
    return [text[start:end] for start, end in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True)]


def _count(numeral: str) -> int | None:
    """Return the number that one numeral of a code stands for, None for an open one."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if ten:
        return _CHINESE.get(tens, 1) * 10 + _CHINESE.get(ones, 0)
    return _CHINESE.get(numeral)


def propose_tiers(code: str) -> list[dict[str, str | int | None]]:
    """Return what can be entered for the tiers of a code before anybody names them; nothing when it cannot be read.

    A numeral with its noun is the label as announced (一核, 多园); of 1246 the labels are not known.

    >>> propose_tiers("一核多园")[1]
    {'position': 2, 'numeral': '多', 'label_zh': '多园', 'declared_count': None}
    """
    return [
        {
            "position": position,
            "numeral": tier.numeral,
            "label_zh": f"{tier.numeral}{tier.noun}" if tier.noun else "",
            "declared_count": tier.declared_count,
        }
        for position, tier in enumerate(read_code(code), start=1)
    ]


@dataclass(frozen=True)
class TierCount:
    """How many members a tier declares (None: no number announced) and how many are recorded by name."""

    declared: int | None
    recorded: int

    @property
    def missing(self) -> int | None:
        """Members declared and not recorded; None when no number is declared."""
        return None if self.declared is None else max(0, self.declared - self.recorded)

    @property
    def surplus(self) -> int | None:
        """Members recorded beyond the number declared; None when no number is declared."""
        return None if self.declared is None else max(0, self.recorded - self.declared)

    @property
    def is_complete(self) -> bool | None:
        """Whether every declared member is recorded; None when no number is declared."""
        return None if self.declared is None else self.recorded >= self.declared


class Tier(Protocol):
    """What `compare_code` needs to know of a recorded tier."""

    position: int
    declared_count: int | None


def compare_code(code: str, tiers: Iterable[Tier]) -> list[str] | None:
    """Return what a code and the recorded tiers disagree about, in sentences; None when the code cannot be read.

    An open numeral (N, 多) agrees with every count. Where the number of tiers differs, which tier belongs to which
    numeral is unknown, and only the number is reported.
    """
    read = read_code(code)
    if not read:
        return None
    recorded = sorted(tiers, key=lambda tier: tier.position)
    if len(read) != len(recorded):
        says = ngettext("The code says %(count)s tier", "The code says %(count)s tiers", len(read))
        has = ngettext("%(count)s is recorded", "%(count)s are recorded", len(recorded))
        return [_("%(says)s, %(has)s.") % {"says": says % {"count": len(read)}, "has": has % {"count": len(recorded)}}]
    return _count_disagreements(read, recorded)


def _count_disagreements(read: Sequence[CodeTier], recorded: Sequence[Tier]) -> list[str]:
    found = []
    for said, tier in zip(read, recorded, strict=True):
        if said.declared_count is None or said.declared_count == tier.declared_count:
            continue
        counts = {"position": tier.position, "code": said.declared_count, "tier": tier.declared_count}
        if tier.declared_count is None:
            found.append(_("Position %(position)s: the code says %(code)s, the tier declares no number.") % counts)
        else:
            found.append(_("Position %(position)s: the code says %(code)s, the tier declares %(tier)s.") % counts)
    return found
