"""kill -9 of the web server at random moments while people write and apply, over real HTTP.

`python -m benchmarks.webkills [--kills 50]`: on SQLite and on PostgreSQL. Whoever gets no answer
sends the same form again to the next server, as a browser does on reloading. What was acknowledged
stands once, whatever was sent twice; each message and each application has its notices, and no
notice is of something that is not there. Then the worker runs, with mail through a real SMTP
server, and each e-mail goes out once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

import sqlalchemy as sa
from flask import Flask

from benchmarks.figures import Gate, print_gates
from benchmarks.houses import FACTORY_DAY, signed_in
from benchmarks.mailkills import houses, work
from benchmarks.mortal import SECONDS_TO_ANSWER, Browser, Server, living
from benchmarks.peer import Page
from exchange import clock
from exchange.accounts.models import Person
from exchange.accounts.passwords import use_cheap_hashing
from exchange.applications.models import Application
from exchange.db import db, write_transaction
from exchange.messages.models import Message
from exchange.notices.models import Mailing, Notice, Outbox
from exchange.opportunities import asking
from tests import factories
from tests.databases import dispose
from tests.notices import mailing
from tests.notices.mailing import Box

SEED = 20261126
MOST_FORMS = 8
"""That a server may get before it is killed, at a random moment of the last one's answer."""
USUAL = 0.1
"""Seconds for which an answer is waited for, until some have come."""
MARGIN = 1.2
SLOW = 0.1
"""Seconds that answers take to leave in every second life: what they tell of is written by then."""
MOST_LIVES = 4
"""For each kill that is wanted: at some moments nobody waits for an answer."""
APPLY = 3
"""Applicants for each kill."""
STATEMENT = "I would like to learn how you work, and to bring what I know."
ASKER, POSTER, OTHER = "asker@mail.example", "poster@harbour.example", "second@harbour.example"


@dataclass
class Scene:
    """A conversation of three, a listing, and who writes and applies."""

    talk: str
    listing: str
    writers: list[Browser]
    applicants: list[Browser]
    kills: int = 0
    written: int = 0
    """Forms without an answer that had been written when their server died."""
    begun: int = 0
    took: list[float] = field(default_factory=lambda: [USUAL])
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def browsers(self) -> list[Browser]:
        """Everybody."""
        return self.writers + self.applicants

    @property
    def lost(self) -> list[Browser]:
        """Those who got no answer."""
        return [one for one in self.browsers if one.lost]

    def words(self) -> str:
        """A text that nobody else sends."""
        with self.lock:
            self.begun += 1
            return f"Message {self.begun} of all."


@dataclass
class Found:
    """What stood there in the end."""

    kills: int
    acknowledged: int
    written: int
    sent_again: int
    refused: int
    lost: int
    twice: int
    untold: int
    told_of_nothing: int
    mails_lost: int
    mails_beyond: int
    copies: int


def scene(app: Flask, applicants: int) -> Scene:
    """All by commands."""
    with app.app_context():
        host = factories.organisation("Harbour Hospice")
        poster = factories.member(POSTER, host, "poster")
        factories.member(OTHER, host, "poster")
        listing = factories.listing(poster, host, "trustee")
        asker = factories.person(ASKER)
        talk = asking.ask(asker, listing.public_id, "Could it be done in the evening?")
        emails = [f"applicant{number}@mail.example" for number in range(applicants)]
        for one in emails:
            factories.person(one)
        paths = (f"/messages/{talk.public_id}", f"/opportunities/{listing.public_id}/apply")
        with write_transaction():  # what was told on the way here
            db.session.execute(sa.delete(Notice))
            db.session.execute(sa.update(Outbox).values(done_at=clock.now()))
    browsers = [Browser(signed_in(app, one)) for one in (ASKER, POSTER, *emails)]
    there = Scene(*paths, browsers[:2], browsers[2:])
    for who, path in ((browsers[0], there.talk), (browsers[2], there.listing)):
        Page("", path, who.cookie).ask(app)  # a server that is forked knows its templates
    dispose(app)
    return there


def life(app: Flask, there: Scene, random: Random, slow: float) -> None:
    """One server, killed while it answers."""
    with living(app, FACTORY_DAY, slow) as server:
        busy = [
            *(threading.Thread(target=_write, args=(there, one, server)) for one in there.writers),
            threading.Thread(target=_apply, args=(there, server)),
        ]
        for thread in busy:
            thread.start()
        for _form in range(random.randint(1, MOST_FORMS)):
            server.sent.acquire(timeout=SECONDS_TO_ANSWER)
        time.sleep(random.uniform(0, MARGIN * (median(there.took) + slow)))
        server.kill()
        for thread in busy:
            thread.join()
    there.took += [one - slow for one in server.took]
    if there.lost:
        there.kills += 1
        there.written += _written(app, there)


def last_life(app: Flask, there: Scene) -> None:
    """A server that is left alone until everybody has an answer."""
    with living(app, FACTORY_DAY) as server:
        for one in there.lost:
            assert one.lost
            one.send(server, one.lost)


def _write(there: Scene, who: Browser, server: Server) -> None:
    """One message after the other, the one without an answer first."""
    while not server.is_dead:
        says = there.words()
        form = who.lost or who.fill(server.port, there.talk, says, body=says)
        if form is None or not who.send(server, form):
            return


def _apply(there: Scene, server: Server) -> None:
    """Whoever has not applied yet."""
    for number, who in enumerate(there.applicants):
        if server.is_dead:
            return
        if not who.acknowledged:
            given = {"statement": STATEMENT, "home_organisation": "none", "action": "send"}
            form = who.lost or who.fill(server.port, there.listing, f"applicant{number}", **given)
            if form is None or not who.send(server, form):
                return


def _written(app: Flask, there: Scene) -> int:
    with app.app_context():
        stands = set(_said()) | set(_applied())
    dispose(app)
    return sum(one.lost is not None and one.lost.says in stands for one in there.browsers)


def _said() -> list[str]:
    return list(db.session.scalars(sa.select(Message.body)))


def _applied() -> list[str]:
    query = sa.select(Person.email).join(Application, Application.applicant_id == Person.id)
    sent = query.where(Application.submitted_at.is_not(None))
    return [email.partition("@")[0] for email in db.session.scalars(sent)]


def run(app: Flask, box: Box, wanted: int) -> Found:
    """Kill so many servers at random moments, let the last one live, then the worker; and look."""
    random = Random(SEED)  # noqa: S311 - the moments are to be spread
    with clock.at(FACTORY_DAY):
        there = scene(app, APPLY * wanted)
        for number in range(MOST_LIVES * wanted):
            if there.kills == wanted:
                break
            life(app, there, random, SLOW * (number % 2))
        last_life(app, there)
        work(app, box)
    with clock.at(_morning()):
        work(app, box)
    return _look(app, box, there)


def _morning() -> datetime:
    return FACTORY_DAY + timedelta(days=1)


def _look(app: Flask, box: Box, there: Scene) -> Found:
    with app.app_context():
        stands = Counter(_said()) + Counter(_applied())
        expected, told = _to_tell(), _told()
        at_once = sa.select(sa.func.count(Notice.id)).filter_by(mailing=Mailing.AT_ONCE)
        daily = sa.select(sa.func.count(sa.distinct(Notice.digest_id)))
        mails = (db.session.scalar(at_once) or 0) + (db.session.scalar(daily) or 0)
    dispose(app)
    said = [one for browser in there.browsers for one in browser.acknowledged]
    ids = Counter(str(one["Message-ID"]) for one in box.messages)
    return Found(
        kills=there.kills,
        acknowledged=len(said),
        written=there.written,
        sent_again=sum(one.sent_again for one in there.browsers),
        refused=sum(len(one.refused) for one in there.browsers),
        lost=len(set(said) - set(stands)),
        twice=sum(stands.values()) - len(stands) + len(said) - len(set(said)),
        untold=(expected - told).total(),
        told_of_nothing=(told - expected).total(),
        mails_lost=max(0, mails - len(ids)),
        mails_beyond=max(0, len(ids) - mails),
        copies=ids.total() - len(ids),
    )


def _to_tell() -> Counter[tuple[str, str, str]]:
    """Who has to be told of what, how often: each message, and each application."""
    team = (ASKER, POSTER, OTHER)
    senders = sa.select(Person.email).join(Message, Message.sender_id == Person.id)
    said = list(db.session.scalars(senders.order_by(Message.id)))[1:]  # the question was before
    found = Counter(("message", one, "") for sender in said for one in team if one != sender)
    sent = sa.select(Application.public_id).where(Application.submitted_at.is_not(None))
    for public_id in db.session.scalars(sent):
        path = f"/applications/{public_id}"
        found["application_received", POSTER, path] += 1
    return found


def _told() -> Counter[tuple[str, str, str]]:
    query = sa.select(Notice.event, Person.email, Notice.path).join(
        Person, Person.id == Notice.person_id
    )
    rows = db.session.execute(query.where(Notice.on_page))
    return Counter((event, who, "" if event == "message" else path) for event, who, path in rows)


def gates(found: Found, wanted: int) -> list[Gate]:
    """What has to hold."""
    return [
        Gate("killed while somebody waited for an answer", float(found.kills), wanted, True),
        Gate("of these written, and not answered", float(found.written), wanted // 10, True),
        Gate("refused", float(found.refused), 0),
        Gate("acknowledged and lost", float(found.lost), 0),
        Gate("written twice", float(found.twice), 0),
        Gate("notices lost", float(found.untold), 0),
        Gate("notices of nothing, or told twice", float(found.told_of_nothing), 0),
        Gate("e-mails lost", float(found.mails_lost), 0),
        Gate("ids of e-mails beyond one each", float(found.mails_beyond), 0),
        Gate("copies under the same id", float(found.copies), 0),
    ]


def main(wanted: int) -> int:
    """Print the table of both; 0 when all of it held."""
    use_cheap_hashing()
    missed = 0
    with (
        tempfile.TemporaryDirectory(prefix="crossover-webkills-") as name,
        houses(Path(name)) as made,
    ):
        for database, app in made.items():
            with mailing.serving() as box:
                found = run(app, box, wanted)
            checked = gates(found, wanted)
            print_gates(f"{wanted} times kill -9 of the web server, {database}", checked)
            print(f"  {found.acknowledged:,} acknowledged, {found.sent_again} sent again")
            missed += sum(not one.is_met for one in checked)
    return int(missed > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="kill -9 of the web server while people write")
    parser.add_argument("--kills", type=int, default=50)
    sys.exit(main(parser.parse_args().kills))
