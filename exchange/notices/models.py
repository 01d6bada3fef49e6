"""What a person is told on the page, and the outbox of work that follows a commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from exchange import clock
from exchange.audit import Audited
from exchange.db import Base, Identified


class Notice(Identified, Audited, Base):
    """Something a person is told, once, with the page where it can be acted on."""

    __tablename__ = "notice"
    __table_args__ = (sa.Index("ix_notice_person_unread", "person_id", "read_at"),)
    audit_kind = "notice"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    event: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.String(400))
    path: Mapped[str] = mapped_column(sa.String(300))
    read_at: Mapped[datetime | None]


class ToldOnce(Base):
    """What was said and must not be said again: a reminder of one decision, say."""

    __tablename__ = "told_once"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Outbox(Base):
    """Work to do after a commit: at least once, under a lease, with a stable message id."""

    __tablename__ = "outbox"
    __table_args__ = (sa.Index("ix_outbox_due", "done_at", "failed_at", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(sa.String(40))
    payload: Mapped[dict[str, Any]]
    dedupe: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    run_at: Mapped[datetime] = mapped_column(default=clock.now)
    leased_until: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(sa.String(80))
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(sa.Text, default="")
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
