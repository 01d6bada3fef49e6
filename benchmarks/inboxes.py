"""The inbox of somebody with no conversation and of somebody with very many, in turns.

One conversation was begun by commands; its rows are then copied, each with other people, so that
every constraint holds. A tenth is unread. The measure is the slow end: the 95th percentile.
"""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks.desks import add, row_of
from benchmarks.houses import FACTORY_DAY, migrated, signed_in
from benchmarks.peer import Page
from exchange import clock
from exchange.accounts.models import Person
from exchange.accounts.passwords import use_cheap_hashing
from exchange.db import db, write_transaction
from exchange.messages.models import Conversation, Message, Participant
from exchange.opportunities import asking
from tests import factories
from tests.databases import Statements

SEED = 20261126
WARM, TIMES = 20, 300
MOST_GROWTH = 2.0
SAID = 3
"""Messages in each conversation."""
FIRST, UNREAD = 1000, 0.1
"""The first id of the copies, and how many of them wait to be read."""
OWNER = "poster@harbour.example"
PAGES = (
    ("inbox", "/messages"),
    ("inbox, page 2", "/messages?page=2"),
    ("inbox, last page", "/messages?page={last}"),
    ("unread", "/messages?show=unread"),
    ("what is new", "/messages/new"),
    ("badge on another page", "/help"),
)
HEAD = f"{'page':<26}{'none p95 ms':>13}{'many p95 ms':>13}{'many/none':>11}{'SQL':>9}"


def built(folder: Path, size: int) -> tuple[Flask, str]:
    """An app in which one person has so many conversations, and that person's cookie."""
    app = migrated(folder, size)
    with app.app_context():
        with clock.at(FACTORY_DAY):
            host = factories.organisation("Harbour Hospice")
            owner = factories.member(OWNER, host, "poster")
            if size:
                listing = factories.listing(owner, host)
                asker = factories.person("asker@mail.example")
                asking.ask(asker, listing.public_id, "Could it be done in four days?")
                _copied(size)
        db.session.remove()
    return app, signed_in(app, OWNER)


def _copied(wanted: int) -> None:
    """Copy the question until the poster has so many, each from somebody else."""
    random = Random(SEED)  # noqa: S311 - the same rows each time are the point
    talk = row_of(db.session.scalars(sa.select(Conversation)).one())
    parts = [row_of(one) for one in db.session.scalars(sa.select(Participant))]
    said = row_of(db.session.scalars(sa.select(Message)).one())
    asker = row_of(db.session.get_one(Person, talk["asker_id"]))
    mine = next(one for one in parts if one["person_id"] != asker["id"])
    numbers = range(FIRST, FIRST + wanted - 1)
    with write_transaction():
        add(Person, (_asker(asker, n) for n in numbers))
        add(Conversation, (_talk(talk, n) for n in numbers))
        add(Participant, (one for n in numbers for one in _parts(random, mine, n)))
        add(Message, (_said(random, said, n, one) for n in numbers for one in range(SAID)))
        db.session.execute(sa.text("ANALYZE"))


def _last(number: int) -> int:
    return number * SAID + SAID - 1


def _asker(row: dict[str, Any], number: int) -> dict[str, Any]:
    own = {"public_id": uuid.uuid4(), "email": f"asker{number}@mail.example"}
    return {**row, **own, "id": number}


def _talk(row: dict[str, Any], number: int) -> dict[str, Any]:
    own = {"public_id": uuid.uuid4(), "asker_id": number, "last_message_id": _last(number)}
    return {**row, **own, "id": number}


def _parts(random: Random, row: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    here = {**row, "id": None, "conversation_id": number, "newest": _last(number)}
    unread = random.random() < UNREAD
    yield {**here, "public_id": uuid.uuid4(), "read_up_to": _last(number) - unread}
    theirs = {"person_id": number, "read_up_to": _last(number)}
    yield {**here, **theirs, "public_id": uuid.uuid4()}


def _said(random: Random, row: dict[str, Any], number: int, one: int) -> dict[str, Any]:
    own = {"public_id": uuid.uuid4(), "conversation_id": number, "sender_id": number}
    body = f"Message {one} of {number}: " + "words " * random.randint(1, 60)
    return {**row, **own, "id": number * SAID + one, "body": body}


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(times, n=20)[-1]


def in_turns(pages: list[Page], apps: list[Flask]) -> list[list[float]]:
    """CPU milliseconds of each request; all ask in turns, so that noise hits all."""
    found: list[list[float]] = [[] for _ in pages]
    for number in range(WARM + TIMES):
        for times, page, app in zip(found, pages, apps, strict=True):
            begun = time.process_time()
            page.call(app)
            if number >= WARM:
                times.append((time.process_time() - begun) * 1000)
    return found


def main(folder: Path, many: int) -> int:
    """Print the table; answers how many targets were missed."""
    use_cheap_hashing()
    made = [built(folder / "inboxes", size) for size in (0, many)]
    apps = [app for app, _cookie in made]
    heard = [Statements(app) for app in apps]
    print(f"CPU a request with no and with {many:,} conversations, p95 of {TIMES} in turns")
    print(HEAD)
    missed = []
    for name, path in PAGES:
        path = path.format(last=-(-many // 20))
        pages = [Page(name, path, cookie) for _app, cookie in made]
        asked = [_asked(one, page, app) for one, page, app in zip(heard, pages, apps, strict=True)]
        slow = [p95(times) for times in in_turns(pages, apps)]
        growth = slow[1] / slow[0]
        counts = f"{asked[0]} / {asked[1]}"
        print(f"{name:<26}{slow[0]:>13.2f}{slow[1]:>13.2f}{growth:>11.2f}{counts:>9}")
        if growth > MOST_GROWTH:
            missed.append(f"{name}: grows by {growth:.2f}, target {MOST_GROWTH}")
    print("\n".join([f"ABOVE TARGET: {one}" for one in missed] or ["Targets met."]))
    return len(missed)


def _asked(heard: Statements, page: Page, app: Flask) -> int:
    with heard.heard() as statements:
        page.ask(app)
    return len(statements)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
