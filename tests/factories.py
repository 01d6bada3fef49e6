"""People, organisations, listings and placements for tests: always made by running commands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from exchange.access import SYSTEM, VISITOR, Actor
from exchange.accounts import passwords
from exchange.accounts import services as accounts
from exchange.accounts.models import Person
from exchange.applications import queries as applications
from exchange.applications import services as applying
from exchange.applications import sifting
from exchange.db import command, db
from exchange.notices.models import Outbox
from exchange.opportunities import services as listings
from exchange.opportunities import steps as listing_steps
from exchange.opportunities.models import CostModel, Opportunity, PostedAs, Side
from exchange.opportunities.rules import ListingValues
from exchange.organisations import queries as organisations
from exchange.organisations import services as joining
from exchange.organisations.models import (
    Membership,
    Organisation,
    OrganisationDomain,
    Sector,
    StaffStatus,
)
from exchange.placements import proposing
from exchange.placements.models import Placement

PASSWORD = "four unrelated plain words"
_hash: dict[str, str] = {}


def password_hash() -> str:
    """The hash of PASSWORD, computed once."""
    return _hash.setdefault("hash", passwords.hashed(PASSWORD))


def mails(to: str = "") -> list[dict[str, Any]]:
    """E-mails that wait in the outbox, newest last."""
    rows = db.session.scalars(sa.select(Outbox).filter_by(topic="mail").order_by(Outbox.id))
    return [row.payload for row in rows if not to or row.payload.get("to") == to]


def token_in(mail: dict[str, Any]) -> str:
    """The secret at the end of the link in an e-mail."""
    link = next(word for word in mail["text"].split() if word.startswith("http"))
    return str(link.rsplit("/", 1)[1])


def actor(email: str) -> Actor:
    """A person as they are now."""
    return organisations.actor_by_email(email)


def person(email: str, name: str = "") -> Actor:
    """Somebody with a confirmed account."""
    accounts.sign_up(VISITOR, name or email.split("@")[0].title(), email, password_hash())
    accounts.confirm(VISITOR, token_in(mails(email)[-1]))
    return actor(email)


def somebody(email: str) -> Actor:
    """The same, made when first asked for."""
    return actor(email) if _known(email) else person(email)


def staff(email: str, *, moderator: bool = False, administrator: bool = False) -> Actor:
    """A moderator or administrator of the platform."""
    person(email)
    accounts.make_staff(SYSTEM, email, moderator=moderator, administrator=administrator)
    return actor(email)


@command
def add_organisation(
    actor: Actor,
    name: str,
    sector: str = "charity",
    staff_status: str = "neither",
    domain: str = "",
) -> uuid.UUID:
    """An organisation as a register would bring it."""
    organisation = Organisation(
        source="test",
        external_id=name,
        name=name,
        sector=Sector(sector),
        staff_status=StaffStatus(staff_status),
        staff_status_source="the test",
    )
    if domain:
        organisation.domains.append(OrganisationDomain(domain=domain))
    db.session.add(organisation)
    db.session.flush()
    return organisation.public_id


def organisation(name: str, **values: str) -> Organisation:
    """The same, as the row."""
    return organisations.by_public_id(add_organisation(SYSTEM, name, **values))


def member(email: str, organisation: Organisation, *roles: str, by: str = "") -> Actor:
    """Somebody who belongs to an organisation in verified roles; `by` is an administrator."""
    one = person(email) if not _known(email) else actor(email)
    theirs = sa.select(Membership).where(
        Membership.person_id == one.person_id,
        Membership.organisation_id == organisation.id,
        Membership.status.in_(["asked", "active"]),
    )
    if db.session.scalar(theirs) is None:
        joining.ask_to_join(one, organisation.public_id, "Officer", "I work there.")
    membership = db.session.scalars(theirs).one()
    decider = actor(by) if by else administrator()
    accept = joining.accept_member if membership.status == "asked" else joining.set_roles
    if membership.status == "asked" or roles:
        accept(decider, membership.public_id, frozenset(roles), "Seen in the register")
    return actor(email)


def administrator() -> Actor:
    """The platform's administrator, made when first asked for."""
    email = "admin@crossover.example"
    return actor(email) if _known(email) else staff(email, administrator=True)


def moderator() -> Actor:
    """A moderator, made when first asked for."""
    email = "moderator@crossover.example"
    return actor(email) if _known(email) else staff(email, moderator=True)


def _known(email: str) -> bool:
    return db.session.scalar(sa.select(Person.id).filter_by(email=email)) is not None


def listing_values(kind: str = "secondment", **changes: Any) -> ListingValues:
    """A complete listing of a kind, far enough ahead of the frozen clock of 22 November 2026."""
    long = kind in {"secondment", "loan", "swap", "trustee", "mentoring"}
    values = ListingValues(
        kind=kind,
        title=f"A {kind} with us",
        summary="Help us to plan a service that people can reach.",
        description="You would work with the director and two others.",
        outcome="A plan that the trustees adopt.",
        supervisor="The director",
        level=4,
        outcode="LS1",
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 7, 3) if long else date(2027, 2, 26),
        days_a_week=5,
        hours=20,
        cost_model=CostModel.FREE,
        closes_at=datetime(2026, 12, 18, 23, 59, 59, tzinfo=UTC),
    )
    if kind in {"session", "shadowing"}:
        values = replace(values, ends_on=date(2027, 1, 4), hours=6)
    return replace(values, **changes)


@command
def publish(actor: Actor, public_id: uuid.UUID) -> None:
    """A moderator finds a listing right."""
    found = db.session.scalars(sa.select(Opportunity).filter_by(public_id=public_id)).one()
    listing_steps.publish(found, actor)


def listing(
    poster: Actor,
    organisation: Organisation | None = None,
    kind: str = "secondment",
    side: Side = Side.HOST,
    *,
    published: bool = True,
    **changes: Any,
) -> Opportunity:
    """A listing, published unless said otherwise."""
    as_organisation = organisation is not None
    draft = listings.start_draft(
        poster,
        side,
        PostedAs.ORGANISATION if as_organisation else PostedAs.PERSON,
        organisation.public_id if organisation else None,
        listing_values(kind, **changes),
    )
    if published:
        listings.submit(poster, draft.public_id, draft.version)
        publish(moderator(), draft.public_id)
    return draft


def application(applicant: Actor, listing: Opportunity, home: Organisation | None) -> Any:
    """A sent application."""
    return applying.submit(
        applicant,
        listing.public_id,
        "I have planned services for six years and would like to learn yours.",
        home.public_id if home else None,
        says_manager_knows=True,
    )


def offer(poster: Actor, application: Any) -> None:
    """An offer on the listing's own dates."""
    opportunity = application.opportunity
    terms = sifting.Offer(
        opportunity.starts_on,
        opportunity.ends_on,
        opportunity.days_a_week,
        datetime(2026, 12, 24, tzinfo=UTC),
    )
    sifting.offer(poster, application.public_id, application.version, terms)


@dataclass
class World:
    """Two employers and the people of one move, each made by commands."""

    home: Organisation
    host: Organisation
    mover: Actor
    manager: Actor
    home_hr: Actor
    poster: Actor
    host_hr: Actor
    listing: Opportunity
    placement: Placement


RIVERS = {
    "name": "Department for Rivers",
    "sector": "civil_service",
    "staff_status": "home_civil_service",
}
HARBOUR = {"name": "Harbour Hospice"}
HARBOURS = {
    "name": "Harbours Agency",
    "sector": "public_body",
    "staff_status": "home_civil_service",
}


def world(
    kind: str = "secondment",
    *,
    home: dict[str, str] = RIVERS,
    host: dict[str, str] | None = None,
    **listing_changes: Any,
) -> World:
    """A proposed placement from a department to a hospice, or between others on their domains.

    A loan goes to an agency, since a loan is between two employers of the Civil Service.
    """
    there = host or (HARBOURS if kind == "loan" else HARBOUR)
    return move_between(
        organisation(**home, domain="rivers.example"),
        organisation(**there, domain="harbour.example"),
        kind,
        **listing_changes,
    )


def move_between(
    home: Organisation,
    host: Organisation,
    kind: str,
    *,
    with_host_hr: bool = True,
    **listing_changes: Any,
) -> World:
    """A proposed placement between two organisations, with everybody who has a part in it."""
    mover = member("individual@rivers.example", home)
    manager = member("manager@rivers.example", home)
    home_hr = member("hr@rivers.example", home, "hr")
    poster = member("poster@harbour.example", host, "poster")
    host_hr = member("hr@harbour.example", host, *(["hr"] if with_host_hr else []))
    opportunity = listing(poster, host, kind, **listing_changes)
    sent = application(mover, opportunity, home)
    offer(poster, sent)
    sent = applications.by_public_id(mover, sent.public_id)
    placement = proposing.accept_offer(mover, sent.public_id, sent.version)
    return World(home, host, mover, manager, home_hr, poster, host_hr, opportunity, placement)


FULL_SHARES = {"cost_home": Decimal(100), "cost_host": Decimal(0), "cost_funder": Decimal(0)}
