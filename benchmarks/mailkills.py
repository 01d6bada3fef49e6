"""kill -9 of the worker at random moments, with mail through a real SMTP server.

`python -m benchmarks.mailkills [--kills 50]`: on SQLite and on PostgreSQL. Nothing may be lost,
nobody told twice on the page, and each e-mail must carry the id that it had at the first try. A
copy may go out again only where the worker died between the server's answer and its own commit:
how often that happened is printed.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from benchmarks.figures import Gate, print_gates
from benchmarks.telling import tell_all
from exchange import clock, create_app
from exchange.access import SYSTEM
from exchange.accounts.models import Person
from exchange.accounts.queries import address_of
from exchange.db import db, write_transaction
from exchange.notices import digests, fanning, outbox
from exchange.notices.models import Notice, Outbox
from tests import pg
from tests.databases import dispose, settings
from tests.notices import mailing
from tests.notices.mailing import Box

SEED = 20261126
BATCH = 20
FOR_EACH_KILL = 4
"""People, so that there is work for so many lives."""
EVENTS = {"decision_wanted", "message", "started"}
"""One urgent, one that many are told at once, and one that can wait for the daily e-mail."""
BEGINS = datetime(2026, 11, 23, 8, tzinfo=clock.LONDON)
BETWEEN = timedelta(minutes=10)
"""From one life to the next, so that leases of the dead run out."""
LONGEST_LIFE = 0.12
MOST_LIVES = 2_000


@dataclass
class Found:
    """What stood there in the end."""

    kills: int
    expected: int
    lost: int
    told_twice: int
    mails_lost: int
    ids: int
    copies: int


def everybody(_subject_id: int, after: int, most: int) -> list[tuple[int, str]]:
    """The whole house."""
    query = sa.select(Person.id).where(Person.id > after).order_by(Person.id).limit(most)
    return [(one, "") for one in db.session.scalars(query)]


def people(app: Flask, many: int) -> list[int]:
    """So many with confirmed accounts, and what they are told."""
    row = {"name": "Ada", "password_hash": "-", "confirmed_at": clock.now()}
    with app.app_context():
        rows = [{**row, "email": f"ada{n}@charity.example"} for n in range(many)]
        with write_transaction() as session:
            session.add_all([Person(**one) for one in rows])
        with clock.at(BEGINS - timedelta(hours=12)):
            found = list(db.session.scalars(sa.select(Person.id)))
            tell_all(SYSTEM, found)
    dispose(app)
    return found


def work(app: Flask, box: Box) -> None:
    """A worker until nothing is due."""
    mailer = mailing.mailer_to(box, {})
    mailer.address_of = address_of
    handlers: dict[str, outbox.Handler] = {
        **mailer.handlers(),
        "fan_out": fanning.fan_out,
        "digest_mail": digests.sender(mailer),
    }
    with app.app_context():
        while digests.run() + outbox.deliver_due(handlers):
            pass


def lived(app: Flask, box: Box, moment: datetime, seconds: float | None) -> bool:
    """One life of a worker, killed after so many seconds; whether it was, and not done before."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reader)
        with clock.at(moment):
            os.write(writer, b"!")
            try:
                work(app, box)
            except BaseException as error:
                os.write(2, f"{error!r}\n".encode())
                os._exit(3)
        os._exit(0)
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert ended in {0, -signal.SIGKILL}, f"a worker ended with {ended}"
    return ended != 0


def run(app: Flask, box: Box, wanted: int) -> Found:
    """Kill so many workers at random moments, let the last one live, and look."""
    random = Random(SEED)  # noqa: S311 - the moments are to be spread
    app.extensions["audiences"]["everybody"] = everybody
    fanning.BATCH = BATCH
    told = people(app, FOR_EACH_KILL * wanted)
    moment, kills = BEGINS, 0
    while kills < wanted and moment < BEGINS + MOST_LIVES * BETWEEN:
        moment += BETWEEN
        kills += lived(app, box, moment, random.uniform(0, LONGEST_LIFE))
        if box.messages and _waiting(app) == 0:
            break
    for _late in range(20):  # what was put back waits longer each time
        moment += timedelta(hours=2)
        lived(app, box, moment, None)
    return _look(app, box, told, kills)


def _waiting(app: Flask) -> int:
    with app.app_context():
        query = sa.select(sa.func.count(Outbox.id)).where(Outbox.done_at.is_(None))
        found = db.session.scalar(query) or 0
    dispose(app)
    return found


def _look(app: Flask, box: Box, told: list[int], kills: int) -> Found:
    with app.app_context():
        rows = Counter(
            (person, event)
            for person, event in db.session.execute(sa.select(Notice.person_id, Notice.event))
        )
    dispose(app)
    expected = {(person, event) for person in told for event in EVENTS}
    ids = Counter(str(one["Message-ID"]) for one in box.messages)
    to = Counter(str(one["To"]) for one in box.messages if ids[str(one["Message-ID"])])
    distinct = {(str(one["To"]), str(one["Message-ID"])) for one in box.messages}
    each = Counter(address for address, _id in distinct)
    return Found(
        kills=kills,
        expected=len(expected),
        lost=len(expected - set(rows)),
        told_twice=sum(rows.values()) - len(rows),
        mails_lost=len(told) * len(EVENTS) - sum(min(each[one], len(EVENTS)) for one in to),
        ids=len(ids),
        copies=sum(ids.values()) - len(ids),
    )


@contextmanager
def houses(folder: Path) -> Iterator[dict[str, Flask]]:
    """An empty, migrated house on each of the two databases."""
    with pg.server() as address:
        urls = {"SQLite": f"sqlite:///{folder / 'kills.sqlite3'}", "PostgreSQL": address}
        made = {name: create_app(settings(url, folder / name)) for name, url in urls.items()}
        logging.getLogger("alembic").setLevel(logging.WARNING)
        logging.getLogger("exchange").setLevel(logging.CRITICAL)
        for app in made.values():
            with app.app_context():
                flask_migrate.upgrade()
            dispose(app)
        yield made


def gates(found: Found, wanted: int) -> list[Gate]:
    """What has to hold."""
    return [
        Gate("killed at work", float(found.kills), wanted, is_least=True),
        Gate("notices lost", float(found.lost), 0),
        Gate("told twice on the page", float(found.told_twice), 0),
        Gate("e-mails lost", float(found.mails_lost), 0),
        Gate("ids of e-mails beyond one each", float(found.ids - found.expected), 0),
        # A death between the server's answer and the commit, which nobody can tell from before.
        Gate("copies under the same id", float(found.copies), found.kills),
    ]


def main(wanted: int) -> int:
    """Print the table of both; 0 when all of it held."""
    missed = 0
    with (
        tempfile.TemporaryDirectory(prefix="crossover-mailkills-") as name,
        houses(Path(name)) as made,
    ):
        for database, app in made.items():
            with mailing.serving() as box:
                found = run(app, box, wanted)
            checked = gates(found, wanted)
            print_gates(f"{wanted} times kill -9 of the worker, {database}", checked)
            missed += sum(not one.is_met for one in checked)
    return int(missed > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="kill -9 of the worker that sends mail")
    parser.add_argument("--kills", type=int, default=50)
    sys.exit(main(parser.parse_args().kills))
