"""Fields and text boxes that read what people type: figures with 万, dates known to the month, tiers of a page."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from zones.choices import DatePrecision
from zones.dates import last_day
from zones.formats import plain
from zones.typed import figure, imprecise_date, written_date


class EchoingInput(forms.TextInput):
    """A text box that says beside it how it was read, wherever that differs from what was typed.

    The server says it when a form comes back; entry.js, which looks for `data-reads`, says it as one types.
    """

    reads = ""

    def __init__(self, attrs=None):
        super().__init__({"data-reads": self.reads, "autocomplete": "off", **(attrs or {})})

    def read(self, text: str) -> str:
        """Return the plain form of what was typed. Raises ValidationError."""
        raise NotImplementedError

    def render(self, name, value, attrs=None, renderer=None):
        text = self.format_value(value)
        try:
            read = self.read(text) if text else ""
        except ValidationError:
            read = ""
        echo = f"= {read}" if read and read != text else ""
        box = super().render(name, value, attrs, renderer)
        return format_html('{}<span class="echo" role="status">{}</span>', box, echo)


class FigureInput(EchoingInput):
    """A number as people write it: 81000 rather than 81000.0000; 8.1万 is echoed as 81,000."""

    reads = "figure"

    def __init__(self, attrs=None):
        super().__init__({"class": "figure", **(attrs or {})})

    def format_value(self, value):
        return plain(value) if isinstance(value, Decimal) else super().format_value(value)

    def read(self, text):
        value = figure(text, percent=True)
        return "" if plain(value) == text else plain(value, grouped=True)


class FigureField(forms.DecimalField):
    """A figure in base units that may be typed with 万, 亿 and separators; `percent` lets a % follow."""

    widget = FigureInput
    percent = False

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            return figure(value, percent=self.percent)
        return super().to_python(value)


class DateInput(EchoingInput):
    """A date as precisely as it is known: 2021, 2021-03 or 2021-03-17; 2021年3月 is echoed as 2021-03."""

    reads = "date"

    def __init__(self, attrs=None):
        super().__init__({"class": "imprecise-date", "placeholder": "2021-03", **(attrs or {})})

    def read(self, text):
        return written_date(*imprecise_date(text))


class DateField(forms.DateField):
    """A date typed as precisely as it is known.

    A form of a model that keeps the precision beside the date sets `keeps_precision`. Elsewhere a month or a year
    stands for its first day, or for its last when the field `ends` a period.
    """

    widget = DateInput
    keeps_precision = False
    ends = False

    def to_python(self, value):
        return self.read(value)[0]

    def read(self, value) -> tuple[date | None, str]:
        """Return the day that a text or a date stands for, and how precisely it is said. Raises ValidationError."""
        if value in self.empty_values:
            return None, DatePrecision.DAY
        if not isinstance(value, str):
            return super().to_python(value), DatePrecision.DAY
        if not value.strip():
            return None, DatePrecision.DAY
        day, precision = imprecise_date(value)
        return (last_day(day, precision) if self.ends and not self.keeps_precision else day), precision

    def has_changed(self, initial, data):
        """Compare also the precision: 2021-03 and 2021-03-01 are stored as one day and do not say the same."""
        if self.disabled:
            return False
        try:
            before, after = self.read(initial), self.read(data)
        except ValidationError:
            return True
        told = self.keeps_precision and isinstance(initial, str)  # a bare date does not tell how precise it is
        return before != after if told else before[0] != after[0]


class TypedValues:
    """Mixin for a model form: its figures and dates know their columns, and a date typed as a month is kept as one.

    What is typed says by itself how precise it is, so a form can do without the fields `…_precision`. Where one is
    shown, choosing there counts for a full day, and for a date that was left as it is.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        imprecise = getattr(self._meta.model, "imprecise_dates", ())
        for name, field in self.fields.items():
            if isinstance(field, FigureField):
                field.percent = name.endswith("_percent")
            elif isinstance(field, DateField):
                field.keeps_precision = name in imprecise
                field.ends = name.endswith("_end")
        self.imprecise_dates = [name for name in imprecise if isinstance(self.fields.get(name), DateField)]
        for name in self.imprecise_dates:
            day = self.initial.get(name)
            if isinstance(day, date):
                self.initial[name] = written_date(day, getattr(self.instance, f"{name}_precision"))

    def _post_clean(self):
        for name in self.imprecise_dates:
            if self.cleaned_data.get(name):
                self._keep_precision(name, self.fields[name].read(self[name].data)[1])
        super()._post_clean()

    def _keep_precision(self, name, typed):
        beside = f"{name}_precision"
        if beside not in self.fields:
            setattr(self.instance, beside, typed)
        elif beside not in self.changed_data or (typed != DatePrecision.DAY and name in self.changed_data):
            self.cleaned_data[beside] = typed


class TierField(forms.ChoiceField):
    """A tier of the plan in whose form a row stands, also one that is entered on the same page and saved with it.

    A saved tier is chosen by its key, a new one by its place: `position:3`. Either way the value is the tier itself;
    a new one gets its key before the rows that name it are saved, because the table of tiers comes first.
    """

    default_error_messages = {"invalid_choice": _("Choose a tier of this plan: one of those in the table of tiers.")}

    def offer(self, tiers) -> None:
        """Offer the tiers that a function returns when the field is shown or checked."""
        self.tiers = tiers
        self.choices = self._labelled

    def _labelled(self):
        tiers = sorted(self.tiers(), key=lambda tier: tier.position or 0)
        return [("", "—"), *((tier_key(tier), f"{tier.position} · {tier.label}") for tier in tiers)]

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        for tier in self.tiers():
            if tier_key(tier) == value:
                return tier
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")

    def validate(self, value):
        if self.required and value is None:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial, data):
        return not self.disabled and str(initial or "") != str(data or "")


def tier_key(tier) -> str:
    """Return how a row names a tier: by its primary key, or by its position while it has none."""
    return f"position:{tier.position}" if tier.pk is None else str(tier.pk)
