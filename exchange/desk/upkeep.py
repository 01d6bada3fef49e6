"""What an administrator sees of the machinery: the outbox, the record, who is staff; and health."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.accounts.models import Person
from exchange.audit import AuditEvent
from exchange.db import db
from exchange.log import failure
from exchange.notices.models import Outbox
from exchange.search import indexer

MOST_FAILED = 20
WAITS = sa.and_(Outbox.done_at.is_(None), Outbox.failed_at.is_(None))


@dataclass(frozen=True)
class OutboxHealth:
    """Work that waits, and work that was given up, latest first."""

    waiting: int
    oldest: datetime | None
    failed: int
    latest_failed: list[Outbox]


@dataclass(frozen=True)
class Wanted:
    """Which audit events to show; what is empty does not narrow."""

    object_id: uuid.UUID | None = None
    kind: str = ""
    email: str = ""
    action: str = ""


@dataclass(frozen=True)
class Change:
    """One field of one object, old and new as the record holds them."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One audit event as it is read."""

    event: AuditEvent
    who: str
    reason: str
    changes: list[Change]
    erased: bool


def outbox() -> OutboxHealth:
    """How the outbox is: two statements."""
    waiting, oldest, failed = db.session.execute(
        sa.select(
            sa.func.count(Outbox.id).filter(WAITS),
            sa.func.min(Outbox.created_at).filter(WAITS),
            sa.func.count(Outbox.id).filter(Outbox.failed_at.is_not(None)),
        )
    ).one()
    latest = sa.select(Outbox).where(Outbox.failed_at.is_not(None)).order_by(Outbox.id.desc())
    return OutboxHealth(
        waiting, oldest, failed, list(db.session.scalars(latest.limit(MOST_FAILED)))
    )


def record(viewer: Actor, wanted: Wanted) -> sa.Select[AuditEvent]:
    """The audit events wanted, newest first."""
    require(viewer, Permission.PLATFORM_ADMINISTER, None)
    query = sa.select(AuditEvent).order_by(AuditEvent.seq.desc())
    if wanted.object_id is not None:
        query = query.where(AuditEvent.object_id == wanted.object_id)
    if wanted.kind:
        query = query.where(AuditEvent.object_kind == wanted.kind)
    if wanted.action:
        query = query.where(AuditEvent.action.contains(wanted.action, autoescape=True))
    if wanted.email:
        person = sa.select(Person.id).where(Person.email == wanted.email.strip().lower())
        query = query.where(AuditEvent.actor_id.in_(person))
    return query


def entries(events: list[AuditEvent]) -> list[Entry]:
    """Audit events with the names of who did them: one statement."""
    ids = {event.actor_id for event in events if event.actor_id is not None}
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    names = {row[0]: row[1] for row in rows}
    return [_entry(event, names) for event in events]


def staff() -> list[Person]:
    """Moderators and administrators of the platform, by name."""
    query = sa.select(Person).where(sa.or_(Person.is_moderator, Person.is_administrator))
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def readiness() -> tuple[bool, dict[str, Any]]:
    """Whether pages can be served now, and what was found; lags in seconds."""
    try:
        oldest = db.session.scalar(sa.select(sa.func.min(Outbox.run_at)).where(WAITS))
        lag = indexer.lag()
    except SQLAlchemyError:
        failure("not_ready")
        db.session.rollback()
        return False, {"ready": False, "database": "unavailable"}
    problems = indexer.index().engine.health().problems
    found = {
        "ready": not problems,
        "database": "ok",
        "search": "unavailable" if problems else "ok",
        "outbox_lag_seconds": _seconds_since(oldest),
        "index_lag_seconds": _seconds_since(lag.since),
        "index_waiting": lag.waiting,
    }
    return not problems, found


def _seconds_since(moment: datetime | None) -> int:
    return max(0, int((clock.now() - moment).total_seconds())) if moment else 0


def _entry(event: AuditEvent, names: dict[int, str]) -> Entry:
    detail = event.detail or {}
    who = names.get(event.actor_id or 0, event.actor_label)
    changes = [
        Change(name, _shown(old), _shown(new))
        for name, (old, new) in sorted(detail.get("changes", {}).items())
    ]
    return Entry(event, who, detail.get("reason", ""), changes, event.detail is None)


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
