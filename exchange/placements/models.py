"""A move that both sides want. Its approvals stand on its own row, under check constraints.

A CHECK cannot look into other tables, so who approved, how, when and on which terms are columns
here: even an UPDATE typed by hand cannot make a placement agreed without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange import clock
from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.applications.models import Application, Invitation
from exchange.audit import Audited
from exchange.db import Base, Identified, UtcDateTime, choice
from exchange.opportunities.models import Opportunity
from exchange.organisations.models import Organisation
from exchange.placements.approval_models import Reconsidered
from exchange.placements.constraints import TABLE_ARGS
from exchange.placements.costs.models import CostSheet
from exchange.placements.ending import ENDING_ARGS, Ending
from exchange.placements.facts import Body, OutsideApproval, PlacementFacts
from exchange.placements.lifecycle import How, Party, PlacementStatus, Role
from exchange.placements.safeguards.models import (
    CheckOverride,
    InterestDeclaration,
    OrganisationConflict,
    PensionChoice,
    VettingCheck,
)
from exchange.placements.signatures import SIGNATURE_ARGS, Signed, add_columns


class Contract(StrEnum):
    """The mover's contract at home. A blank is unknown, and unknown never passes a check."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"


class EndedHow(StrEnum):
    """What the mover did after a placement."""

    RETURNED = "returned"
    STAYED_WITH_HOST = "stayed_with_host"
    MOVED_ELSEWHERE = "moved_elsewhere"
    LEFT = "left"
    HAPPENED = "happened"
    OUTCOME_CONFIRMED = "outcome_confirmed"
    TERM_ENDED = "term_ended"


@dataclass(frozen=True)
class Decision:
    """One approval as it stands on the row."""

    role: Role
    by: str
    """The approver's key: person:12 or address:a@b.example."""
    name: str
    how: How
    at: datetime
    terms: int
    instead_of: str | None = None
    """The key of the person for whom a deputy decided."""
    instead_of_name: str | None = None

    @property
    def by_whom(self) -> str:
        """The name, and for whom they stood in."""
        return f"{self.name}, deputy of {self.instead_of_name}" if self.instead_of else self.name


DECISION_PARTS = ("by", "name", "how", "at", "terms", "instead_of", "instead_of_name")


class Placement(Reconsidered, Signed, Ending, Identified, Audited, Base):
    """Mover, host and home, the terms, and what each side decided about them."""

    __tablename__ = "placement"
    __table_args__ = (*TABLE_ARGS, *SIGNATURE_ARGS, *ENDING_ARGS)
    audit_kind = "placement"

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("application.id"), unique=True)
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitation.id"), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    status: Mapped[PlacementStatus] = mapped_column(
        choice(PlacementStatus), default=PlacementStatus.PROPOSED
    )
    mover_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    mover_key: Mapped[str] = mapped_column(sa.String(300))
    host_organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    host_manager_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who looks after the mover at the host; in a person's own name, that person."""
    home_organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )

    starts_on: Mapped[date]
    ends_on: Mapped[date]
    days_a_week: Mapped[float | None]
    hours: Mapped[float | None]
    outcome: Mapped[str] = mapped_column(sa.String(500), default="")
    """What will be different afterwards, in the host's words when both said yes."""
    supervisor: Mapped[str] = mapped_column(sa.String(120), default="")
    """Who is beside the mover day by day, likewise; the listing may be edited afterwards."""
    cost_home: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 2))
    cost_host: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 2))
    cost_funder: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 2))
    """Shares of the cost in per cent; blank is unknown."""
    costs_changed_at: Mapped[datetime | None]
    """When the cost worksheet was saved last: who decides on an older one is told."""
    terms_version: Mapped[int] = mapped_column(default=1)
    """Moves with each change of material terms; approvals count for one version only."""

    contract: Mapped[Contract | None] = mapped_column(choice(Contract))
    contract_ends_on: Mapped[date | None]
    earlier_months: Mapped[int | None]
    """Months spent in the Civil Service by exception that no placement here shows."""
    mover_is_civil_servant: Mapped[bool | None]
    """Asked where the home organisation's staff status is mixed or unknown."""
    host_is_civil_service: Mapped[bool | None]
    facts_version: Mapped[int] = mapped_column(default=1)
    """Moves with each answer to the checks, so that two who answer at once are noticed."""

    needs_home_manager: Mapped[bool] = mapped_column(default=False)
    needs_home_hr: Mapped[bool] = mapped_column(default=False)
    needs_home_board: Mapped[bool] = mapped_column(default=False)
    needs_host_manager: Mapped[bool] = mapped_column(default=False)
    needs_host_hr: Mapped[bool] = mapped_column(default=False)
    needs_host_board: Mapped[bool] = mapped_column(default=False)

    sent_home_at: Mapped[datetime | None]
    manager_name: Mapped[str] = mapped_column(sa.String(120), default="")
    manager_email: Mapped[str] = mapped_column(sa.String(254), default="")
    manager_instead_of: Mapped[str | None] = mapped_column(sa.String(300))
    """The key of the line manager who passed the decision to the person named, if one did."""
    manager_instead_of_name: Mapped[str | None] = mapped_column(sa.String(120))
    manager_confirmed_at: Mapped[datetime | None]
    manager_confirmed_by: Mapped[str | None] = mapped_column(sa.String(300))
    """HR's word that this is the line manager."""

    agreed_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    started_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    refused_at: Mapped[datetime | None]
    refused_by: Mapped[str | None] = mapped_column(sa.String(300))
    refused_as: Mapped[Role | None] = mapped_column(choice(Role))
    refusal_category: Mapped[str] = mapped_column(sa.String(60), default="")
    refusal_reason: Mapped[str] = mapped_column(sa.Text, default="")
    ended_on: Mapped[date | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ended_how: Mapped[EndedHow | None] = mapped_column(choice(EndedHow))
    end_reason: Mapped[str] = mapped_column(sa.Text, default="")
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)
    """Since when the present terms and status stand; home waits since `sent_home_at` if later."""
    version: Mapped[int] = mapped_column(default=1)

    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("placement.id"), unique=True)
    """The other placement of a swap: agreed, signed and given up together."""

    opportunity: Mapped[Opportunity] = relationship()
    application: Mapped[Application | None] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    mover: Mapped[Person] = relationship(foreign_keys=[mover_id])
    host_manager: Mapped[Person] = relationship(foreign_keys=[host_manager_id])
    host_organisation: Mapped[Organisation | None] = relationship(
        foreign_keys=[host_organisation_id]
    )
    home_organisation: Mapped[Organisation | None] = relationship(
        foreign_keys=[home_organisation_id]
    )
    links: Mapped[list[DecisionLink]] = relationship(
        back_populates="placement", order_by="DecisionLink.id"
    )
    facts: Mapped[PlacementFacts | None] = relationship()
    outside_approvals: Mapped[list[OutsideApproval]] = relationship(order_by=OutsideApproval.id)
    others_of_mover: Mapped[list[Placement]] = relationship(
        primaryjoin=lambda: sa.and_(
            orm.foreign(orm.remote(Placement.mover_id)) == Placement.mover_id,
            orm.remote(Placement.id) != Placement.id,
        ),
        order_by=lambda: orm.remote(Placement.id),
        viewonly=True,
    )
    """What else the same person agreed to, at any employer: only rules on time read it."""
    declarations: Mapped[list[InterestDeclaration]] = relationship(
        back_populates="placement", order_by="InterestDeclaration.id"
    )
    conflicts: Mapped[list[OrganisationConflict]] = relationship(
        back_populates="placement", order_by="OrganisationConflict.id"
    )
    vetting: Mapped[list[VettingCheck]] = relationship(
        back_populates="placement", order_by="VettingCheck.id"
    )
    pension: Mapped[PensionChoice | None] = relationship(back_populates="placement")
    overrides: Mapped[list[CheckOverride]] = relationship(
        back_populates="placement", order_by="CheckOverride.id"
    )
    cost_sheet: Mapped[CostSheet | None] = relationship(uselist=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def needed(self) -> tuple[Role, ...]:
        """The approvals that this placement needs."""
        return tuple(role for role in Role if getattr(self, f"needs_{role.value}"))

    def decision(self, role: Role) -> Decision | None:
        """What was approved in that role, on whichever terms."""
        at = getattr(self, f"{role.value}_at")
        if at is None:
            return None
        values: dict[str, Any] = {
            part: getattr(self, f"{role.value}_{part}") for part in DECISION_PARTS
        }
        return Decision(role=role, **values)

    def record_decision(self, decision: Decision) -> None:
        """Write an approval onto the row."""
        for part in DECISION_PARTS:
            setattr(self, f"{decision.role.value}_{part}", getattr(decision, part))

    def void_decision(self, role: Role) -> None:
        """Take an approval off the row; the audit keeps it."""
        for part in DECISION_PARTS:
            setattr(self, f"{role.value}_{part}", None)

    def stands(self, role: Role) -> bool:
        """Whether the approval was given on the present terms."""
        return (
            getattr(self, f"{role.value}_at") is not None
            and getattr(self, f"{role.value}_terms") == self.terms_version
        )

    def decided_by(self, side: str, actor: Actor) -> bool:
        """Whether the actor, or a deputy of theirs, decided anything for that side: R19, nobody
        decides for two."""
        keys = self.deciders_of(side)
        # Somebody who decided by link and made an account afterwards is still the same person.
        return not keys.isdisjoint({actor.key, f"address:{actor.email}"})

    def is_mover(self, actor: Actor) -> bool:
        """Whether the actor is the person who moves, by account or by address."""
        return actor.key == self.mover_key

    def link_ids(self, role: str) -> frozenset[int]:
        """The links that may still decide in that role, or sign what was issued last."""
        return frozenset(
            link.id
            for link in self.links
            if link.purpose == role
            and link.is_usable
            and link.terms == self.terms_version
            and (link.signs is None or link.agreement_hash == self.hash_to_sign)
        )

    @property
    def known(self) -> PlacementFacts:
        """What was answered; all blank where nobody has answered anything."""
        return self.facts or PlacementFacts()

    def approved_outside(self, *rules: str) -> OutsideApproval | None:
        """The approval from outside that was recorded last for one of these rules."""
        found = [one for one in self.outside_approvals if one.rule in rules]
        return found[-1] if found else None

    @property
    def commission_reference(self) -> str:
        """The reference of the Civil Service Commission that was recorded last, if any."""
        found = [one for one in self.outside_approvals if one.body is Body.COMMISSION]
        return found[-1].reference if found else ""

    @property
    def asks_line_manager(self) -> bool:
        """Whether the mover names a line manager who decides by link."""
        return self.needs_home_manager and not self.home_one_person_decides

    @property
    def may_be_sent_home(self) -> bool:
        """Whether somebody at home is still to be asked, or another manager may be named."""
        if self.asks_line_manager:
            return self.decision(Role.HOME_MANAGER) is None
        return self.sent_home_at is None and any(role.side == "home" for role in self.needed)

    @property
    def manager_unconfirmed(self) -> bool:
        """Whether HR has yet to say that the person named is the line manager."""
        return self.asks_line_manager and self.manager_confirmed_at is None

    @property
    def home_one_person_decides(self) -> bool:
        """Whether home declared that one person decides as manager and HR."""
        return self.home_organisation is not None and self.home_organisation.one_person_decides

    @property
    def host_one_person_decides(self) -> bool:
        """Whether the host declared that one person decides as manager and HR."""
        return self.host_organisation is not None and self.host_organisation.one_person_decides

    @property
    def host_pays(self) -> bool:
        """Whether the host bears any of the cost, so that its manager has to know it."""
        sheet = self.cost_sheet
        return bool(self.cost_host) or (sheet is not None and sheet.backfill_by == "host")

    @property
    def host_name(self) -> str:
        """The host as people read it."""
        if self.host_organisation is not None:
            return self.host_organisation.name
        return self.host_manager.name

    @property
    def home_name(self) -> str:
        """The home organisation as people read it."""
        return self.home_organisation.name if self.home_organisation else "no employer"


def _add_decision_columns() -> None:
    for role in Role:
        kinds: dict[str, sa.types.TypeEngine[Any]] = {
            "by": sa.String(300),
            "name": sa.String(120),
            "how": sa.Enum(How, native_enum=False, length=10),
            "at": UtcDateTime(),
            "terms": sa.Integer(),
            "instead_of": sa.String(300),
            "instead_of_name": sa.String(120),
        }
        for part, kind in kinds.items():
            setattr(Placement, f"{role.value}_{part}", mapped_column(kind, nullable=True))


_add_decision_columns()
add_columns(Placement)


class DecisionLink(Identified, Audited, Base):
    """A link by which somebody without an account decides. Only a hash of its token is kept."""

    __tablename__ = "decision_link"
    audit_kind = "decision_link"
    audit_secret = frozenset({"token_hash", "code_hash"})

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    signs: Mapped[Party | None] = mapped_column(choice(Party))
    """For which party the link signs; a link that signs decides nothing."""
    agreement_hash: Mapped[str | None] = mapped_column(sa.String(64))
    """Of the version that it signs."""
    terms: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    needs_code: Mapped[bool] = mapped_column(default=False)
    code_hash: Mapped[str | None] = mapped_column(sa.String(64))
    code_expires_at: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    placement: Mapped[Placement] = relationship(back_populates="links")

    @property
    def purpose(self) -> str:
        """What it is for, as the access table names it: home_hr, say, or sign_home."""
        return self.role.value if self.signs is None else f"sign_{self.signs.value}"

    @property
    def is_expired(self) -> bool:
        """Whether its time has run out."""
        return clock.now() > self.expires_at

    @property
    def is_usable(self) -> bool:
        """Whether it can still decide."""
        return self.used_at is None and self.replaced_at is None and not self.is_expired
