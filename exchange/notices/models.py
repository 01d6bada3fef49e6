"""What a person is told, how they wish to be told, and the outbox of work that follows a commit."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from exchange import clock
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.notices.events import Channel, Group


class Mailing(StrEnum):
    """What becomes of a notice by e-mail."""

    NONE = "none"
    AT_ONCE = "at_once"
    DAILY = "daily"


class Notice(Identified, Audited, Base):
    """Something a person is told, once, with the page where it can be acted on."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.Index("ix_notice_person_unread", "person_id", "on_page", "read_at"),
        sa.Index("ix_notice_daily", "mailing", "digest_id", "read_at", "person_id"),
        sa.CheckConstraint("digest_id IS NULL OR mailing = 'daily'", name="only_daily_in_digest"),
        sa.CheckConstraint("on_page OR mailing <> 'none'", name="told_somewhere"),
    )
    audit_kind = "notice"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    event: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.String(400))
    path: Mapped[str] = mapped_column(sa.String(300))
    read_at: Mapped[datetime | None]
    on_page: Mapped[bool] = mapped_column(default=True)
    mailing: Mapped[Mailing] = mapped_column(choice(Mailing), default=Mailing.NONE)
    digest_id: Mapped[int | None] = mapped_column(sa.ForeignKey("digest.id"))
    """The daily e-mail that it went into: one column, so never two of them."""
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    role: Mapped[str] = mapped_column(sa.String(200), default="")
    why: Mapped[str] = mapped_column(sa.String(400), default="")
    """Why it concerns this person: which saved search it matches, say."""
    told_key: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    """What many are told goes to each of them once."""


class Digest(Base):
    """One daily e-mail to a person: at most one a day."""

    __tablename__ = "digest"
    __table_args__ = (sa.UniqueConstraint("person_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    day: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class NoticePreference(Identified, Audited, Base):
    """How a person wishes to be told of a group; without a row, as is usual for the group."""

    __tablename__ = "notice_preference"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "about"),
        sa.CheckConstraint("about NOT IN ('approvals', 'security')", name="these_stay_on"),
    )
    audit_kind = "notice_preference"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    about: Mapped[Group] = mapped_column(choice(Group))
    on_page: Mapped[bool] = mapped_column(default=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel))


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
