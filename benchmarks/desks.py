"""The HR desk of an organisation with few moves and with many: the same pages, in turns.

One move was walked to each state by commands; its rows are then copied, each for a person of its
own, so that every constraint holds.
"""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks.houses import FACTORY_DAY, migrated, signed_in
from benchmarks.pages import MOST_GROWTH, ratio, turns
from benchmarks.peer import Page
from exchange import clock
from exchange.accounts.models import Person
from exchange.accounts.passwords import use_cheap_hashing
from exchange.applications.models import Application
from exchange.audit import AuditEvent, history
from exchange.db import Base, db, write_transaction
from exchange.desk import exports, hr_services, sheets
from exchange.desk.moves import Wanted
from exchange.messages.models import Conversation, Message
from exchange.placements.models import Placement
from tests import factories
from tests.databases import Statements
from tests.desk import moved
from tests.placements import moving

SEED = 20261125
PIECE = 500
MOST_HAPPENS = 200
"""Entries in the record of one placement: a check-in each week of two years is half of it."""
HR, MOVER = "hr@rivers.example", "moveractive@rivers.example"
HEAD = f"{'page':<34}{'few ms':>9}{'many ms':>9}{'many/few':>10}{'SQL':>10}"
DESK = (
    ("what waits", "/hr"),
    ("out and in", "/hr?show=moves"),
    ("out and in, page 2", "/hr?show=moves&page=2"),
    ("filtered by name and place", "/hr?show=moves&person=mover&other=harbour"),
    ("filtered by whom it waits for", "/hr?show=moves&waits_for=host_hr"),
    ("finished", "/hr?show=finished"),
    ("how long it takes", "/hr/figures"),
    ("return of a quarter", "/hr/return?quarter=2026-4"),
)


def walked() -> None:
    """One move in each state, by commands."""
    at = moved.employers()
    rivers, harbour = at["rivers"], at["harbour"]
    for state in ("sent", "home", "host", "agreed", "issued", "signed", "active", "on_leave"):
        moved.reach(moved.move(f"mover{state.replace('_', '')}", rivers, harbour), state)
    refused = moved.reach(moved.move("moverrefused", rivers, harbour), "sent")
    moving.refuse(refused, refused.home_hr, "home_hr")
    moved.complete(moved.reach(moved.move("moverdone", rivers, harbour), "active"))


def copied(wanted: int) -> None:
    """Copy the moves until there are so many."""
    random = Random(SEED)  # noqa: S311 - the same rows each time are the point
    originals = [row_of(one) for one in db.session.scalars(sa.select(Placement))]
    answers = {one.id: row_of(one) for one in db.session.scalars(sa.select(Application))}
    first = 1 + (db.session.scalar(sa.select(sa.func.max(Person.id))) or 0)
    numbers = range(first, first + max(0, wanted - len(originals)))
    source = {number: originals[number % len(originals)] for number in numbers}
    with write_transaction():
        add(Person, ({"id": n, **_person(n)} for n in numbers))
        add(
            Application,
            (_answer(random, n, answers[row["application_id"]]) for n, row in source.items()),
        )
        add(Placement, (_placement(random, n, row) for n, row in source.items()))
        db.session.execute(sa.text("ANALYZE"))


def row_of(one: Base) -> dict[str, Any]:
    """The columns of a row, to be copied."""
    return {name.key: getattr(one, name.key) for name in sa.inspect(type(one)).column_attrs}


def _person(number: int) -> dict[str, Any]:
    return {
        "public_id": uuid.uuid4(),
        "name": f"Mover {number}",
        "email": f"copy{number}@rivers.example",
        "password_hash": "no password opens this",
        "confirmed_at": clock.now(),
    }


def _own(random: Random) -> dict[str, Any]:
    """What no two rows share."""
    ago = timedelta(days=random.randint(1, 400), seconds=random.randint(0, 86_399))
    return {"public_id": uuid.uuid4(), "created_at": clock.now() - ago}


def _answer(random: Random, number: int, row: dict[str, Any]) -> dict[str, Any]:
    place = {"place": number} if row["place"] is not None else {}
    return {**row, **_own(random), **place, "id": number, "applicant_id": number}


def _placement(random: Random, number: int, row: dict[str, Any]) -> dict[str, Any]:
    own = _own(random)
    key = f"person:{number}"
    new = {**row, **own, "moved_at": own["created_at"], "mover_id": number, "mover_key": key}
    signed = {"mover_signed_by": key} if row["mover_signed_by"] else {}
    length = row["ends_on"] - row["starts_on"]
    starts: date = row["starts_on"] - timedelta(days=random.randint(0, 120))
    days = {"starts_on": starts, "ends_on": starts + length}
    return {**new, **signed, **days, "id": None, "application_id": number}


def add(model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    """Insert many rows at once; what is None is left to the database."""
    made = [{name: one for name, one in row.items() if one is not None} for row in rows]
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in made:
        alike.setdefault(tuple(sorted(row)), []).append(row)
    for each in alike.values():
        for start in range(0, len(each), PIECE):
            db.session.execute(sa.insert(model), each[start : start + PIECE])


def built(folder: Path, size: int) -> tuple[Flask, list[Page]]:
    """An app whose department has so many moves, and the pages of its HR."""
    app = migrated(folder, size)
    with app.app_context():
        with clock.at(FACTORY_DAY):
            walked()
        copied(size)
        token = hr_services.open_calendar(factories.actor(HR))
        db.session.remove()
    cookie = signed_in(app, HR)
    _files(app, size, f"/hr/calendar/{token}.ics")
    cookie_of_mover = signed_in(
        app, MOVER
    )  # before the past grows: nobody may change anything then
    room = Page("room with a long past", _room(app, size), cookie_of_mover)
    return app, [*(Page(name, path, cookie) for name, path in DESK), room]


def _room(app: Flask, past: int) -> str:
    """The page of a placement about which so much was said; all that happened to it is shown."""
    happened = min(past, MOST_HAPPENS)
    with app.app_context():
        mover = factories.actor(MOVER)
        theirs = sa.select(Placement).filter_by(mover_id=mover.person_id)
        placement = db.session.scalars(theirs).one()
        about = sa.select(Conversation).filter_by(subject_id=placement.public_id)
        conversation = db.session.scalars(about).one()
        told = row_of(history(db.session(), "placement", placement.public_id)[-1])
        last = db.session.scalar(sa.select(sa.func.max(AuditEvent.seq))) or 0
        said = {"conversation_id": conversation.id, "sender_id": mover.person_id}
        with write_transaction():
            add(AuditEvent, ({**told, "seq": last + n} for n in range(1, happened + 1)))
            add(Message, ({**said, "body": f"Message {n}"} for n in range(past)))
        return f"/placements/{placement.public_id}"


def _files(app: Flask, size: int, feed: str) -> None:
    """What is written of all moves at once grows with them: how long that takes, and how large."""
    with app.app_context():
        viewer, wanted = factories.actor(HR), Wanted()
        for name, write in (
            ("CSV", lambda: sheets.as_csv([exports.sheet(viewer, wanted)])),
            ("ODS", lambda: sheets.as_ods("Moves", [exports.sheet(viewer, wanted)])),
        ):
            _print_file(f"{size:,} moves: {name} of those under way", write)
    _print_file(f"{size:,} moves: calendar", lambda: Page("calendar", feed).ask(app).encode())


def _print_file(name: str, write: Callable[[], bytes]) -> None:
    begun = time.process_time()
    length = len(write())
    print(f"{name:<48}{(time.process_time() - begun) * 1000:>9.0f} ms CPU{length:>12,} bytes")


def main(folder: Path, few: int, many: int) -> int:
    """Print the table; answers how many targets were missed."""
    use_cheap_hashing()
    made = {size: built(folder / "desks", size) for size in (few, many)}
    heard = {size: Statements(app) for size, (app, _pages) in made.items()}
    print(f"CPU a request with {few:,} and with {many:,} moves, median of rounds in turns")
    print(HEAD)
    missed = []
    for small, large in zip(made[few][1], made[many][1], strict=True):
        calls: dict[str, Callable[[], None]] = {
            "few": lambda page=small: page.call(made[few][0]),
            "many": lambda page=large: page.call(made[many][0]),
        }
        times = turns(calls)
        asked = [_asked(heard[few], small, made[few][0]), _asked(heard[many], large, made[many][0])]
        growth = ratio(times["many"], times["few"])
        middle = [median(times[one]) for one in calls]
        counts = f"{asked[0]} / {asked[1]}"
        print(f"{small.name:<34}{middle[0]:>9.2f}{middle[1]:>9.2f}{growth:>10.2f}{counts:>10}")
        if growth > MOST_GROWTH:
            missed.append(f"{small.name}: grows by {growth:.2f}, target {MOST_GROWTH}")
        if asked[0] != asked[1]:
            missed.append(f"{small.name}: SQL statements change from {counts}")
    print("\n".join([f"ABOVE TARGET: {one}" for one in missed] or ["Targets met."]))
    return len(missed)


def _asked(heard: Statements, page: Page, app: Flask) -> int:
    with heard.heard() as statements:
        page.ask(app)
    return len(statements)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
