"""What imports by lines share: good lines go on, bad ones are kept, and progress is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TypeVar

import click

Good = TypeVar("Good")
Bad = TypeVar("Bad")


def good(read: Iterator[Good | Bad], bad: type[Bad], refused: list[Bad]) -> Iterator[Good]:
    """The lines that are right; the others, of the class `bad`, are added to `refused`."""
    for one in read:
        if isinstance(one, bad):
            refused.append(one)
        else:
            yield one  # type: ignore[misc]  # what is not bad is good


def tell(line: int, told: int, every: int) -> int:
    """Say how far it is: over the same line on a terminal, elsewhere a line now and then.

    Answers the last line that was told as a line of its own.
    """
    if sys.stderr.isatty():
        click.echo(f"\r{line:,} lines", nl=False, err=True)
    elif line - told >= every:
        click.echo(f"{line:,} lines", err=True)
        return line
    return told
