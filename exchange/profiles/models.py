"""What a person offers and seeks, and who may see it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.search.changes import Searchable


class Visibility(StrEnum):
    """Who finds a profile."""

    NOBODY = "nobody"
    MEMBERS = "members"
    PUBLIC = "public"


class SkillLevel(StrEnum):
    """How well a person does a thing."""

    AWARENESS = "awareness"
    WORKING = "working"
    PRACTITIONER = "practitioner"
    EXPERT = "expert"


class Direction(StrEnum):
    """Whether a person offers a kind of exchange or seeks it."""

    OFFER = "offer"
    SEEK = "seek"


class Profile(Identified, Audited, Searchable, Base):
    """One person's profile. Hidden from the person's own employer unless they choose otherwise."""

    __tablename__ = "profile"
    __table_args__ = (
        sa.CheckConstraint(
            "visibility <> 'public' OR NOT hidden_from_employer", name="public_is_not_hidden"
        ),
        sa.CheckConstraint("days_a_week > 0 AND days_a_week <= 5", name="days_in_a_week"),
    )
    audit_kind = "profile"
    search_kind = "profile"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    headline: Mapped[str] = mapped_column(sa.String(120), default="")
    about: Mapped[str] = mapped_column(sa.Text, default="")
    level: Mapped[int | None]
    outcode: Mapped[str] = mapped_column(sa.String(8), default="")
    remote_ok: Mapped[bool] = mapped_column(default=False)
    days_a_week: Mapped[float | None]
    available_from: Mapped[date | None]
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility), default=Visibility.NOBODY)
    hidden_from_employer: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    skills: Mapped[list[ProfileSkill]] = relationship(
        cascade="all, delete-orphan", order_by="ProfileSkill.id"
    )
    kinds: Mapped[list[ProfileKind]] = relationship(
        cascade="all, delete-orphan", order_by="ProfileKind.id"
    )

    __mapper_args__ = {"version_id_col": version}


class ProfileSkill(Identified, Base):
    """A skill with how well and how lately it was used."""

    __tablename__ = "profile_skill"
    __table_args__ = (sa.UniqueConstraint("profile_id", "skill"),)

    profile_id: Mapped[int] = mapped_column(sa.ForeignKey("profile.id"))
    skill: Mapped[str] = mapped_column(sa.String(60), index=True)
    level: Mapped[SkillLevel] = mapped_column(choice(SkillLevel))
    last_used: Mapped[int | None]
    """A year."""


class ProfileKind(Identified, Base):
    """A kind of exchange that the person offers or seeks."""

    __tablename__ = "profile_kind"
    __table_args__ = (sa.UniqueConstraint("profile_id", "kind", "direction"),)

    profile_id: Mapped[int] = mapped_column(sa.ForeignKey("profile.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    direction: Mapped[Direction] = mapped_column(choice(Direction))
