"""Reads of conversations, for those who take part. Every read of a message goes by `visible`."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from exchange.access import Actor, Permission, allowed
from exchange.db import db
from exchange.errors import NotFound
from exchange.messages import blocking
from exchange.messages.models import Conversation, Draft, Message, Participant, TalkSettings

MOST_COUNTED = 100
"""Unread messages are counted up to here: a badge says 99+ beyond."""


def visible(viewer: Actor) -> sa.Select[Message]:
    """The messages that a viewer may read: said while they took part, and not across a block.

    Joined with the viewer's own Participant row, which callers may compare with.
    """
    # Most people have few conversations and some have very many. By a bare column SQLite would
    # begin with all of the viewer's, where the caller names the few messages that it wants.
    mine = Participant.person_id + 0 == (viewer.person_id or 0)
    return (
        sa.select(Message)
        .join(
            Participant,
            sa.and_(
                Participant.conversation_id == Message.conversation_id,
                mine,
                Message.id > Participant.joined_after,
                sa.or_(Participant.left_after.is_(None), Message.id <= Participant.left_after),
            ),
        )
        .where(sa.not_(blocking.hidden_from(viewer.person_id or 0)))
    )


def unread(viewer: Actor) -> sa.Select[Message]:
    """Of those, what others wrote and the viewer has not seen."""
    return visible(viewer).where(
        Participant.newest > Participant.read_up_to,
        Message.id > Participant.read_up_to,
        Message.sender_id != (viewer.person_id or 0),
    )


def unread_total(viewer: Actor) -> int:
    """How many unread messages there are for the viewer; MOST_COUNTED stands for more."""
    mine = unread(viewer).where(Participant.person_id == (viewer.person_id or 0))
    some = mine.with_only_columns(Message.id).limit(MOST_COUNTED).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def taking_part(viewer: Actor) -> sa.Select[Conversation]:
    """The conversations that the viewer takes part in now."""
    return (
        sa.select(Conversation)
        .join(Participant, Participant.conversation_id == Conversation.id)
        .where(Participant.person_id == (viewer.person_id or 0), Participant.left_at.is_(None))
        .options(selectinload(Conversation.participants))
    )


def by_public_id(viewer: Actor, public_id: uuid.UUID) -> Conversation:
    """A conversation that the viewer takes or took part in; raises NotFound."""
    query = (
        sa.select(Conversation)
        .join(Participant, Participant.conversation_id == Conversation.id)
        .where(
            Conversation.public_id == public_id,
            Participant.person_id == (viewer.person_id or 0),
        )
        .options(selectinload(Conversation.participants))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def about(
    viewer: Actor, subject_kind: str, subject_id: uuid.UUID, asker_id: int | None = None
) -> Conversation | None:
    """The conversation about a subject, if the viewer takes part in it now."""
    query = taking_part(viewer).where(
        Conversation.subject_kind == subject_kind,
        Conversation.subject_id == subject_id,
        Conversation.asker_id == asker_id if asker_id else Conversation.asker_id.is_(None),
    )
    return db.session.scalar(query)


def message(viewer: Actor, conversation_id: uuid.UUID, public_id: uuid.UUID) -> Message:
    """A message that the viewer may read, in that conversation; raises NotFound."""
    found = db.session.scalar(
        visible(viewer)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.public_id == conversation_id, Message.public_id == public_id)
        .options(joinedload(Message.conversation), selectinload(Message.earlier))
    )
    if found is None:
        raise NotFound("There is no such message.")
    return found


def said_since(viewer: Actor, message: Message) -> int:
    """How many messages the viewer may read in its conversation, from this one on."""
    since = visible(viewer).where(
        Message.conversation_id == message.conversation_id, Message.id >= message.id
    )
    count = since.with_only_columns(sa.func.count(Message.id))
    return db.session.scalar(count) or 0


def takes_part(viewer: Actor, conversation: Conversation) -> bool:
    """Whether the viewer may write here now."""
    return allowed(viewer, Permission.CONVERSATION_TAKE_PART, conversation)


def draft(viewer: Actor, conversation: Conversation) -> str:
    """What the viewer has begun to write here."""
    query = sa.select(Draft.body).filter_by(
        conversation_id=conversation.id, person_id=viewer.person_id
    )
    return db.session.scalar(query) or ""


def hiding(person_ids: Any) -> set[int]:
    """Those among the people who have switched seen marks off."""
    query = sa.select(TalkSettings.person_id).where(
        TalkSettings.person_id.in_(person_ids), sa.not_(TalkSettings.shows_seen)
    )
    return set(db.session.scalars(query))


def shows_seen(viewer: Actor) -> bool:
    """Whether the viewer takes part in seen marks."""
    return not hiding([viewer.person_id])
