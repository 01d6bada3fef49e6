"""Around an approval: since when it was asked for, and the appeal against a refusal."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from exchange.access import Actor
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.placements.lifecycle import Role


class DecisionRequest(Base):
    """A decision that was asked for: once for each role and version of the terms.

    It holds when the reminder and the escalation went out, so that each goes out once.
    """

    __tablename__ = "decision_request"
    __table_args__ = (sa.UniqueConstraint("placement_id", "role", "terms"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"))
    role: Mapped[Role] = mapped_column(choice(Role))
    terms: Mapped[int]
    asked_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]


class AppealRoute(StrEnum):
    """To whom an appeal goes: never to who refused."""

    HR = "hr"
    BOARD = "board"
    """The board, or the organisation's administrator."""
    PLATFORM = "platform"
    """An administrator of the platform, where nobody else is left."""


class AppealOutcome(StrEnum):
    """What became of an appeal."""

    UPHELD = "upheld"
    """The refusal does not stand, and the decision is asked of somebody else."""
    AGREED = "agreed"
    """The refusal does not stand, and who decided the appeal agreed in that role."""
    PLACE_GONE = "place_gone"
    """The refusal was wrong, but the place has gone to somebody else meanwhile."""
    DISMISSED = "dismissed"


class Appeal(Identified, Audited, Base):
    """The mover asks for a refusal to be looked at again, once for each role that refused."""

    __tablename__ = "placement_appeal"
    __table_args__ = (
        sa.UniqueConstraint("placement_id", "role"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint("decided_by <> refused_by", name="decided_by_another"),
        sa.CheckConstraint("decided_by <> mover_key", name="not_decided_by_mover"),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)"
            " AND (outcome IS NULL OR answer <> '')",
            name="decided_with_reason",
        ),
    )
    audit_kind = "placement_appeal"

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"))
    role: Mapped[Role] = mapped_column(choice(Role))
    refused_by: Mapped[str] = mapped_column(sa.String(300))
    refused_at: Mapped[datetime]
    category: Mapped[str] = mapped_column(sa.String(60))
    refusal_reason: Mapped[str] = mapped_column(sa.Text)
    mover_key: Mapped[str] = mapped_column(sa.String(300))
    goes_to: Mapped[AppealRoute] = mapped_column(choice(AppealRoute))
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    """The side that refused; none where the host is a person."""
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(sa.String(300))
    outcome: Mapped[AppealOutcome | None] = mapped_column(choice(AppealOutcome))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    """The reasons of who decided."""
    placement: Mapped[Any] = relationship("Placement", back_populates="appeals")

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.outcome is None

    @property
    def overturned(self) -> bool:
        """Whether the refusal does not stand any more."""
        return self.outcome in {AppealOutcome.UPHELD, AppealOutcome.AGREED}

    def goes_to_actor(self, actor: Actor) -> bool:
        """Whether the actor holds, other than as a deputy, the role to which it goes."""
        if self.goes_to is AppealRoute.PLATFORM:
            return actor.is_administrator
        roles = ("hr",) if self.goes_to is AppealRoute.HR else ("board", "organisation_admin")
        return actor.holds_itself(self.organisation_id, *roles)

    def took_other_side(self, actor: Actor) -> bool:
        """Whether the actor decided for the other side of the move."""
        other = "host" if self.role.side == "home" else "home"
        return bool(self.placement.decided_by(other, actor))

    def is_by(self, actor: Actor) -> bool:
        """Whether the refusal was the actor's own, by account or by link."""
        return self.refused_by in {actor.key, f"address:{actor.email}"}

    def is_mover(self, actor: Actor) -> bool:
        """Whether the actor is the person who moves."""
        return actor.key == self.mover_key


class Reconsidered:
    """The part of a placement about how its decisions were asked for, and appealed against."""

    terms_version: Mapped[int]
    refused_as: Mapped[Role | None]

    @declared_attr
    def requests(cls) -> Mapped[list[DecisionRequest]]:
        """How decisions were asked for, on all versions of the terms."""
        return relationship(DecisionRequest, order_by=DecisionRequest.id)

    @declared_attr
    def appeals(cls) -> Mapped[list[Appeal]]:
        """Against refusals in whichever role."""
        return relationship(Appeal, back_populates="placement", order_by=Appeal.id)

    def request(self, role: Role) -> DecisionRequest | None:
        """How that decision was asked for on the present terms."""
        return next(
            (one for one in self.requests if one.role is role and one.terms == self.terms_version),
            None,
        )

    def appeal(self, role: Role | None) -> Appeal | None:
        """The appeal against a refusal in that role."""
        return next((one for one in self.appeals if one.role is role), None)

    @property
    def open_appeal(self) -> Appeal | None:
        """The appeal against the present refusal that waits for an answer."""
        found = self.appeal(self.refused_as)
        return found if found is not None and found.is_open else None

    def was_overturned(self, role: str, actor: Actor) -> bool:
        """Whether a refusal by the actor in that role fell on appeal: others decide now."""
        return any(one.role == role and one.overturned and one.is_by(actor) for one in self.appeals)

    def deciders_of(self, side: str) -> set[str]:
        """The keys of those who decided or signed for a side, and of those stood in for."""
        roles = [role.value for role in Role if role.side == side]
        names = [f"{role}_{part}" for role in roles for part in ("by", "instead_of")]
        names.append(f"{side}_signed_by")
        if side == "home":
            names.append("manager_confirmed_by")
        return {getattr(self, name) for name in names} - {None}
