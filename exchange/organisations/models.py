"""Organisations, who belongs to them in which role, and who decides where nobody has an account."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import Person
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.organisations.lifecycle import MembershipStatus


class Sector(StrEnum):
    """The sector that people see; rules never follow it."""

    CIVIL_SERVICE = "civil_service"
    PUBLIC_BODY = "public_body"
    NHS = "nhs"
    LOCAL_GOVERNMENT = "local_government"
    CHARITY = "charity"
    OTHER = "other"


class StaffStatus(StrEnum):
    """What the organisation's staff are. Rules follow this."""

    HOME_CIVIL_SERVICE = "home_civil_service"
    NI_CIVIL_SERVICE = "ni_civil_service"
    NEITHER = "neither"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class ContactRole(StrEnum):
    """For what a verified contact without an account decides."""

    HR = "hr"
    CHAIR = "chair"


class Organisation(Identified, Audited, Base):
    """A department, agency, public body, NHS body, council, charity or other employer."""

    __tablename__ = "organisation"
    __table_args__ = (
        sa.UniqueConstraint("source", "external_id"),
        sa.Index("ix_organisation_name", "name"),
    )
    audit_kind = "organisation"

    source: Mapped[str] = mapped_column(sa.String(40))
    external_id: Mapped[str] = mapped_column(sa.String(120))
    """The register's own key: a charity number, a GOV.UK slug, a council code."""
    name: Mapped[str] = mapped_column(sa.String(240))
    short_name: Mapped[str] = mapped_column(sa.String(80), default="")
    sector: Mapped[Sector] = mapped_column(choice(Sector), index=True)
    kind: Mapped[str] = mapped_column(sa.String(120), default="")
    parent_external_id: Mapped[str] = mapped_column(sa.String(120), default="")
    region: Mapped[str] = mapped_column(sa.String(80), default="")
    outcode: Mapped[str] = mapped_column(sa.String(8), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    website: Mapped[str] = mapped_column(sa.String(300), default="")
    annual_income: Mapped[Decimal | None] = mapped_column(sa.Numeric(14, 2))
    purpose: Mapped[str] = mapped_column(sa.Text, default="")
    staff_status: Mapped[StaffStatus] = mapped_column(
        choice(StaffStatus), default=StaffStatus.UNKNOWN
    )
    staff_status_source: Mapped[str] = mapped_column(sa.String(240), default="")
    staff_status_as_of: Mapped[date | None]
    ask_before_applying: Mapped[bool] = mapped_column(default=False)
    one_person_decides: Mapped[bool] = mapped_column(default=False)
    """Declared by a small organisation: one person decides as manager and HR."""
    how_we_decide: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    domains: Mapped[list[OrganisationDomain]] = relationship(back_populates="organisation")
    contacts: Mapped[list[OrganisationContact]] = relationship(back_populates="organisation")

    __mapper_args__ = {"version_id_col": version}

    @property
    def organisation_id(self) -> int:
        """Itself, as the access table asks."""
        return self.id

    @property
    def takes_only_secondments(self) -> bool:
        """Whether a person who comes in from outside is an inward move to the Civil Service."""
        return self.staff_status is StaffStatus.HOME_CIVIL_SERVICE


class OrganisationDomain(Identified, Audited, Base):
    """An e-mail domain that an organisation uses. Several may share one."""

    __tablename__ = "organisation_domain"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "domain"),)
    audit_kind = "organisation_domain"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    domain: Mapped[str] = mapped_column(sa.String(253), index=True)
    source: Mapped[str] = mapped_column(sa.String(120), default="")
    organisation: Mapped[Organisation] = relationship(back_populates="domains")


class OrganisationContact(Identified, Audited, Base):
    """Somebody without an account whom an administrator verified as able to decide by link."""

    __tablename__ = "organisation_contact"
    audit_kind = "organisation_contact"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role: Mapped[ContactRole] = mapped_column(choice(ContactRole))
    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254))
    how_verified: Mapped[str] = mapped_column(sa.String(300))
    verified_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    retired_at: Mapped[datetime | None]
    organisation: Mapped[Organisation] = relationship(back_populates="contacts")


class Membership(Identified, Audited, Base):
    """A person in an organisation. A domain gives *member*; every other role is verified."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.Index(
            "uq_membership_live",
            "person_id",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text("status IN ('asked', 'active')"),
            postgresql_where=sa.text("status IN ('asked', 'active')"),
        ),
        sa.CheckConstraint(
            "status <> 'active' OR joined_at IS NOT NULL", name="active_since_a_moment"
        ),
    )
    audit_kind = "membership"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    status: Mapped[MembershipStatus] = mapped_column(choice(MembershipStatus))
    job_title: Mapped[str] = mapped_column(sa.String(120), default="")
    evidence: Mapped[str] = mapped_column(sa.Text, default="")
    """What the person wrote when asking to join."""
    how_verified: Mapped[str] = mapped_column(sa.String(300), default="")
    is_poster: Mapped[bool] = mapped_column(default=False)
    is_hr: Mapped[bool] = mapped_column(default=False)
    is_board: Mapped[bool] = mapped_column(default=False)
    is_organisation_admin: Mapped[bool] = mapped_column(default=False)
    is_chief_executive: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def roles(self) -> frozenset[str]:
        """The roles held, *member* among them."""
        flags = ("poster", "hr", "board", "organisation_admin", "chief_executive")
        return frozenset({"member", *(role for role in flags if getattr(self, f"is_{role}"))})


class DeputyRole(StrEnum):
    """The roles that can be stood in for: those that decide about moves."""

    HR = "hr"
    BOARD = "board"


class Deputy(Identified, Audited, Base):
    """Somebody who decides in place of a colleague from one day to another."""

    __tablename__ = "deputy"
    __table_args__ = (
        sa.CheckConstraint("person_id <> deputy_id", name="another_person"),
        sa.CheckConstraint("to_on >= from_on", name="ends_after_start"),
    )
    audit_kind = "deputy"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role: Mapped[DeputyRole] = mapped_column(choice(DeputyRole))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    """Whose decisions they are."""
    deputy_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    """The last day, in London."""
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    named_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    """When it was ended before its last day."""
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    deputy: Mapped[Person] = relationship(foreign_keys=[deputy_id])
