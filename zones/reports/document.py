"""A Word document that is written from top to bottom: cover, headings, paragraphs, tables, marks of evidence."""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx import Document
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from zones.models import speaks_english
from zones.reports import styles
from zones.validators import legal_in_xml

# Chinese characters and what stands between them, so that quotation marks within a Chinese text are Chinese too.
_HAN = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
_CHINESE = re.compile(f"([{_HAN}](?:[{_HAN}0-9“”‘’—…·]*[{_HAN}])?)")
_LEVELS = 4
# A picture of python-docx's empty page, and its styles as an older Word has them.
_OF_THE_TEMPLATE = {
    RELATIONSHIP_TYPE.THUMBNAIL,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}
_DIGITS = "零一二三四五六七八九"
CONTENTS_LEVELS, MOST_CONTENTS = 2, 40  # with more headings the contents list those of the first level alone
MOST_PROPERTY = 255  # characters of a property of the file
TABLE_STYLE = "Report Table"


@dataclass(frozen=True)
class Mark:
    """The number under which a source stands in the list of evidence; None where no source is named."""

    number: int | None


@dataclass(frozen=True)
class Link:
    """A web address that can be followed."""

    address: str


Piece = str | Mark | Link
Cell = Piece | Sequence[Piece]  # a line break in a text begins a new line


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading and its share of the page's width; numbers stand on the right."""

    label: str
    share: int
    is_number: bool = False


class ReportDocument:
    """A report in the language that is spoken at the moment.

    Texts may hold anything that people enter: what XML cannot hold is left out, and in an English report Chinese is
    marked as Chinese.
    """

    def __init__(self) -> None:
        self.chinese = not speaks_english()
        self._document = Document()
        styles.dress(self._document, chinese=self.chinese)
        styles.page_setup(self._document.sections[0])
        self.title = ""
        self._contents: Any = None  # the heading that the table of contents follows
        self._headings: list[tuple[int, str, str]] = []  # level, text and bookmark of those in it
        self._numbers = [0] * _LEVELS
        self._tables = self._bookmarks = 0

    def begin(self, *, title: str, lines: Iterable[str], note: Iterable[Piece]) -> None:
        """Write the cover and leave room for the table of contents; the pages are numbered from the next one on."""
        self.title = legal_in_xml(title)
        self.paragraph(title, style="Title")
        for line in lines:
            self.paragraph(line, style="Subtitle")
        self.paragraph(*note, style="Cover Note")
        self._contents = self.paragraph(_("Contents"), style="TOC Heading")._p
        styles.number_pages(self._document.add_section(WD_SECTION.NEW_PAGE))

    def heading(self, level: int, text: str) -> None:
        """Write a heading, numbered by its style. It has no marks: Word would repeat them in the contents."""
        self._numbers[level - 1] += 1
        self._numbers[level:] = [0] * (_LEVELS - level)
        paragraph = self.paragraph(text, style=f"heading {level}")
        if level <= CONTENTS_LEVELS:
            mark = f"part_{len(self._headings) + 1}"
            self._bookmark(paragraph, mark)
            self._headings.append((level, self._number(level) + text, mark))

    def paragraph(self, *pieces: Piece, style: str = "Body Text") -> Paragraph:
        """Write a paragraph and return it."""
        paragraph = self._document.add_paragraph()
        paragraph._p.style = styles.style_id(style)
        self._fill(paragraph._p, pieces)
        return paragraph

    def prose(self, text: str, *marks: Mark, style: str = "Body Text") -> None:
        """Write a text of several lines as paragraphs; the marks stand at its end."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        for line in lines[:-1]:
            self.paragraph(line, style=style)
        for line in lines[-1:]:
            self.paragraph(line, *marks, style=style)

    def source(self, number: int, *pieces: Piece) -> None:
        """Write an entry of the list of evidence, to which its marks lead."""
        paragraph = self.paragraph(f"[{number}] ", *pieces, style="Source")
        self._bookmark(paragraph, f"source_{number}")

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], caption: str = "") -> None:
        """Write a table; its heading comes again on every page and no row is torn apart."""
        if caption:
            self._caption(caption)
        table = self._document.add_table(rows=0, cols=len(columns))
        table.style, table.autofit = TABLE_STYLE, False
        shares = sum(column.share for column in columns)
        for column, written in zip(columns, table.columns, strict=True):
            written.width = Mm(styles.BODY_WIDTH * column.share / shares)
        heading, row = table.add_row()._tr, table.add_row()._tr
        looks = ["Table Number" if column.is_number else "Table Text" for column in columns]
        _make_row(heading, ["Table Heading"] * len(columns), "cantSplit", "tblHeader")
        _make_row(row, looks, "cantSplit")
        self._fill_row(heading, [column.label for column in columns])
        table._tbl.remove(row)
        for cells in rows:
            table._tbl.append(deepcopy(row))
            self._fill_row(table._tbl[-1], cells)

    def save(self, *, on: date) -> bytes:
        """Return the file; the same report of the same day is the same file."""
        self._fill_contents()
        written = datetime.combine(on, time())
        about = self._document.core_properties
        about.title = self.title[:MOST_PROPERTY]
        about.author = about.last_modified_by = _("Zone plan tracker")
        about.language, about.comments = ("zh-CN" if self.chinese else "en-GB"), ""
        about.created = about.modified = written
        for relations in (self._document.part.package.rels, self._document.part.rels):
            for name, relation in list(relations.items()):
                if relation.reltype in _OF_THE_TEMPLATE:
                    del relations[name]
        file = BytesIO()
        self._document.save(file)
        return _dated(file, written)

    def _caption(self, text: str) -> None:
        self._tables += 1
        paragraph = self.paragraph(pgettext("caption of a table", "Table "), style="caption")
        styles.add_field(paragraph, r"SEQ Table \* ARABIC", str(self._tables))
        self._write(paragraph._p, ("\u3000" if self.chinese else "\u2002") + text)

    def _fill_row(self, row: Any, cells: Iterable[Cell]) -> None:
        for written, cell in zip(row.tc_lst, cells, strict=True):
            self._fill(written.p_lst[0], [cell] if isinstance(cell, Piece) else cell)

    def _fill(self, paragraph: Any, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            match piece:
                case Mark():
                    self._write_mark(paragraph, piece)
                case Link():
                    self._write_link(paragraph, piece)
                case _:
                    self._write(paragraph, piece)

    def _write(self, paragraph: Any, text: str, style: str = "") -> None:
        """Add a text to a paragraph or a link; where Chinese is foreign it stands in runs of its own."""
        text = legal_in_xml(str(text))
        for number, part in enumerate([text] if self.chinese else _CHINESE.split(text)):
            if part:
                foreign = bool(number % 2)
                paragraph.append(_run(part, style, chinese=foreign or self.chinese, foreign=foreign))

    def _write_mark(self, paragraph: Any, mark: Mark) -> None:
        if mark.number is None:
            self._write(paragraph, f"[{_('uncited')}]", "EvidenceMark")
            return
        link = OxmlElement("w:hyperlink", {qn("w:anchor"): f"source_{mark.number}", qn("w:history"): "1"})
        paragraph.append(link)
        self._write(link, f"[{mark.number}]", "EvidenceMark")

    def _write_link(self, paragraph: Any, link: Link) -> None:
        address = iri_to_uri(legal_in_xml(link.address))
        key = self._document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        element = OxmlElement("w:hyperlink", {qn("r:id"): key, qn("w:history"): "1"})
        paragraph.append(element)
        self._write(element, link.address, "Hyperlink")

    def _bookmark(self, paragraph: Paragraph, name: str) -> None:
        """Give a paragraph a name that links inside the document lead to."""
        self._bookmarks += 1
        key = {qn("w:id"): str(self._bookmarks)}
        start = OxmlElement("w:bookmarkStart", key | {qn("w:name"): name})
        paragraph._p.insert_element_before(start, "w:r", "w:hyperlink")
        paragraph._p.append(OxmlElement("w:bookmarkEnd", key))

    def _number(self, level: int) -> str:
        """Return the number of the last heading as its style writes it, for the table of contents."""
        number = self._numbers[level - 1]
        if not self.chinese:
            return ".".join(map(str, self._numbers[:level])) + "\u2002"
        return f"{chinese_number(number)}、" if level == 1 else f"（{chinese_number(number)}）"

    def _fill_contents(self) -> None:
        """Write the table of contents: a field, so that Word adds the numbers of the pages when it is updated (F9).

        It is filled in already, each line a link. Word is not told to update it by itself, since it would ask each
        reader for leave first.
        """
        last = self._contents
        lines = []
        deepest = CONTENTS_LEVELS if len(self._headings) <= MOST_CONTENTS else 1
        for level, text, name in (each for each in self._headings if each[0] <= deepest):
            paragraph = OxmlElement("w:p")
            last.addnext(paragraph)
            paragraph.style = styles.style_id(f"toc {level}")
            link = OxmlElement("w:hyperlink", {qn("w:anchor"): name, qn("w:history"): "1"})
            paragraph.append(link)
            self._write(link, text)
            lines.append(link)
            last = paragraph
        first, instruction = lines[0], f' TOC \\o "1-{deepest}" \\h \\z \\u '
        for kind in ("begin", instruction, "separate"):
            first.addprevious(_field_part(kind))
        last.append(_field_part("end"))


def chinese_number(number: int) -> str:
    """Return a number below 100 in Chinese, as headings are counted: 三, 十一, 二十; a larger one in digits."""
    tens, ones = divmod(number, 10)
    if number > 99:
        return str(number)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def _make_row(row: Any, looks: Iterable[str], *properties: str) -> None:
    """Give an empty row its properties and each cell its style."""
    for name in properties:
        row.get_or_add_trPr().append(OxmlElement(f"w:{name}"))
    for cell, style in zip(row.tc_lst, looks, strict=True):
        cell.p_lst[0].style = styles.style_id(style)


def _run(text: str, style: str, *, chinese: bool, foreign: bool) -> Any:
    """Return a stretch of text; where it is Chinese, quotation marks and dashes are drawn as wide as Chinese ones."""
    run = OxmlElement("w:r")
    if style:
        run.style = style
    if chinese and not text.isascii():
        run.get_or_add_rPr().append(OxmlElement("w:rFonts", {qn("w:hint"): "eastAsia"}))
    if foreign:
        run.rPr.append(OxmlElement("w:lang", {qn("w:val"): "zh-CN", qn("w:eastAsia"): "zh-CN"}))
    run.text = text
    return run


def _field_part(kind: str) -> Any:
    """Return the run that begins, separates or ends a field, or holds its instruction."""
    run = OxmlElement("w:r")
    if kind in {"begin", "separate", "end"}:
        run.append(OxmlElement("w:fldChar", {qn("w:fldCharType"): kind}))
    else:
        text = OxmlElement("w:instrText", {qn("xml:space"): "preserve"})
        text.text = kind
        run.append(text)
    return run


def _dated(file: BytesIO, day: datetime) -> bytes:
    """Return a zip file anew with all its parts made on one day, whenever they were."""
    result = BytesIO()
    with ZipFile(file) as parts, ZipFile(result, "w", ZIP_DEFLATED) as dated:
        for name in parts.namelist():
            dated.writestr(ZipInfo(name, day.timetuple()[:6]), parts.read(name), ZIP_DEFLATED)
    return result.getvalue()
