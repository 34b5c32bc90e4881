"""Whether two names may be of the same thing, in Chinese and English; pure functions.

A name is cut into the pairs of its neighbouring characters, after what people write in different ways has been made
the same and what many names share has been left out: 高新区 says little about which one is meant. Two names resemble
each other when they share most of their pairs. This is for a question to a person, never for a decision.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

# The share of pairs in common from which a name resembles another. A slip of the keyboard changes two pairs: a long
# name bears it, and in a short one two characters are the difference between things.
ENOUGH = 0.76
ENOUGH_IN_LETTERS = 0.88

# Long forms and the short ones in which they are compared, the longest first.
SHORT_FORMS = (
    ("中华人民共和国", ""),
    ("高新技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("国家级", "国家"),
    ("管理委员会", "管委会"),
    ("发展和改革委员会", "发改委"),
    ("发展改革委员会", "发改委"),
    ("发展改革委", "发改委"),
    ("工业和信息化", "工信"),
    ("科学技术", "科技"),
    ("人民政府", "政府"),
)
# Endings and words that many names share; left out unless nothing else remains.
SHARED_ENDINGS = ("高新区管委会", "管委会", "高新区", "总数量", "数量", "总数", "个数", "数", "产业", "行业")
SHARED_WORDS = (
    *("a", "an", "the", "of", "and", "for", "in", "to", "number", "count", "total", "industry", "industries"),
    *("administration", "administrative", "committee", "commission", "high", "tech", "hightech", "technology", "zone"),
)
_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_WORD = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_LETTERS = re.compile(r"[a-z0-9 ]+")


def resembles(name: str, others: Iterable[str]) -> list[str]:
    """Return those of `others` that may name the same thing as `name`, in their order; none for an empty name.

    >>> resembles("科学技术部", ["科技部", "教育部"])
    ['科技部']
    >>> resembles("High-tech enterprises", ["high tech enterprise", "listed companies"])
    ['high tech enterprise']
    """
    wanted = _Cut(name)
    return [other for other in others if wanted.is_like(_Cut(other))]


class _Cut:
    """A name made ready to be compared."""

    def __init__(self, name: str):
        self.plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
        words = [short for word in _WORD.findall(self.plain) if (short := _short(word))]
        self.whole = "".join(words)
        self.key = " ".join(_without_shared(words))
        self.pairs = Counter(_pairs(self.key.replace(" ", "")))
        self.numbers = re.findall(r"\d", self.whole)
        self.enough = ENOUGH_IN_LETTERS if _LETTERS.fullmatch(self.key) else ENOUGH

    def is_like(self, other: "_Cut") -> bool:
        if not self.plain or not other.plain:
            return False
        if self.plain == other.plain or (self.whole and self.whole == other.whole):
            return True
        if self.numbers != other.numbers or not (self.pairs and other.pairs):
            return False  # the reports of 2021 and of 2022 are two
        common = sum((self.pairs & other.pairs).values())
        share = 2 * common / (self.pairs.total() + other.pairs.total())
        return share >= max(self.enough, other.enough)


def _short(word: str) -> str:
    for long, short in SHORT_FORMS:
        word = word.replace(long, short)
    return word.translate(_DIGITS)


def _without_shared(words: list[str]) -> list[str]:
    """Leave out what many names share, and the plural; all of it stays when nothing else would."""
    kept = [_stem(word) for word in words if word not in SHARED_WORDS]
    kept = [word for word in kept if word]
    return kept or words


def _stem(word: str) -> str:
    if _LETTERS.fullmatch(word):
        return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    for ending in SHARED_ENDINGS:
        if len(word) > len(ending) + 1 and word.endswith(ending):
            return word[: -len(ending)]
    return word


def _pairs(text: str) -> list[str]:
    return [text[n : n + 2] for n in range(len(text) - 1)] or ([text] if text else [])
