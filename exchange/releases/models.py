"""A request to a line manager before applying, and the links by which it is answered."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange import clock
from exchange.accounts.models import Person
from exchange.actors import Actor
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.opportunities.models import Opportunity
from exchange.organisations.models import Organisation
from exchange.releases.lifecycle import ReleaseStatus

MOST_MONTHS = 60


class ReleaseRequest(Identified, Audited, Base):
    """One person asks one manager, for one listing or for any. What it asks never changes."""

    __tablename__ = "release_request"
    __table_args__ = (
        sa.Index(
            "uq_release_request_open",
            "person_id",
            "opportunity_id",
            unique=True,
            sqlite_where=sa.text("status = 'asked' AND opportunity_id IS NOT NULL"),
            postgresql_where=sa.text("status = 'asked' AND opportunity_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_release_request_open_for_any",
            "person_id",
            unique=True,
            sqlite_where=sa.text("status = 'asked' AND opportunity_id IS NULL"),
            postgresql_where=sa.text("status = 'asked' AND opportunity_id IS NULL"),
        ),
        sa.CheckConstraint(
            "days_a_week > 0 AND days_a_week <= 5 AND months BETWEEN 1 AND 60", name="asks_sensibly"
        ),
        sa.CheckConstraint("manager_name <> '' AND manager_email <> ''", name="asks_somebody"),
        sa.CheckConstraint("status <> 'asked' OR decided_at IS NULL", name="waits_undecided"),
        sa.CheckConstraint(
            "status IN ('asked', 'withdrawn') OR decided_at IS NOT NULL", name="decided_at_a_time"
        ),
        sa.CheckConstraint(
            "status <> 'agreed' OR (most_days_a_week IS NOT NULL AND most_months IS NOT NULL"
            " AND holds_until IS NOT NULL)",
            name="agreed_with_scope",
        ),
        sa.CheckConstraint(
            "most_days_a_week IS NULL OR (most_days_a_week > 0 AND most_days_a_week <= days_a_week"
            " AND most_months >= 1 AND most_months <= months)",
            name="agreed_within_asked",
        ),
        sa.CheckConstraint(
            "status <> 'not_now' OR (category <> '' AND reason <> '')", name="not_now_with_reason"
        ),
    )
    audit_kind = "release_request"
    audit_secret = frozenset({"reason", "manager_email"})

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    home_organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    opportunity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    """The listing it is for; none where the person asks before they look."""
    manager_name: Mapped[str] = mapped_column(sa.String(120))
    manager_email: Mapped[str] = mapped_column(sa.String(254))
    days_a_week: Mapped[float]
    months: Mapped[int]
    starts_on: Mapped[date]
    status: Mapped[ReleaseStatus] = mapped_column(
        choice(ReleaseStatus), default=ReleaseStatus.ASKED
    )
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    most_days_a_week: Mapped[float | None]
    most_months: Mapped[int | None]
    holds_until: Mapped[date | None]
    category: Mapped[str] = mapped_column(sa.String(60), default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()
    home_organisation: Mapped[Organisation] = relationship()
    opportunity: Mapped[Opportunity | None] = relationship()
    links: Mapped[list[ReleaseLink]] = relationship(
        back_populates="request", order_by="ReleaseLink.id"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def holds(self) -> bool:
        """Whether the manager said yes in principle, and the yes has not run out."""
        agreed = self.status is ReleaseStatus.AGREED and self.holds_until is not None
        return agreed and self.holds_until >= clock.today()  # type: ignore[operator]  # not None

    def link_ids(self, role: str) -> set[int]:
        """The links that answer it, as the access table asks."""
        return {one.id for one in self.links} if role == "release" else set()

    def is_mover(self, actor: Actor) -> bool:
        """Whether the actor is the person who asks, even by a link to an address of theirs."""
        return actor.key == f"person:{self.person_id}"


class ReleaseLink(Identified, Audited, Base):
    """A link by which the manager answers. Only a hash of its token is kept."""

    __tablename__ = "release_link"
    audit_kind = "release_link"
    audit_secret = frozenset({"token_hash"})

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("release_request.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime]
    request: Mapped[ReleaseRequest] = relationship(back_populates="links")
