"""Uploads between preview and confirmation: a file that nobody can guess, and a signed ticket for its user alone.

The files lie in `uploads` under VAR_DIR, which all workers of an instance share; what was left behind is taken away
with the next upload and by `manage.py clean_up`.
"""

import os
import secrets
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing

LIFE = timedelta(hours=2)
_SALT = "zones.exchange.upload"


@dataclass(frozen=True)
class Ticket:
    """What is known of an upload: whose it is, what it was called, of which model it is, what its preview showed."""

    name: str
    user: int
    file: str
    model: str
    digest: str


def keep(*, data: bytes, file_name: str, user: AbstractBaseUser, model: str, digest: str) -> str:
    """Keep an upload and return its ticket, signed."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clean(folder)
    name = secrets.token_urlsafe(24)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    ticket = Ticket(name=name, user=_key(user), file=Path(file_name).name[:100], model=model, digest=digest)
    return signing.dumps(asdict(ticket), salt=_SALT)


def fetch(*, signed: str, user: AbstractBaseUser) -> tuple[Ticket, bytes] | None:
    """Return what a signed ticket stands for; None when it is not the user's, too old, or used up."""
    try:
        ticket = Ticket(**signing.loads(signed, salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, TypeError):
        return None
    if ticket.user != _key(user):
        return None
    try:
        return ticket, (_folder() / ticket.name).read_bytes()
    except OSError:
        return None


def forget(ticket: Ticket) -> None:
    """Take an upload away once it was carried out."""
    with suppress(OSError):
        (_folder() / ticket.name).unlink()


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "uploads"


def _key(user: Any) -> int:
    return user.pk


def _clean(folder: Path) -> None:
    oldest = time.time() - LIFE.total_seconds()
    for path in folder.iterdir():
        with suppress(OSError):  # another worker may be doing the same
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()
