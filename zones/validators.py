"""Rules for a single value, without a database: the same ones guard forms, API and imports."""

import re
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# The first five-year plan began in 1953; horizons beyond 2100 are slips of the keyboard.
FIRST_YEAR, LAST_YEAR = 1949, 2100

YEAR = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]
COUNT = [MinValueValidator(1), MaxValueValidator(999)]

# What XML 1.0 cannot hold, even escaped. Forms refuse most of it; a program that meets one drops the whole file.
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

MOST_DIGITS = 15  # of a figure, without zeros at either end

LARGEST_FILE = 10 * 1024 * 1024
# Kinds of files by their ending, with the bytes that each begins with; text has no such beginning.
FILE_BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".html": b"",
    ".htm": b"",
    ".txt": b"",
}


def plausible_date(day: date) -> None:
    """Raise ValidationError for a date outside 1949–2100."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Enter a date between %(first)s and %(last)s."),
            code="implausible_date",
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


def kept_exactly(number: Any) -> str:
    """Return why a figure cannot be kept as it is, or the empty string: SQLite rounds what has more digits.

    What it rounds up beyond the digits of its column could not even be read again.
    """
    digits = "".join(map(str, number.as_tuple().digits)) if isinstance(number, Decimal) else ""
    if len(digits.strip("0")) <= MOST_DIGITS:
        return ""
    return gettext("Enter a number of at most %(digits)s digits.") % {"digits": MOST_DIGITS}


class LongEnough(MinimumLengthValidator):
    """Django's rule for passwords, in both languages: its own sentence has no Chinese."""

    def get_error_message(self) -> str:
        return gettext("This password is too short: it needs at least %(number)d characters.") % {
            "number": self.min_length
        }


def printable(text: str) -> None:
    """Raise ValidationError for text that a database or a page cannot hold: control characters and lone surrogates."""
    for character in text:
        if "\ud800" <= character <= "\udfff" or (character < " " and character not in "\t\n\r"):
            raise ValidationError(_("The text contains a character that cannot be stored."), code="unprintable")


def legal_in_xml(text: str) -> str:
    """Return a text without the characters that would make a feed or a document no XML at all."""
    return NOT_XML.sub("", text)


def source_file(file: Any) -> None:
    """Raise ValidationError unless a newly uploaded file is of a kind that sources have, is what it says, and fits."""
    if getattr(file, "_committed", False):  # it was checked when it came
        return
    if file.size > LARGEST_FILE:
        raise ValidationError(_("The file is larger than 10 MB."), code="too_large")
    beginning = FILE_BEGINNINGS.get(PurePath(file.name).suffix.lower())
    if beginning is None:
        kinds = ", ".join(ending[1:] for ending in FILE_BEGINNINGS)
        raise ValidationError(_("Files of these kinds are kept: %(kinds)s."), code="kind", params={"kinds": kinds})
    file.seek(0)
    content = file.read(4096)
    file.seek(0)
    if not (content.startswith(beginning) if beginning else content and b"\x00" not in content):
        raise ValidationError(_("The file is not what its name says: its content is of another kind."), code="content")
