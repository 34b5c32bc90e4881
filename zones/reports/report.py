"""The report of a plan or an area: its parts in the order in which official reports have them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zones.models import Plan, Source
from zones.reports.document import Column, Link, Piece, ReportDocument
from zones.reports.evidence import Evidence
from zones.reports.narrative import write_narrative
from zones.reports.numbers import write_figures, write_indicators
from zones.reports.unknown import notes, unknowns
from zones.reports.wording import NONE, day, full_day, kind_of, labelled, listed, name_of, period_name
from zones.selectors.reports import ReportContents


@dataclass(frozen=True)
class Report:
    """A finished report: its title and the Word file."""

    title: str
    file: bytes


def write_report(contents: ReportContents, address: str) -> Report:
    """Return the report on a plan or an area in the language that is spoken; `address` is that of its page."""
    report, evidence = ReportDocument(), Evidence(contents.sources)
    title = title_of(contents)
    report.begin(title=title, lines=_cover(contents), note=_origin(contents, address))
    write_narrative(report, evidence, contents)
    write_indicators(report, evidence, contents)
    write_figures(report, evidence, contents)
    _write_unknowns(report, contents)
    _write_evidence(report, evidence, contents)
    return Report(title, report.save(on=contents.on))


def title_of(contents: ReportContents) -> str:
    subject = contents.subject
    if isinstance(subject, Plan):
        return _("Report on the implementation of “%(plan)s”") % {"plan": subject.name.strip("《》")}
    return _("Report on the plans of %(zone)s") % {"zone": subject.name}


def _cover(contents: ReportContents) -> list[str]:
    """Return the lines under the title: which area, which period, which day.

    Of an area these are the numbered periods of its plans; the text tells what the others say of theirs.
    """
    plans = [each.plan for each in contents.plans if each.plan == contents.subject or each.plan.period]
    periods = dict.fromkeys(period_name(plan) for plan in plans)
    return [line for line in (contents.zone.name, listed(periods), full_day(contents.on)) if line]


def _origin(contents: ReportContents, address: str) -> list[Piece]:
    told = {"product": _("Zone plan tracker"), "day": full_day(contents.on)}
    return [_("As recorded in public by %(product)s on %(day)s") % told + "\n", Link(address)]


def _write_unknowns(report: ReportDocument, contents: ReportContents) -> None:
    report.heading(1, _("What is not known yet"))
    found, noted = unknowns(contents), notes(contents)
    if not found and not noted:
        report.paragraph(_("Nothing that this report tells is open."))
    for each in found:
        report.heading(2, each.topic)
        for sentence in each.sentences:
            report.paragraph(sentence)
    if noted:
        report.heading(2, _("What the sources leave open, record by record"))
        report.table([Column(_("Record"), 46), Column(_("Note"), 110)], noted)


def _write_evidence(report: ReportDocument, evidence: Evidence, contents: ReportContents) -> None:
    """Write the sources by their numbers, each with the records that it stands for and where in it they stand."""
    report.heading(1, _("List of evidence"))
    for record in contents.records:  # every record is listed, should no sentence have cited it
        evidence.mark(record)
    coverage = contents.coverage["all"]
    told = {"cited": coverage.cited, "total": coverage.total}
    report.paragraph(_("%(cited)s of %(total)s records name their source.") % told)
    columns = [
        Column(_("Record"), 58),
        Column(_("Place in the source"), 30),
        Column(_("Speaker"), 24),
        Column(_("Quotation"), 44),
    ]
    for number, source, records in evidence.cited:
        report.source(number, *_about(source))
        report.table(columns, ([*_place(record)] for record in records))


def _about(source: Source) -> list[Piece]:
    facts = [
        source.name,
        source.get_kind_display(),
        source.publisher.name if source.publisher else _("publisher unknown"),
        day(source, "published_on") or _("date unknown"),
        "" if source.is_complete else _("a part of the text is lost"),
    ]
    words = " · ".join(filter(None, facts))
    return [words + " · ", Link(source.url) if source.url else _("no web address")]


def _place(record) -> list[str]:
    """Return where in its source a record stands, who said it, and in which words."""
    return [
        labelled(kind_of(record), name_of(record)),
        record.locator or NONE,
        record.speaker.name if record.speaker else NONE,
        record.quotation or NONE,
    ]
