"""Several processes that write at the same moment, for what only real races show."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from exchange import create_app
from exchange.accounts.models import SignInFailures
from exchange.db import command, db
from tests.databases import dispose, settings

KEY = "the row that all of them want"
LONGEST_SECONDS = 60
# A server that imports once and then forks: no import for each racer, no fork of open databases.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.racer"])


@command
def begin(actor: Any, key: str) -> None:
    """The row, at nought."""
    db.session.add(SignInFailures(key=key, count=0))


@command
def count_up(actor: Any, key: str) -> None:
    """Read, then write what was read and one more: the classic way to lose an update."""
    row = db.session.scalars(sa.select(SignInFailures).filter_by(key=key).with_for_update()).one()
    row.count += 1


def race(url: str, folder: Path, writers: int, rounds: int) -> None:
    """Let that many processes count up that often each, starting together."""
    together = _processes.Barrier(writers)
    racers = [
        _processes.Process(target=_run, args=(url, folder, rounds, together))
        for _ in range(writers)
    ]
    for one in racers:
        one.start()
    for one in racers:
        one.join(LONGEST_SECONDS)
    codes = [one.exitcode for one in racers]
    for one in racers:
        one.kill()
    assert codes == [0] * writers, f"racers ended with {codes}, their errors are above"


def _run(url: str, folder: Path, rounds: int, together: Any) -> None:
    app = create_app(settings(url, folder))
    with app.app_context():
        db.session.execute(sa.text("SELECT 1"))
        together.wait(LONGEST_SECONDS)
        for _ in range(rounds):
            count_up(None, KEY)
    dispose(app)
