"""How text is cut into search terms, and how a query asks for them; pure functions.

Chinese is written without blanks, so each run of Chinese characters becomes its bigrams and its last character:
纳米产业 is 纳米, 米产, 产业, 业. A run of letters and digits is a word. The databases cut the text of records in the
same way (services/search_terms.py); here it is done for queries, and a test holds the two equal.
"""

import re

MOST_GROUPS = 12  # of a query; what is beyond them is not asked

LONGEST_QUERY = 200
LONGEST_WORD = 64  # of what is asked and of what PostgreSQL keeps; longer ones are found by their beginning

# (first, last, shift) of the code points that stand for others: A to Z for a to z, full-width forms for the ASCII
# ones, the ideographic blank for a blank. One character stays one.
FOLDED_RANGES = (
    (0x41, 0x5A, 0x20),
    (0xFF21, 0xFF3A, 0x61 - 0xFF21),
    (0xFF01, 0xFF20, 0x21 - 0xFF01),
    (0xFF3B, 0xFF5E, 0x5B - 0xFF3B),
    (0x3000, 0x3000, 0x20 - 0x3000),
)
CJK_RANGES = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
WORD_RANGES = ((0x30, 0x39), (0x61, 0x7A))

_FOLDED = {code: code + shift for first, last, shift in FOLDED_RANGES for code in range(first, last + 1)}
_CJK = "".join(f"{chr(first)}-{chr(last)}" for first, last in CJK_RANGES)
_RUN = re.compile(rf"[{_CJK}]+|[a-z0-9]+")
_IS_CJK = re.compile(rf"[{_CJK}]")


def fold(text: str) -> str:
    """Return a text of the same length in which what counts as the same is the same."""
    return text.translate(_FOLDED)


def expand(text: str) -> str:
    """Return the terms of a text in their order, with blanks between them.

    >>> expand("布局5G、纳米产业")
    '布局 局 5g 纳米 米产 产业 业'
    """
    return " ".join(term for run in _RUN.findall(fold(text)) for term in _terms(run))


def _terms(run: str) -> list[str]:
    if not _IS_CJK.match(run):
        return [run]
    return [run[n : n + 2] for n in range(len(run))]


def query_groups(query: str) -> list[str]:
    """Return what a query asks for: its runs of Chinese characters and of letters and digits; all must be found.

    >>> query_groups("Ｄigital 5G新基建")
    ['digital', '5g', '新基建']
    """
    return list(dict.fromkeys(_RUN.findall(fold(query[:LONGEST_QUERY]))))[:MOST_GROUPS]


def is_chinese(run: str) -> bool:
    """Whether a run of a query is one of Chinese characters, and not a word of letters and digits."""
    return bool(_IS_CJK.match(run))


def _asked(run: str) -> tuple[list[str], bool]:
    """Return the terms of a run of a query, which must follow each other, and whether the last is only a beginning.

    The last character of a run is no term of its own: in a record, more may follow it.
    """
    if not _IS_CJK.match(run) or len(run) == 1:
        return [run[:LONGEST_WORD]], True
    return _terms(run)[:-1], False


def fts5_query(query: str) -> str:
    """Return the query as FTS5 reads it: "新基 基建" AND "5g" *; empty when it asks for nothing."""
    parts = ((f'"{" ".join(terms)}"', open_end) for terms, open_end in map(_asked, query_groups(query)))
    return " AND ".join(f"{phrase} *" if open_end else phrase for phrase, open_end in parts)


def tsquery(query: str) -> str:
    """Return the query as to_tsquery reads it: ('新基' <-> '基建') & '5g':*; empty when it asks for nothing."""
    asked = []
    for terms, open_end in map(_asked, query_groups(query)):
        quoted = [f"'{term}'" for term in terms]
        asked.append(f"{quoted[0]}:*" if open_end else f"({' <-> '.join(quoted)})")
    return " & ".join(asked)


def highlight(text: str, query: str) -> list[tuple[str, bool]]:
    """Return the pieces of a text in order, each with whether the query asks for it. Words count by their start."""
    places = [place for run in query_groups(query) for place in _places(fold(text), run)]
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in sorted(places):
        if end <= done:
            continue
        start = max(start, done)
        if start == done and pieces and pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + text[start:end], True)
        else:
            pieces += [(text[done:start], False)] if start > done else []
            pieces.append((text[start:end], True))
        done = end
    return [*pieces, (text[done:], False)] if done < len(text) else pieces


def _places(folded: str, run: str) -> list[tuple[int, int]]:
    # Only looked ahead, so that places which overlap are all found.
    pattern = f"(?={run})" if _IS_CJK.match(run) else f"(?<![a-z0-9])(?={run})"
    return [(match.start(), match.start() + len(run)) for match in re.finditer(pattern, folded)]


def asks_for(text: str, query: str) -> bool:
    """Whether any run of the query stands in the text."""
    return any(_places(fold(text), run) for run in query_groups(query))


def excerpt(text: str, query: str, width: int = 80) -> str:
    """Return about `width` characters around the first place that the query asks for, … where something was cut.

    Words in Latin letters are not cut in two.
    """
    text = " ".join(text.split())
    places = [place for run in query_groups(query) for place in _places(fold(text), run)]
    first = min(places)[0] if places else 0
    start = max(0, min(first - width // 3, len(text) - width))
    end = min(start + width, len(text))
    while 0 < start < first and _splits_word(text, start):
        start += 1
    while end < len(text) and _splits_word(text, end):
        end += 1
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")


def _splits_word(text: str, place: int) -> bool:
    return all(character.isascii() and character.isalnum() for character in text[place - 1 : place + 1])
