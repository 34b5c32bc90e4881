"""Form fields of the filters: what a value in an address may be, and what is said of one that is not."""

import re
from collections.abc import Iterable
from datetime import UTC, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from zones import dates, held, typed, validators

MOST_VALUES = 100
LONGEST_TEXT = 200

KEY_PATTERNS = {
    "slug": r"[-a-zA-Z0-9_]{1,120}",
    "number": r"[1-9][0-9]{0,2}",
    "key": r"[-a-zA-Z0-9_]{1,120}~[1-9][0-9]{0,2}",
}
KEYS_LIKE = {"slug": "tianjin-binhai", "number": "14", "key": "tianjin-binhai-14~4"}


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
        values = self.texts(value)
        return self.understood(values) if values else []

    def texts(self, value: Iterable[str] | None) -> list[str]:
        """Return the values, each once and none empty; ValidationError when too many are given, be they the same."""
        values = [text.strip() for text in value or () if text.strip()]
        if len(values) > MOST_VALUES:
            raise ValidationError(self.error_messages["too_many"], "too_many", {"most": MOST_VALUES})
        return list(dict.fromkeys(values))

    def understood(self, values: list[str]) -> list:
        raise NotImplementedError

    def refuse(self, values: Iterable[str], code: str = "invalid", **params: str) -> None:
        """Raise one ValidationError that names every one of the values; do nothing without any."""
        message = self.error_messages[code]
        wrong = [ValidationError(message, code, {"value": value, **params}) for value in values]
        if wrong:
            raise ValidationError(wrong)


class RecordsField(SeveralField):
    """Existing records, named by their keys; cleans to primary keys, shows the records as choices.

    Known are those that the public sees; to a viewer with a role also the drafts of the own areas.
    """

    default_error_messages = {
        "invalid": _("“%(value)s” is not known here."),
        "no_key": _("“%(value)s” does not stand in addresses; write it as they do, such as “%(like)s”."),
    }

    def __init__(self, *, records: QuerySet, key: str, **kwargs):
        super().__init__(**kwargs)
        self.records, self.key = records, key
        # What is held of the same records under the same key serves all filters that ask for them.
        self.sort = ("keys", records.model, key, str(records.query.where))
        if not self.widget.is_hidden:
            self.widget.choices = self.choices

    def seen_by(self, viewer: Any = None) -> QuerySet:
        return self.records.visible_to(viewer) if hasattr(self.records, "visible_to") else self.records.all()

    def choices(self):
        return self._choices

    @cached_property
    def _choices(self):
        """What the form offers, read once: a field is made anew for each form."""
        return [("", _("any")), *((getattr(record, self.key), str(record)) for record in self.seen_by())]

    def labels(self, values: list[str]) -> dict[str, str]:
        """Return the names of the records that have these keys, by key, with one query."""
        known = [value for value in values if re.fullmatch(KEY_PATTERNS[self.key], value)]
        records = self.seen_by().filter(**{f"{self.key}__in": known})
        return {str(getattr(record, self.key)): str(record) for record in records}

    def clean(self, value, viewer: Any = None):
        values = self.texts(value)
        no_keys = [value for value in values if not re.fullmatch(KEY_PATTERNS[self.key], value)]
        self.refuse(no_keys, "no_key", like=KEYS_LIKE[self.key])
        found = self._primary_keys(values, viewer) if values else {}
        self.refuse(value for value in values if found.get(value) is None)
        return [found[value] for value in values]

    def _primary_keys(self, values: list[str], viewer: Any) -> dict[str, int]:
        def read(keys: list[str]) -> dict[str, int]:
            rows = self.seen_by(viewer).filter(**{f"{self.key}__in": keys}).values_list(self.key, "pk")
            return {str(key): primary for key, primary in rows}

        # What somebody sees beyond the public is not kept for anybody else.
        return read(values) if viewer and viewer.is_authenticated else held.found(self.sort, values, read)


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


class ValuesField(SeveralField):
    """Several values of one sort; `each` is the field that understands one of them."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, each: forms.Field, **kwargs):
        super().__init__(**kwargs)
        self.each = each

    def understood(self, values):
        return [self.each.clean(value) for value in values]


class TextField(forms.CharField):
    """A short text, taken as it is."""

    def __init__(self, *, max_length: int = LONGEST_TEXT, **kwargs):
        super().__init__(max_length=max_length, validators=[validators.printable], **kwargs)


class _InPlainDigits:
    """A number as programs write it: Python by itself also reads １２, 1_000 and NaN."""

    pattern: re.Pattern

    def to_python(self, value):
        if isinstance(value, str) and value.strip() and not self.pattern.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return super().to_python(value)


class NumberField(_InPlainDigits, forms.DecimalField):
    pattern = re.compile(r"[-+]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?")


class WholeNumberField(_InPlainDigits, forms.IntegerField):
    pattern = re.compile(r"[-+]?[0-9]{1,9}")  # such as every database can compare


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


class KnownDateField(forms.Field):
    """A date as precisely as it is known, 2021, 2021-03 or 2021-03-17; cleans to its first day and its precision."""

    default_error_messages = {"invalid": _("Write a date as 2021, 2021-03 or 2021-03-17.")}

    def to_python(self, value):
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value):
            raise ValidationError(self.error_messages["invalid"], "invalid")
        day, precision = typed.imprecise_date(value)
        validators.plausible_date(day)
        return day, precision


class MomentField(forms.Field):
    """A moment with its offset, or a day, which begins where the instance is; cleans to its first and last moment."""

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
        is_day = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
        lasts = timedelta(days=1, microseconds=-1) if is_day else timedelta(0)
        return self._in_utc(moment), self._in_utc(moment + lasts)

    def _in_utc(self, moment):
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
