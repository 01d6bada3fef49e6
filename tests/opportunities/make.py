"""People, organisations and listings for tests, each made by the commands that people use."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Flask

from exchange.access import SYSTEM, VISITOR, Actor
from exchange.accounts import services as accounts
from exchange.accounts.models import AccountToken, Person
from exchange.accounts.models import TokenPurpose as Purpose
from exchange.db import command, db
from exchange.moderation import services as moderation
from exchange.opportunities import services
from exchange.opportunities.lifecycle import closing_moment
from exchange.opportunities.models import CostModel, Opportunity, PostedAs, Remote, Side
from exchange.opportunities.rules import ListingValues
from exchange.organisations import queries as organisations
from exchange.organisations import services as joining
from exchange.organisations.models import Membership, Organisation, Sector
from exchange.tokens import digest
from tests.client import Client

HARBOUR = "harbour.example"
RIVERS = "rivers.example"

FULL = ListingValues(
    kind="secondment",
    title="Help us plan a move",
    summary="Six months in a hospice charity that opens a second house.",
    description="You would lead the planning with our estates team. " * 6,
    outcome="The move is planned and the team can run it.",
    supervisor="Rosa Hill, director of care",
    level=5,
    outcode="LS1",
    remote=Remote.HYBRID,
    starts_on=date(2027, 3, 1),
    ends_on=date(2027, 8, 31),
    days_a_week=4.0,
    places=2,
    cost_model=CostModel.SHARED,
    pay="£40,000 a year",
    closes_at=closing_moment(date(2026, 12, 31)),
    skills=("project-management",),
)
SESSION = replace(FULL, kind="session", ends_on=None, days_a_week=None, hours=2.0, cost_model=None)


def person(name: str, *, moderator: bool = False, administrator: bool = False) -> Actor:
    """Somebody with a confirmed account at name@private.example."""
    return person_at(f"{name}@private.example", moderator=moderator, administrator=administrator)


def person_at(email: str, *, moderator: bool = False, administrator: bool = False) -> Actor:
    """Somebody with this confirmed address."""
    accounts.sign_up(VISITOR, email.split("@")[0].title(), email, "no password")
    _open_link(email)
    if moderator or administrator:
        accounts.make_staff(SYSTEM, email, moderator=moderator, administrator=administrator)
    return organisations.actor_by_email(email)


@command
def _confirm(actor: Actor, email: str) -> None:
    who = db.session.scalars(db.select(Person).filter_by(email=email)).one()
    link = db.session.scalars(db.select(AccountToken).filter_by(person_id=who.id)).one()
    link.token_hash = digest(f"known to the test {email}")
    assert link.purpose is Purpose.CONFIRM


def _open_link(email: str) -> None:
    _confirm(VISITOR, email)
    accounts.confirm(VISITOR, f"known to the test {email}")


@command
def organisation(actor: Actor, name: str, sector: Sector = Sector.CHARITY) -> uuid.UUID:
    """An organisation, as an import makes it."""
    made = Organisation(source="test", external_id=name, name=name, sector=sector)
    db.session.add(made)
    db.session.flush()
    return made.public_id


def member(who: Actor, organisation_id: uuid.UUID, admin: Actor, *roles: str) -> Actor:
    """The person in the organisation, let in by an administrator with these roles."""
    joining.ask_to_join(who, organisation_id, "Job", "Evidence")
    where = organisations.by_public_id(organisation_id).id
    asked = db.select(Membership).filter_by(person_id=who.person_id, organisation_id=where)
    membership = db.session.scalars(asked).one()
    joining.accept_member(admin, membership.public_id, frozenset(roles), "By telephone")
    return organisations.actor_by_email(who.email)


@dataclass
class House:
    """Two organisations and the people whom most tests need."""

    admin: Actor
    moderator: Actor
    second: Actor
    poster: Actor
    colleague: Actor
    stranger: Actor
    harbour: uuid.UUID
    rivers: uuid.UUID


def house() -> House:
    """A charity that hosts, a department beside it, two moderators, a stranger."""
    admin = person("admin", administrator=True)
    harbour, rivers = organisation(SYSTEM, "Harbour Hospice"), organisation(SYSTEM, "Rivers")
    return House(
        admin=admin,
        moderator=person("moderator", moderator=True),
        second=person("second", moderator=True),
        poster=member(person("poster"), harbour, admin, "poster"),
        colleague=member(person("colleague"), harbour, admin),
        stranger=person("stranger"),
        harbour=harbour,
        rivers=rivers,
    )


def draft(
    actor: Actor,
    values: ListingValues = FULL,
    *,
    organisation_id: uuid.UUID | None = None,
    side: Side = Side.HOST,
) -> uuid.UUID:
    """A draft; in the actor's own name unless an organisation is named."""
    posted_as = PostedAs.ORGANISATION if organisation_id else PostedAs.PERSON
    return services.start_draft(actor, side, posted_as, organisation_id, values).public_id


def listing(public_id: uuid.UUID) -> Opportunity:
    """How it stands in the database now."""
    db.session.rollback()
    return db.session.scalars(db.select(Opportunity).filter_by(public_id=public_id)).one()


def submitted(actor: Actor, values: ListingValues = FULL, **about: Any) -> uuid.UUID:
    """A listing in review."""
    public_id = draft(actor, values, **about)
    services.submit(actor, public_id, listing(public_id).version)
    return public_id


def published(
    actor: Actor, moderator: Actor, values: ListingValues = FULL, **about: Any
) -> uuid.UUID:
    """A listing that a moderator published."""
    public_id = submitted(actor, values, **about)
    moderation.publish(moderator, public_id, listing(public_id).version)
    return public_id


def browser(app: Flask, who: Actor) -> Client:
    """A browser in which the person is signed in, without the cost of hashing a password."""
    with app.app_context():
        token = accounts.open_session(who, who.person_id or 0, "test").token
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert isinstance(client, Client)
    return client
