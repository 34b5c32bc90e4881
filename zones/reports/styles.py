"""How a report looks in Word: its styles, the numbering of its headings, its page; after GB/T 9704 in Chinese.

Everything is a style, so that an office changes its house fonts in one place. Chinese fonts are those that Chinese
Windows and WPS bring; an office that has 方正小标宋 gives it to the style Title.
"""

from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

SONG, HEI, KAI, FANGSONG = "宋体", "黑体", "楷体", "仿宋"
LATIN = "Times New Roman"
BODY_WIDTH = 156  # mm between the margins, as in GB/T 9704


@dataclass(frozen=True, kw_only=True)
class Look:
    """How the paragraphs of a style look: font, size and space in points, `indent` and `hanging` in characters."""

    size: float
    font: str = FANGSONG
    bold: bool = False
    align: str = "both"
    line: float | None = None  # exact distance of lines; without one it follows the size
    before: float = 0
    after: float = 0
    indent: int = 0
    hanging: int = 0
    level: int | None = None  # of a heading, from 1
    bullet: bool = False
    keep: bool = False  # on one page with what follows
    new_page: bool = False


def chinese_looks() -> dict[str, Look]:
    """Body in 三号 on lines of 28 points, as official documents have it; tables in 五号."""
    return {
        "Normal": Look(size=16, line=28),
        "Title": Look(size=22, font=SONG, bold=True, align="center", line=36, before=140, after=12),
        "Subtitle": Look(size=16, font=KAI, align="center", line=28),
        "Cover Note": Look(size=14, align="center", line=24, before=180),
        "heading 1": Look(size=16, font=HEI, line=28, before=10, indent=2, level=1, keep=True),
        "heading 2": Look(size=16, font=KAI, line=28, after=4, indent=2, level=2, keep=True),
        "heading 3": Look(size=16, bold=True, line=28, indent=2, level=3, keep=True),
        "heading 4": Look(size=16, line=28, indent=2, level=4, keep=True),
        "Body Text": Look(size=16, line=28, indent=2),
        "List Bullet": Look(size=16, line=28, indent=2, bullet=True),
        "caption": Look(size=12, font=HEI, align="center", before=8, after=4, keep=True),
        "Table Text": Look(size=10.5, font=SONG, align="left"),
        "Table Number": Look(size=10.5, font=SONG, align="right"),
        "Table Heading": Look(size=10.5, font=HEI, align="center", keep=True),
        "Table Note": Look(size=10.5, font=SONG, before=3),
        "Source": Look(size=14, line=24, before=8, hanging=2, align="left", keep=True),
        "TOC Heading": Look(size=16, font=HEI, align="center", line=28, after=10, new_page=True),
        "toc 1": Look(size=16, line=28, align="left"),
        "toc 2": Look(size=16, line=28, align="left", indent=1),
        "footer": Look(size=14, font=SONG, align="right"),
    }


def english_looks() -> dict[str, Look]:
    return {
        "Normal": Look(size=11.5, after=5),
        "Title": Look(size=24, font=SONG, bold=True, align="center", before=140, after=12),
        "Subtitle": Look(size=13, font=KAI, align="center", after=4),
        "Cover Note": Look(size=11, align="center", before=180),
        "heading 1": Look(size=15, font=HEI, bold=True, align="left", before=18, after=6, level=1, keep=True),
        "heading 2": Look(size=13, font=HEI, bold=True, align="left", before=12, after=4, level=2, keep=True),
        "heading 3": Look(size=11.5, font=HEI, bold=True, align="left", before=8, after=3, level=3, keep=True),
        "heading 4": Look(size=11.5, font=KAI, align="left", before=6, after=3, level=4, keep=True),
        "Body Text": Look(size=11.5, after=5),
        "List Bullet": Look(size=11.5, after=3, hanging=1, bullet=True),
        "caption": Look(size=10.5, font=HEI, bold=True, align="left", before=8, after=4, keep=True),
        "Table Text": Look(size=9.5, font=SONG, align="left"),
        "Table Number": Look(size=9.5, font=SONG, align="right"),
        "Table Heading": Look(size=9.5, font=HEI, bold=True, align="left", keep=True),
        "Table Note": Look(size=9.5, font=SONG, before=3),
        "Source": Look(size=11.5, before=8, after=3, hanging=2, align="left", keep=True),
        "TOC Heading": Look(size=15, font=HEI, bold=True, align="left", after=8, new_page=True),
        "toc 1": Look(size=11.5, after=4, align="left"),
        "toc 2": Look(size=11.5, after=3, align="left", indent=2),
        "footer": Look(size=10.5, font=SONG, align="right"),
    }


def dress(document: Any, *, chinese: bool) -> None:
    """Give an empty document the styles and the numbering of a report, in place of what python-docx brings."""
    looks = chinese_looks() if chinese else english_looks()
    language = "zh-CN" if chinese else "en-GB"
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FANGSONG)}<w:lang w:val="{language}" w:eastAsia="zh-CN"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    paragraphs = "".join(_paragraph_style(name, look) for name, look in looks.items())
    _replace(document.styles.element, "styles", defaults + paragraphs + _OTHER_STYLES)
    levels = "".join(_level(number, chinese) for number in range(4))
    numbering = _NUMBERING.format(levels=levels, dash="——" if chinese else "—")
    _replace(document.part.numbering_part.element, "numbering", numbering)
    _settle(document, language)


def _replace(element: Any, name: str, content: str) -> None:
    """Put other content, given as XML, into the root of a part."""
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(f"<w:{name} {nsdecls('w')}>{content}</w:{name}>")))


def _fonts(font: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{font}" w:cs="{LATIN}"/>'


def _paragraph_style(name: str, look: Look) -> str:
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    follows = '<w:next w:val="BodyText"/>' if look.level or name == "caption" else ""
    default = ' w:default="1"' if name == "Normal" else ""
    bold = "<w:b/><w:bCs/>" if look.bold else ""
    size = f'<w:sz w:val="{look.size * 2:g}"/><w:szCs w:val="{look.size * 2:g}"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style_id(name)}"><w:name w:val="{name}"/>{based}{follows}'
        f"<w:qFormat/><w:pPr>{_place(look)}</w:pPr><w:rPr>{_fonts(look.font)}{bold}{size}</w:rPr></w:style>"
    )


def style_id(name: str) -> str:
    """Return the key under which paragraphs name a style: Heading1 for heading 1."""
    return "".join(word[0].upper() + word[1:] for word in name.split())


def _place(look: Look) -> str:
    """Return where the paragraphs of a style stand; an indent in characters is told in twips as well."""
    keep = "<w:keepNext/><w:keepLines/>" if look.keep else ""
    keep += "<w:pageBreakBefore/>" if look.new_page else ""
    number = ""
    if look.level or look.bullet:
        listing, depth = (2, 0) if look.bullet else (1, (look.level or 1) - 1)
        number = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{listing}"/></w:numPr>'
    line = f' w:line="{look.line * 20:g}" w:lineRule="exact"' if look.line else ' w:line="276" w:lineRule="auto"'
    spacing = f'<w:spacing w:before="{look.before * 20:g}" w:after="{look.after * 20:g}"{line}/>'
    twips = look.size * 20
    indent = f'<w:ind w:firstLineChars="{look.indent * 100}" w:firstLine="{look.indent * twips:g}"/>'
    if look.hanging:
        width = f"{look.hanging * twips:g}"
        indent = f'<w:ind w:left="{width}" w:hanging="{width}"/>'
    outline = f'<w:outlineLvl w:val="{look.level - 1}"/>' if look.level else ""
    return f'{keep}{number}{spacing}{indent}<w:jc w:val="{look.align}"/>{outline}'


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_OTHER_STYLES = f"""
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
  <w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>
</w:style>
<w:style w:type="character" w:styleId="EvidenceMark">
  <w:name w:val="Evidence Mark"/><w:qFormat/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>
</w:style>
<w:style w:type="character" w:styleId="Hyperlink">
  <w:name w:val="Hyperlink"/><w:rPr><w:u w:val="single"/></w:rPr>
</w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal">
  <w:name w:val="Normal Table"/><w:semiHidden/>
  <w:tblPr><w:tblInd w:w="0" w:type="dxa"/>
    <w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>
</w:style>
<w:style w:type="table" w:styleId="ReportTable">
  <w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr><w:jc w:val="center"/><w:tblBorders>{_BORDERS}</w:tblBorders>
    <w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
      <w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tcPr><w:vAlign w:val="center"/></w:tcPr>
</w:style>
"""

# Headings are list 1: 一、 （一） 1. （1）, in English 1, 1.1, 1.1.1; list 2 is that of dashes.
_NUMBERING = """
<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="singleLevel"/>
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:suff w:val="space"/>
    <w:lvlText w:val="{dash}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
"""
_CHINESE_LEVELS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "（%4）"),
)
_ENGLISH_LEVELS = tuple(("decimal", ".".join(f"%{level}" for level in range(1, last + 1))) for last in range(1, 5))


def _level(number: int, chinese: bool) -> str:
    kind, text = (_CHINESE_LEVELS if chinese else _ENGLISH_LEVELS)[number]
    gap = "nothing" if chinese else "space"
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:pStyle w:val="Heading{number + 1}"/><w:suff w:val="{gap}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
    )


def _settle(document: Any, language: str) -> None:
    """Let Word open the document as one of its own present kind, with odd and even pages."""
    settings = document.settings.element
    for name in ("zoom", "proofState", "savePreviewPicture", "rsids"):
        for element in settings.findall(qn(f"w:{name}")):
            settings.remove(element)
    settings.find(f".//{qn('w:compatSetting')}[@{qn('w:name')}='compatibilityMode']").set(qn("w:val"), "15")
    fonts = settings.find(qn("w:themeFontLang"))
    fonts.set(qn("w:val"), language)
    fonts.set(qn("w:eastAsia"), "zh-CN")
    document.settings.odd_and_even_pages_header_footer = True


def page_setup(section: Any) -> None:
    """Make a section A4 with the margins of GB/T 9704: 37 mm above, 28 mm on the left, 156 × 225 mm of text."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(25)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def number_pages(section: Any) -> None:
    """Number a section's pages from 1 as — 1 —: odd pages on the right, even ones on the left."""
    section.footer.is_linked_to_previous = section.even_page_footer.is_linked_to_previous = False
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    odd.paragraph_format.right_indent = even.paragraph_format.left_indent = Pt(14)
    even.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for paragraph in (odd, even):
        paragraph.add_run("— ")
        add_field(paragraph, "PAGE", "1")
        paragraph.add_run(" —")
    start = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
    section._sectPr.find(qn("w:cols")).addprevious(start)  # the order of elements is fixed


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add what Word works out itself; `shown` stands there until it does."""
    field = f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))
