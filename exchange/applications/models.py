"""A person's answer to a listing, and an organisation's answer to a person who wants to go."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import Person
from exchange.applications.lifecycle import ApplicationStatus, InvitationStatus
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.opportunities.models import Opportunity
from exchange.organisations.models import Organisation
from exchange.releases.models import ReleaseRequest

_LIVE_APPLICATION = sa.text(
    "status IN ('draft', 'queued', 'submitted', 'shortlisted', 'reserve', 'offered', 'accepted',"
    " 'placed')"
)
_LIVE_INVITATION = sa.text("status IN ('sent', 'accepted', 'placed')")


class Application(Identified, Audited, Base):
    """One person for one listing, with the profile as it was when sent."""

    __tablename__ = "application"
    __table_args__ = (
        sa.Index(
            "uq_application_live",
            "opportunity_id",
            "applicant_id",
            unique=True,
            sqlite_where=_LIVE_APPLICATION,
            postgresql_where=_LIVE_APPLICATION,
        ),
        # The last lock against giving away more places than there are.
        sa.UniqueConstraint("opportunity_id", "place"),
        sa.CheckConstraint(
            "(status IN ('accepted', 'placed')) = (place IS NOT NULL)", name="place_is_held"
        ),
        sa.CheckConstraint(
            "status <> 'not_selected' OR (outcome_category <> '' AND outcome_reason <> '')",
            name="not_selected_with_reason",
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL", name="sent_once"
        ),
        sa.CheckConstraint(
            "(hear_by IS NULL) = (hear_by_set_at IS NULL)", name="promised_at_a_time"
        ),
    )
    audit_kind = "application"
    audit_secret = frozenset({"statement", "snapshot"})

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    applicant_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    home_organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    """The applicant's employer; none for a volunteer, self-employed or between jobs."""
    status: Mapped[ApplicationStatus] = mapped_column(
        choice(ApplicationStatus), default=ApplicationStatus.DRAFT
    )
    statement: Mapped[str] = mapped_column(sa.Text, default="")
    says_manager_knows: Mapped[bool] = mapped_column(default=False)
    """The applicant's own word, asked where home wants to be asked before applying."""
    release_id: Mapped[int | None] = mapped_column(sa.ForeignKey("release_request.id"))
    """The line manager's release in principle that was recorded when it was sent."""
    snapshot: Mapped[dict[str, Any] | None]
    submitted_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    """Until when the offer stands."""
    offer_starts_on: Mapped[date | None]
    offer_ends_on: Mapped[date | None]
    offer_days_a_week: Mapped[float | None]
    place: Mapped[int | None]
    """Which of the listing's places it holds, from 1."""
    outcome_category: Mapped[str] = mapped_column(sa.String(60), default="")
    outcome_reason: Mapped[str] = mapped_column(sa.Text, default="")
    hear_by: Mapped[date | None]
    """By when the host's side said that the applicant hears more."""
    hear_by_set_at: Mapped[datetime | None]
    """When it said so; that too is a word."""
    moved_at: Mapped[datetime | None]
    """Since when it stands as it does."""
    version: Mapped[int] = mapped_column(default=1)

    opportunity: Mapped[Opportunity] = relationship()
    release: Mapped[ReleaseRequest | None] = relationship()
    applicant: Mapped[Person] = relationship()
    home_organisation: Mapped[Organisation | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def poster_id(self) -> int | None:
        """Who decides about it, as the access table asks."""
        return self.opportunity.poster_id

    @property
    def organisation_id(self) -> int | None:
        """The organisation whose posters decide about it."""
        return self.opportunity.organisation_id


class Invitation(Identified, Audited, Base):
    """An organisation's (or person's) answer to a listing by somebody who wants to go."""

    __tablename__ = "invitation"
    __table_args__ = (
        sa.Index(
            "uq_invitation_live",
            "opportunity_id",
            "organisation_id",
            unique=True,
            sqlite_where=_LIVE_INVITATION,
            postgresql_where=_LIVE_INVITATION,
        ),
        sa.UniqueConstraint("opportunity_id", "place"),
        sa.CheckConstraint(
            "(status IN ('accepted', 'placed')) = (place IS NOT NULL)", name="place_is_held"
        ),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )
    audit_kind = "invitation"
    audit_secret = frozenset({"answer_reason"})

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    inviter_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    """The host; none where a person invites in their own name."""
    status: Mapped[InvitationStatus] = mapped_column(
        choice(InvitationStatus), default=InvitationStatus.SENT
    )
    outcode: Mapped[str] = mapped_column(sa.String(8), default="")
    supervisor: Mapped[str] = mapped_column(sa.String(120))
    outcome: Mapped[str] = mapped_column(sa.String(500))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    days_a_week: Mapped[float | None]
    message: Mapped[str] = mapped_column(sa.Text, default="")
    answer_by: Mapped[datetime | None]
    answer_reason: Mapped[str] = mapped_column(sa.Text, default="")
    """Optional and private to the inviter."""
    place: Mapped[int | None]
    moved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    opportunity: Mapped[Opportunity] = relationship()
    inviter: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def mover_id(self) -> int | None:
        """Who answers it."""
        return self.opportunity.mover_id
