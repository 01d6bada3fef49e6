"""The command line's way in: adverts of other sites from a file of JobPostings."""

from __future__ import annotations

import sys
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from exchange import clock, lines
from exchange.access import SYSTEM
from exchange.opportunities.documents import KIND
from exchange.opportunities.importing import Imported, batches, import_batch
from exchange.opportunities.job_postings import (
    Posting,
    Refused,
    days_to,
    lines_of,
    read_postings,
)
from exchange.search import indexer

EVERY = 1000  # lines between two plain progress lines


@click.command("import-postings")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--shift-dates",
    is_flag=True,
    help="For demonstrations: move all dates by whole days so that the newest posting is today.",
)
@with_appcontext
def import_postings(file: BinaryIO, shift_dates: bool) -> None:
    """Add external vacancies from FILE, one schema.org JobPosting a line.

    Exit code 1 when lines were refused; the good ones are in. A second run adds nothing.
    """
    shift = _shift(file) if shift_dates else 0
    refused: list[Refused] = []
    total = Imported()
    with lines.progress(file, EVERY) as tell:
        for batch in batches(lines.good(read_postings(lines_of(file)), Refused, refused)):
            total += import_batch(SYSTEM, batch, shift)
            tell(batch[-1].number)
    for one in refused:
        click.echo(f"line {one.number}: {one.reason}", err=True)
    moved = f", dates moved by {shift:,} days" if shift else ""
    click.echo(f"{total.new:,} new, {total.known:,} known, {len(refused):,} refused{moved}")
    if waiting := len(indexer.pending_ids(KIND)):
        wait = f"{waiting:,} listings wait" if waiting > 1 else "1 listing waits"
        click.echo(f"{wait} for the index; the worker takes them up.")
    if refused:
        sys.exit(1)


def _shift(file: BinaryIO) -> int:
    """The first of two passes: by how many days the newest posting must move."""
    if not file.seekable():
        raise click.UsageError("--shift-dates reads the file twice, so it must be a file.")
    dates = (
        one.posted_at
        for one in read_postings(lines_of(file))
        if isinstance(one, Posting) and one.posted_at
    )
    newest = max(dates, default=None)
    file.seek(0)
    return days_to(clock.today(), newest)
