"""Reads of conversations, for those who take part."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.errors import NotFound
from exchange.messages.models import Conversation, Message, Participant


@dataclass(frozen=True)
class InboxRow:
    """One conversation in the inbox."""

    public_id: uuid.UUID
    title: str
    with_whom: str
    last_at: datetime
    last_body: str
    unread: int


@dataclass(frozen=True)
class Line:
    """One message as it is read: sender, time, text."""

    sender: str
    mine: bool
    at: datetime
    body: str


@dataclass(frozen=True)
class Thread:
    """A conversation as its page shows it: plain values, read once."""

    id: int
    public_id: uuid.UUID
    title: str
    path: str
    with_whom: str
    lines: list[Line]
    last_id: int
    has_unread: bool
    has_earlier: bool


def by_public_id(viewer: Actor, public_id: uuid.UUID) -> Conversation:
    """A conversation that the viewer takes part in; raises NotFound."""
    query = (
        sa.select(Conversation)
        .join(Participant)
        .where(Conversation.public_id == public_id, Participant.person_id == viewer.person_id)
        .options(selectinload(Conversation.participants))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def about(viewer: Actor, subject_kind: str, subject_id: uuid.UUID) -> Conversation | None:
    """The conversation about a subject, if the viewer takes part in it."""
    query = (
        sa.select(Conversation)
        .join(Participant)
        .where(
            Conversation.subject_kind == subject_kind,
            Conversation.subject_id == subject_id,
            Participant.person_id == viewer.person_id,
        )
    )
    return db.session.scalar(query)


def lines(viewer: Actor, conversation: Conversation, latest: int = 200) -> list[Line]:
    """The latest messages of a conversation, oldest first."""
    query = (
        sa.select(Message, Person.name)
        .join(Person, Person.id == Message.sender_id)
        .where(Message.conversation_id == conversation.id)
        .order_by(Message.id.desc())
        .limit(latest)
    )
    rows = db.session.execute(query).all()
    return [
        Line(name, message.sender_id == viewer.person_id, message.created_at, message.body)
        for message, name in reversed(rows)
    ]


def thread(viewer: Actor, public_id: uuid.UUID, latest: int = 100) -> Thread:
    """A conversation with its latest messages; raises NotFound for those who take no part."""
    conversation = by_public_id(viewer, public_id)
    said = lines(viewer, conversation, latest + 1)
    last_id = last_message_id(conversation)
    others = _others(viewer, [conversation.id]).get(conversation.id, [])
    return Thread(
        id=conversation.id,
        public_id=conversation.public_id,
        title=conversation.title,
        path=conversation.path,
        with_whom=", ".join(others),
        lines=said[-latest:],
        last_id=last_id,
        has_unread=any(
            one.person_id == viewer.person_id and one.read_up_to < last_id
            for one in conversation.participants
        ),
        has_earlier=len(said) > latest,
    )


def last_message_id(conversation: Conversation) -> int:
    """The id of the newest message; 0 when there is none."""
    query = sa.select(sa.func.max(Message.id)).filter_by(conversation_id=conversation.id)
    return db.session.scalar(query) or 0


def unread_total(viewer: Actor) -> int:
    """How many messages of others the viewer has not read."""
    query = (
        sa.select(sa.func.count(Message.id))
        .join(Participant, Participant.conversation_id == Message.conversation_id)
        .where(
            Participant.person_id == viewer.person_id,
            Message.id > Participant.read_up_to,
            Message.sender_id != viewer.person_id,
        )
    )
    return db.session.scalar(query) or 0


def inbox_size(viewer: Actor) -> int:
    """How many conversations of the viewer hold a message."""
    query = (
        sa.select(sa.func.count(sa.distinct(Message.conversation_id)))
        .join(Participant, Participant.conversation_id == Message.conversation_id)
        .where(Participant.person_id == viewer.person_id)
    )
    return db.session.scalar(query) or 0


def inbox(viewer: Actor, limit: int = 50, offset: int = 0) -> list[InboxRow]:
    """The viewer's conversations, newest message first: three statements whatever their number."""
    newest = (
        sa.select(Message.conversation_id, sa.func.max(Message.id).label("last_id"))
        .group_by(Message.conversation_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Conversation, Message, Participant.read_up_to)
        .join(Participant, Participant.conversation_id == Conversation.id)
        .join(newest, newest.c.conversation_id == Conversation.id)
        .join(Message, Message.id == newest.c.last_id)
        .where(Participant.person_id == viewer.person_id)
        .order_by(newest.c.last_id.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    ids = [conversation.id for conversation, _message, _read in rows]
    unread, others = _unread(viewer, ids), _others(viewer, ids)
    return [
        InboxRow(
            conversation.public_id,
            conversation.title,
            ", ".join(others.get(conversation.id, [])),
            message.created_at,
            message.body[:140],
            unread.get(conversation.id, 0),
        )
        for conversation, message, _read in rows
    ]


def _unread(viewer: Actor, ids: list[int]) -> dict[int, int]:
    query = (
        sa.select(Message.conversation_id, sa.func.count(Message.id))
        .join(Participant, Participant.conversation_id == Message.conversation_id)
        .where(
            Message.conversation_id.in_(ids),
            Participant.person_id == viewer.person_id,
            Message.id > Participant.read_up_to,
            Message.sender_id != viewer.person_id,
        )
        .group_by(Message.conversation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _others(viewer: Actor, ids: list[int]) -> dict[int, list[str]]:
    query = (
        sa.select(Participant.conversation_id, Person.name)
        .join(Person, Person.id == Participant.person_id)
        .where(Participant.conversation_id.in_(ids), Participant.person_id != viewer.person_id)
        .order_by(Person.name)
    )
    found: dict[int, list[str]] = {}
    for conversation_id, name in db.session.execute(query):
        found.setdefault(conversation_id, []).append(name)
    return found
