"""The command that checks a file with this installation's own key: `flask --app wsgi verify`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from exchange.agreements import seal, verify
from exchange.agreements.seal import NotSealed


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def verify_file(file: Path) -> None:
    """Say whether FILE, an agreement as PDF or data, is as this service made it."""
    key = seal.private_key(current_app.extensions["settings"].secret_key).public_key()
    try:
        found = verify.checked(file.read_bytes(), key)
    except NotSealed as refusal:
        raise click.ClickException(f"Not ours, or altered. {refusal}") from refusal
    click.echo(verify.told(found))
