"""The mark beside a statement and the note that it opens, written without a template: a page has a hundred of them."""

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zones import formats
from zones.choices import SourceKind, label_of
from zones.models import speaks_english


def text(record, field: str) -> SafeString:
    """Return a bilingual field; where English is missing, the Chinese, marked as Chinese for readers and machines."""
    chinese = getattr(record, f"{field}_zh")
    if not speaks_english():
        return SafeString(escape(chinese))
    english = getattr(record, f"{field}_en")
    if english:
        return SafeString(escape(english))
    return SafeString(f'<span lang="zh-Hans">{escape(chinese)}</span>' if chinese else "")


def evidence(record) -> SafeString:
    """Return a small mark that opens to the source, locator, speaker, quotation and note of a record."""
    words = _words(get_language())
    if not record.source_id and not record.note_zh:
        return words.nothing
    label, mark, look = (
        (words.evidence, words.source, "") if record.source_id else (words.uncited, words.uncited, " mark-uncited")
    )
    key = f"evidence-{record._meta.model_name}-{record.pk}"
    return SafeString(
        f'<span class="evidence"><button type="button" class="mark{look}" popovertarget="{key}" '
        f'aria-label="{label}{words.colon}{escape(str(record))}">{mark}</button>'
        f'<span class="evidence-body" id="{key}" popover>{"".join(_lines(record, words))}</span></span>'
    )


class _Words(NamedTuple):
    """The words of every note, as markup; they are looked up once for each language."""

    nothing: SafeString
    evidence: str
    uncited: str
    colon: str
    source: str
    unnamed: str
    speaker: str
    undated: str
    unpublished: str
    before_role: str


@lru_cache
def _words(_language: str | None) -> _Words:
    uncited = escape(_("uncited"))
    return _Words(
        nothing=SafeString(f'<span class="uncited">{uncited}</span>'),
        evidence=escape(_("Evidence")),
        uncited=uncited,
        colon=escape(pgettext("label and value", ": ")),
        source=escape(pgettext("evidence mark", "source")),
        unnamed=escape(_("No source has been named for this record yet.")),
        speaker=escape(_("Speaker")),
        undated=escape(_("date unknown")),
        unpublished=escape(_("publisher unknown")),
        before_role=escape(pgettext("name and role", ", ")),
    )


def _lines(record, words: _Words) -> Iterator[str]:
    """Yield what the note says, line by line."""
    if not record.source_id:
        yield _line(words.unnamed)
    else:
        yield _line(_source(record, words))
        if record.speaker_id:
            yield _line(f"{words.speaker}{words.colon}{_speaker(record.speaker, words)}")
        if record.quotation:
            yield f'<q class="evidence-line" lang="zh-Hans">{escape(record.quotation)}</q>'
    if record.note_zh:
        yield f'<span class="evidence-line note">{text(record, "note")}</span>'


def _line(content: str) -> str:
    return f'<span class="evidence-line">{content}</span>'


def _source(record, words: _Words) -> str:
    """Name the source and the place in it, and below what kind it is, when it was published and by whom."""
    source = record.source
    published = words.undated
    if source.published_on:
        published = escape(formats.day(source.published_on, source.published_on_precision, get_language()))
    locator = f' <span class="locator">{escape(record.locator)}</span>' if record.locator else ""
    about = [escape(label_of(SourceKind(source.kind))), published]
    if not source.publisher_id:
        about.append(words.unpublished)
    return (
        f'<a href="{source.get_absolute_url()}">{text(source, "name")}</a>{locator}'
        f'<span class="quiet d-block">{" · ".join(about)}</span>'
    )


def _speaker(person, words: _Words) -> str:
    if not person.role_zh:
        return text(person, "name")
    return f'{text(person, "name")}<span class="quiet">{words.before_role}{text(person, "role")}</span>'
