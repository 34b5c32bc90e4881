"""How records, dates and amounts are worded in a running text, in the reader's language."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from zones import formats
from zones.choices import Bound, DatePrecision, TargetForm
from zones.models import Observation, Plan, ProgressUpdate, Target

NONE = "—"  # where a table has nothing to say


def language() -> str:
    return get_language() or ""


def listed(names: Iterable[Any]) -> str:
    """Return names one after the other: 甲、乙; A; B."""
    return pgettext("between names", "; ").join(str(name) for name in names)


def labelled(label: str, value: Any) -> str:
    return f"{label}{pgettext('label and value', ': ')}{value}"


def facts(*pairs: tuple[str, Any]) -> str:
    """Return what is known under labels as one sentence; a pair without a value is left out."""
    told = [labelled(label, value) for label, value in pairs if value]
    return sentence(pgettext("between facts", "; ").join(told))


def sentence(text: str) -> str:
    """Return a text with a full stop, unless it has one; lines are drawn together."""
    text = " ".join(text.split())
    return text if text.endswith((".", "。", "！", "？", "!", "?")) else text + pgettext("end of a sentence", ".")


def running(*texts: str) -> str:
    """Return texts as sentences one after the other; empty ones are left out."""
    return ("" if language().startswith("zh") else " ").join(sentence(text) for text in texts if text)


def name_of(record: Any) -> str:
    """Name any record: by its own name, or by what it speaks of and when."""
    match record:
        case Observation():
            name = _of(record.scope, record.indicator.name)
            return _("%(name)s (%(period)s)") % {"name": name, "period": period_of(record)}
        case Target():
            return _of(record.initiative.name if record.initiative else "", record.indicator.name)
        case ProgressUpdate():
            return _("Report of %(day)s on %(initiative)s") % {
                "day": day(record, "as_of"),
                "initiative": record.initiative.name,
            }
    return record.name


def _of(whole: str, name: str) -> str:
    """Name something with what it is of, if that is more than all."""
    return pgettext("between a record and what it is of", " · ").join(filter(None, [whole, name]))


def kind_of(record: Any) -> str:
    return capfirst(str(record._meta.verbose_name))


def day(record: Any, field: str) -> str:
    """Return a date of a record as precisely as it is known; the empty string when it is not."""
    value = getattr(record, field)
    return formats.day(value, getattr(record, f"{field}_precision"), language()) if value else ""


def full_day(value: date) -> str:
    return formats.day(value, DatePrecision.DAY, language())


def period_of(figure: Observation) -> str:
    if figure.period_start is None or figure.period_end is None:
        return _("period not stated")
    return formats.period(figure.period_start, figure.period_end, language())


def period_name(plan: Plan) -> str:
    """Return the period of a plan with its years; its horizon when the source names no period, or that it does not."""
    if plan.period:
        years = formats.period(date(plan.period.first_year, 1, 1), date(plan.period.last_year, 12, 31), language())
        return _("%(period)s (%(years)s)") % {"period": plan.period.name, "years": years}
    return plan.horizon or _("no period named")


def amount(figure: Observation) -> str:
    """Return what a figure says: its value with unit and bound, or the words that the source has instead of one."""
    if figure.value is None:
        return figure.value_text
    return formats.quantity(figure.value, figure.indicator.unit, figure.bound, language())


def level(value: Any, unit: str) -> str:
    return formats.quantity(value, unit, Bound.EXACT, language())


def promise(target: Target, unit: str) -> str:
    """Return what a target promises: in the unit that its form gives the number, or in the one given."""
    if target.form == TargetForm.MULTIPLE:
        unit = pgettext("unit", "times")
    elif target.form == TargetForm.ANNUAL_GROWTH:
        unit = "%"
    return formats.quantity(target.value, unit, target.bound, language())


def due_of(target: Target) -> str:
    """Return by when a target shall be reached: a date, a number of years, or that none is stated."""
    if target.due_on:
        return day(target, "due_on")
    if target.horizon_years:
        words = ngettext("within %(years)s year", "within %(years)s years", target.horizon_years)
        return words % {"years": target.horizon_years}
    return _("no due date stated")


def comparisons(figure: Observation) -> Iterator[str]:
    """Yield what a source compares a figure with: the year before, a whole, a reference."""
    if figure.year_on_year_percent is not None:
        change = formats.percent(figure.year_on_year_percent, signed=True)
        yield _("%(change)s on the year before") % {"change": change}
    if figure.share_percent is not None:
        share = formats.percent(figure.share_percent)
        yield _("%(percent)s of %(reference)s") % {"percent": share, "reference": figure.reference}
    if figure.multiple is not None:
        times = formats.plain(figure.multiple)
        yield _("%(times)s times %(reference)s") % {"times": times, "reference": figure.reference}
