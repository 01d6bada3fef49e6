"""Answers to messages that come by e-mail, and what becomes of any e-mail to our addresses.

The signed address is what lets somebody answer: it says who, and where. From can be forged by
anybody, so it proves nothing; but an answer from another address than the person's own is
refused, so that a mail that was passed on does not let its reader speak for them.
"""

from __future__ import annotations

import hashlib
import uuid
from email.message import EmailMessage

import sqlalchemy as sa

from exchange.access import Actor, Permission, require
from exchange.accounts import bounces
from exchange.accounts.models import Person
from exchange.db import command, db
from exchange.errors import ChangedMeanwhile, ExchangeError
from exchange.log import event, failure
from exchange.messages import answering, mail_text, queries, steps
from exchange.messages.models import Conversation, Participant
from exchange.notices import addresses, arriving
from exchange.notices import services as notices
from exchange.notices.addresses import BOUNCES, COMPLAINTS, REPLY, Signed
from exchange.notices.arriving import Answer
from exchange.organisations.queries import actor_for

EMPTY = Answer(554, "5.6.0", "There is no text in it besides what it quotes.", 65)
NOT_YOURS = arriving.refusal(
    "Only the person who got our e-mail can answer it, from the address of their account."
)
CLOSED = arriving.refusal("The account of who wrote this is closed.")
OVER = "You do not take part in this conversation any more."


def receive(raw: bytes, recipient: str, sender: str | None = None) -> Answer:
    """Take an e-mail to an address of ours; answers what its server is told, and never raises.

    `sender` is the envelope's: empty for a bounce, None where it is not known.
    """
    try:
        answer = _receive(raw, recipient, sender)
    except ChangedMeanwhile:
        answer = arriving.LATER
    except ExchangeError as error:
        answer = arriving.refusal(f"{error.message} {error.what_now}")
    except Exception:  # the server keeps it and tries again; nothing may be lost by a fault of ours
        failure("mail_not_received")
        answer = arriving.LATER
    db.session.rollback()
    event("mail_received", code=answer.code, extended=answer.extended, octets=len(raw))
    return answer


def is_ours(recipient: str) -> bool:
    """Whether e-mail to that address is taken at all; told before the text is sent."""
    return answering.read(recipient) is not None


def _receive(raw: bytes, recipient: str, sender: str | None) -> Answer:
    signed = answering.read(recipient)
    if signed is None:
        return arriving.NOBODY
    if len(raw) > arriving.LARGEST:
        return arriving.TOO_LARGE
    return _answered(raw, signed.about, sender) if signed.kind == REPLY else _reported(raw, signed)


def _reported(raw: bytes, signed: Signed) -> Answer:
    """A bounce, or a complaint that quotes the address to which a bounce would have come."""
    try:
        message = arriving.parsed(raw)
        why, written_by = bounces.reason(message), bounces.written_by(message)
    except Exception:  # the parser of e-mail fails in many ways on what is none
        return arriving.UNREADABLE
    found = answering.read(written_by) if signed.kind == COMPLAINTS else signed
    if found is None or found.kind != BOUNCES:
        return arriving.DROPPED
    return bounces.receive(why, found.about)


def _answered(raw: bytes, about: str, sender: str | None) -> Answer:
    try:
        message = arriving.parsed(raw)
        if arriving.is_automatic(message, sender):
            return arriving.DROPPED
        text = mail_text.own_text(message)
    except Exception:  # as above
        return arriving.UNREADABLE
    return _said(message, about, text)


def _said(message: EmailMessage, about: str, text: str) -> Answer:
    found = _behind(about)
    if found is None:
        return arriving.NOBODY
    conversation_id, person = found
    if person.deactivated_at is not None or person.confirmed_at is None:
        return CLOSED
    if arriving.senders(message) != [person.email]:
        return NOT_YOURS
    if not text:
        return EMPTY
    said = say_once(actor_for(person), conversation_id, text, _key(message, about, text))
    return arriving.TAKEN if said else arriving.DROPPED


@command
def say_once(actor: Actor, conversation_id: uuid.UUID, body: str, key: str) -> bool:
    """Say what came by e-mail; False for an e-mail that came before."""
    conversation = queries.by_public_id(actor, conversation_id)
    require(actor, Permission.CONVERSATION_TAKE_PART, conversation, OVER)
    if not notices.once(key):
        return False
    steps.say(conversation, actor.person_id or 0, body)
    return True


def _behind(about: str) -> tuple[uuid.UUID, Person] | None:
    """Which conversation, and whose part in it."""
    query = (
        sa.select(Conversation.public_id, Person)
        .join(Participant, Participant.conversation_id == Conversation.id)
        .join(Person, Person.id == Participant.person_id)
        .where(Participant.public_id == addresses.long_id(about))
    )
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def _key(message: EmailMessage, about: str, text: str) -> str:
    """The same for an e-mail that is delivered again: by its id, or by what it says where it has
    none."""
    known_by = arriving.header(message, "Message-ID")
    known_by = known_by or f"{arriving.header(message, 'Date')}|{text}"
    digest = hashlib.sha256(known_by.encode("utf-8", "replace")).hexdigest()
    return f"mail:{about}:{digest}"
