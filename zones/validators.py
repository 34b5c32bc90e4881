"""Rules for a single value, without a database: the same ones guard forms, API and imports."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

# The first five-year plan began in 1953; horizons beyond 2100 are slips of the keyboard.
FIRST_YEAR, LAST_YEAR = 1949, 2100

YEAR = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]
COUNT = [MinValueValidator(1), MaxValueValidator(999)]


def plausible_date(day: date) -> None:
    """Raise ValidationError for a date outside 1949–2100."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Enter a date between %(first)s and %(last)s."),
            code="implausible_date",
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


def printable(text: str) -> None:
    """Raise ValidationError for text that a database or a page cannot hold: control characters and lone surrogates."""
    for character in text:
        if "\ud800" <= character <= "\udfff" or (character < " " and character not in "\t\n\r"):
            raise ValidationError(_("The text contains a character that cannot be stored."), code="unprintable")
