"""What is on the pages of a PDF: sizes, words and where they stand, fonts, drawings."""

import ctypes
import unicodedata
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MILLIMETRE = 72 / 25.4  # in points
UPRIGHT, ACROSS = (210, 297), (297, 210)
BREAKS = "-\u2010\x02\xad\ufffe"  # a hyphen, and what a reader of PDF makes of one at the end of a line
DRAWN = {raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_IMAGE}  # a canvas is printed as lines and letters, or as dots


@dataclass(frozen=True)
class Sheet:
    """A page of a PDF; places are in millimetres from its lower left corner.

    `letters` are points, where each Latin letter or digit begins; `drawings` are boxes: left, bottom, right, top.
    Drawings may stand within others, whose boxes tell no place on the page and are left out; they are counted, though.
    """

    size: tuple[int, int]
    text: str
    missing_glyphs: list[int]
    letters: list[tuple[float, ...]]
    drawings: list[tuple[float, ...]]
    number_of_drawings: int
    fonts_left_out: list[str]
    darkest_paper: int


def sheets(content: bytes) -> list[Sheet]:
    """Read the pages of a PDF."""
    document = pdfium.PdfDocument(content)
    try:
        return [_sheet(page) for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Return a text without blanks and hyphens, where lines break, and in the plain form of its characters."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if each.strip() and each not in BREAKS)


def _sheet(page) -> Sheet:
    text = page.get_textpage()
    count = text.count_chars()
    codes = [raw.FPDFText_GetUnicode(text.raw, at) for at in range(count)]
    objects = list(page.get_objects(DRAWN, max_depth=3))
    return Sheet(
        size=tuple(round(length / MILLIMETRE) for length in page.get_size()),
        text=text.get_text_range(),
        missing_glyphs=[at for at, code in enumerate(codes) if code in {0, 0xFFFD}],
        letters=_letters(text, codes, page.get_size()),
        drawings=[_millimetres(each.get_bounds()) for each in objects if each.level == 0],
        number_of_drawings=len(objects),
        fonts_left_out=_fonts_left_out(page),
        darkest_paper=_darkest_corner(page),
    )


def _letters(text, codes, size) -> list[tuple[float, ...]]:
    """Return where each Latin letter or digit begins; some others pdfium misplaces, a few off the page."""
    places = []
    x, y = ctypes.c_double(), ctypes.c_double()
    for at, code in enumerate(codes):
        if chr(code).isascii() and chr(code).isalnum():
            raw.FPDFText_GetCharOrigin(text.raw, at, x, y)
            if x.value < size[0] and y.value < size[1]:
                places.append(_millimetres((x.value, y.value)))
    return places


def _millimetres(lengths) -> tuple[float, ...]:
    return tuple(length / MILLIMETRE for length in lengths)


def _fonts_left_out(page) -> list[str]:
    """Return the names of fonts that the file uses and does not bring."""
    fonts = [raw.FPDFTextObj_GetFont(each.raw) for each in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=9)]
    return [_name(font) for font in fonts if not raw.FPDFFont_GetIsEmbedded(font)]


def _name(font) -> str:
    name = ctypes.create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, name, 200)
    return name.value.decode()


def _darkest_corner(page) -> int:
    """Return the darkest of the four corners, where nothing is printed, from 0 for black to 255 for white."""
    bitmap = page.render(scale=0.2, grayscale=True)
    rows = [bytes(bitmap.buffer[at * bitmap.stride :][: bitmap.width]) for at in (0, bitmap.height - 1)]
    return min(edge for row in rows for edge in (row[0], row[-1]))
