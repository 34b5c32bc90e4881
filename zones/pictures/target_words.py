"""A target and what has become of it, in sentences."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zones import formats
from zones.assessment import path_gap
from zones.choices import DatePrecision, FigureStanding, TargetForm
from zones.models import Target
from zones.pictures.base import sentences
from zones.selectors import AssessedTarget
from zones.selectors.targets import standing


def describe_target(row: AssessedTarget) -> str:
    """Say what is promised, from where the way leads, what is expected by which formula, and what is reported."""
    return sentences(_promised(row), _baseline(row.target), *_expected(row), *_reported(row))


def _promised(row: AssessedTarget) -> str:
    target, language = row.target, get_language() or ""
    unit = TargetForm(target.form).unit(target.indicator.unit)
    said = {
        "form": target.get_form_display(),
        "value": formats.quantity(target.value, unit, target.bound, language),
    }
    if row.terms.due_on is None:
        return _("Promised (%(form)s): %(value)s; no due date is stated.") % said
    precision = target.due_on_precision if target.due_on else DatePrecision.DAY
    due = formats.day(row.terms.due_on, precision, language)
    return _("Promised (%(form)s): %(value)s by %(due)s.") % (said | {"due": due})


def _baseline(target: Target) -> str:
    if target.form == TargetForm.CUMULATIVE:
        return _("A sum counts from 0.")
    if target.baseline_value is None:
        return _("No baseline is given.")
    value = formats.quantity(target.baseline_value, target.indicator.unit, "exact", get_language() or "")
    if not target.baseline_year:
        return _("Baseline: %(value)s, its year is not stated.") % {"value": value}
    return _("Baseline: %(value)s (%(year)s).") % {"value": value, "year": target.baseline_year}


def _expected(row: AssessedTarget) -> list[str]:
    """Say by which formula the path is drawn, with the numbers entered where there are some, or why there is none."""
    gap = path_gap(row.terms)
    if gap:
        return [_("No expected path is drawn."), str(gap.label)]
    formula, expected, on = row.assessment.formula, row.assessment.expected, row.assessment.expected_on
    if formula is None or expected is None or on is None:
        return []
    language = get_language() or ""
    said = {
        "path": formula.path.label,
        "day": formats.day(on, DatePrecision.DAY, language),
        "numbers": formats.worked(formula, expected, language),
    }
    return [_("Expected path: %(path)s; on %(day)s: %(numbers)s.") % said]


def _reported(row: AssessedTarget) -> list[str]:
    """Say how many figures are reported, and how many of them cannot be held against the target."""
    if not row.observations:
        return [_("Figures: none reported.")]
    count = len(row.observations)
    comparable = sum(standing(each, row.target.form) == FigureStanding.COMPARABLE for each in row.observations)
    said = [ngettext("%(n)s figure is reported.", "%(n)s figures are reported.", count) % {"n": count}]
    if comparable < count:
        words = ngettext(
            "%(n)s of them cannot be held against the target; the table says why.",
            "%(n)s of them cannot be held against the target; the table says why.",
            count - comparable,
        )
        said.append(words % {"n": count - comparable})
    return said
