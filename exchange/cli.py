"""The command line: `flask --app wsgi …`."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from werkzeug.datastructures import MultiDict

from exchange import backup as backups
from exchange.access import SYSTEM, VISITOR
from exchange.accounts import passwords
from exchange.accounts import services as accounts
from exchange.agreements.cli import verify_file
from exchange.checking import problems
from exchange.db import db
from exchange.messages.cli import receive_mail
from exchange.notices import worker as working
from exchange.opportunities.cli import import_postings
from exchange.opportunities.searching import SearchForm
from exchange.opportunities.searching import search as find_listings
from exchange.organisations.cli import import_organisations
from exchange.search import indexer


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest schema."""
    upgrade()
    click.echo("The database is up to date.")


@click.command()
@with_appcontext
def worker() -> None:
    """Send mail, follow changes into the index, until stopped. Run exactly one."""
    stop = working.stop_when_told()
    indexer.check()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the app behind the proxy
    working.run(app, app.extensions["worker_steps"], stop)


@click.command("create-admin")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.password_option()
@with_appcontext
def create_admin(email: str, name: str, password: str) -> None:
    """Make a confirmed account that administers the platform."""
    weak = passwords.weakness(password, [email, name])
    if weak:
        raise click.ClickException(weak)
    accounts.create_confirmed(SYSTEM, name, email, passwords.hashed(password))
    accounts.make_staff(SYSTEM, email, moderator=False, administrator=True)
    click.echo(f"{email} administers the platform now.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write every table into one file. The search index is left out: it is built anew."""
    for table, rows in backups.write(file).items():
        click.echo(f"{table}: {rows} rows")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Read a backup into an empty, migrated database; then run reindex."""
    try:
        restored = backups.read(file)
    except backups.CannotRestore as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sum(restored.values())} rows restored. Now run: flask --app wsgi reindex")


@click.command()
@with_appcontext
def check() -> None:
    """Check settings, schema, index and the audit chain; print the chain's head."""
    found = problems(current_app)
    for problem in found:
        click.echo(f"Problem: {problem}", err=True)
    if found:
        raise SystemExit(1)
    sealer = current_app.extensions["sealer"]
    click.echo(f"All is well. Head of the audit chain: {sealer.verify(db.session)}")


@click.command()
@with_appcontext
def reindex() -> None:
    """Ask the worker to build the search index anew, while everything goes on."""
    indexer.ask_for_rebuild()
    click.echo("Asked for. The worker builds aside and then switches.")


@click.command()
@click.argument("words")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_appcontext
def search(words: str, as_json: bool) -> None:
    """Search open listings as a visitor who is not signed in would."""
    form = SearchForm(MultiDict({"q": words}))
    if not form.validate():
        raise click.ClickException("; ".join(form.q.errors))
    found = find_listings(VISITOR, form, 1)
    rows = [(str(one.public_id), one.title, one.posted_by) for one in found.rows.values()]
    if as_json:
        listed = [dict(zip(("id", "title", "by"), row, strict=True)) for row in rows]
        click.echo(json.dumps({"total": found.total, "listings": listed}, ensure_ascii=False))
        return
    click.echo(f"{found.total} found")
    for public_id, title, by in rows:
        click.echo(f"{public_id}  {title}, {by}")


ALL = (
    migrate,
    import_organisations,
    import_postings,
    search,
    reindex,
    worker,
    receive_mail,
    create_admin,
    backup,
    restore,
    check,
    verify_file,
)


def init_cli(app: Flask) -> None:
    """Register the commands."""
    for command in ALL:
        app.cli.add_command(command)
