"""People, organisations and listings for tests, each made by the commands that people use."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Flask

from exchange.access import Actor
from exchange.accounts import services as accounts
from exchange.db import db
from exchange.moderation import services as moderation
from exchange.opportunities import services
from exchange.opportunities.lifecycle import closing_moment
from exchange.opportunities.models import CostModel, Opportunity, PostedAs, Remote, Side
from exchange.opportunities.rules import ListingValues
from tests import factories
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


def person(name: str, **roles: bool) -> Actor:
    """Somebody with a confirmed account at name@private.example, perhaps with platform roles."""
    email = f"{name}@private.example"
    return factories.staff(email, **roles) if roles else factories.person(email)


@dataclass
class House:
    """Two organisations and the people whom most tests need."""

    admin: Actor
    moderator: Actor
    second: Actor
    poster: Actor
    colleague: Actor
    stranger: Actor
    elsewhere: Actor
    harbour: uuid.UUID
    rivers: uuid.UUID


def house() -> House:
    """A charity that hosts, a department beside it, two moderators, a stranger."""
    admin = person("admin", administrator=True)
    harbour = factories.organisation("Harbour Hospice")
    rivers = factories.organisation("Rivers", sector="civil_service")
    return House(
        admin=admin,
        moderator=person("moderator", moderator=True),
        second=person("second", moderator=True),
        poster=factories.member("poster@harbour.example", harbour, "poster", by=admin.email),
        colleague=factories.member("colleague@harbour.example", harbour, by=admin.email),
        stranger=person("stranger"),
        elsewhere=factories.member("elsewhere@rivers.example", rivers, by=admin.email),
        harbour=harbour.public_id,
        rivers=rivers.public_id,
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
