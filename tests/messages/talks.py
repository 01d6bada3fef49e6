"""A conversation of each kind, and what each person reads of it."""

from __future__ import annotations

import uuid
from typing import Any

from exchange.access import Actor
from exchange.db import db
from exchange.messages import inbox, queries, reading, services
from exchange.messages.models import Message
from exchange.opportunities import asking
from tests.applications import make

QUESTION = "Could it be done in four days?"


def asked(who: Actor, listing: uuid.UUID, body: str = QUESTION) -> uuid.UUID:
    """A question about a listing."""
    return asking.ask(who, listing, body).public_id


def said(who: Actor, talk: uuid.UUID, body: str) -> uuid.UUID:
    """A message."""
    return services.write(who, talk, body).public_id


def read(who: Actor, talk: uuid.UUID) -> list[str]:
    """The texts that somebody can read in a conversation, oldest first."""
    db.session.rollback()
    return [one.body for one in messages(who, talk)]


def messages(who: Actor, talk: uuid.UUID) -> list[reading.Line]:
    """The messages as somebody reads them."""
    entries = reading.thread(who, talk).entries
    return [one for one in entries if isinstance(one, reading.Line)]


def came_and_went(who: Actor, talk: uuid.UUID) -> list[str]:
    """What somebody reads about who joined and left."""
    entries = reading.thread(who, talk).entries
    return [one.text for one in entries if isinstance(one, reading.Coming)]


def with_whom(who: Actor, talk: uuid.UUID) -> set[str]:
    """Who reads it beside them."""
    return {one.name for one in reading.thread(who, talk).others}


def version(who: Actor, talk: uuid.UUID, message: uuid.UUID) -> int:
    """The version of a message as it stands."""
    db.session.rollback()
    return queries.message(who, talk, message).version


def change(who: Actor, talk: uuid.UUID, message: uuid.UUID, body: str) -> None:
    """Put a message in other words."""
    services.change(who, talk, message, version(who, talk, message), body)


def withdraw(who: Actor, talk: uuid.UUID, message: uuid.UUID) -> None:
    """Take a message back."""
    services.withdraw(who, talk, message, version(who, talk, message))


def last_line(who: Actor) -> str:
    """What the newest conversation of somebody's inbox says."""
    return inbox.rows(who)[0].last_line


def rows_of(message: uuid.UUID) -> Any:
    """A message and what it said before, as the database keeps it."""
    db.session.rollback()
    row = db.session.query(Message).filter_by(public_id=message).one()
    return row.body, [one.body for one in row.earlier]


def cast() -> tuple[make.Cast, uuid.UUID]:
    """The people around a listing, and a question of the applicant."""
    people = make.cast()
    return people, asked(people.applicant, people.listing)


def ref(path: str) -> uuid.UUID:
    """The conversation whose page this is."""
    return uuid.UUID(path.rpartition("/")[2])
