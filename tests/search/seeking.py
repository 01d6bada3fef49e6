"""What tests of search do beside the factories: profiles, joining and leaving, a plain search."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from exchange.access import Actor
from exchange.accounts import services as accounts
from exchange.db import command, db
from exchange.opportunities import lifecycle
from exchange.opportunities.models import Opportunity
from exchange.organisations import queries as organisations
from exchange.organisations import services as joining
from exchange.organisations.audience import keys_of
from exchange.organisations.models import Membership, Organisation
from exchange.profiles import services as profiles
from exchange.profiles.models import Profile, Visibility
from exchange.profiles.services import ProfileValues
from exchange.search import indexer
from exchange.search.port import Audience, Page, SearchPage, SearchRequest
from exchange.search.query import parse

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


def profile(who: Actor, **changes: Any) -> Profile:
    """Somebody's profile; members see it, colleagues do not, unless told otherwise."""
    return profiles.save(who, replace(PROFILE, **changes))


def membership(who: Actor, where: Organisation) -> Membership:
    """The newest membership of somebody somewhere."""
    query = sa.select(Membership).filter_by(person_id=who.person_id, organisation_id=where.id)
    return db.session.scalars(query.order_by(Membership.id.desc()).limit(1)).one()


def membership_of(who: Actor) -> Organisation:
    """The organisation where somebody belongs."""
    return db.session.get_one(Organisation, next(iter(who.organisation_ids)))


def ask_to_join(who: Actor, where: Organisation) -> None:
    """Say that one works there; nobody has checked it yet."""
    joining.ask_to_join(who, where.public_id, "Officer", "I work there.")


@command
def leave(actor: Actor, public_id: uuid.UUID) -> None:
    """End a membership, as the hand-over does."""
    joining.end_membership(actor, organisations.membership_for(actor, public_id), "left")


@command
def rename(actor: Actor, public_id: uuid.UUID, name: str) -> None:
    """A register brings a new name."""
    organisations.by_public_id(public_id).name = name


@command
def withdraw(actor: Actor, opportunity_id: int) -> None:
    """Take a listing back."""
    found = db.session.get_one(Opportunity, opportunity_id)
    found.status = lifecycle.OPPORTUNITY.after(found.status, "withdraw")


def close_account(who: Actor) -> None:
    """Somebody closes their own account."""
    accounts.deactivate(who)


def found(kind: str, viewer: Actor, words: str = "") -> set[int]:
    """Everything that the index gives a viewer."""
    return set(asked(kind, viewer, words).ids)


def asked(kind: str, viewer: Actor, words: str = "", **more: Any) -> SearchPage:
    """A search with a viewer's keys."""
    audience = Audience(keys_of(viewer))
    return indexer.ask(kind, SearchRequest(parse(words), audience, page=Page(1000), **more))
