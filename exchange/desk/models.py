"""The one thing that desks keep: who reads their dates in a calendar of their own."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange import clock
from exchange.accounts.models import Person
from exchange.audit import Audited
from exchange.db import Base, Identified


class CalendarFeed(Identified, Audited, Base):
    """The secret address at which a calendar program reads one person's dates.

    Only a hash of it is kept. A person has one at most: a new address ends the one before.
    """

    __tablename__ = "calendar_feed"
    audit_kind = "calendar_feed"
    audit_secret = frozenset({"token_hash"})

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """Empty once it was switched off."""
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    person: Mapped[Person] = relationship()
