"""People, organisations, profiles and listings for tests, made by running the commands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM, VISITOR, Actor
from exchange.accounts import passwords
from exchange.accounts import services as accounts
from exchange.accounts.models import Person
from exchange.db import command, db
from exchange.notices.models import Outbox
from exchange.opportunities import queries as listings
from exchange.opportunities import services as posting
from exchange.opportunities import steps
from exchange.opportunities.models import CostModel, Opportunity, PostedAs, Side
from exchange.opportunities.rules import ListingValues
from exchange.organisations import queries as organisations
from exchange.organisations import services as joining
from exchange.organisations.models import Membership, Organisation
from exchange.profiles import services as profiles
from exchange.profiles.models import Profile, Visibility
from exchange.profiles.services import ProfileValues
from tests.client import PASSWORD

ADMIN = "admin@crossover.example"
MODERATOR = "moderator@crossover.example"
TODAY = date(2026, 11, 22)


@cache
def password_hash() -> str:
    """The hash of every person's password: made once, since hashing is slow on purpose."""
    return passwords.hashed(PASSWORD)


def person(name: str, email: str = "") -> Actor:
    """Somebody with a confirmed account."""
    email = email or f"{name.lower().replace(' ', '.')}@mail.example"
    accounts.sign_up(VISITOR, name, email, password_hash())
    accounts.confirm(VISITOR, _token(email))
    return actor(email)


def actor(email: str) -> Actor:
    """Somebody as they are now."""
    return organisations.actor_by_email(email)


def staff(email: str, *, moderator: bool = False, administrator: bool = False) -> Actor:
    """Somebody who runs the platform; made when first asked for."""
    if not _known(email):
        person(email.partition("@")[0].title(), email)
        accounts.make_staff(SYSTEM, email, moderator=moderator, administrator=administrator)
    return actor(email)


def admin() -> Actor:
    """The platform's administrator."""
    return staff(ADMIN, administrator=True)


def organisation(name: str, founder: Actor, sector: str = "charity") -> Organisation:
    """An organisation that its founder asked for, and who now administers it."""
    new = joining.NewOrganisation(name, sector, "")
    public_id = joining.ask_to_add(founder, new, "Founder", "")
    found = organisations.by_public_id(public_id)
    accept(founder, found, {"organisation_admin", "poster"})
    return organisations.by_public_id(public_id)


def join(who: Actor, where: Organisation, *roles: str) -> None:
    """Belong to an organisation."""
    ask(who, where)
    accept(who, where, roles)


def ask(who: Actor, where: Organisation) -> None:
    """Ask to belong to an organisation."""
    joining.ask_to_join(who, where.public_id, "Officer", "")


def accept(who: Actor, where: Organisation, roles: Iterable[str] = ()) -> None:
    """The administrator lets somebody in."""
    joining.accept_member(admin(), membership(who, where).public_id, frozenset(roles), "by phone")


def membership(who: Actor, where: Organisation) -> Membership:
    """The newest membership of somebody somewhere."""
    query = sa.select(Membership).filter_by(person_id=who.person_id, organisation_id=where.id)
    return db.session.scalars(query.order_by(Membership.id.desc())).first()


@command
def leave(actor: Actor, public_id: object) -> None:
    """End a membership, as the hand-over does."""
    joining.end_membership(actor, organisations.membership_for(actor, public_id), "left")


PROFILE = ProfileValues(
    headline="Policy adviser",
    about="",
    level=5,
    outcode="LS1",
    remote_ok=False,
    days_a_week=3,
    available_from=None,
    visibility=Visibility.MEMBERS,
    hidden_from_employer=True,
    skills=(),
    offers=(),
    seeks=(),
)


def profile(who: Actor, **changes: object) -> Profile:
    """Somebody's profile; members see it, colleagues do not, unless told otherwise."""
    return profiles.save(who, replace(PROFILE, **changes))


def listing_values(kind: str = "secondment", **changes: object) -> ListingValues:
    """A complete listing of the kind."""
    start = clock.today() + timedelta(days=60)
    values = ListingValues(
        kind=kind,
        title="Analyst for a hospice",
        summary="Help us to see who we reach.",
        description="Six months with our service team.",
        outcome="A plan that trustees can follow.",
        supervisor="Sam Reed",
        level=5,
        outcode="LS1",
        starts_on=start,
        ends_on=start + timedelta(days=200),
        days_a_week=3,
        cost_model=CostModel.SHARED,
        closes_at=clock.now() + timedelta(days=30),
        skills=("policy-analysis",),
    )
    return replace(values, **changes)


def draft(poster: Actor, where: Organisation | None, **changes: object) -> Opportunity:
    """A draft: on the host's side for an organisation, else a person who wants to go."""
    side = Side.HOST if where else Side.MOVER
    posted_as = PostedAs.ORGANISATION if where else PostedAs.PERSON
    public_id = where.public_id if where else None
    return posting.start_draft(poster, side, posted_as, public_id, listing_values(**changes))


def listing(poster: Actor, where: Organisation | None, **changes: object) -> Opportunity:
    """A published listing."""
    made = draft(poster, where, **changes)
    posting.submit(poster, made.public_id, made.version)
    publish(staff(MODERATOR, moderator=True), made.public_id)
    return listings.by_public_id(poster, made.public_id)


@command
def publish(actor: Actor, public_id: object) -> None:
    """What the moderator's desk does."""
    steps.publish(listings.for_change(actor, public_id), actor)


def _known(email: str) -> bool:
    return db.session.scalar(sa.select(Person.id).filter_by(email=email)) is not None


def _token(email: str) -> str:
    rows = db.session.scalars(sa.select(Outbox).filter_by(topic="mail").order_by(Outbox.id.desc()))
    text = next(row.payload["text"] for row in rows if row.payload["to"] == email)
    found = re.search(r"/confirm/([\w-]+)", text)
    assert found, text
    return found[1]
