"""What every way of writing goes through: opening a conversation, joining, leaving, saying.

These are parts of other commands. `say` is the one place where a message comes into being, and
`open_about` the one place where a conversation does.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.accounts.models import Person
from exchange.db import db, lock
from exchange.errors import IllegalTransition, Invalid, NotAllowed
from exchange.messages import answering, blocking, rosters
from exchange.messages.models import Conversation, Draft, EarlierText, Message, Participant
from exchange.notices import services as notices
from exchange.reference.markings import marking_in, why_held

LONGEST = 5_000
TO_CHANGE = timedelta(minutes=10)
"""For so long the sender may change a message; what it said before stays to be read."""
TOO_LATE = "The ten minutes to change this message are over."
INSTEAD = "Write another message that puts it right, or withdraw this one."


def open_about(
    subject_kind: str,
    subject_id: uuid.UUID,
    title: str,
    path: str,
    people: Mapping[int, str],
    asker_id: int | None = None,
    opened_by_id: int | None = None,
) -> Conversation:
    """The conversation about a subject, with these people in it and for whom each speaks.

    `opened_by_id`: who began it, where it is a person's own doing.
    """
    query = sa.select(Conversation).filter_by(
        subject_kind=subject_kind, subject_id=subject_id, asker_id=asker_id
    )
    found = db.session.scalar(query)
    if found is None:
        found = Conversation(
            subject_kind=subject_kind,
            subject_id=subject_id,
            asker_id=asker_id,
            opened_by_id=opened_by_id,
            title=title[:240],
            path=path,
            participants=[Participant(person_id=one, standing=people[one][:200]) for one in people],
        )
        db.session.add(found)
        db.session.flush()
        return found
    for person_id in people:
        if person_id not in found.participant_ids:
            join(found, person_id, people[person_id])
    return found


def follow(conversation: Conversation) -> None:
    """Let in who belongs there by now, and let go who does not any more."""
    people = rosters.of(conversation)
    if people is None:
        return
    for one in conversation.present:
        if one.person_id not in people:
            leave(conversation, one.person_id)
    for person_id, standing in people.items():
        if person_id not in conversation.participant_ids:
            join(conversation, person_id, standing)


def join(conversation: Conversation, person_id: int, standing: str = "") -> Participant:
    """Somebody comes in, and reads what is said from here on."""
    after = conversation.last_message_id
    one = conversation.participant(person_id)
    if one is None:
        one = Participant(person_id=person_id)
        conversation.participants.append(one)
    one.standing = standing[:200]
    one.joined_after, one.joined_at = after, clock.now()
    one.in_place_of_id = one.left_after = one.left_at = None
    one.newest, one.read_up_to = 0, after
    note_change(conversation)
    return one


def leave(conversation: Conversation, person_id: int) -> None:
    """Somebody goes out: what was said stays readable to them, and nothing new is."""
    one = conversation.participant(person_id)
    if one is None or one.left_at is not None:
        return
    one.left_after, one.left_at = conversation.last_message_id, clock.now()
    one.address_shared_at = None
    note_change(conversation)


def hand_over(conversation: Conversation, before: int, after: int) -> None:
    """A successor takes somebody's place, and reads what that person could read."""
    leaver = conversation.participant(before)
    if leaver is None or leaver.left_at is not None or before == after:
        return
    successor = conversation.participant(after)
    if successor is None or successor.left_at is not None:
        successor = join(conversation, after, leaver.standing)
    successor.joined_after = min(successor.joined_after, leaver.joined_after)
    successor.in_place_of_id = before
    successor.read_up_to = min(successor.read_up_to, leaver.read_up_to)
    leave(conversation, before)
    db.session.flush()
    readable = sa.select(sa.func.max(Message.id)).where(
        Message.conversation_id == conversation.id,
        Message.id > successor.joined_after,
        sa.not_(blocking.hidden_from(after)),
    )
    successor.newest = db.session.scalar(readable) or 0
    db.session.flush()


def say(
    conversation: Conversation, sender_id: int, body: str, *, only_mentions: bool = False
) -> Message:
    """Somebody in a conversation says something to the others, and each of them is told.

    `only_mentions`: the sender says that a protective marking in it marks nothing. Raises
    NotAllowed where the sender does not take part (any more), is kept from writing, or blocks leave
    nobody who could read it; Invalid for the text.
    """
    _lock(conversation)
    follow(conversation)
    if sender_id not in conversation.participant_ids:
        raise NotAllowed("You do not take part in this conversation any more.")
    blocking.refuse_if_stopped(sender_id)
    readers = blocking.refuse_if_alone(sender_id, conversation.participant_ids)
    text = checked(body, only_mentions=only_mentions)
    message = Message(
        conversation_id=conversation.id,
        sender_id=sender_id,
        body=text,
        marking=marking_in(text),
    )
    db.session.add(message)
    db.session.flush()
    _arrived(conversation, message, readers)
    forget_draft(conversation, sender_id)
    _tell(conversation, sender_id, readers)
    return message


def checked(body: str, *, only_mentions: bool = False) -> str:
    """What may be said, or raises Invalid beside the field: every new or changed text."""
    text = body.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST:
        raise Invalid({"body": f"Write a message of up to {LONGEST:,} characters."})
    refuse_marked(text, only_mentions=only_mentions)
    return text


def refuse_marked(text: str, *, only_mentions: bool = False) -> None:
    """Hold back a text with a protective marking: it is neither sent nor kept."""
    why = why_held(text)
    if why and not only_mentions:
        raise Invalid({"body": f"{why} If it only mentions the words, say so where you send it."})


def change(message: Message, body: str) -> None:
    """Say it in other words, within ten minutes; what it said before stays to be read."""
    blocking.refuse_if_stopped(message.sender_id)
    text = checked(body)
    refuse_unless_said(message)
    if too_late(message):
        raise Invalid({"body": f"{TOO_LATE} {INSTEAD}"})
    if text == message.body:
        return
    db.session.add(EarlierText(message_id=message.id, body=message.body))
    message.body, message.edited_at = text, clock.now()
    note_change(message.conversation)


def withdraw(message: Message) -> None:
    """Take a message back: the others read that it was, and only a moderator what it said."""
    refuse_unless_said(message)
    db.session.add(EarlierText(message_id=message.id, body=message.body))
    message.body, message.withdrawn_at = "", clock.now()
    note_change(message.conversation)


def forget_draft(conversation: Conversation, person_id: int) -> None:
    """What was begun is sent or thrown away."""
    db.session.execute(
        sa.delete(Draft).filter_by(conversation_id=conversation.id, person_id=person_id)
    )


def note_change(conversation: Conversation, **values: int) -> None:
    """Something that the page of the conversation shows is different now."""
    db.session.flush()
    # What only follows from other rows is written past the record, which would repeat itself.
    db.session.execute(
        sa.update(Conversation)
        .where(Conversation.id == conversation.id)
        .values(changes=Conversation.changes + 1, **values)
    )


def _lock(conversation: Conversation) -> None:
    """One at a time, so that ids follow the order in which messages can be read; then who is in."""
    lock(conversation)
    now = sa.select(Participant).filter_by(conversation_id=conversation.id)
    db.session.scalars(now.execution_options(populate_existing=True)).all()
    db.session.refresh(conversation, ["participants"])


def too_late(message: Message) -> bool:
    """Whether the minutes to change it are over."""
    return clock.now() > message.created_at + TO_CHANGE


def refuse_unless_said(message: Message) -> None:
    """Raise IllegalTransition for what was withdrawn; asked by the page before anybody writes."""
    if message.withdrawn_at is not None:
        raise IllegalTransition("This message was withdrawn already.", "Nothing is left to change.")


def _arrived(conversation: Conversation, message: Message, readers: set[int]) -> None:
    note_change(conversation, last_message_id=message.id)
    here = sa.update(Participant).where(
        Participant.conversation_id == conversation.id,
        Participant.left_at.is_(None),
        Participant.person_id.in_({*readers, message.sender_id}),
    )
    db.session.execute(here.values(newest=message.id))
    mine = here.where(Participant.person_id == message.sender_id)
    db.session.execute(mine.values(read_up_to=message.id))


def _tell(conversation: Conversation, sender_id: int, readers: set[int]) -> None:
    name = db.session.scalar(sa.select(Person.name).filter_by(id=sender_id))
    text = f"{name} wrote to you about {conversation.title}."
    path = f"/messages/{conversation.public_id}"
    for one in sorted(conversation.present, key=lambda one: one.person_id):
        if one.person_id in readers:
            notices.tell(one.person_id, "message", text, path, reply_to=answering.address(one))
