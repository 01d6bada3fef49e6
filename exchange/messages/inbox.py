"""The list of somebody's conversations: an index walked for one page, however many there are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.messages import queries
from exchange.messages.models import Conversation, Message, Participant
from exchange.web.said import first_words

MOST_NAMES, LAST_LINE = 3, 140
KINDS = {
    "opportunity": "Question",
    "application": "Application",
    "invitation": "Invitation",
    "placement": "Placement",
}
"""What a conversation is about, in a word."""


@dataclass(frozen=True)
class InboxRow:
    """One conversation in the inbox."""

    public_id: uuid.UUID
    kind: str
    title: str
    with_whom: str
    last_at: datetime
    last_line: str
    unread: int
    is_over: bool
    """Whether the reader takes part no more."""


def size(viewer: Actor, *, only_unread: bool = False) -> int:
    """How many conversations of the viewer hold a message for them."""
    mine = sa.select(sa.func.count()).select_from(Participant).where(*_mine(viewer, only_unread))
    return db.session.scalar(mine) or 0


def newest(viewer: Actor) -> int:
    """The id of the newest message that the viewer may read; 0 where there is none."""
    mine = sa.select(sa.func.max(Participant.newest)).where(
        Participant.person_id == (viewer.person_id or 0)
    )
    return db.session.scalar(mine) or 0


def rows(
    viewer: Actor, limit: int = 50, offset: int = 0, *, only_unread: bool = False
) -> list[InboxRow]:
    """The viewer's conversations, newest message first: five statements whatever their number."""
    newest = db.session.scalars(
        sa.select(Participant.newest)
        .where(*_mine(viewer, only_unread))
        .order_by(Participant.newest.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    found = db.session.execute(
        queries.visible(viewer)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Person, Person.id == Message.sender_id)
        .where(Message.id.in_(newest))
        .with_only_columns(Conversation, Message, Person.name, Participant.left_at)
        .order_by(Message.id.desc())
    ).all()
    ids = [row[0].id for row in found]
    unread, others = _unread(viewer, ids), names(viewer, ids)
    return [
        InboxRow(
            talk.public_id,
            KINDS.get(talk.subject_kind, "Conversation"),
            talk.title,
            _several(others.get(talk.id, [])),
            last.created_at,
            _last_line(viewer, last, sender),
            unread.get(talk.id, 0),
            left_at is not None,
        )
        for talk, last, sender, left_at in found
    ]


def names(viewer: Actor, ids: list[int]) -> dict[int, list[str]]:
    """The others who take part in each conversation now, by name."""
    query = (
        sa.select(Participant.conversation_id, Person.name)
        .join(Person, Person.id == Participant.person_id)
        .where(
            Participant.conversation_id.in_(ids),
            Participant.person_id != viewer.person_id,
            Participant.left_at.is_(None),
        )
        .order_by(Person.name)
    )
    found: dict[int, list[str]] = {}
    for conversation_id, name in db.session.execute(query):
        found.setdefault(conversation_id, []).append(name)
    return found


def _mine(viewer: Actor, only_unread: bool) -> list[sa.ColumnElement[bool]]:
    wanted = Participant.newest > (Participant.read_up_to if only_unread else 0)
    return [Participant.person_id == (viewer.person_id or 0), wanted]


def _unread(viewer: Actor, ids: list[int]) -> dict[int, int]:
    query = (
        queries.unread(viewer)
        .with_only_columns(Message.conversation_id, sa.func.count(Message.id))
        .where(Message.conversation_id.in_(ids))
        .group_by(Message.conversation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _last_line(viewer: Actor, last: Message, sender: str) -> str:
    who = "You" if last.sender_id == viewer.person_id else sender
    if last.withdrawn_at is not None:
        return f"{who} withdrew this message."
    line = first_words(last.body, LAST_LINE)
    return f"You: {line}" if who == "You" else line


def _several(found: list[str]) -> str:
    if len(found) <= MOST_NAMES:
        return ", ".join(found)
    return f"{', '.join(found[: MOST_NAMES - 1])} and {len(found) - MOST_NAMES + 1} others"
