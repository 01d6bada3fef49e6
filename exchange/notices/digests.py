"""The daily e-mail: what was told and can wait, once a morning, with what makes it worth opening.

Which notices go into one is settled in one transaction with the row that has it sent: each notice
carries the number of its digest, and a person has one digest a day. A worker that was down at the
hour sends later, and once. What was read on the page meanwhile is left out.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from exchange import clock
from exchange.db import db, housekeeping
from exchange.errors import ChangedMeanwhile
from exchange.notices import events, unsubscribing
from exchange.notices.mailer import Letter, Mailer
from exchange.notices.models import Digest, Mailing, Notice
from exchange.notices.outbox import Afterwards
from exchange.notices.services import queue

EVERY = timedelta(minutes=10)
HOUR = time(7)
"""London time: in the inbox when work begins."""
MOST_IN_A_ROUND = 500
MOST_SHOWN = 30


def run() -> int:
    """A round of the worker: the digests that are due; answers how many."""
    day, until = morning()
    done = 0
    for person_id in due(day, until):
        try:
            done += make(person_id, day, until)
        except ChangedMeanwhile:  # another worker made it at that moment
            db.session.rollback()
    return done


def morning() -> tuple[date, datetime]:
    """The last morning whose hour has come."""
    today = clock.today()
    hour = datetime.combine(today, HOUR, clock.LONDON)
    if clock.now() < hour:
        today -= timedelta(days=1)
        hour = datetime.combine(today, HOUR, clock.LONDON)
    return today, hour


def due(day: date, until: datetime) -> list[int]:
    """Who has something to read from before that hour and had no digest of that day."""
    had = sa.select(Digest.person_id).where(Digest.day == day)
    query = (
        sa.select(Notice.person_id)
        .distinct()
        .where(*_waits(until), Notice.person_id.not_in(had))
        .order_by(Notice.person_id)
        .limit(MOST_IN_A_ROUND)
    )
    return list(db.session.scalars(query))


@housekeeping
def make(person_id: int, day: date, until: datetime) -> bool:
    """Put what waits for a person into the digest of that day, and have it sent."""
    waits = sa.and_(*_waits(until), Notice.person_id == person_id)
    if db.session.scalar(sa.select(Notice.id).where(waits).limit(1)) is None:
        return False
    digest = Digest(person_id=person_id, day=day)
    db.session.add(digest)
    db.session.flush()
    db.session.execute(
        sa.update(Notice)
        .where(waits)
        .values(digest_id=digest.id)
        .execution_options(synchronize_session=False)
    )
    work = {"digest_id": digest.id, "person_id": person_id, "message_key": uuid.uuid4().hex}
    queue("digest_mail", work)
    return True


def sender(mailer: Mailer) -> Callable[[dict[str, Any]], Afterwards | None]:
    """The outbox's handler that sends a digest by that mailer."""

    def send(payload: dict[str, Any]) -> Afterwards | None:
        found = mailer.address_of(payload["person_id"])
        notices = _of(payload["digest_id"])
        if found is None or not notices:
            return None
        many = len(notices)
        return mailer.send(
            Letter(
                to=found.address,
                subject=f"Your daily e-mail: {many} notice{'' if many == 1 else 's'}",
                template="digest",
                context={"name": found.name, "groups": _grouped(notices), "more": _more(notices)},
                key=payload["message_key"],
                language=found.language,
                bounces=mailer.way_back(payload["person_id"], found.address),
                unsubscribe=mailer.way_out(payload["person_id"], unsubscribing.DAILY),
            )
        )

    return send


def _waits(until: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Notice.mailing == Mailing.DAILY,
        Notice.digest_id.is_(None),
        Notice.read_at.is_(None),
        Notice.created_at < until,
    )


def _of(digest_id: int) -> list[Notice]:
    query = sa.select(Notice).where(Notice.digest_id == digest_id).order_by(Notice.id.desc())
    return list(db.session.scalars(query))


def _grouped(notices: list[Notice]) -> list[tuple[str, list[Notice]]]:
    """By group, in the order of the table, newest first in each."""
    shown = notices[:MOST_SHOWN]
    found = [
        (about.title, [one for one in shown if events.of(one.event).group is group])
        for group, about in events.GROUPS.items()
    ]
    return [(title, these) for title, these in found if these]


def _more(notices: list[Notice]) -> int:
    return max(0, len(notices) - MOST_SHOWN)
