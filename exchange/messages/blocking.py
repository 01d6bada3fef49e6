"""Blocks between people, and who may not write: what hides a message, and what refuses one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.accounts.models import Person
from exchange.db import command, db
from exchange.errors import Invalid, NotAllowed, NotFound
from exchange.messages.models import Block, Conversation, Message, Participant, WritingStop
from exchange.web.look import day

A_DAY = timedelta(days=1)
NEW_FOR, MOST_NEW = timedelta(days=30), 20
"""An account is new for so long, and begins at most so many conversations in a day meanwhile."""
CLOSED = "Nobody here can read what you write."


@command
def block(actor: Actor, conversation_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """From now on neither reads what the other says. Nobody is told; it can be lifted."""
    require(actor, Permission.PAGE_SIGNED_IN, None)
    me, other = actor.person_id or 0, met(actor, conversation_id, person_id)
    if _live(me, other.id) is None:
        db.session.add(Block(blocker_id=me, blocked_id=other.id, since=_last_message()))


@command
def unblock(actor: Actor, block_id: uuid.UUID) -> None:
    """Lift one's own block. What was said meanwhile stays hidden."""
    query = sa.select(Block).filter_by(public_id=block_id, blocker_id=actor.person_id)
    found = db.session.scalar(query.where(Block.lifted_at.is_(None)))
    if found is None:
        raise NotFound("There is no such block.")
    require(actor, Permission.BLOCK_OWN, found)
    found.until, found.lifted_at = _last_message(), clock.now()


def met(viewer: Actor, conversation_id: uuid.UUID, person_id: uuid.UUID) -> Person:
    """Somebody who takes or took part in a conversation of the viewer's; raises NotFound."""
    theirs, mine = sa.orm.aliased(Participant), sa.orm.aliased(Participant)
    query = (
        sa.select(Person)
        .join(theirs, theirs.person_id == Person.id)
        .join(Conversation, Conversation.id == theirs.conversation_id)
        .join(mine, mine.conversation_id == Conversation.id)
        .where(
            Conversation.public_id == conversation_id,
            Person.public_id == person_id,
            mine.person_id == (viewer.person_id or 0),
            Person.id != (viewer.person_id or 0),
        )
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is nobody like that in this conversation.")
    return found


def mine(viewer: Actor) -> list[tuple[Block, str]]:
    """Whom the viewer has blocked, with their names."""
    query = (
        sa.select(Block, Person.name)
        .join(Person, Person.id == Block.blocked_id)
        .where(Block.blocker_id == (viewer.person_id or 0), Block.lifted_at.is_(None))
        .order_by(Person.name, Block.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def blocks_by(person_id: int, others: Iterable[int]) -> dict[int, uuid.UUID]:
    """Whom among the others a person has blocked, each with the id of the block."""
    query = sa.select(Block.blocked_id, Block.public_id).where(
        Block.blocker_id == person_id,
        Block.blocked_id.in_(list(others)),
        Block.lifted_at.is_(None),
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def hidden_from(person_id: sa.orm.InstrumentedAttribute[int] | int) -> sa.ColumnElement[bool]:
    """Whether a Message was said while a block stood between its sender and a person."""
    between = sa.or_(
        sa.and_(Block.blocker_id == person_id, Block.blocked_id == Message.sender_id),
        sa.and_(Block.blocker_id == Message.sender_id, Block.blocked_id == person_id),
    )
    during = sa.and_(
        Message.id > Block.since, sa.or_(Block.until.is_(None), Message.id <= Block.until)
    )
    return sa.exists().where(between, during)


def apart_from(person_id: int | None, others: Iterable[int] = ()) -> set[int]:
    """The people between whom and a person a block stands now, whoever made it."""
    query = sa.select(Block.blocker_id, Block.blocked_id).where(
        Block.lifted_at.is_(None),
        sa.or_(Block.blocker_id == person_id, Block.blocked_id == person_id),
    )
    rows = db.session.execute(query)
    found = {blocked if blocker == person_id else blocker for blocker, blocked in rows}
    wanted = set(others)
    return found & wanted if wanted else found


def refuse_if_alone(person_id: int, present: Iterable[int]) -> set[int]:
    """The others who can read what a person says; raises NotAllowed where blocks leave nobody."""
    others = set(present) - {person_id}
    apart = apart_from(person_id, others) if others else set()
    if apart and apart == others:
        blocked_by_me = any(_live(person_id, one) is not None for one in apart)
        then = "Lift your block first." if blocked_by_me else "Your text is not sent."
        raise NotAllowed(CLOSED, then)
    return others - apart


def refuse_if_stopped(person_id: int) -> None:
    """Raise NotAllowed for somebody whom a moderator's decision keeps from writing."""
    found = stop_of(person_id)
    if found is not None:
        raise NotAllowed(
            f"A moderator decided that you do not write until {day(found.until)}: {found.reason}",
            f"You can read everything as before. To appeal, open {found.path}.",
        )


def stop_of(person_id: int | None) -> WritingStop | None:
    """The decision that keeps somebody from writing now."""
    query = sa.select(WritingStop).where(
        WritingStop.person_id == person_id,
        WritingStop.lifted_at.is_(None),
        WritingStop.until > clock.now(),
    )
    return db.session.scalar(query.order_by(WritingStop.until.desc()).limit(1))


def stop(person_id: int, decided_by_id: int, reason: str, path: str, until: datetime) -> None:
    """A step: from now on, until a moment, somebody may not write."""
    made = WritingStop(
        person_id=person_id, decided_by_id=decided_by_id, reason=reason, path=path, until=until
    )
    db.session.add(made)


def lift_stop(path: str) -> None:
    """A step: the decision that was made there fell; the person may write again."""
    query = sa.select(WritingStop).where(WritingStop.path == path, WritingStop.lifted_at.is_(None))
    for one in db.session.scalars(query):
        one.lifted_at = clock.now()


def refuse_too_many(actor: Actor) -> None:
    """Raise Invalid where a new account has begun many conversations in a day."""
    now = clock.now()
    if not is_new(actor):
        return
    begun = sa.select(sa.func.count(Conversation.id)).where(
        Conversation.opened_by_id == actor.person_id, Conversation.created_at > now - A_DAY
    )
    if (db.session.scalar(begun) or 0) >= MOST_NEW:
        raise Invalid(
            {
                "body": f"You have begun {MOST_NEW} conversations in a day. A new account waits"
                " until tomorrow; those that you have go on."
            }
        )


def is_new(actor: Actor) -> bool:
    """Whether the account is new, and may begin only so much in a day."""
    confirmed = db.session.scalar(sa.select(Person.confirmed_at).filter_by(id=actor.person_id))
    return confirmed is None or clock.now() - confirmed < NEW_FOR


def _live(blocker_id: int, blocked_id: int) -> Block | None:
    query = sa.select(Block).filter_by(blocker_id=blocker_id, blocked_id=blocked_id)
    return db.session.scalar(query.where(Block.lifted_at.is_(None)))


def _last_message() -> int:
    return db.session.scalar(sa.select(sa.func.max(Message.id))) or 0
