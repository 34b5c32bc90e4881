"""The product itself, as `make run` starts it, in a folder of its own with the real data."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, str(ROOT / "manage.py")]


@contextmanager
def serving(folder, prepare=""):
    """Serve the seeded product, after the Python in `prepare` has been run in it, and give its address.

    At the end its log must hold no traceback.
    """
    port = _free_port()
    settings = {"VAR_DIR": str(folder), "DATABASE_URL": "", "DEBUG": "off", "PORT": str(port), "HOST": "127.0.0.1"}
    environment = os.environ | settings

    def manage(*arguments):
        subprocess.run([*MANAGE, *arguments], env=environment, check=True)  # noqa: S603 - our own command

    give_static_files(folder, manage)
    log = (folder / "log").open("w+")
    server = subprocess.Popen([*MANAGE, "serve"], env=environment, stdout=log, stderr=log)  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz", server, log)
        if prepare:
            manage("shell", "--verbosity", "0", "-c", prepare)
        yield address
        log.seek(0)
        assert "Traceback" not in log.read()
    finally:
        server.terminate()
        server.wait(timeout=20)


def give_static_files(folder, manage):
    """Let an instance have what `make static` collected, if that is as it should be; anew it takes 15 seconds."""
    collected = Path("var", "static")
    make = ["make", "--question", "--silent", str(collected / "staticfiles.json")]
    plain = {name: value for name, value in os.environ.items() if name not in {"VAR_DIR", "MAKEFLAGS"}}
    if subprocess.run(make, cwd=ROOT, env=plain, stderr=subprocess.DEVNULL).returncode == 0:  # noqa: S603
        (folder / "static").symlink_to(ROOT / collected)
    else:
        manage("collectstatic", "--no-input", "--verbosity", "0", "--ignore", "redoc")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address, server, log):
    for _attempt in range(600):
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
