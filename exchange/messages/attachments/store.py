"""Where the bytes of files stand: a folder of the data folder, outside what is served.

Each has a random name, never the one that was sent. They are written before the row that names
them, so that no row ever lacks its bytes; what no row names is swept away later.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from exchange.config import Settings
from exchange.errors import ExchangeError, NotFound
from exchange.messages.attachments.kinds import Upload

NAME = re.compile(r"[0-9a-f]{32}")
SWEPT_AFTER = 24 * 3600  # seconds: long after any command that could still name it


@dataclass(frozen=True)
class Kept:
    """A file whose bytes are on the disk."""

    upload: Upload
    stored: str


@contextmanager
def kept(uploads: Sequence[Upload]) -> Iterator[list[Kept]]:
    """The files on the disk, for the command inside; gone again where it refuses."""
    written: list[Kept] = []
    try:
        written.extend(Kept(one, write(one.content)) for one in uploads)
        yield written
    except ExchangeError:  # after anything else it may stand in the database; else it is swept
        for one in written:
            remove(one.stored)
        raise


def write(content: bytes, name: str = "") -> str:
    """Put bytes down for good, and say under which name."""
    name = name or secrets.token_hex(16)
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(_path(name), flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def read(name: str) -> bytes:
    """The bytes; raises NotFound where they are not there."""
    try:
        return _path(name).read_bytes()
    except FileNotFoundError:
        raise NotFound("This file is not here any more.") from None


def remove(name: str) -> None:
    """Take bytes away, if they are there."""
    with suppress(FileNotFoundError):
        _path(name).unlink()


def sweep(known: Collection[str]) -> int:
    """Take away what no row names, long after it was written; answers how many."""
    before, gone = time.time() - SWEPT_AFTER, 0
    for path in _folder().glob("*"):
        if path.name not in known and path.is_file() and path.stat().st_mtime < before:
            path.unlink()
            gone += 1
    return gone


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.attachments_dir


def _path(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise NotFound("There is no such file.")
    return _folder() / name
