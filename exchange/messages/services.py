"""Writing and reading messages."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from exchange.access import Actor, Permission, require
from exchange.db import command, db, housekeeping
from exchange.errors import Invalid
from exchange.messages import queries
from exchange.messages.models import Conversation, Message, Participant
from exchange.notices import services as notices

LONGEST = 5_000


def open_about(
    subject_kind: str, subject_id: uuid.UUID, title: str, path: str, person_ids: Iterable[int]
) -> Conversation:
    """A step: the conversation about a subject, with these people in it."""
    query = sa.select(Conversation).filter_by(subject_kind=subject_kind, subject_id=subject_id)
    found = db.session.scalar(query)
    if found is None:
        found = Conversation(
            subject_kind=subject_kind, subject_id=subject_id, title=title[:240], path=path
        )
        db.session.add(found)
    known = found.participant_ids
    for person_id in dict.fromkeys(person_ids):
        if person_id not in known:
            found.participants.append(Participant(person_id=person_id))
    db.session.flush()
    return found


@command
def write(actor: Actor, conversation_id: uuid.UUID, body: str) -> None:
    """Say something to the others; each of them is told."""
    conversation = queries.by_public_id(actor, conversation_id)
    require(actor, Permission.CONVERSATION_TAKE_PART, conversation)
    text = body.strip()
    if not text or len(text) > LONGEST:
        raise Invalid({"body": f"Write a message of up to {LONGEST:,} characters."})
    message = Message(sender_id=actor.person_id, body=text)
    conversation.messages.append(message)
    db.session.flush()
    for one in conversation.participants:
        if one.person_id == actor.person_id:
            one.read_up_to = message.id
        else:
            notices.tell(
                one.person_id,
                "message",
                f"{actor.name} wrote to you about {conversation.title}.",
                f"/messages/{conversation.public_id}",
            )


@housekeeping
def conversation_read(person_id: int, conversation_id: int, last_message_id: int) -> None:
    """Note up to where somebody has read; one of the two writes that a GET may cause."""
    db.session.execute(
        sa.update(Participant)
        .where(
            Participant.person_id == person_id,
            Participant.conversation_id == conversation_id,
            Participant.read_up_to < last_message_id,
        )
        .values(read_up_to=last_message_id)
    )
