"""Facts that keep a move safe, each as columns under constraints.

Declarations and overrides are never changed: a later one counts instead.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange import clock
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.placements.safeguards.words import (
    NEVER_OVERRIDDEN,
    InjuryCover,
    Matter,
    PensionOption,
    Side,
    Vetting,
    VettingState,
)

if TYPE_CHECKING:
    from exchange.placements.models import Placement


def _side(name: str) -> sa.Enum:
    """A column that names a side, where a table has several."""
    return sa.Enum(
        Side,
        native_enum=False,
        create_constraint=True,
        length=10,
        name=name,
        values_callable=_values,
    )


def _values(members: type[StrEnum]) -> list[str]:
    return [member.value for member in members]


def _placement(*, unique: bool = False) -> Mapped[int]:
    return mapped_column(sa.ForeignKey("placement.id"), index=not unique, unique=unique)


class InterestDeclaration(Identified, Audited, Base):
    """What one person declared about one placement: nothing, or something."""

    __tablename__ = "interest_declaration"
    __table_args__ = (
        sa.CheckConstraint("has_interests = (details <> '')", name="nothing_or_what"),
    )
    audit_kind = "interest_declaration"
    audit_secret = frozenset({"details", "interests"})

    placement_id: Mapped[int] = _placement()
    person_key: Mapped[str] = mapped_column(sa.String(300))
    address_key: Mapped[str] = mapped_column(sa.String(300))
    """The same person behind a link; who made an account later is still one person."""
    name: Mapped[str] = mapped_column(sa.String(120))
    has_interests: Mapped[bool]
    interests: Mapped[list[str]]
    details: Mapped[str] = mapped_column(sa.Text)
    made_on: Mapped[date] = mapped_column(default=clock.today)
    asked_again_on: Mapped[date | None]
    """Somebody's role changed, so that this does not count any more."""
    asked_again_why: Mapped[str] = mapped_column(sa.Text, default="")
    placement: Mapped[Placement] = relationship(back_populates="declarations")

    def is_of(self, *keys: str) -> bool:
        """Whether the person with one of these keys made it."""
        return self.person_key in keys or self.address_key in keys


class OrganisationConflict(Identified, Audited, Base):
    """Something between the two organisations, and how both HRs agree to handle it."""

    __tablename__ = "organisation_conflict"
    __table_args__ = (
        *(
            sa.CheckConstraint(
                f"{side}_accepted_by IS NULL OR ({side}_accepted_at IS NOT NULL"
                f" AND {side}_accepted_version IS NOT NULL"
                f" AND {side}_accepted_version = handling_version AND handling_version > 0"
                " AND stand_aside <> '' AND handling <> '')",
                name=f"{side}_accepts_what_stands",
            )
            for side in ("home", "host")
        ),
        sa.CheckConstraint(
            "home_accepted_by IS NULL OR host_accepted_by IS NULL"
            " OR home_accepted_by <> host_accepted_by",
            name="accepted_by_two",
        ),
        sa.CheckConstraint("details <> ''", name="says_what"),
        sa.CheckConstraint(
            "closed_on IS NULL OR (closed_by IS NOT NULL AND closed_reason <> '')",
            name="closed_with_reason",
        ),
    )
    audit_kind = "organisation_conflict"
    audit_secret = frozenset({"details", "stand_aside", "handling", "closed_reason"})

    placement_id: Mapped[int] = _placement()
    matter: Mapped[Matter] = mapped_column(choice(Matter))
    done_by: Mapped[Side] = mapped_column(_side("done_by"))
    """Who does it to the other."""
    details: Mapped[str] = mapped_column(sa.Text)
    declared_for: Mapped[Side] = mapped_column(_side("declared_for"))
    declared_by: Mapped[str] = mapped_column(sa.String(300))
    declared_on: Mapped[date] = mapped_column(default=clock.today)

    stand_aside: Mapped[str] = mapped_column(sa.Text, default="")
    handling: Mapped[str] = mapped_column(sa.Text, default="")
    handling_version: Mapped[int] = mapped_column(default=0)
    """Moves with each change of the handling, which voids what was accepted."""
    home_accepted_by: Mapped[str | None] = mapped_column(sa.String(300))
    home_accepted_at: Mapped[datetime | None]
    home_accepted_version: Mapped[int | None]
    host_accepted_by: Mapped[str | None] = mapped_column(sa.String(300))
    host_accepted_at: Mapped[datetime | None]
    host_accepted_version: Mapped[int | None]

    closed_on: Mapped[date | None]
    closed_by: Mapped[str | None] = mapped_column(sa.String(300))
    closed_reason: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    placement: Mapped[Placement] = relationship(back_populates="conflicts")

    __mapper_args__ = {"version_id_col": version}

    def accepted_at(self, side: Side) -> datetime | None:
        """When HR of that side accepted the handling as it stands."""
        at: datetime | None = getattr(self, f"{side.value}_accepted_at")
        return at

    def accept(self, side: Side, key: str) -> None:
        """HR of one side accepts the handling as it stands."""
        values = (("by", key), ("at", clock.now()), ("version", self.handling_version))
        for part, value in values:
            setattr(self, f"{side.value}_accepted_{part}", value)

    def void(self) -> None:
        """Nobody has accepted it any more."""
        for side in Side:
            for part in ("by", "at", "version"):
                setattr(self, f"{side.value}_accepted_{part}", None)

    @property
    def is_open(self) -> bool:
        """Whether it still stands between the two organisations."""
        return self.closed_on is None

    @property
    def waits_for(self) -> list[Side]:
        """The sides whose HR has yet to accept how it is handled."""
        return [side for side in Side if self.accepted_at(side) is None]

    @property
    def is_handled(self) -> bool:
        """Whether both HRs accepted how it is handled, or it is over."""
        return not self.is_open or not self.waits_for


class VettingCheck(Identified, Audited, Base):
    """How far one check on the mover has come. A number or document has no place here."""

    __tablename__ = "vetting_check"
    __table_args__ = (
        sa.UniqueConstraint("placement_id", "vetting"),
        sa.CheckConstraint("expires_on IS NULL OR state = 'confirmed'", name="confirmed_expires"),
    )
    audit_kind = "vetting_check"

    placement_id: Mapped[int] = _placement()
    vetting: Mapped[Vetting] = mapped_column(choice(Vetting))
    state: Mapped[VettingState] = mapped_column(choice(VettingState))
    expires_on: Mapped[date | None]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    placement: Mapped[Placement] = relationship(back_populates="vetting")

    def has_expired(self, on: date) -> bool:
        """Whether it was confirmed once and counts no more on that day."""
        return self.expires_on is not None and self.expires_on < on


class PensionChoice(Identified, Audited, Base):
    """How the pension goes on, that the person was told, and cover for injury."""

    __tablename__ = "pension_choice"
    audit_kind = "pension_choice"

    placement_id: Mapped[int] = _placement(unique=True)
    option: Mapped[PensionOption] = mapped_column(choice(PensionOption))
    statement_on: Mapped[date | None]
    injury_cover: Mapped[InjuryCover | None] = mapped_column(choice(InjuryCover))
    version: Mapped[int] = mapped_column(default=1)
    placement: Mapped[Placement] = relationship(back_populates="pension")

    __mapper_args__ = {"version_id_col": version}


class CheckOverride(Identified, Audited, Base):
    """A finding that blocks, set aside by a named authority on the terms of that day."""

    __tablename__ = "check_override"
    __table_args__ = (
        sa.CheckConstraint(
            f"rule NOT IN ({', '.join(repr(rule) for rule in NEVER_OVERRIDDEN)})",
            name="not_separation_of_duties",
        ),
        sa.CheckConstraint(
            "reason <> '' AND authority_name <> '' AND authority_role <> ''"
            " AND authority_organisation <> ''",
            name="by_a_named_authority",
        ),
    )
    audit_kind = "check_override"

    placement_id: Mapped[int] = _placement()
    rule: Mapped[str] = mapped_column(sa.String(8))
    terms: Mapped[int]
    """The version of the terms for which it was given; on others it does not count."""
    reason: Mapped[str] = mapped_column(sa.Text)
    authority_name: Mapped[str] = mapped_column(sa.String(120))
    authority_role: Mapped[str] = mapped_column(sa.String(120))
    authority_organisation: Mapped[str] = mapped_column(sa.String(200))
    authority_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(sa.String(300))
    recorded_for: Mapped[str] = mapped_column(sa.String(200))
    """The organisation whose HR recorded it, or the platform's administrators."""
    taken_back_on: Mapped[date | None]
    placement: Mapped[Placement] = relationship(back_populates="overrides")


class AdjustmentNeed(Identified, Audited, Base):
    """What a person needs in order to work well, in their own words. Theirs alone until shared."""

    __tablename__ = "adjustment_need"
    audit_kind = "adjustment_need"
    audit_secret = frozenset({"text"})

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    text: Mapped[str] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class AdjustmentConsent(Identified, Audited, Base):
    """That the mover shares it with the host of one placement; it can be taken back."""

    __tablename__ = "adjustment_consent"
    audit_kind = "adjustment_consent"

    placement_id: Mapped[int] = _placement(unique=True)
    shared: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class PrivateNote(Identified, Audited, Base):
    """A concern for HR of both sides only, such as about conduct."""

    __tablename__ = "private_note"
    audit_kind = "private_note"
    audit_secret = frozenset({"text"})

    placement_id: Mapped[int] = _placement()
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
