"""The dates of moves as a calendar that other programs read (iCalendar, RFC 5545).

Whoever has the address reads it, without signing in. So it holds names, places and dates, and
nothing of terms, reasons or health; and it is asked anew each time whether its owner still reads
the desk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app
from icalendar import Calendar, Event
from sqlalchemy.orm import joinedload

from exchange import clock, tokens
from exchange.access import Actor, Permission, allowed
from exchange.db import db
from exchange.desk import due, moves
from exchange.desk.models import CalendarFeed
from exchange.errors import NotFound
from exchange.organisations.queries import actor_for
from exchange.placements import queries as placements
from exchange.placements.lifecycle import PlacementStatus
from exchange.placements.models import Placement

S = PlacementStatus
KEPT = timedelta(days=92)
"""So long a date that has passed stays."""
AHEAD = timedelta(days=366)
MOST = 1000
"""Moves in one calendar that begin or end within these days: programs give up on longer ones."""
ENDED = frozenset({S.COMPLETED, S.ENDED_EARLY})
BEGUN = ENDED | {S.ACTIVE, S.ON_LEAVE}
SHOWN = BEGUN | {S.AGREED, S.SIGNED}
"""A move stands in the calendar once everybody has said yes."""


@dataclass(frozen=True)
class Entry:
    """One day on which something happens."""

    uid: str
    on: date
    title: str
    placement: Placement


def own(viewer: Actor) -> CalendarFeed | None:
    """The viewer's own feed, on or off."""
    return db.session.scalar(sa.select(CalendarFeed).filter_by(person_id=viewer.person_id))


def owner(token: str) -> Actor:
    """Whose calendar an address is; raises NotFound once it is off, or the desk is not theirs."""
    query = sa.select(CalendarFeed).options(joinedload(CalendarFeed.person))
    feed = db.session.scalar(query.filter_by(token_hash=tokens.digest(token)))
    if feed is not None and feed.person.deactivated_at is None:
        viewer = actor_for(feed.person)
        if allowed(viewer, Permission.DESK_HR):
            return viewer
    raise NotFound("There is no such calendar.", "Its owner makes a new address at the HR desk.")


def written(viewer: Actor) -> bytes:
    """The calendar as a file, the same bytes until something in it changes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Crossover//HR desk//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "People out and in")
    for one in entries(viewer):
        calendar.add_component(_event(one))
    file: bytes = calendar.to_ical()
    return file


def entries(viewer: Actor) -> list[Entry]:
    """First days, last days and what is due, in the order of their days."""
    found = _moves(viewer)
    dues = due.of(viewer, found)
    listed = [one for each in found for one in _entries(each, dues.get(each.id, []))]
    since = clock.today() - KEPT
    return sorted(
        (one for one in listed if one.on >= since), key=lambda one: (one.on, one.title, one.uid)
    )


def _moves(viewer: Actor) -> list[Placement]:
    """Those with a day in what a calendar shows: the last three months and the year to come."""
    since, until = clock.today() - KEPT, clock.today() + AHEAD
    near = sa.or_(
        Placement.starts_on.between(since, until), Placement.ends_on.between(since, until)
    )
    query = moves.named(placements.seen(viewer)).where(
        moves.all_of(viewer), Placement.status.in_(SHOWN), sa.or_(near, _runs())
    )
    soonest = query.order_by(Placement.ends_on, Placement.id).limit(MOST)
    return list(db.session.scalars(soonest).unique())


def _runs() -> sa.ColumnElement[bool]:
    """What is under way may fall due at any time, however long it lasts."""
    return Placement.status.in_(BEGUN - ENDED)


def _entries(placement: Placement, dues: list[due.Due]) -> Iterable[Entry]:
    who = f"{placement.mover.name}, {placement.home_name} to {placement.host_name}"
    begins = "begins" if placement.status in BEGUN else "is to begin"
    yield Entry(f"{placement.public_id}-start", placement.starts_on, f"{who}: {begins}", placement)
    last = min(placement.ended_on or placement.ends_on, placement.ends_on)
    yield Entry(f"{placement.public_id}-end", last, f"{who}: last day", placement)
    open_to_all = [one for one in dues if one.needs is None]
    for number, one in enumerate(open_to_all):
        yield Entry(f"{placement.public_id}-due-{number}", one.on, f"{who}: {one.what}", placement)


def _event(one: Entry) -> Event:
    base: str = current_app.extensions["settings"].base_url
    event = Event()
    event.add("uid", f"{one.uid}@{urlsplit(base).hostname}")
    event.add("dtstamp", one.placement.moved_at)
    event.add("dtstart", one.on)
    event.add("dtend", one.on + timedelta(days=1))
    event.add("summary", one.title)
    event.add("url", f"{base}/placements/{one.placement.public_id}")
    event.add("transp", "TRANSPARENT")
    return event
