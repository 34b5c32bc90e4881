"""One real server with the real data for all browser tests, and pages that note what they should not do.

The server is the product itself, as `make run` starts it, in a folder of its own. Readers change nothing, so all tests
share it.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def base_url(tmp_path_factory):
    """Serve the seeded product and return its address."""
    folder, port = tmp_path_factory.mktemp("instance"), free_port()
    settings = {"VAR_DIR": str(folder), "DATABASE_URL": "", "DEBUG": "off", "PORT": str(port), "HOST": "127.0.0.1"}
    environment = os.environ | settings
    manage = [sys.executable, str(ROOT / "manage.py")]
    collect = [*manage, "collectstatic", "--no-input", "--verbosity", "0", "--ignore", "redoc"]
    subprocess.run(collect, env=environment, check=True)  # noqa: S603 - our own command
    log = (folder / "log").open("w+")
    server = subprocess.Popen([*manage, "serve"], env=environment, stdout=log, stderr=log)  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", server, log)
        yield address
        log.seek(0)
        assert "Traceback" not in log.read()
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address, server, log):
    for _attempt in range(300):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address)  # noqa: S310 - the server just started
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    log.seek(0)
    raise RuntimeError(f"The server did not start: {log.read()}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    return browser_type_launch_args | {"executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"}


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
