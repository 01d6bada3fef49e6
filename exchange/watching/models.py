"""Saved searches, by the id of each match what was already told, and watched listings."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import Person
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.opportunities.models import Opportunity


class Often(StrEnum):
    """How often new matches are told."""

    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


class SavedSearch(Identified, Audited, Base):
    """A search of listings or people under a name, as its address keeps it."""

    __tablename__ = "saved_search"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "name"),
        sa.CheckConstraint("(often = 'off') = (next_on IS NULL)", name="due_unless_off"),
        sa.Index("ix_saved_search_next_on", "next_on"),
    )
    audit_kind = "saved_search"
    audit_secret = frozenset({"name", "address", "words"})

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(sa.String(80))
    address: Mapped[str] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text)
    """The words and filters in plain English, as they were when it was saved."""
    often: Mapped[Often] = mapped_column(choice(Often))
    next_on: Mapped[date | None]
    last_sent_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    person: Mapped[Person] = relationship()
    __mapper_args__ = {"version_id_col": version}


class SearchMatch(Base):
    """A listing that a saved search found and whose owner knows of it."""

    __tablename__ = "search_match"

    saved_search_id: Mapped[int] = mapped_column(
        sa.ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        "opportunity_id", sa.ForeignKey("opportunity.id"), primary_key=True, index=True
    )
    told_at: Mapped[datetime | None]
    """Nothing where it matched already when the search was saved."""


class PersonMatch(Base):
    """A profile that a saved search found and whose owner knows of it."""

    __tablename__ = "search_person"

    saved_search_id: Mapped[int] = mapped_column(
        sa.ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        "profile_id", sa.ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    told_at: Mapped[datetime | None]
    """Nothing where it matched already when the search was saved."""


class Watch(Identified, Audited, Base):
    """A listing on which a person keeps an eye."""

    __tablename__ = "watch"
    __table_args__ = (sa.UniqueConstraint("person_id", "opportunity_id"),)
    audit_kind = "watch"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    person: Mapped[Person] = relationship()
    opportunity: Mapped[Opportunity] = relationship()
