"""Publishing a listing that 10,000 people watch beside one that nobody does: the same time.

`python -m benchmarks.fanout [--people 10000]`, on SQLite and PostgreSQL. Who publishes leaves one
row; the worker tells each watcher, once. Printed: the ratio of the times, and how long the worker
took. The exit code says whether the ratio is at most 1.5 and all were told once.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from flask import Flask

from benchmarks.figures import Gate, print_gates
from benchmarks.houses import FACTORY_DAY
from benchmarks.mailkills import houses
from benchmarks.telling import EVENT, publish
from exchange import clock
from exchange.accounts.models import Person
from exchange.accounts.passwords import use_cheap_hashing
from exchange.db import db, write_transaction
from exchange.notices import fanning, outbox
from exchange.notices.models import Notice, Outbox
from exchange.opportunities import services as listings
from tests import factories

ROUNDS, MOST_RATIO = 30, 1.5
PIECE = 1_000


def crowd(subject_id: int, after: int, most: int) -> list[tuple[int, str]]:
    """Everybody watches the first subject; nobody the second."""
    if subject_id != 1:
        return []
    query = sa.select(Person.id).where(Person.id > after, Person.name == "Watcher")
    found = db.session.scalars(query.order_by(Person.id).limit(most))
    return [(one, "You watch it.") for one in found]


def waiting(many: int) -> list[int]:
    """Listings that wait for a moderator."""
    w = factories.world()
    found = []
    for _one in range(many):
        draft = factories.listing(w.poster, w.host, published=False)
        listings.submit(w.poster, draft.public_id, draft.version)
        found.append(draft.id)
    return found


def watchers(many: int) -> None:
    """People with confirmed accounts."""
    row = {"name": "Watcher", "password_hash": "-", "confirmed_at": clock.now()}
    for start in range(0, many, PIECE):
        numbers = range(start, min(many, start + PIECE))
        with write_transaction() as session:
            session.add_all([Person(**row, email=f"w{n}@charity.example") for n in numbers])


def timed(app: Flask) -> dict[int, list[float]]:
    """Milliseconds of publishing to each audience, in turns."""
    found: dict[int, list[float]] = {1: [], 2: []}
    moderator = factories.staff("mod@crossover.example", moderator=True)
    ids = waiting(2 * ROUNDS)
    publish(moderator, ids.pop(), 2)
    gc.collect()
    gc.freeze()
    for turn in range(ROUNDS - 1):
        for subject_id in (1, 2) if turn % 2 else (2, 1):
            listing_id = ids.pop()
            begun = time.perf_counter()
            publish(moderator, listing_id, subject_id)
            found[subject_id].append((time.perf_counter() - begun) * 1000)
    return found


def delivered() -> float:
    """Seconds that the worker needs to tell everybody of one listing; the others are put away."""
    ours = sa.select(Outbox.id).filter_by(topic="fan_out", done_at=None).order_by(Outbox.id)
    rows = list(db.session.scalars(ours))
    first = next(one for one in rows if db.session.get_one(Outbox, one).payload["subject_id"] == 1)
    with write_transaction():
        others = sa.update(Outbox).where(Outbox.id != first).values(done_at=clock.now())
        db.session.execute(others)
        db.session.execute(sa.delete(Notice).where(Notice.event == EVENT))
    begun = time.perf_counter()
    while outbox.deliver_due({"fan_out": fanning.fan_out}):
        pass
    return time.perf_counter() - begun


def measure(app: Flask, many: int) -> list[Gate]:
    """The gates of one database."""
    app.extensions["audiences"]["crowd"] = crowd
    with app.app_context(), clock.at(FACTORY_DAY):
        watchers(many)
        times = timed(app)
        seconds = delivered()
        count = sa.select(sa.func.count(), sa.func.count(sa.distinct(Notice.person_id)))
        told, different = db.session.execute(count.where(Notice.event == EVENT)).one()
        db.session.remove()
    print(
        f"  publishing: {median(times[1]):.1f} ms to {many:,}, {median(times[2]):.1f} ms to none;"
        f" the worker told {told:,} in {seconds:.1f} s"
    )
    return [
        Gate("publishing to all / to none", median(times[1]) / median(times[2]), MOST_RATIO),
        Gate("told", float(different), many, is_least=True),
        Gate("told twice", float(told - different), 0),
    ]


def main(many: int) -> int:
    """Print both; 0 when all of it held."""
    use_cheap_hashing()
    missed = 0
    with (
        tempfile.TemporaryDirectory(prefix="crossover-fanout-") as name,
        houses(Path(name)) as made,
    ):
        for database, app in made.items():
            checked = measure(app, many)
            print_gates(f"telling {many:,} people, {database}", checked)
            missed += sum(not one.is_met for one in checked)
    return int(missed > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="publishing to many beside publishing to none")
    parser.add_argument("--people", type=int, default=10_000)
    sys.exit(main(parser.parse_args().people))
