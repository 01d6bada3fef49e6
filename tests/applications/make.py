"""Situations for tests, each brought about by running the commands that people would run."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from exchange import clock
from exchange.access import SYSTEM, VISITOR, Actor
from exchange.accounts import services as accounts
from exchange.accounts.models import Person
from exchange.applications import services, sifting
from exchange.applications import steps as application_steps
from exchange.applications.inviting import InvitationValues, invite
from exchange.applications.models import Application, Invitation
from exchange.db import command, db
from exchange.notices.models import Outbox
from exchange.opportunities import queries as opportunities
from exchange.opportunities import services as listings
from exchange.opportunities import steps as opportunity_steps
from exchange.opportunities.models import CostModel, PostedAs, Side
from exchange.opportunities.rules import ListingValues
from exchange.organisations import queries as organisations
from exchange.organisations import services as organising
from exchange.organisations.models import Membership, Organisation
from tests.client import Client

STATEMENT = "I want to see how a hospice plans its work, and to bring what I know of data."
NO_HASH = "nobody signs in with a password in these tests"


def person(name: str, email: str) -> Actor:
    """Somebody with a confirmed account."""
    accounts.sign_up(VISITOR, name, email, NO_HASH)
    query = sa.select(Outbox).where(Outbox.topic == "mail").order_by(Outbox.id.desc()).limit(1)
    text = db.session.scalars(query).one().payload["text"]
    accounts.confirm(VISITOR, text.split("/confirm/")[1].split()[0])
    return actor(email)


def actor(email: str) -> Actor:
    """The person as the next request would know them."""
    return organisations.actor_by_email(email)


def staff(name: str, email: str, **roles: bool) -> Actor:
    """A moderator or administrator."""
    person(name, email)
    given = {"moderator": False, "administrator": False, **roles}
    accounts.make_staff(SYSTEM, email, **given)
    return actor(email)


def administrator() -> Actor:
    """The platform's administrator, made once."""
    known = db.session.scalar(sa.select(Person).filter_by(email="admin@crossover.example"))
    if known is not None:
        return organisations.actor_for(known)
    return staff("Ada Admin", "admin@crossover.example", administrator=True)


def moderator() -> Actor:
    """A moderator, made once."""
    known = db.session.scalar(sa.select(Person).filter_by(email="moderator@crossover.example"))
    if known is not None:
        return organisations.actor_for(known)
    return staff("Mo Moderator", "moderator@crossover.example", moderator=True)


def join(who: Actor, name: str, *roles: str, sector: str = "charity") -> Actor:
    """Bring a person into an organisation, which is added when it is new."""
    known = db.session.scalar(sa.select(Organisation).filter_by(name=name))
    if known is None:
        new = organising.NewOrganisation(name, sector, "")
        organising.ask_to_add(who, new, "Adviser", "I work there")
    else:
        organising.ask_to_join(who, known.public_id, "Adviser", "I work there")
    query = sa.select(Membership).filter_by(person_id=who.person_id)
    asked = db.session.scalars(query.order_by(Membership.id.desc()).limit(1)).one()
    organising.accept_member(administrator(), asked.public_id, frozenset(roles), "By telephone")
    return actor(who.email)


def organisation(name: str) -> Organisation:
    """An organisation by its name."""
    return db.session.scalars(sa.select(Organisation).filter_by(name=name)).one()


def worker(name: str, email: str, employer: str, *roles: str, sector: str = "charity") -> Actor:
    """Somebody with an account and an employer."""
    return join(person(name, email), employer, *roles, sector=sector)


DAYS = {"session": 0, "shadowing": 1, "mentoring": 90, "project": 20, "attachment": 40}
"""From first to last day, where half a year would be too long for the kind."""


def values(kind: str = "secondment", **changes: Any) -> ListingValues:
    """A complete listing."""
    start = clock.today() + timedelta(days=60)
    whole = ListingValues(
        kind=kind,
        title="Data analyst for our winter planning",
        summary="Help us to plan beds and visits.",
        description="You work with our planners.",
        outcome="We plan a week ahead.",
        supervisor="Head of planning",
        level=4,
        outcode="LS1",
        starts_on=start,
        ends_on=start + timedelta(days=DAYS.get(kind, 181)),
        days_a_week=5,
        hours=10,
        cost_model=CostModel.SHARED,
        closes_at=clock.now() + timedelta(days=20),
    )
    return replace(whole, **changes)


@command
def publish(actor: Actor, opportunity_id: uuid.UUID) -> None:
    """What a moderator's decision does."""
    opportunity_steps.publish(opportunities.for_change(actor, opportunity_id), actor)


def listing(poster: Actor, host: str | None = None, **changes: Any) -> uuid.UUID:
    """A published listing; without a host it is posted by the person."""
    side = changes.pop("side", Side.HOST)
    draft = draft_listing(poster, host, side=side, **changes)
    publish(moderator(), draft)
    return draft


def draft_listing(
    poster: Actor, host: str | None = None, side: Side = Side.HOST, **changes: Any
) -> uuid.UUID:
    """A listing that waits for review."""
    posted_as = PostedAs.ORGANISATION if host else PostedAs.PERSON
    host_id = organisation(host).public_id if host else None
    made = listings.start_draft(poster, side, posted_as, host_id, values(**changes))
    opportunity_id = made.public_id
    listings.submit(poster, opportunity_id, made.version)
    return opportunity_id


def employer_of(who: Actor) -> uuid.UUID | None:
    """The public id of where somebody works."""
    every = organisations.memberships_of(who)
    return every[0].organisation.public_id if every else None


def applied(who: Actor, opportunity_id: uuid.UUID, statement: str = STATEMENT) -> uuid.UUID:
    """A sent application."""
    made = services.submit(who, opportunity_id, statement, employer_of(who))
    return made.public_id


def application(application_id: uuid.UUID) -> Application:
    """An application as it stands."""
    db.session.rollback()
    return db.session.scalars(sa.select(Application).filter_by(public_id=application_id)).one()


def invitation(invitation_id: uuid.UUID) -> Invitation:
    """An invitation as it stands."""
    db.session.rollback()
    return db.session.scalars(sa.select(Invitation).filter_by(public_id=invitation_id)).one()


def terms(**changes: Any) -> sifting.Offer:
    """Terms that fit the listing."""
    start = clock.today() + timedelta(days=60)
    whole = sifting.Offer(start, start + timedelta(days=181), 5.0, clock.now() + timedelta(days=7))
    return replace(whole, **changes)


def shortlisted(poster: Actor, application_id: uuid.UUID) -> None:
    """Onto the shortlist."""
    sifting.shortlist(poster, application_id, application(application_id).version)


def reserved(poster: Actor, application_id: uuid.UUID) -> None:
    """Onto the shortlist, then into reserve."""
    shortlisted(poster, application_id)
    sifting.reserve(poster, application_id, application(application_id).version)


def offered(poster: Actor, application_id: uuid.UUID, **changes: Any) -> None:
    """A place is offered."""
    version = application(application_id).version
    sifting.offer(poster, application_id, version, terms(**changes))


@command
def accept(actor: Actor, application_id: uuid.UUID) -> None:
    """What accepting does to an application; the whole command makes a placement too."""
    application_steps.accept(
        db.session.scalars(sa.select(Application).filter_by(public_id=application_id)).one()
    )


@command
def not_proceed(actor: Actor, application_id: uuid.UUID) -> None:
    """What a refused placement does to its application."""
    application_steps.not_proceed(
        db.session.scalars(sa.select(Application).filter_by(public_id=application_id)).one()
    )


@command
def place(actor: Actor, application_id: uuid.UUID) -> None:
    """What an agreed placement does to its application."""
    application_steps.place(
        db.session.scalars(sa.select(Application).filter_by(public_id=application_id)).one()
    )


def invitation_values(**changes: Any) -> InvitationValues:
    """An invitation that fits a secondment."""
    start: date = clock.today() + timedelta(days=60)
    until: datetime = clock.now() + timedelta(days=7)
    whole = InvitationValues(
        outcode="LS1",
        supervisor="Head of planning",
        outcome="We plan a week ahead.",
        starts_on=start,
        ends_on=start + timedelta(days=181),
        days_a_week=5.0,
        message="Come and see us.",
        answer_by=until,
    )
    return replace(whole, **changes)


def invited(inviter: Actor, opportunity_id: uuid.UUID, host: str | None) -> uuid.UUID:
    """A sent invitation."""
    host_id = organisation(host).public_id if host else None
    return invite(inviter, opportunity_id, host_id, invitation_values()).public_id


def browser(app: Flask, who: Actor) -> Client:
    """A client in which somebody is signed in, without the page and the slow hash."""
    with app.app_context():
        opened = accounts.open_session(VISITOR, who.person_id or 0, "a test")
    client = app.test_client()
    assert isinstance(client, Client)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = opened.token
        cookie["_fresh"] = True
    return client
