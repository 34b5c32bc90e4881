"""The mark beside a statement and the note that it opens, written without a template: a page has a hundred of them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zones import formats
from zones.choices import SourceKind
from zones.models import speaks_english


def text(record, field: str):
    """Return a bilingual field; where English is missing, the Chinese, marked as Chinese for readers and machines."""
    chinese = getattr(record, f"{field}_zh")
    if not speaks_english():
        return chinese
    english = getattr(record, f"{field}_en")
    if english:
        return english
    return format_html('<span lang="zh-Hans">{}</span>', chinese) if chinese else ""


def evidence(record) -> SafeString:
    """Return a small mark that opens to the source, locator, speaker, quotation and note of a record."""
    if not record.source_id and not record.note_zh:
        return format_html('<span class="uncited">{}</span>', _("uncited"))
    colon = pgettext("label and value", ": ")
    return format_html(
        '<span class="evidence"><button type="button" class="mark{}" popovertarget="{mark}" aria-label="{}{}{}">{}'
        '</button><span class="evidence-body" id="{mark}" popover>{}</span></span>',
        "" if record.source_id else " mark-uncited",
        _("Evidence") if record.source_id else _("uncited"),
        colon,
        record,
        pgettext("evidence mark", "source") if record.source_id else _("uncited"),
        mark_safe("".join(_lines(record, colon))),  # noqa: S308 - each line is escaped
        mark=f"evidence-{record._meta.model_name}-{record.pk}",
    )


def _lines(record, colon):
    """Yield what the note says, line by line."""
    if not record.source_id:
        yield _line(_("No source has been named for this record yet."))
    else:
        yield _line(_source(record))
        if record.speaker_id:
            yield _line(format_html("{}{}{}", _("Speaker"), colon, _speaker(record.speaker)))
        if record.quotation:
            yield format_html('<q class="evidence-line" lang="zh-Hans">{}</q>', record.quotation)
    if record.note_zh:
        yield format_html('<span class="evidence-line note">{}</span>', text(record, "note"))


def _line(content):
    return format_html('<span class="evidence-line">{}</span>', content)


def _source(record):
    """Name the source and the place in it, and below what kind it is, when it was published and by whom."""
    source = record.source
    published = (
        formats.day(source.published_on, source.published_on_precision, get_language())
        if source.published_on
        else _("date unknown")
    )
    about = [SourceKind(source.kind).label, published, *([] if source.publisher_id else [_("publisher unknown")])]
    return format_html(
        '<a href="{}">{}</a>{}<span class="quiet d-block">{}</span>',
        source.get_absolute_url(),
        text(source, "name"),
        format_html(' <span class="locator">{}</span>', record.locator) if record.locator else "",
        " · ".join(str(each) for each in about),
    )


def _speaker(person):
    if not person.role_zh:
        return text(person, "name")
    separator = pgettext("name and role", ", ")
    return format_html('{}<span class="quiet">{}{}</span>', text(person, "name"), separator, text(person, "role"))
