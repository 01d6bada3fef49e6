"""Situations of this room for tests, each brought about by the commands that people would run."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask

from exchange.access import VISITOR, Actor
from exchange.accounts import services as accounts
from exchange.applications import services, sifting
from exchange.applications import steps as application_steps
from exchange.applications.inviting import InvitationValues, invite
from exchange.applications.models import Application, Invitation
from exchange.db import command, db
from exchange.messages import queries as messages
from exchange.opportunities import services as listings
from exchange.opportunities.models import Opportunity, Side
from exchange.organisations import queries as organisations
from exchange.organisations.models import Organisation
from exchange.placements import proposing
from exchange.profiles import services as profiles
from exchange.profiles.models import Visibility
from tests import factories
from tests.client import Client

STATEMENT = "I want to see how a hospice plans its work, and to bring what I know of data."
NOW = "2026-11-22 10:00"
ANSWER_BY = datetime(2026, 12, 24, 12, tzinfo=UTC)


@dataclass
class Cast:
    """A listing of a hospice, who looks after it, and who may want to come."""

    host: uuid.UUID
    home: uuid.UUID
    poster: Actor
    co_poster: Actor
    colleague: Actor
    applicant: Actor
    listing: uuid.UUID


def cast(kind: str = "secondment", **changes: Any) -> Cast:
    """A published listing with everybody around it."""
    home = factories.organisation("Department for Rivers", sector="civil_service")
    host = factories.organisation("Harbour Hospice")
    poster = factories.member("poster@harbour.example", host, "poster")
    listing = factories.listing(poster, host, kind, **changes).public_id
    return Cast(
        host=host.public_id,
        home=home.public_id,
        poster=poster,
        co_poster=factories.member("second@harbour.example", host, "poster"),
        colleague=factories.member("nurse@harbour.example", host),
        applicant=factories.member("individual@rivers.example", home),
        listing=listing,
    )


def colleague(email: str, employer: uuid.UUID, *roles: str) -> Actor:
    """Somebody more who works there."""
    return factories.member(email, organisations.by_public_id(employer), *roles)


def wants_to_go(mover: Actor, kind: str = "secondment", **changes: Any) -> uuid.UUID:
    """A published listing of somebody who wants to go."""
    return factories.listing(mover, None, kind, Side.MOVER, **changes).public_id


def offered_person(sender: Actor, mover: Actor, employer: Organisation) -> uuid.UUID:
    """A published listing in which an organisation offers somebody who agreed."""
    draft = factories.listing(sender, employer, side=Side.MOVER, published=False).public_id
    listings.name_mover(sender, draft, mover.email)
    listings.consent(mover, draft, True)
    listings.submit(sender, draft, opportunity(draft).version)
    factories.publish(factories.moderator(), draft)
    return draft


def profile(who: Actor, headline: str, visibility: str) -> None:
    """A short profile."""
    profiles.save(
        who,
        profiles.ProfileValues(
            headline=headline,
            about="",
            level=None,
            outcode="",
            remote_ok=False,
            days_a_week=None,
            available_from=None,
            visibility=Visibility(visibility),
            hidden_from_employer=True,
            skills=(),
            offers=(),
            seeks=(),
        ),
    )


def employer_of(who: Actor) -> uuid.UUID | None:
    """The public id of where somebody works."""
    every = organisations.memberships_of(who)
    return every[0].organisation.public_id if every else None


def drafted(who: Actor, listing: uuid.UUID, statement: str = STATEMENT) -> uuid.UUID:
    """An application that is not sent."""
    return services.save_draft(who, listing, statement).public_id


def applied(who: Actor, listing: uuid.UUID, statement: str = STATEMENT) -> uuid.UUID:
    """A sent application."""
    return services.submit(who, listing, statement, employer_of(who)).public_id


def application(public_id: uuid.UUID) -> Application:
    """An application as it stands."""
    db.session.rollback()
    return db.session.scalars(sa.select(Application).filter_by(public_id=public_id)).one()


def invitation(public_id: uuid.UUID) -> Invitation:
    """An invitation as it stands."""
    db.session.rollback()
    return db.session.scalars(sa.select(Invitation).filter_by(public_id=public_id)).one()


def opportunity(public_id: uuid.UUID) -> Opportunity:
    """A listing as it stands."""
    db.session.rollback()
    return db.session.scalars(sa.select(Opportunity).filter_by(public_id=public_id)).one()


def shortlisted(poster: Actor, public_id: uuid.UUID) -> None:
    """Onto the shortlist."""
    sifting.shortlist(poster, public_id, application(public_id).version)


def reserved(poster: Actor, public_id: uuid.UUID) -> None:
    """Onto the shortlist, then into reserve."""
    shortlisted(poster, public_id)
    sifting.reserve(poster, public_id, application(public_id).version)


def terms(**changes: Any) -> sifting.Offer:
    """An offer that fits a secondment."""
    return replace(sifting.Offer(date(2027, 1, 4), date(2027, 7, 3), 5.0, ANSWER_BY), **changes)


def offered(poster: Actor, public_id: uuid.UUID, **changes: Any) -> None:
    """A place is offered."""
    sifting.offer(poster, public_id, application(public_id).version, terms(**changes))


def accepted(who: Actor, public_id: uuid.UUID) -> None:
    """The offer is accepted, which makes a placement."""
    proposing.accept_offer(who, public_id, application(public_id).version)


@command
def not_proceed(actor: Actor, public_id: uuid.UUID) -> None:
    """What a refused placement does to its application."""
    application_steps.not_proceed(
        db.session.scalars(sa.select(Application).filter_by(public_id=public_id)).one()
    )


def invitation_values(**changes: Any) -> InvitationValues:
    """An invitation that fits a secondment."""
    whole = InvitationValues(
        outcode="LS1",
        supervisor="Head of planning",
        outcome="We plan a week ahead.",
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 7, 3),
        days_a_week=5.0,
        message="Come and see us.",
        answer_by=ANSWER_BY,
    )
    return replace(whole, **changes)


def invited(inviter: Actor, listing: uuid.UUID, host: uuid.UUID | None) -> uuid.UUID:
    """A sent invitation."""
    return invite(inviter, listing, host, invitation_values()).public_id


def conversation(who: Actor, kind: str, public_id: uuid.UUID) -> uuid.UUID:
    """The conversation about something."""
    found = messages.about(who, kind, public_id)
    assert found is not None
    return found.public_id


def browser(app: Flask, who: Actor) -> Client:
    """A client in which somebody is signed in, without the page."""
    with app.app_context():
        token = accounts.open_session(VISITOR, who.person_id or 0, "a test").token
    client = app.test_client()
    assert isinstance(client, Client)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client
