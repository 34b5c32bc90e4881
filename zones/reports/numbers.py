"""What a report tells in tables: the indicators of the plans, and the figures, each with where it stands."""

from django.utils.translation import gettext as _

from zones import formats
from zones.choices import ObservationState, TargetForm
from zones.models import Observation
from zones.reports.document import Cell, Column, ReportDocument
from zones.reports.evidence import Evidence
from zones.reports.wording import (
    NONE,
    amount,
    comparisons,
    due_of,
    full_day,
    language,
    level,
    name_of,
    period_of,
    promise,
    sentence,
)
from zones.selectors import AssessedTarget
from zones.selectors.reports import ReportContents


def write_indicators(report: ReportDocument, evidence: Evidence, contents: ReportContents) -> None:
    """Write the table of indicators as five-year plans have it, and beneath it how the assessment was computed."""
    report.heading(1, _("Main indicators"))
    if not contents.targets:
        report.paragraph(_("No target published."))
        return
    columns = [
        Column(_("Indicator"), 34),
        Column(_("Unit"), 14),
        Column(_("Baseline"), 20, is_number=True),
        Column(_("Target"), 22, is_number=True),
        Column(_("Per year / total"), 22, is_number=True),
        Column(_("Nature"), 15),
        Column(_("Latest"), 18, is_number=True),
        Column(_("Assessment"), 24),
    ]
    for each in contents.plans:
        rows = contents.targets_of(each.plan)
        if rows:
            caption = _("Main indicators of “%(plan)s”") % {"plan": each.plan.name}
            report.table(columns, (_target_row(row, evidence) for row in rows), caption)
            _write_method(report, rows, contents)


def _target_row(row: AssessedTarget, evidence: Evidence) -> list[Cell]:
    target, assessment = row.target, row.assessment
    unit = target.indicator.unit
    shown = unit if unit.startswith("%") else ""  # other units stand in a column of their own
    baseline = _("not given") if target.baseline_value is None else level(target.baseline_value, shown)
    value = f"{promise(target, shown)}\n{due_of(target)}"
    of_level = target.form == TargetForm.LEVEL
    name = target.indicator.name + (f"\n{target.initiative.name}" if target.initiative else "")
    contradiction = row.agreement if row.agreement.is_disagreement else None
    verdict = [str(each.label) for each in (assessment.verdict, assessment.reason, contradiction) if each]
    return [
        [name, evidence.mark(target)],
        unit or NONE,
        f"{baseline}\n{target.baseline_year}" if target.baseline_year else baseline,
        value if of_level else NONE,
        NONE if of_level else f"{value}\n{target.get_form_display()}",
        target.get_nature_display(),
        _("none reported") if assessment.actual is None else level(assessment.actual, shown),
        "\n".join(verdict),
    ]


def _write_method(report: ReportDocument, rows: list[AssessedTarget], contents: ReportContents) -> None:
    """Say who assessed, as of when, and by which formula each expected value was computed."""
    report.paragraph(
        _("Note: the assessments are computed from the published figures as of %(day)s; no authority has made them.")
        % {"day": full_day(contents.on)},
        style="Table Note",
    )
    for row in rows:
        formula, expected, on = row.assessment.formula, row.assessment.expected, row.assessment.expected_on
        if formula and expected is not None and on:
            told = {
                "indicator": name_of(row.target),
                "day": full_day(on),
                "path": formula.path.label,
                "numbers": formats.worked(formula, expected, language()),
                "unit": row.target.indicator.unit,
            }
            said = _("%(indicator)s: expected on %(day)s is %(path)s, that is %(numbers)s %(unit)s") % told
            report.paragraph(sentence(said), style="Table Note")


def write_figures(report: ReportDocument, evidence: Evidence, contents: ReportContents) -> None:
    """Write all figures, with period and source."""
    report.heading(1, _("Figures"))
    if not contents.figures:
        report.paragraph(_("No figure is recorded."))
        return
    columns = [
        Column(_("Indicator"), 56),
        Column(_("Period"), 30),
        Column(_("Figure"), 30, is_number=True),
        Column(_("Change, share"), 40),
    ]
    caption = _("Figures as the sources report them")
    report.table(columns, (_figure_row(figure, evidence) for figure in contents.figures), caption)


def _figure_row(figure: Observation, evidence: Evidence) -> list[Cell]:
    parts = [figure.indicator.name, figure.initiative.name if figure.initiative else "", figure.scope]
    state = "" if figure.state == ObservationState.ACTUAL else figure.get_state_display()
    return [
        ["\n".join(filter(None, parts)), evidence.mark(figure)],
        "\n".join(filter(None, [period_of(figure), state])),
        amount(figure),
        "\n".join(comparisons(figure)) or NONE,
    ]
