"""What Chromium prints of each kind of page: A4 that can be handed around."""

import pytest

from tests.browser.paper import ACROSS, UPRIGHT, sheets, squeezed

pytestmark = pytest.mark.browser

KINDS = [
    "/",
    "/zones/",
    "/zones/zhuzhou/",
    "/plans/",
    "/plans/tianjin-binhai-14/",
    "/plans/zhuzhou-14/",
    "/plans/tianjin-binhai-14/history/",
    "/plans/tianjin-binhai-14/changes/?since=2020-01-01",
    "/goals/tianjin-binhai-14-goal-1/",
    "/initiatives/?zone=zhuzhou&kind=service",
    "/initiatives/zhuzhou-14-service-3/",
    "/indicators/high-tech-enterprises/",
    "/themes/",
    "/themes/industrial-clusters/",
    "/compare/?zone=guangzhou&zone=tianjin-binhai&zone=national",
    "/sources/dialogue-2020/",
    "/organisations/torch-center/",
    "/updates/",
    "/search/?q=新基建",
]
PIXELS = 96 / 25.4  # of a style sheet in a millimetre
SIDE, END = 15, 8  # millimetres that stay empty at the sides, and above and below the running lines


def printed(page, address, **options):
    """Open a page, wait for its pictures, and return what stands on its sheets."""
    page.goto(address)
    if page.locator(".picture").count():
        page.locator("html[data-pictures=drawn]").wait_for(state="attached")
    return sheets(page.pdf(prefer_css_page_size=True, **options))


def width_on_paper(page, width):
    """Return how wide a page is in millimetres, margins included, when it has the width of a sheet."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round((width - 2 * SIDE) * PIXELS), "height": 900})
    wide = page.evaluate(
        """() => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(
            () => tell(document.documentElement.scrollWidth))))"""
    )
    page.emulate_media(media="null")
    return wide / PIXELS + 2 * SIDE


def words_for_paper(page):
    """Return what the style sheet for paper shows of a page, piece by piece as it stands in the document."""
    page.emulate_media(media="print")
    pieces = page.evaluate(
        """() => {
            const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
            const pieces = [];
            while (walk.nextNode()) {
                const around = walk.currentNode.parentElement;
                if (!around.checkVisibility() || around.closest(".visually-hidden, script")) continue;
                pieces.push(walk.currentNode.data);
            }
            return pieces;
        }"""
    )
    page.emulate_media(media="null")
    return [piece for piece in pieces if squeezed(piece)]


def not_found(pieces, text):
    """Return the pieces that a text lacks; what a sheet ends within has its running lines between two words."""
    text = squeezed(text)
    return [
        piece
        for piece in pieces
        if squeezed(piece) not in text and any(squeezed(word) not in text for word in piece.split())
    ]


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("address", KINDS)
def test_a_page_prints_on_a4_with_all_its_words_letters_and_drawings_and_nothing_cut(page, address, language):
    paper = printed(page, language + address)
    width, height = ACROSS if "/compare/?" in address else UPRIGHT
    for number, sheet in enumerate(paper, 1):
        assert sheet.size == (width, height)
        assert sheet.fonts_left_out == []
        assert sheet.missing_glyphs == []
        assert f"{number}/{len(paper)}" in squeezed(sheet.text)
        corners = [*sheet.letters, *(box[:2] for box in sheet.drawings), *(box[2:] for box in sheet.drawings)]
        assert [(x, y) for x, y in corners if not (SIDE - 1 < x < width - SIDE + 1 and END < y < height - END)] == []
    assert width_on_paper(page, width) <= width
    assert not_found(words_for_paper(page), "\n".join(sheet.text for sheet in paper)) == []
    assert sum(sheet.number_of_drawings for sheet in paper) >= page.locator(".drawing").count()


@pytest.mark.parametrize(
    "address",
    ["/themes/", "/sources/dialogue-2020/", "/en/plans/zhuzhou-14/", "/en/compare/?zone=zhuzhou&zone=national"],
)
def test_no_row_of_a_table_begins_on_one_sheet_and_ends_on_another(page, address):
    page.goto(address)
    page.emulate_media(media="print")
    rows = page.evaluate(
        """() => {
            const mark = (cited) => { // printed as the number of a source is, and no text that a picture would draw
                const span = document.createElement("span");
                span.dataset.cited = cited;
                return span;
            };
            const rows = [...document.querySelectorAll("main tbody tr")].filter((row) => row.getClientRects().length);
            rows.forEach((row, number) => {
                row.cells[0].prepend(mark(`<${number}:`));
                [...row.cells].at(-1).append(mark(`:${number}>`));
            });
            return rows.length;
        }"""
    )
    page.emulate_media(media="null")
    paper = sheets(page.pdf(prefer_css_page_size=True))
    assert rows > 1
    for number in range(rows):
        first, last = (
            [at for at, sheet in enumerate(paper) if mark in squeezed(sheet.text)]
            for mark in (f"<{number}:", f":{number}>")
        )
        assert len(first) == 1, number
        assert first == last, number


@pytest.mark.parametrize(
    ("address", "highest"),
    [
        ("/zones/national/", 850),
        ("/plans/zhuzhou-14/", 850),
        ("/compare/?zone=guangzhou&zone=shenzhen&zone=tianjin-binhai&zone=national", 540),
    ],
)
def test_a_drawing_is_no_higher_than_a_sheet_with_its_title(page, address, highest):
    page.goto(address)
    page.locator("html[data-pictures=drawn]").wait_for(state="attached")
    heights = page.evaluate(
        """() => {
            dispatchEvent(new Event("beforeprint"));
            return [...document.querySelectorAll(".drawing")].map((each) => each.getBoundingClientRect().height);
        }"""
    )
    assert len(heights) > 1
    assert max(heights) <= highest + 1


def test_zhuzhous_livelihood_works_come_as_a_paper_for_a_meeting(page):
    (sheet,) = printed(page, "/initiatives/?zone=zhuzhou&kind=service")
    text = squeezed(sheet.text)
    filters = "高新区:株洲高新区·类型:民生实事"
    work = "城乡客运一体化发展专项规划[1]§0¶3(545–555)"
    report, figure = "进行中2020年7月报道", "公交专线惠及的群众:30万余人2020年7月[1]§0¶3(551–553)"
    source = "1.株洲高新区:以民生为本绘就“幸福底色”"
    for words in (
        filters,
        work,
        report,
        figure,
        source,
        "/sources/zhuzhou-livelihood-2020/",
        "zone=zhuzhou&kind=service",
    ):
        assert squeezed(words) in text
    for button in ("CSV", "XLSX", "PNG", "×", "显示全部"):
        assert button not in sheet.text


@pytest.mark.parametrize("address", ["/plans/tianjin-binhai-14/", "/themes/"])
def test_a_dark_screen_prints_on_white_paper(page, address):
    page.emulate_media(color_scheme="dark")
    paper = printed(page, address, print_background=True)
    assert all(sheet.darkest_paper == 255 for sheet in paper)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"


def test_without_script_the_marks_name_their_source_in_full(browser, base_url):
    with browser.new_context(base_url=base_url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/initiatives/?zone=zhuzhou&kind=service")
        (sheet,) = sheets(page.pdf(prefer_css_page_size=True))
    assert sheet.text.count("株洲高新区：以民生为本绘就") >= 5
    assert "§0 ¶3 (545–555)" in sheet.text
    assert "1 / 1" in sheet.text


def test_after_printing_the_screen_is_as_it_was(page):
    printed(page, "/compare/?zone=guangzhou&zone=tianjin-binhai")
    drawing = page.locator(".drawing").first.bounding_box()
    canvas = page.locator(".drawing canvas").first.bounding_box()
    assert canvas["width"] == drawing["width"]
    assert page.locator("html.printing").count() == 0
