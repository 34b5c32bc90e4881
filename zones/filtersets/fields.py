"""Form fields of the filters: what a value in an address may be, and what is said of one that is not."""

import re
from collections.abc import Iterable
from datetime import UTC
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from zones import dates, validators

MOST_VALUES = 100
LONGEST_TEXT = 200

KEY_PATTERNS = {
    "slug": r"[-a-zA-Z0-9_]{1,120}",
    "number": r"[1-9][0-9]{0,2}",
    "key": r"[-a-zA-Z0-9_]{1,120}~[1-9][0-9]{0,2}",
}


class SeveralSelect(forms.SelectMultiple):
    """A drop-down list, or a list box where the address already names several values."""

    def render(self, name, value, attrs=None, renderer=None):
        """Write all options at once: Django's template for each of a hundred options takes ten times as long."""
        chosen = {str(each) for each in value or ()}
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) in chosen else "", label) for key, label in self.choices),
        )
        attributes = self.build_attrs(self.attrs, attrs) | {"name": name, "multiple": len(chosen) > 1}
        return format_html("<select{}>{}</select>", flatatt(attributes), options)


class SeveralText(forms.TextInput):
    """One box for several short codes, with spaces or commas between them."""

    def value_from_datadict(self, data, files, name):
        texts = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return re.split(r"[\s,]+", " ".join(texts))

    def format_value(self, value):
        return " ".join(value or ())


class SeveralField(forms.Field):
    """Several values; cleans to the list of those that are not empty."""

    widget = SeveralSelect
    default_error_messages = {"too_many": _("Give at most %(most)s values.")}

    def clean(self, value):
        values = list(dict.fromkeys(text.strip() for text in value or () if text.strip()))
        if len(values) > MOST_VALUES:
            raise ValidationError(self.error_messages["too_many"], "too_many", {"most": MOST_VALUES})
        return self.understood(values) if values else []

    def understood(self, values: list[str]) -> list:
        raise NotImplementedError

    def refuse(self, values: Iterable[str], **params: str) -> None:
        """Raise one ValidationError that names every one of the values; do nothing without any."""
        message = self.error_messages["invalid"]
        wrong = [ValidationError(message, "invalid", {"value": value, **params}) for value in values]
        if wrong:
            raise ValidationError(wrong)


class RecordsField(SeveralField):
    """Existing records, named by their keys; cleans to primary keys with one query, shows the records as choices."""

    default_error_messages = {"invalid": _("“%(value)s” is not known here.")}

    def __init__(self, *, records: QuerySet, key: str, **kwargs):
        super().__init__(**kwargs)
        self.records, self.key = records, key
        if not self.widget.is_hidden:
            self.widget.choices = self.choices

    def choices(self):
        return self._choices

    @cached_property
    def _choices(self):
        """What the form offers, read once: a field is made anew for each form."""
        return [("", _("any")), *((getattr(record, self.key), str(record)) for record in self.records.all())]

    def labels(self, values: list[str]) -> dict[str, str]:
        """Return the names of the records that have these keys, by key, with one query."""
        known = [value for value in values if re.fullmatch(KEY_PATTERNS[self.key], value)]
        records = self.records.filter(**{f"{self.key}__in": known})
        return {str(getattr(record, self.key)): str(record) for record in records}

    def understood(self, values):
        self.refuse(value for value in values if not re.fullmatch(KEY_PATTERNS[self.key], value))
        rows = self.records.filter(**{f"{self.key}__in": values}).values_list(self.key, "pk")
        found = {str(key): primary for key, primary in rows}
        self.refuse(value for value in values if value not in found)
        return list(found.values())


class WordsField(SeveralField):
    """Words of a closed vocabulary."""

    default_error_messages = {"invalid": _("“%(value)s” is none of: %(words)s.")}

    def __init__(self, *, choices, **kwargs):
        super().__init__(**kwargs)
        self.words = [word for word, _label in choices]
        self.choices = choices
        self.widget.choices = [("", _("any")), *choices]

    def understood(self, values):
        self.refuse((value for value in values if value not in self.words), words=", ".join(self.words))
        return values


class PeriodCodesField(SeveralField):
    """Calendar periods as `dates.period_code` writes them; cleans to pairs of first and last day."""

    widget = SeveralText
    default_error_messages = {"invalid": _("“%(value)s” is no period. Write 2020, 2020-q1, 2020-05 or 2020-05-31.")}

    def understood(self, values):
        periods = {value: dates.period_of_code(value) for value in values}
        self.refuse(value for value, period in periods.items() if period is None)
        return list(periods.values())


class TextsField(SeveralField):
    """Short texts, taken as they are."""

    widget = forms.MultipleHiddenInput

    def understood(self, values):
        for value in values:
            validators.printable(value)
        return values


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(
            # One way of writing, whatever the reader's language: 03/04/2021 would be two different days.
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            validators=[validators.plausible_date],
            error_messages={"invalid": _("Write a day as 2021-03-17.")},
            **kwargs,
        )


class MomentField(forms.Field):
    """A moment with its offset, or a day, which begins where the instance is."""

    default_error_messages = {"invalid": _("Write a day as 2021-03-17 or a moment as 2021-03-17T08:00:00Z.")}

    def to_python(self, value):
        if not value:
            return None
        try:
            moment = parse_datetime(value)
        except ValueError:  # 30 February
            moment = None
        if moment is None:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        validators.plausible_date(moment)
        return (moment if timezone.is_aware(moment) else timezone.make_aware(moment)).astimezone(UTC)


class OrderField(forms.CharField):
    """Names of columns from a list, separated by commas, each with a minus for descending."""

    default_error_messages = {
        "invalid": _("“%(value)s” is none of: %(words)s; with a minus in front for descending."),
        "repeated": _("Name each column once."),
    }

    def __init__(self, *, names: list[str], **kwargs):
        super().__init__(widget=forms.HiddenInput, max_length=LONGEST_TEXT, **kwargs)
        self.names = names

    def clean(self, value):
        names = [name.strip() for name in super().clean(value).split(",") if name.strip()]
        bare = [name.removeprefix("-") for name in names]
        for name in bare:
            if name not in self.names:
                params = {"value": name, "words": ", ".join(self.names)}
                raise ValidationError(self.error_messages["invalid"], "invalid", params)
        if len(set(bare)) < len(bare):
            raise ValidationError(self.error_messages["repeated"], "repeated")
        return names
