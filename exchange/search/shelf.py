"""The directories of one index: whom we trust, which generation is current, and who may write.

Whoosh's table of contents is a pickle: whoever can write these directories runs code in ours.
So each is 0700 and our own, or it is refused.
"""

import fcntl
import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exchange.search.port import SearchUnavailable

LOCK_WAIT = 10.0  # seconds


class Shelf:
    """A directory with one directory a generation, a pointer to the current one, and a lock."""

    def __init__(self, path: Path, digest: str) -> None:
        self.path = path
        self._digest = digest
        self._pointer = path / "current"

    def open(self) -> None:
        """Make the directory if it is not there, and check it."""
        for folder in (self.path.parent, self.path):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            check_trusted(folder)

    def current(self) -> Path | None:
        """The generation to read; None if there is none yet."""
        try:
            return self.path / self._pointer.read_text(encoding="ascii")
        except FileNotFoundError:
            return None

    def fits(self, generation: Path) -> bool:
        """Whether it was built for the layout that is declared now."""
        return generation.name.endswith(f"-{self._digest}")

    def begin(self) -> Path:
        """A new, empty directory for the next generation. Call it while writing."""
        check_trusted(self.path)
        last = max((_number(folder) for folder in self._generations()), default=0)
        fresh = self.path / f"g{last + 1}-{self._digest}"
        fresh.mkdir(mode=0o700)
        return fresh

    def switch(self, generation: Path) -> None:
        """Make it current, in one step for every reader, and drop all others."""
        aside = self.path / "current.new"
        with aside.open("w", encoding="ascii") as file:
            file.write(generation.name)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._pointer)
        sync_folder(self.path)
        for folder in self._generations():
            if folder != generation:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time, among threads and processes. The lock dies with its process."""
        with (self.path / "lock").open("w", encoding="ascii") as file:
            give_up = time.monotonic() + LOCK_WAIT
            while not _locked(file.fileno()):
                if time.monotonic() > give_up:
                    raise SearchUnavailable(f"somebody else is writing {self.path.name}")
                time.sleep(0.02)
            yield

    def _generations(self) -> list[Path]:
        return [folder for folder in self.path.glob("g*-*") if folder.is_dir()]


def check_trusted(folder: Path) -> None:
    """Raise SearchUnavailable unless it is a real directory, ours, and closed to others."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        raise SearchUnavailable(f"{folder} is not there") from None
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    if not private or status.st_uid != os.geteuid():
        raise SearchUnavailable(f"{folder} must be a directory of our own with mode 0700")


def sync_folder(folder: Path) -> None:
    """Write the names in a directory to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _number(folder: Path) -> int:
    number = folder.name.partition("-")[0][1:]
    return int(number) if number.isdigit() else 0


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
