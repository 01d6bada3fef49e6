"""What a person was told."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from exchange.access import Actor
from exchange.db import db
from exchange.notices.models import Notice, Outbox, ToldOnce


def for_viewer(viewer: Actor) -> sa.Select[Notice]:
    """The viewer's own notices, newest first."""
    return (
        sa.select(Notice)
        .where(Notice.person_id == viewer.person_id, Notice.on_page)
        .order_by(Notice.id.desc())
    )


def unread_count(viewer: Actor) -> int:
    """How many notices the viewer has not seen."""
    query = sa.select(sa.func.count(Notice.id)).where(
        Notice.person_id == viewer.person_id, Notice.on_page, Notice.read_at.is_(None)
    )
    return db.session.scalar(query) or 0


def said(keys: Iterable[str]) -> set[str]:
    """Which of these were said already; see `services.once`."""
    query = sa.select(ToldOnce.key).where(ToldOnce.key.in_(list(keys)))
    return set(db.session.scalars(query))


def waiting() -> int:
    """How many pieces of work wait in the outbox."""
    query = sa.select(sa.func.count(Outbox.id)).where(
        Outbox.done_at.is_(None), Outbox.failed_at.is_(None)
    )
    return db.session.scalar(query) or 0
