"""Listings: places to come to, and people who want to go."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange import clock
from exchange.accounts.models import Person
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.opportunities.lifecycle import (
    SHOWN,
    OpportunityStatus,
    RevisionStatus,
    is_closed,
)
from exchange.organisations.models import Organisation, Sector
from exchange.reference.months import months_between
from exchange.search.changes import Searchable


class Side(StrEnum):
    """Which way the listing looks: come to us, or I want to go."""

    HOST = "host"
    MOVER = "mover"


class PostedAs(StrEnum):
    """In whose name a listing stands."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Remote(StrEnum):
    """Where the work is done."""

    ON_SITE = "on_site"
    HYBRID = "hybrid"
    REMOTE = "remote"


class CostModel(StrEnum):
    """Who bears the salary: home lends free, both share, or the host pays in full."""

    FREE = "free"
    SHARED = "shared"
    FULL = "full"


EXTERNAL = "external_vacancy"
"""The kind of an imported advert."""


def name_of_poster(
    posted_as: PostedAs, organisation: str | None, source: str, poster: str | None
) -> str:
    """Whose listing it is, as people read it."""
    if organisation is not None and posted_as is PostedAs.ORGANISATION:
        return organisation
    return source or poster or ""


class Opportunity(Identified, Audited, Searchable, Base):
    """A listing. Ends (filled, concluded, withdrawn) only when every application has an answer."""

    __tablename__ = "opportunity"
    __table_args__ = (
        sa.CheckConstraint("places >= 1 AND places <= 99", name="places"),
        sa.CheckConstraint("days_a_week > 0 AND days_a_week <= 5", name="days_in_a_week"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        sa.CheckConstraint(
            "posted_as <> 'organisation' OR organisation_id IS NOT NULL"
            " OR status IN ('draft', 'withdrawn')",
            name="organisation_named",
        ),
        sa.CheckConstraint(
            "status NOT IN ('published', 'paused', 'filled', 'concluded', 'removed')"
            " OR (published_at IS NOT NULL AND published_by_id IS NOT NULL)"
            " OR kind = 'external_vacancy'",
            name="published_by_somebody",
        ),
        sa.CheckConstraint("published_by_id <> poster_id", name="not_by_its_poster"),
        sa.CheckConstraint(
            "status <> 'returned' OR return_reason <> ''", name="returned_with_reason"
        ),
        sa.CheckConstraint(
            "kind <> 'external_vacancy' OR source_url <> ''", name="external_has_source"
        ),
        sa.CheckConstraint(
            "scope_waived OR kind NOT IN ('session', 'project')"
            " OR status NOT IN ('published', 'paused', 'filled', 'concluded', 'removed')"
            " OR (outcome <> '' AND hours IS NOT NULL AND hours > 0"
            " AND (side = 'mover' OR supervisor <> ''))",
            name="scoped",
        ),
        sa.Index("ix_opportunity_status", "status", "closes_at"),
        sa.Index("ix_opportunity_fresh", "status", "side", "published_at"),
        sa.Index(
            "uq_opportunity_source_url",
            "source_url",
            unique=True,
            sqlite_where=sa.text("source_url <> ''"),
            postgresql_where=sa.text("source_url <> ''"),
        ),
    )
    audit_kind = "opportunity"
    search_kind = "opportunity"

    status: Mapped[OpportunityStatus] = mapped_column(
        choice(OpportunityStatus), default=OpportunityStatus.DRAFT
    )
    side: Mapped[Side] = mapped_column(choice(Side))
    posted_as: Mapped[PostedAs] = mapped_column(choice(PostedAs))
    kind: Mapped[str] = mapped_column(sa.String(40))
    poster_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who posts and looks after it; none for an imported advert."""
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    mover_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """On the mover's side: who wants to go."""
    mover_consented_at: Mapped[datetime | None]
    """When the person whom an organisation names agreed to be listed."""
    hidden_from_employer: Mapped[bool] = mapped_column(default=False)

    title: Mapped[str] = mapped_column(sa.String(120), default="")
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    description_html: Mapped[str] = mapped_column(sa.Text, default="")
    """Cleaned HTML of an imported advert; ours is written in `description` as Markdown."""
    outcome: Mapped[str] = mapped_column(sa.String(500), default="")
    """What will be different afterwards."""
    supervisor: Mapped[str] = mapped_column(sa.String(120), default="")
    brief: Mapped[dict[str, Any] | None]
    """The answers of the brief builder, as they were given; the listing's text is made of them."""
    scope_waived: Mapped[bool] = mapped_column(default=False)
    """It was shown before a scope was asked for, and lacks part of one: nothing was made up."""
    attention: Mapped[str] = mapped_column(sa.Text, default="")
    """What its own side must look at, and why; empty once they have."""
    level: Mapped[int | None]
    outcode: Mapped[str] = mapped_column(sa.String(8), default="")
    place_name: Mapped[str] = mapped_column(sa.String(120), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    remote: Mapped[Remote] = mapped_column(choice(Remote), default=Remote.ON_SITE)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    days_a_week: Mapped[float | None]
    hours: Mapped[float | None]
    places: Mapped[int] = mapped_column(default=1)
    cost_model: Mapped[CostModel | None] = mapped_column(choice(CostModel))
    pay: Mapped[str] = mapped_column(sa.String(200), default="")
    salary_min: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2))
    salary_max: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2))

    closes_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    return_reason: Mapped[str] = mapped_column(sa.Text, default="")
    end_reason: Mapped[str] = mapped_column(sa.Text, default="")

    source_name: Mapped[str] = mapped_column(sa.String(240), default="")
    """The employer of an imported advert."""
    source_url: Mapped[str] = mapped_column(sa.String(500), default="")
    shifted_days: Mapped[int] = mapped_column(default=0)
    """By how many days the dates of a demonstration import were moved."""
    version: Mapped[int] = mapped_column(default=1)

    poster: Mapped[Person | None] = relationship(foreign_keys=[poster_id])
    mover: Mapped[Person | None] = relationship(foreign_keys=[mover_id])
    organisation: Mapped[Organisation | None] = relationship()
    skills: Mapped[list[OpportunitySkill]] = relationship(
        cascade="all, delete-orphan", order_by="OpportunitySkill.id"
    )
    revisions: Mapped[list[OpportunityRevision]] = relationship(
        back_populates="opportunity", order_by="OpportunityRevision.id"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_closed(self) -> bool:
        """Whether its closing second has passed."""
        return is_closed(self.closes_at, clock.now())

    @property
    def is_open(self) -> bool:
        """Whether one may apply now."""
        return self.status is OpportunityStatus.PUBLISHED and not self.is_closed

    @property
    def is_shown(self) -> bool:
        """Whether its page can be seen by more than its own side."""
        return self.status in SHOWN

    @property
    def is_external(self) -> bool:
        """Whether it is an imported advert, applied for at its source."""
        return self.kind == EXTERNAL

    @property
    def months(self) -> int:
        """How many whole months it lasts; 0 where that is less than one or not known."""
        if self.starts_on is None or self.ends_on is None:
            return 0
        return months_between(self.starts_on, self.ends_on)

    @property
    def posted_by(self) -> str:
        """Whose listing it is, as people read it."""
        organisation = self.organisation.name if self.organisation else None
        poster = self.poster.name if self.poster else None
        return name_of_poster(self.posted_as, organisation, self.source_name, poster)

    @property
    def sector(self) -> Sector | None:
        """The sector of the organisation that it belongs to."""
        return self.organisation.sector if self.organisation else None


class OpportunitySkill(Identified, Base):
    """A skill that a listing asks for or offers."""

    __tablename__ = "opportunity_skill"
    __table_args__ = (sa.UniqueConstraint("opportunity_id", "skill"),)

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"))
    skill: Mapped[str] = mapped_column(sa.String(60), index=True)


class OpportunityRevision(Identified, Audited, Base):
    """A material edit of a published listing, with its own review; the old text stays up."""

    __tablename__ = "opportunity_revision"
    __table_args__ = (
        sa.Index(
            "uq_revision_open",
            "opportunity_id",
            unique=True,
            sqlite_where=sa.text("status = 'in_review'"),
            postgresql_where=sa.text("status = 'in_review'"),
        ),
        sa.CheckConstraint("status <> 'returned' OR reason <> ''", name="returned_with_reason"),
    )
    audit_kind = "revision"

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    status: Mapped[RevisionStatus] = mapped_column(
        choice(RevisionStatus), default=RevisionStatus.IN_REVIEW
    )
    values: Mapped[dict[str, Any]]
    """The new values, as JSON holds them."""
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    opportunity: Mapped[Opportunity] = relationship(back_populates="revisions")

    __mapper_args__ = {"version_id_col": version}
