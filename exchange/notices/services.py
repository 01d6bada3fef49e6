"""What other rooms' commands write when somebody must be told. Part of their transaction."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor
from exchange.db import command, db
from exchange.notices.models import Notice, Outbox, ToldOnce

LONGEST_TEXT = 400


def queue(topic: str, payload: dict[str, Any], run_at: datetime | None = None) -> None:
    """Leave work for the worker, in the transaction of the command that asks."""
    db.session.add(Outbox(topic=topic, payload=payload, run_at=run_at or clock.now()))


def mail(to: str, subject: str, text: str) -> None:
    """Send an e-mail to an address after the commit. The text is wiped once it is sent."""
    payload = {"to": to, "subject": subject, "text": text, "message_key": uuid.uuid4().hex}
    queue("mail", payload)


def tell(person_id: int, event: str, text: str, path: str) -> None:
    """Tell a person something on the page and by e-mail, with where to act on it.

    `event` is a constant name; `text` one sentence in plain words; `path` begins with a slash.
    """
    # Long names and reasons together may be longer than the column; the page says it in full.
    short = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
    db.session.add(Notice(person_id=person_id, event=event, text=short, path=path))
    queue(
        "notice_mail",
        {"person_id": person_id, "text": text, "path": path, "message_key": uuid.uuid4().hex},
    )


def once(key: str) -> bool:
    """Whether this is said for the first time. Written in the transaction of who says it.

    Of two that ask at once the later is refused as a whole by the unique key, and tries again.
    """
    if db.session.scalar(sa.select(ToldOnce.id).filter_by(key=key)) is not None:
        return False
    db.session.add(ToldOnce(key=key))
    db.session.flush()
    return True


@command
def mark_all_read(actor: Actor) -> None:
    """The person has seen what there is."""
    unread = sa.select(Notice).where(Notice.person_id == actor.person_id, Notice.read_at.is_(None))
    for notice in db.session.scalars(unread):
        notice.read_at = clock.now()
