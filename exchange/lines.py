"""What imports by lines share: good lines go on, bad ones are kept, and progress is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, TypeVar

import click

Good = TypeVar("Good")
Bad = TypeVar("Bad")
Tell = Callable[[int], None]


def good(read: Iterator[Good | Bad], bad: type[Bad], refused: list[Bad]) -> Iterator[Good]:
    """The lines that are right; the others, of the class `bad`, are added to `refused`."""
    for one in read:
        if isinstance(one, bad):
            refused.append(one)
        else:
            yield one  # type: ignore[misc]  # what is not bad is good


@contextmanager
def progress(file: BinaryIO, every: int) -> Iterator[Tell]:
    """Gives `tell(line)`, to be called after each piece of a file that is being read.

    A bar on a terminal, where the file has an end that is known; elsewhere a line now and then.
    """
    if not sys.stderr.isatty() or not file.seekable():
        yield _plain(every)
        return
    start = file.tell()
    length = file.seek(0, os.SEEK_END) - file.seek(start)
    with click.progressbar(length=length, file=sys.stderr, show_pos=False) as bar:

        def tell(line: int) -> None:
            bar.label = f"{line:,} lines"
            bar.update(file.tell() - start - bar.pos)

        yield tell
        bar.update(length - bar.pos)  # what came after the last piece was refused


def _plain(every: int) -> Tell:
    told = 0

    def tell(line: int) -> None:
        nonlocal told
        if line - told >= every:
            click.echo(f"{line:,} lines", err=True)
            told = line

    return tell
