"""Commands of the HR desk: what is taken away is written down, and calendars are opened."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from exchange import clock, tokens
from exchange.access import Actor, Permission, require
from exchange.audit import record
from exchange.db import command, db
from exchange.desk import calendars, moves
from exchange.desk.models import CalendarFeed
from exchange.desk.moves import Wanted
from exchange.errors import IllegalTransition
from exchange.organisations.models import Organisation

NOT_YOURS = "Only those who decide for an organisation take its lists away."


@command
def take_list(actor: Actor, form: str, wanted: Wanted, rows: int) -> None:
    """Write down that somebody takes the list of moves away, and how long it is."""
    require(actor, Permission.DESK_HR, None, NOT_YOURS)
    asked = {name: value for name, value in asdict(wanted).items() if value}
    for public_id in _own(actor):
        _taken(public_id, {"list": "moves", "form": form, "rows": rows, "filters": asked})


@command
def take_return(
    actor: Actor, organisation: Organisation, form: str, quarter: str, rows: int
) -> None:
    """Write down that somebody takes a quarter's return away."""
    require(actor, Permission.DESK_HR, organisation, NOT_YOURS)
    _taken(
        organisation.public_id,
        {"list": "return", "form": form, "rows": rows, "quarter": quarter},
    )


@command
def open_calendar(actor: Actor) -> str:
    """A new secret address for the actor's calendar, told once; the one before ends."""
    require(actor, Permission.DESK_HR, None, NOT_YOURS)
    token, digest = tokens.new()
    feed = calendars.own(actor)
    if feed is None:
        feed = CalendarFeed(person_id=actor.person_id)
        db.session.add(feed)
    feed.token_hash, feed.opened_at = digest, clock.now()
    return token


@command
def close_calendar(actor: Actor) -> None:
    """Switch the actor's calendar off; raises IllegalTransition where it is off."""
    require(actor, Permission.PAGE_SIGNED_IN, None)
    feed = calendars.own(actor)
    if feed is None or feed.token_hash is None:
        raise IllegalTransition("Your calendar is switched off already.")
    feed.token_hash = None


def _own(actor: Actor) -> list[uuid.UUID]:
    query = sa.select(Organisation.public_id).where(Organisation.id.in_(moves.own_of(actor)))
    return list(db.session.scalars(query.order_by(Organisation.id)))


def _taken(organisation: uuid.UUID, detail: dict[str, Any]) -> None:
    record("organisation", organisation, detail, db.session())
