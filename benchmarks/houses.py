"""Houses to measure: a migrated, filled and indexed database in a folder of its own."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
from flask import Flask
from werkzeug.test import Client

from benchmarks import rows
from exchange import clock, create_app
from exchange.accounts.passwords import use_cheap_hashing
from exchange.config import Settings
from exchange.db import db
from exchange.notices import worker
from exchange.search import indexer
from tests import factories

SECRET = "a secret of the benchmarks, long enough to pass"
FACTORY_DAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The listings of the test factories are open on this day."""
COOKIE = "crossover"


@dataclass(frozen=True)
class Facts:
    """What a measurement needs to know of a house."""

    listing: str
    room: str
    cookie: str
    """Signs the mover of the room in."""


def environment(folder: Path, listings: int) -> dict[str, str]:
    """Settings of a house for another process."""
    return {
        **os.environ,
        "EXCHANGE_SECRET_KEY": SECRET,
        "EXCHANGE_DATA_DIR": str(folder / str(listings)),
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }


def house(folder: Path, listings: int) -> Flask:
    """The real app on the house with so many listings; its log goes nowhere."""
    app = create_app(Settings.from_environment(environment(folder, listings)))
    for handler in logging.getLogger("exchange").handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(open(os.devnull, "w"))  # noqa: SIM115 - for as long as we run
    return app


def migrated(folder: Path, name: int) -> Flask:
    """The app on a new, empty database."""
    app = house(folder, name)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        flask_migrate.upgrade()
    return app


def facts(folder: Path, listings: int) -> Facts:
    """What was noted when the house was built."""
    return Facts(**json.loads((folder / str(listings) / "facts.json").read_text()))


def build(folder: Path, listings: int) -> None:
    """Build one house, and print what took how long."""
    use_cheap_hashing()
    app = migrated(folder, listings)
    with app.app_context():
        begun = time.perf_counter()
        rows.fill(listings)
        with clock.at(FACTORY_DAY):
            world = factories.world()
            paths = (world.listing.public_id, world.placement.public_id)
        filled = time.perf_counter()
        cpu = time.process_time()
        stats = indexer.rebuild("opportunity")
        cpu = time.process_time() - cpu
        db.session.remove()
    worker.drain(app, app.extensions["worker_steps"])
    opened = Facts(
        f"/opportunities/{paths[0]}",
        f"/placements/{paths[1]}",
        signed_in(app, "individual@rivers.example"),
    )
    (folder / str(listings) / "facts.json").write_text(json.dumps(asdict(opened)))
    print(
        f"{listings:>7,} listings: rows in {filled - begun:.1f} s; index of {stats.documents:,}"
        f" documents built in {cpu:.1f} s CPU, {stats.documents / cpu:,.0f} documents/s"
    )


def signed_in(app: Flask, email: str) -> str:
    """The cookie of somebody who has just signed in."""
    client = Client(app)
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {"email": email, "password": factories.PASSWORD, "csrf_token": token[1]}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code in {302, 303}, answer.status
    cookie = client.get_cookie(COOKIE)
    assert cookie
    return cookie.value


if __name__ == "__main__":
    for size in sys.argv[2:]:
        build(Path(sys.argv[1]), int(size))
