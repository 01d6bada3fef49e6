"""How fast registers and adverts come in, a second time too, and how the index follows."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from uuid import UUID

from flask import Flask
from werkzeug.datastructures import MultiDict

from benchmarks import registers
from benchmarks.houses import FACTORY_DAY, migrated
from exchange import clock
from exchange.access import VISITOR, Actor
from exchange.accounts.passwords import use_cheap_hashing
from exchange.notices import worker
from exchange.opportunities import searching
from exchange.opportunities import services as listings
from exchange.search import indexer
from tests import factories

UPDATES = 10


def main(folder: Path, organisations: int, adverts: int, file: str = "") -> None:
    """Import into an empty house; `file` names adverts to take instead of made-up ones."""
    use_cheap_hashing()
    app = migrated(folder, 0)
    register = registers.organisations(folder / "register.csv", organisations)
    job_site = Path(file) if file else registers.postings(folder / "adverts.ndjson", adverts)
    for again in ("", ", again"):
        _import(app, "import-organisations", register, again)
        _import(app, "import-postings", job_site, again)
        if not again:
            _follow(app)
    _visible(app)


def _import(app: Flask, command: str, file: Path, again: str) -> None:
    with file.open("rb") as lines:
        count = sum(1 for _line in lines)
    cpu, begun = time.process_time(), time.perf_counter()
    said = app.test_cli_runner().invoke(args=[command, str(file)])
    cpu, took = time.process_time() - cpu, time.perf_counter() - begun
    if said.exit_code:
        raise SystemExit(f"{command} failed: {said.output}{said.exception!r}")
    told = said.stdout.strip().splitlines()[-1]
    print(
        f"{command + again:<29}{count / took:>8,.0f} lines/s,"
        f" {count / cpu:>7,.0f} a CPU second: {told}",
        flush=True,
    )


def _follow(app: Flask) -> None:
    """What the worker does after an import."""
    with app.app_context():
        waiting = indexer.lag().waiting
    cpu, begun = time.process_time(), time.perf_counter()
    worker.drain(app, [indexer.step])
    cpu, took = time.process_time() - cpu, time.perf_counter() - begun
    print(
        f"{'index follows the import':<29}{waiting / took:>8,.0f} docs/s, "
        f" {waiting / cpu:>7,.0f} a CPU second",
        flush=True,
    )


def _visible(app: Flask) -> None:
    """From a moderator's "publish" to the first search that shows the listing."""
    with app.app_context(), clock.at(FACTORY_DAY):
        poster = factories.person("poster@benchmark.example")
        waiting = [_submitted(poster, number) for number in range(UPDATES)]
        moderator = factories.moderator()
    worker.drain(app, app.extensions["worker_steps"])
    times = sorted(_publish(app, moderator, *one) for one in enumerate(waiting))
    print(
        f"one listing, publish to found: p50 {times[UPDATES // 2] * 1000:.0f} ms,"
        f" worst {times[-1] * 1000:.0f} ms of CPU, with the worker's step"
    )


def _submitted(poster: Actor, number: int) -> UUID:
    draft = factories.listing(poster, None, "session", published=False, title=f"Zebra{number} talk")
    listings.submit(poster, draft.public_id, draft.version)
    return draft.public_id


def _publish(app: Flask, moderator: Actor, number: int, public_id: UUID) -> float:
    begun = time.process_time()
    with app.app_context(), clock.at(FACTORY_DAY):
        factories.publish(moderator, public_id)
    worker.drain(app, [indexer.step])
    with app.test_request_context(), clock.at(FACTORY_DAY):
        form = searching.SearchForm(MultiDict({"q": f"Zebra{number}"}))
        assert form.validate()
        assert searching.search(VISITOR, form, 1).total == 1
    return time.process_time() - begun


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
