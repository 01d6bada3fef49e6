"""Telling many: who publishes leaves one row, and the worker tells people in batches.

A batch, the row that leads to the next one and the notices of a batch are written in one
transaction; each notice carries a unique key, so that a batch that is worked through twice after
a kill tells nobody twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import current_app

from exchange import clock
from exchange.access import SYSTEM, Actor, Permission, require
from exchange.audit import record
from exchange.db import command, db
from exchange.notices import choosing, events
from exchange.notices.models import Mailing, Notice, Outbox
from exchange.notices.services import LONGEST_TEXT, mail_payload, queue, short

BATCH = 500
Audience = Callable[[int, int, int], list[tuple[int, str]]]
"""`audience(subject_id, after, most)`: the ids of people above `after`, in rising order and at
most so many, each with why it concerns them, which may be empty. It leaves out whoever may not
see the subject."""


def fan_out(payload: dict[str, Any]) -> None:
    """The worker's handler."""
    tell_batch(SYSTEM, payload)


@command
def tell_batch(actor: Actor, payload: dict[str, Any]) -> int:
    """Tell the next people of an audience, and lead on to those after; answers how many."""
    require(actor, Permission.NOTICE_FAN_OUT, None)
    audience: Audience = current_app.extensions["audiences"][payload["audience"]]
    people = audience(payload["subject_id"], payload["after"], BATCH)
    if not people:
        return 0
    told = _tell(dict(people), payload)
    if len(people) == BATCH:
        _lead_on(payload, people[-1][0])
    # One entry in the record for a batch: a row for each of thousands would say no more.
    what = {"event": payload["event"], "told": told, "after": payload["after"]}
    record("fan_out", uuid.UUID(payload["key"]), what, db.session())
    return told


def _tell(people: dict[int, str], payload: dict[str, Any]) -> int:
    ways = choosing.ways(list(people), events.of(payload["event"]))
    keys = {person_id: f"{payload['key']}:{person_id}" for person_id in people}
    known = set(
        db.session.scalars(sa.select(Notice.told_key).where(Notice.told_key.in_(keys.values())))
    )
    wanted = [
        one
        for one in people
        if keys[one] not in known and one != payload["but"] and not ways[one].is_none
    ]
    if wanted:
        rows = [_notice(one, people[one], keys[one], ways[one], payload) for one in wanted]
        db.session.execute(sa.insert(Notice), rows)
    at_once = [_mail(one, payload) for one in wanted if ways[one].mailing is Mailing.AT_ONCE]
    if at_once:
        db.session.execute(sa.insert(Outbox), at_once)
    return len(wanted)


def _notice(
    person_id: int, why: str, key: str, way: choosing.Way, payload: dict[str, Any]
) -> dict[str, Any]:
    return {
        "public_id": uuid.uuid4(),
        "created_at": clock.now(),
        "person_id": person_id,
        "event": payload["event"],
        "text": short(payload["text"], LONGEST_TEXT),
        "path": payload["path"],
        "on_page": way.on_page,
        "mailing": way.mailing,
        "organisation": payload["organisation"],
        "role": payload["role"],
        "why": short(why, LONGEST_TEXT),
        "told_key": key,
    }


def _mail(person_id: int, payload: dict[str, Any]) -> dict[str, Any]:
    now = clock.now()
    words = (payload["event"], payload["text"], payload["path"])
    return {
        "topic": "notice_mail",
        "payload": mail_payload(person_id, *words),
        "created_at": now,
        "run_at": now,
        "attempts": 0,
        "last_error": "",
    }


def _lead_on(payload: dict[str, Any], last: int) -> None:
    dedupe = f"fan_out:{payload['key']}:{last}"
    if db.session.scalar(sa.select(Outbox.id).filter_by(dedupe=dedupe)) is None:
        queue("fan_out", {**payload, "after": last}, dedupe=dedupe)
