"""A real browser for all tests here, and pages that note what they should not do."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.server import serving

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def base_url(tmp_path_factory):
    """Serve the seeded product and return its address. Readers change nothing, so all their tests share it."""
    with serving(tmp_path_factory.mktemp("instance")) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    return browser_type_launch_args | {"executable_path": chromium, "args": FLAGS}


@pytest.fixture
def browser_context_args(browser_context_args, base_url):
    """Ask the server of the test's own folder: what the plugin keeps for the session knows only the first."""
    return browser_context_args | {
        "base_url": base_url,
        "viewport": {"width": 1280, "height": 900},
        "locale": "zh-CN",
    }


@pytest.fixture(autouse=True)
def _well_behaved(context, base_url):
    """Fail a test in which a page breaks the content security policy, throws an error or asks another machine."""
    wrong = []
    context.on("request", lambda request: _note_foreign(request.url, base_url, wrong))
    context.on("weberror", lambda error: wrong.append(f"script error: {error.error}"))
    context.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
    yield
    assert wrong == []


def _note_foreign(url, base_url, wrong):
    if not url.startswith((base_url, "data:", "blob:")):
        wrong.append(f"asked {url}")


@pytest.fixture
def assert_accessible():
    """Return a function that fails when axe finds anything against WCAG 2.2 AA or its best practices on a page.

    All rules are asked in light; in dark only those about colours can say something else.
    """
    axe = Axe()

    def check(page):
        for scheme, options in (("light", None), ("dark", {"runOnly": ["color-contrast", "link-in-text-block"]})):
            page.emulate_media(color_scheme=scheme)
            found = axe.run(page, options=options).response["violations"]
            places = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
            assert places == [], f"{page.url} in {scheme}"

    return check
