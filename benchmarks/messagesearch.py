"""Searching one's own messages: in a house with few, and in one where others have very many.

The searcher has 60 messages in the one, and 2,000 of 102,000 in the other. Pages are asked in
turns, and the search behind them beside SQLite FTS5, which joins what it finds with who takes part.
Both with the embedded engine and with PostgreSQL's; the times are of the clock on the wall, since
PostgreSQL works in processes of its own.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote_plus

import flask_migrate
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict

from benchmarks.desks import add, row_of
from benchmarks.figures import Gate, print_gates, share
from benchmarks.houses import FACTORY_DAY, environment, migrated, signed_in
from benchmarks.peer import Page
from benchmarks.vocabulary import vocabulary
from exchange import clock, create_app
from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.accounts.passwords import use_cheap_hashing
from exchange.config import Settings
from exchange.db import db, write_transaction
from exchange.messages import documents, searching
from exchange.messages.models import Conversation, Message, Participant
from exchange.messages.searching import SearchForm
from exchange.notices import worker
from exchange.opportunities import asking
from exchange.search import indexer
from tests import factories, pg
from tests.databases import dispose

SEED = 20261126
SAID = 5
"""Messages in each conversation, of 20 to 80 words."""
FEW, OWN = 12, 400
"""Conversations of the searcher in either house."""
FIRST = 1000
OTHERS = 500
"""People with whom everybody else talks."""
ROUNDS, WARM = 5, 1
MOST_GROWTH, MOST_OF_PEER = 2.0, 1.0
SEARCHER = "poster@harbour.example"
HEAD = (
    f"{'words':<18}{'found':>8}{'few ms':>9}{'many ms':>9}{'many/few':>10}"
    f"{'search ms':>11}{'FTS5 ms':>9}{'ours/FTS5':>11}"
)
SCHEMA = """
CREATE TABLE said (id INTEGER PRIMARY KEY, conversation_id INTEGER, body TEXT);
CREATE TABLE part (person_id INTEGER, conversation_id INTEGER, PRIMARY KEY (person_id,
  conversation_id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(body, content='said', content_rowid='id',
  tokenize='porter unicode61 remove_diacritics 2', prefix='2 3');
"""
MINE = """
FROM words JOIN said ON said.id = words.rowid
JOIN part ON part.conversation_id = said.conversation_id AND part.person_id = ?
WHERE words MATCH ?
"""
BEST = f"SELECT said.id, snippet(words, 0, '', '', '…', 24) {MINE} ORDER BY said.id DESC LIMIT 20"
COUNT = f"SELECT count(*) {MINE}"


@dataclass
class House:
    """An app, and who searches in it."""

    app: Flask
    searcher: Actor
    cookie: str


def opened(folder: Path, others: int, database: str) -> Flask:
    """The app on a new, empty database, with the engine that belongs to it."""
    if not database:
        return migrated(folder, others)
    there = {"EXCHANGE_DATABASE_URL": database, "EXCHANGE_SEARCH": "postgres"}
    app = create_app(Settings.from_environment({**environment(folder, others), **there}))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("exchange").setLevel(logging.CRITICAL)
    with app.app_context():
        flask_migrate.upgrade()
    return app


def built(app: Flask, own: int, others: int) -> House:
    """Conversations of the searcher, and of other people."""
    with app.app_context(), clock.at(FACTORY_DAY):
        host = factories.organisation("Harbour Hospice")
        searcher = factories.member(SEARCHER, host, "poster")
        listing = factories.listing(searcher, host)
        asking.ask(factories.person("asker@mail.example"), listing.public_id, "How many days?")
        _copied(own, others)
        worker.drain(app, [indexer.step])
        begun = time.perf_counter()
        stats = indexer.rebuild(documents.KIND)
        took = time.perf_counter() - begun
        worker.drain(app, [indexer.step])
        db.session.remove()
    print(f"{stats.documents:,} messages indexed in {took:.1f} s")
    return House(app, searcher, signed_in(app, SEARCHER))


def _copied(own: int, others: int) -> None:
    """Copy the question and its rows; each conversation has an asker of its own."""
    random = Random(SEED)  # noqa: S311 - the same rows each time are the point
    talk = row_of(db.session.scalars(sa.select(Conversation)).one())
    said = row_of(db.session.scalars(sa.select(Message)).one())
    parts = [row_of(one) for one in db.session.scalars(sa.select(Participant))]
    asker = row_of(db.session.get_one(Person, talk["asker_id"]))
    mine = next(one for one in parts if one["person_id"] != asker["id"])
    talks = range(FIRST, FIRST + own + others)
    ours = set(random.sample(talks, own))  # so that they lie among the others
    with write_transaction():
        add(Person, (_person(asker, n) for n in range(FIRST, FIRST + max(len(talks), OTHERS))))
        add(Conversation, (_talk(talk, n) for n in talks))
        add(Participant, (one for n in talks for one in _parts(mine, n, n in ours)))
        add(Message, (_said(random, said, n, one) for n in talks for one in range(SAID)))
        db.session.execute(sa.text("ANALYZE"))


def _person(row: dict[str, Any], number: int) -> dict[str, Any]:
    own = {"public_id": uuid.uuid4(), "email": f"asker{number}@mail.example"}
    return {**row, **own, "id": number}


def _last(number: int) -> int:
    return number * SAID + SAID - 1


def _talk(row: dict[str, Any], number: int) -> dict[str, Any]:
    own = {"public_id": uuid.uuid4(), "asker_id": number, "last_message_id": _last(number)}
    return {**row, **own, "id": number}


def _parts(row: dict[str, Any], number: int, is_ours: bool) -> Iterator[dict[str, Any]]:
    """The asker, and the searcher or somebody else."""
    here = {**row, "id": None, "conversation_id": number, "newest": _last(number)}
    other = FIRST + (number + 1) % OTHERS
    for person_id in (number, row["person_id"] if is_ours else other):
        yield {**here, "public_id": uuid.uuid4(), "person_id": person_id}


def _said(random: Random, row: dict[str, Any], number: int, one: int) -> dict[str, Any]:
    sentences = vocabulary(SEED).sentences(random, random.randint(20, 80))
    at = row["created_at"] + timedelta(minutes=number * SAID + one)
    own = {"public_id": uuid.uuid4(), "conversation_id": number, "sender_id": number}
    body = " ".join(sentences)
    return {**row, **own, "id": number * SAID + one, "body": body, "created_at": at}


class Fts5:
    """The peer, filled from the same rows."""

    def __init__(self, house: House) -> None:
        with house.app.app_context():
            said = db.session.execute(sa.select(Message.id, Message.conversation_id, Message.body))
            part = db.session.execute(sa.select(Participant.person_id, Participant.conversation_id))
            self.own = sqlite3.connect(":memory:")
            self.own.executescript(SCHEMA)
            self.own.executemany("INSERT INTO said VALUES (?, ?, ?)", map(tuple, said))
            self.own.executemany("INSERT INTO part VALUES (?, ?)", map(tuple, part))
            db.session.remove()
        self.own.execute("INSERT INTO words(words) VALUES ('rebuild')")
        self.own.execute("INSERT INTO words(words) VALUES ('optimize')")
        self.own.execute("ANALYZE")

    def ask(self, person_id: int, words: str) -> int:
        """The newest with snippets, and how many there are."""
        asked = (person_id, words)
        self.own.execute(BEST, asked).fetchall()
        return int(self.own.execute(COUNT, asked).fetchone()[0])


def questions() -> dict[str, list[str]]:
    """What is asked, by its kind."""
    random = Random(SEED + 1)  # noqa: S311 - the same questions each time
    _function, field, tail = vocabulary(SEED).urns
    common, rare = field.known[:40], tail.known[200:1200]
    pairs = [random.sample(common, 2) for _ in range(10)]
    return {
        "a common word": random.sample(common, 10),
        "two common words": [" ".join(pair) for pair in pairs],
        "a rare word": random.sample(rare, 10),
        "its beginning": [f"{one[:4]}*" for one in random.sample(common, 10)],
        "mistyped": [_mistyped(random, one) for one in random.sample(common, 10)],
        "nothing": [f"nobody{n}ever" for n in range(10)],
    }


def _mistyped(random: Random, word: str) -> str:
    at = random.randint(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def timed(calls: list[Callable[[], Any]]) -> list[list[float]]:
    """Milliseconds of each call in each round, in turns."""
    found: list[list[float]] = [[] for _ in calls]
    for turn in range(WARM + ROUNDS):
        for times, call in zip(found, calls, strict=True):
            begun = time.perf_counter()
            call()
            if turn >= WARM:
                times.append((time.perf_counter() - begun) * 1000)
    return found


def measure(few: House, many: House) -> list[Gate]:
    """A row for each kind of question; the gates of all."""
    peer, person_id = Fts5(many), many.searcher.person_id or 0
    totals: list[list[float]] = [[], [], [], []]
    print(HEAD)
    for kind, asked in questions().items():
        times: list[list[float]] = [[], [], [], []]
        found = 0
        for words in asked:
            path = f"/messages?q={quote_plus(words)}"
            pages = [(house.app, Page(words, path, house.cookie)) for house in (few, many)]
            found += _search(many, words)
            calls: list[Callable[[], Any]] = [
                *(lambda app=app, page=page: page.call(app) for app, page in pages),
                lambda words=words: _search(many, words),
                lambda words=words: peer.ask(person_id, words),
            ]
            for kept, new in zip(times, timed(calls), strict=True):
                kept.append(min(new))
        _print(kind, found // len(asked), times)
        for total, new in zip(totals, times, strict=True):
            total += new
    small, large, ours, theirs = (share(one, 0.95) for one in totals)
    return [
        Gate("p95 of the page, many / few", large / small, MOST_GROWTH),
        Gate("p95 of the search, ours / FTS5", ours / theirs, MOST_OF_PEER),
    ]


def _search(house: House, words: str) -> int:
    with house.app.app_context():
        form = SearchForm(MultiDict({"q": words}))
        return searching.search(house.searcher, form).total


def _print(kind: str, found: int, times: list[list[float]]) -> None:
    few, many, ours, theirs = (share(one, 0.95) for one in times)
    print(
        f"{kind:<18}{found:>8,}{few:>9.2f}{many:>9.2f}{many / few:>10.2f}"
        f"{ours:>11.2f}{theirs:>9.2f}{ours / theirs:>11.2f}",
        flush=True,
    )


def main(folder: Path, others: int) -> int:
    """Print a table for each engine; answers how many targets were missed."""
    use_cheap_hashing()
    missed = 0
    with ExitStack() as servers:
        for engine in ("embedded", "postgres"):
            at = folder / "messagesearch" / engine
            made = []
            for own, number in ((FEW, 0), (OWN, others)):
                is_server = engine == "postgres"
                database = servers.enter_context(pg.server()) if is_server else ""
                made.append(built(opened(at, number, database), own, number))
            print(f"{engine}: each question, the best of 5 rounds in turns; p95 of ten of a kind")
            checked = measure(*made)
            print_gates(f"searching one's own messages, {engine}", checked)
            missed += sum(not one.is_met for one in checked)
            for house in made:
                dispose(house.app)
    return missed


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
