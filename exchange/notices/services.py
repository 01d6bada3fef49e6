"""What other rooms' commands write when somebody must be told. Part of their transaction."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor
from exchange.db import command, db
from exchange.notices import choosing, events
from exchange.notices.models import Mailing, Notice, Outbox, ToldOnce

LONGEST_TEXT = 400
LONGEST_NAME = 200


def queue(
    topic: str, payload: dict[str, Any], run_at: datetime | None = None, dedupe: str | None = None
) -> None:
    """Leave work for the worker, in the transaction of the command that asks."""
    db.session.add(
        Outbox(topic=topic, payload=payload, run_at=run_at or clock.now(), dedupe=dedupe)
    )


def mail(to: str, subject: str, text: str, reply_to: str = "") -> None:
    """Send an e-mail to an address after the commit. The text is wiped once it is sent.

    It comes from the service; `reply_to` is an address of the service too, never a person's.
    """
    payload = {"to": to, "subject": subject, "text": text, "message_key": uuid.uuid4().hex}
    queue("mail", payload | ({"reply_to": reply_to} if reply_to else {}))


def tell(
    person_id: int,
    event: str,
    text: str,
    path: str,
    *,
    organisation: str = "",
    role: str = "",
    why: str = "",
    reply_to: str = "",
    until_seen: str = "",
) -> None:
    """Tell a person something on the page and by e-mail, with where to act on it.

    `event` is a name in events.py; `text` one sentence in plain words; `path` begins with a
    slash. The daily e-mail shows organisation, role and why it matches beside it. `until_seen` is
    a key that stays the same until the person has looked: one e-mail goes out at once under it,
    and what is told after that waits for the daily one.
    """
    way = choosing.ways([person_id], events.of(event))[person_id]
    if until_seen and way.mailing is Mailing.AT_ONCE and not once(until_seen):
        way = choosing.waits(person_id, way)
    if way.is_none:
        return
    db.session.add(
        Notice(
            person_id=person_id,
            event=event,
            text=short(text, LONGEST_TEXT),
            path=path,
            on_page=way.on_page,
            mailing=way.mailing,
            organisation=short(organisation, LONGEST_NAME),
            role=short(role, LONGEST_NAME),
            why=short(why, LONGEST_TEXT),
        )
    )
    if way.mailing is Mailing.AT_ONCE:
        payload = mail_payload(person_id, event, text, path, reply_to)
        queue("notice_mail", payload | ({"until_seen": True} if until_seen else {}))


def mail_payload(
    person_id: int, event: str, text: str, path: str, reply_to: str = ""
) -> dict[str, Any]:
    """What the worker needs for the e-mail of one notice."""
    return {
        "person_id": person_id,
        "event": event,
        "text": text,
        "path": path,
        "message_key": uuid.uuid4().hex,
        "reply_to": reply_to,
    }


def tell_many(
    audience: str,
    subject_id: int,
    event: str,
    text: str,
    path: str,
    *,
    but: int | None = None,
    organisation: str = "",
    role: str = "",
    key: uuid.UUID | None = None,
) -> None:
    """Tell everybody in an audience, however many: one row now, the notices by the worker.

    `audience` is a code under which create_app registered who is meant (fanning.Audience); `but`
    is a person who knows already; under one `key` nobody is told twice, whoever tells.
    """
    events.of(event)
    payload = {
        "key": (key or uuid.uuid4()).hex,
        "audience": audience,
        "subject_id": subject_id,
        "event": event,
        "text": text,
        "path": path,
        "but": but,
        "organisation": short(organisation, LONGEST_NAME),
        "role": short(role, LONGEST_NAME),
        "after": 0,
    }
    queue("fan_out", payload)


def once(key: str) -> bool:
    """Whether this is said for the first time. Written in the transaction of who says it.

    Of two that ask at once the later is refused as a whole by the unique key, and tries again.
    """
    if db.session.scalar(sa.select(ToldOnce.id).filter_by(key=key)) is not None:
        return False
    db.session.add(ToldOnce(key=key))
    db.session.flush()
    return True


def short(text: str, longest: int) -> str:
    """A text that fits its column: long names and reasons together may not; the page has it all."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


@command
def mark_all_read(actor: Actor) -> None:
    """The person has seen what there is."""
    unread = sa.select(Notice).where(
        Notice.person_id == actor.person_id, Notice.on_page, Notice.read_at.is_(None)
    )
    for notice in db.session.scalars(unread):
        notice.read_at = clock.now()
