"""Commands of those who take part in a conversation."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db, housekeeping, lock
from exchange.errors import ChangedMeanwhile, Invalid
from exchange.messages import queries, steps
from exchange.messages.attachments.services import attach
from exchange.messages.attachments.store import Kept
from exchange.messages.models import Conversation, Draft, Message, Participant, TalkSettings

OVER = "You do not take part in this conversation any more."


@command
def write(
    actor: Actor,
    conversation_id: uuid.UUID,
    body: str,
    files: Sequence[Kept] = (),
    *,
    only_mentions: bool = False,
) -> Message:
    """Say something to the others, and send files along; each of them is told."""
    conversation = _mine(actor, conversation_id)
    said = steps.say(conversation, actor.person_id or 0, body, only_mentions=only_mentions)
    attach(said, files, only_mentions=only_mentions)
    return said


@command
def change(
    actor: Actor, conversation_id: uuid.UUID, message_id: uuid.UUID, version: int, body: str
) -> None:
    """Put one's own message in other words, within ten minutes."""
    steps.change(_own(actor, conversation_id, message_id, version), body)


@command
def withdraw(actor: Actor, conversation_id: uuid.UUID, message_id: uuid.UUID, version: int) -> None:
    """Take one's own message back. That it was written stays."""
    steps.withdraw(_own(actor, conversation_id, message_id, version))


@command
def share_address(actor: Actor, conversation_id: uuid.UUID, shares: bool) -> None:
    """Agree, or agree no longer, that those who agreed too read one's e-mail address."""
    conversation = _mine(actor, conversation_id)
    mine = conversation.participant(actor.person_id)
    if mine is None or (mine.address_shared_at is not None) == shares:
        return
    mine.address_shared_at = clock.now() if shares else None
    steps.note_change(conversation)


@command
def set_seen_marks(actor: Actor, shows: bool) -> None:
    """Whether others read how far one has read, and one how far they have."""
    require(actor, Permission.PAGE_SIGNED_IN, None)
    mine = db.session.scalar(sa.select(TalkSettings).filter_by(person_id=actor.person_id))
    if mine is None:
        mine = TalkSettings(person_id=actor.person_id)
        db.session.add(mine)
    mine.shows_seen = shows


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


@housekeeping
def save_draft(
    actor: Actor, conversation_id: uuid.UUID, body: str, since: int | None = None
) -> None:
    """Keep what was begun, for the writer alone; an empty one is thrown away.

    `since` is the last message that stood on the page: where the writer has sent another by then,
    this is that message's own text, which came late. The record does not say who began what.
    """
    conversation = _mine(actor, conversation_id)
    if since is not None and _wrote_after(actor, conversation, since):
        return
    text = body.replace("\r\n", "\n")
    if len(text) > steps.LONGEST:
        raise Invalid({"body": f"Write a message of up to {steps.LONGEST:,} characters."})
    steps.refuse_marked(text)
    steps.forget_draft(conversation, actor.person_id or 0)
    if text.strip():
        db.session.add(
            Draft(
                conversation_id=conversation.id,
                person_id=actor.person_id,
                body=text,
                saved_at=clock.now(),
            )
        )


def _mine(actor: Actor, conversation_id: uuid.UUID) -> Conversation:
    conversation = queries.by_public_id(actor, conversation_id)
    require(actor, Permission.CONVERSATION_TAKE_PART, conversation, OVER)
    return conversation


def _wrote_after(actor: Actor, conversation: Conversation, since: int) -> bool:
    written = queries.visible(actor).where(
        Message.conversation_id == conversation.id,
        Message.sender_id == actor.person_id,
        # No larger than an id can be, whatever was sent.
        Message.id > min(since, conversation.last_message_id),
    )
    return db.session.scalar(written.with_only_columns(Message.id).limit(1)) is not None


def _own(actor: Actor, conversation_id: uuid.UUID, message_id: uuid.UUID, version: int) -> Message:
    message = queries.message(actor, conversation_id, message_id)
    require(actor, Permission.CONVERSATION_TAKE_PART, message.conversation, OVER)
    require(actor, Permission.MESSAGE_OWN, message)
    lock(message)
    if message.version != version:
        raise ChangedMeanwhile
    return message
