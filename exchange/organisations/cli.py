"""The command line's way in: organisations from a register's CSV file."""

from __future__ import annotations

import sys
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from exchange import lines
from exchange.access import SYSTEM
from exchange.organisations.importing import (
    Imported,
    Refused,
    batches,
    import_batch,
    lines_of,
    read_rows,
)

EVERY = 2000  # rows between two plain progress lines


@click.command("import-organisations")
@click.argument("file", type=click.File("rb"))
@with_appcontext
def import_organisations(file: BinaryIO) -> None:
    """Add or update organisations from FILE, a CSV. Exit code 1 when lines were refused.

    Running it twice changes nothing the second time.
    """
    refused: list[Refused] = []
    total = Imported()
    with lines.progress(file, EVERY) as tell:
        for batch in batches(lines.good(read_rows(lines_of(file)), Refused, refused)):
            total += import_batch(SYSTEM, batch)
            tell(batch[-1].number)
    for one in refused:
        click.echo(f"line {one.number}: {one.reason}", err=True)
    click.echo(
        f"{total.new:,} new, {total.changed:,} changed, {total.same:,} unchanged,"
        f" {len(refused):,} refused"
    )
    if refused:
        sys.exit(1)
