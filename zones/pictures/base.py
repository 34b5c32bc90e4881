"""A picture: a titled and described table, and how it is drawn.

The table is what a picture says. Readers find it beneath the drawing, download it, and have it alone without script.
The script draws from that very table in the page (`static/zones/pictures.js`), so a drawing cannot say other numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import ResolverMatch

from zones import formats
from zones.choices import InitiativeStatus, label_of
from zones.models import Zone, speaks_english

Value = Decimal | int | date | str | None


class Cell(NamedTuple):
    """What stands at one place of a picture's table.

    `text` is what people read, `value` what is drawn: a number in the unit of its column, a day, or a word of a closed
    vocabulary; None is unknown. `tone` is a status tone of the style sheet, `lang` marks a text that is not in the
    page's language, `href` is where it leads.
    """

    text: str = ""
    value: Value = None
    href: str = ""
    tone: str = ""
    lang: str = ""

    @property
    def data(self) -> str:
        """The value as the script reads it: a plain number, a day as 2021-03-31; empty when it is unknown."""
        match self.value:
            case None:
                return ""
            case str():
                return self.value
            case Decimal():
                return formats.plain(self.value)
            case date():
                return self.value.isoformat()
        return str(self.value)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column by the name under which the script knows it, and its heading. Days stand in one line."""

    key: str
    label: str
    is_number: bool = False
    is_day: bool = False


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A table with a title, a description in words of what it shows, and the kind of drawing that is made of it.

    `key` is its name on the page and in `?csv=`, unique there. `settings` are words and frames that the drawing needs
    beside the table (numbers, texts and lists of them); never a number that the table lacks.
    """

    key: str
    kind: str
    title: str
    description: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    settings: Mapping[str, Any] = field(default_factory=dict)

    def lines(self) -> Iterator[list[Any]]:
        """Yield headings and rows for a spreadsheet: the number or day where there is one, otherwise the words."""
        yield [column.label for column in self.columns]
        for row in self.rows:
            yield [_plain(cell) for cell in row]


def file_name(picture: Picture, page: ResolverMatch) -> str:
    """Name the files of a picture after the record or list on whose page it stands: zhuzhou-14-timeline."""
    return f"{page.kwargs.get('slug', page.url_name)}-{picture.key}"


def _plain(cell: Cell) -> Any:
    if isinstance(cell.value, date):
        return cell.text  # as precisely as it is known
    return cell.value if isinstance(cell.value, Decimal | int) else cell.text


def name_cell(record: Any, field: str = "name", *, href: str = "", value: Value = None) -> Cell:
    """Return a bilingual field as a cell: in English with the Chinese, marked as such, where English is missing."""
    chinese, english = getattr(record, f"{field}_zh"), getattr(record, f"{field}_en")
    if not speaks_english():
        return Cell(text=chinese, value=value, href=href)
    return Cell(text=english or chinese, value=value, href=href, lang="" if english else "zh-Hans")


def count_cell(number: int | None, unknown: str = "") -> Cell:
    """Return a number as a cell; None as the word for what is unknown."""
    return Cell(text=unknown if number is None else str(number), value=number)


def page_of(record: Any) -> str:
    """Return the address of a record's page. Only a preview shows drafts, and in it their pages are previews too."""
    path = record.get_absolute_url()
    if getattr(record, "is_public", True):
        return path
    page, mark, place = path.partition("#")
    return f"{page}?preview=1{mark}{place}"


def status_cell(status: InitiativeStatus) -> Cell:
    """Return what people say of an initiative as a cell."""
    return Cell(text=label_of(status), value=status.value, tone=status.tone)


def kind_cell(record: Any) -> Cell:
    """Return what a record is as a cell: its own kind where it has one (project, positioning), else its model."""
    if hasattr(record, "kind_choice"):
        return Cell(text=label_of(record.kind_choice), value=record.kind)
    return Cell(text=str(record._meta.verbose_name), value=record._meta.model_name)


def short_name(zone: Zone) -> str:
    """Return the name of a zone without what all have in common, for where there is little room."""
    return zone.name.removesuffix(" High-tech Zone") if speaks_english() else zone.name.removesuffix("高新区")


def sentences(*parts: str) -> str:
    """Join sentences as the language of the page does: Chinese without a blank."""
    return (" " if speaks_english() else "").join(parts)


def listing(names: Sequence[str]) -> str:
    """Join names as the language of the page does."""
    return (", " if speaks_english() else "、").join(names)
