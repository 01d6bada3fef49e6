"""An extension: a new last day with approvals of its own. The old end holds until it is granted.

Who approved stands in columns of its row under check constraints, as on the placement.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.access import Actor
from exchange.audit import Audited
from exchange.db import Base, Identified, UtcDateTime, choice
from exchange.placements.lifecycle import How, Role
from exchange.placements.models import Decision, Placement
from exchange.stays.constraints import EXTENSION_ARGS
from exchange.stays.lifecycle import ExtensionStatus
from exchange.stays.models import StayLink

PARTS = ("by", "name", "how", "at")


class Extension(Identified, Audited, Base):
    """A later last day that somebody asked for, and what each side decided about it."""

    __tablename__ = "extension"
    __table_args__ = EXTENSION_ARGS
    audit_kind = "extension"

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    mover_key: Mapped[str] = mapped_column(sa.String(300))
    status: Mapped[ExtensionStatus] = mapped_column(
        choice(ExtensionStatus), default=ExtensionStatus.OPEN
    )
    ended_before: Mapped[date]
    """The last day as it was."""
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    contract_ends_on: Mapped[date | None]
    """The last day of a fixed-term contract at home, where that was extended too."""
    needs_home_manager: Mapped[bool] = mapped_column(default=False)
    needs_home_hr: Mapped[bool] = mapped_column(default=False)
    needs_home_board: Mapped[bool] = mapped_column(default=False)
    needs_host_manager: Mapped[bool] = mapped_column(default=False)
    needs_host_hr: Mapped[bool] = mapped_column(default=False)
    needs_host_board: Mapped[bool] = mapped_column(default=False)
    mover_agreed_at: Mapped[datetime | None]
    mover_agreed_by: Mapped[str | None] = mapped_column(sa.String(300))
    mover_not_asked: Mapped[bool] = mapped_column(default=False)
    """Granted before the mover was asked; only the step that brought the question sets it."""
    granted_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    refused_by: Mapped[str | None] = mapped_column(sa.String(300))
    refused_as: Mapped[Role | None] = mapped_column(choice(Role))
    refusal_category: Mapped[str] = mapped_column(sa.String(60), default="")
    refusal_reason: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    placement: Mapped[Placement] = relationship()
    links: Mapped[list[StayLink]] = relationship(order_by=StayLink.id)

    __mapper_args__ = {"version_id_col": version}

    @property
    def needed(self) -> tuple[Role, ...]:
        """The approvals that it needs: those that the placement needed."""
        return tuple(role for role in Role if getattr(self, f"needs_{role.value}"))

    def decision(self, role: Role) -> Decision | None:
        """What was approved in that role."""
        values: dict[str, Any] = {part: getattr(self, f"{role.value}_{part}") for part in PARTS}
        if values["at"] is None:
            return None
        return Decision(role=role, terms=self.placement.terms_version, **values)

    def record_decision(self, role: Role, actor: Actor, how: How, at: datetime) -> None:
        """Write an approval onto the row."""
        given = {"by": actor.key, "name": actor.name, "how": how, "at": at}
        for part in PARTS:
            setattr(self, f"{role.value}_{part}", given[part])

    def stands(self, role: Role) -> bool:
        """Whether that approval was given."""
        return getattr(self, f"{role.value}_at") is not None

    @property
    def mover_id(self) -> int:
        """Who would stay longer."""
        return self.placement.mover_id

    @property
    def mover_agrees(self) -> bool:
        """Whether the person who moves said yes, by asking for it or when asked."""
        return self.mover_agreed_at is not None

    @property
    def waits_for_signatures(self) -> bool:
        """Whether all agreed, and the signed agreement still has its old last day."""
        granted = self.status is ExtensionStatus.GRANTED
        return granted and self.placement.ends_on < self.ends_on

    def was_overturned(self, role: str, actor: Actor) -> bool:
        """Never: whoever refuses an extension may agree to the next one."""
        return False

    # What the access table reads. All but the decisions and links is the placement's.

    def decided_by(self, side: str, actor: Actor) -> bool:
        """Whether the actor decided for that side, on this or on the placement itself: R19."""
        keys = {getattr(self, f"{role.value}_by") for role in Role if role.side == side}
        here = not keys.isdisjoint({actor.key, f"address:{actor.email}"})
        return here or self.placement.decided_by(side, actor)

    def is_mover(self, actor: Actor) -> bool:
        """Whether the actor is the person who moves."""
        return self.placement.is_mover(actor)

    def link_ids(self, role: str) -> frozenset[int]:
        """The links that may still decide in that role."""
        return frozenset(link.id for link in self.links if link.role == role and link.is_usable)

    @property
    def home_organisation_id(self) -> int | None:
        """The home employer."""
        return self.placement.home_organisation_id

    @property
    def host_organisation_id(self) -> int | None:
        """The host."""
        return self.placement.host_organisation_id

    @property
    def sent_home_at(self) -> datetime | None:
        """When the employer first heard of the move."""
        return self.placement.sent_home_at

    @property
    def manager_email(self) -> str:
        """The line manager's address."""
        return self.placement.manager_email

    @property
    def host_manager_id(self) -> int:
        """Who looks after the mover."""
        return self.placement.host_manager_id

    @property
    def home_one_person_decides(self) -> bool:
        """Whether one person at home decides as manager and HR."""
        return self.placement.home_one_person_decides

    @property
    def host_one_person_decides(self) -> bool:
        """Whether one person at the host decides as manager and HR."""
        return self.placement.host_one_person_decides


def _add_decision_columns() -> None:
    for role in Role:
        kinds: dict[str, sa.types.TypeEngine[Any]] = {
            "by": sa.String(300),
            "name": sa.String(120),
            "how": sa.Enum(How, native_enum=False, length=10),
            "at": UtcDateTime(),
        }
        for part, kind in kinds.items():
            setattr(Extension, f"{role.value}_{part}", mapped_column(kind, nullable=True))


_add_decision_columns()
