"""Reports about conversations, for moderators and for those whom a decision concerns."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from exchange import clock
from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.errors import NotFound
from exchange.messages.attachments import queries as attachments
from exchange.messages.models import Conversation, Message, Participant
from exchange.moderation.lifecycle import ReportStatus
from exchange.moderation.talk_models import TalkDecision, TalkReport

MOST_SHOWN = 500


@dataclass(frozen=True)
class Said:
    """One message as a moderator reads it: with what it said before, also when withdrawn."""

    sender: str
    at: datetime
    body: str
    withdrawn_at: datetime | None
    earlier: tuple[str, ...]
    files: tuple[str, ...]


def waiting() -> sa.Select[TalkReport]:
    """Reports about conversations that wait for a decision or for an appeal, oldest first."""
    states = (ReportStatus.OPEN, ReportStatus.CLAIMED, ReportStatus.APPEALED)
    query = sa.select(TalkReport).where(TalkReport.status.in_(states))
    return query.options(*_whole()).order_by(TalkReport.created_at, TalkReport.id)


def report(viewer: Actor, public_id: uuid.UUID) -> TalkReport:
    """A report, for moderators, and for administrators who may have to hear an appeal."""
    query = sa.select(TalkReport).filter_by(public_id=public_id).options(*_whole())
    found = db.session.scalar(query)
    if found is None or not (viewer.is_moderator or viewer.is_administrator):
        raise NotFound("There is no such report.")
    return found


def decision_about(viewer: Actor, public_id: uuid.UUID) -> TalkReport:
    """A decision that keeps the viewer from writing; raises NotFound for anything else."""
    query = sa.select(TalkReport).where(
        TalkReport.public_id == public_id,
        TalkReport.reported_id == (viewer.person_id or 0),
        TalkReport.decision == TalkDecision.STOPPED,
    )
    found = db.session.scalar(query.options(*_whole()))
    if found is None:
        raise NotFound("There is no such decision about you.")
    return found


def own_open(viewer: Actor, conversation_id: int, reported_id: int) -> TalkReport | None:
    """What the viewer reported about somebody there and nobody has decided yet."""
    query = sa.select(TalkReport).where(
        TalkReport.conversation_id == conversation_id,
        TalkReport.reporter_id == viewer.person_id,
        TalkReport.reported_id == reported_id,
        TalkReport.status.in_((ReportStatus.OPEN, ReportStatus.CLAIMED)),
    )
    return db.session.scalar(query.limit(1))


def may_read(viewer: Actor, found: TalkReport) -> bool:
    """Whether the viewer has opened the conversation, in the record, and still holds the report."""
    held = found.claim_expires_at is not None and clock.now() <= found.claim_expires_at
    is_mine = viewer.person_id is not None and viewer.person_id == found.opened_by_id
    return held and is_mine and found.claimed_by_id == viewer.person_id


def transcript(viewer: Actor, found: TalkReport) -> list[Said]:
    """What the reporter can read of that conversation, and what was withdrawn or changed in it.

    Nothing for a viewer who has not opened it. A block hides from the reporter, not from here.
    """
    if not may_read(viewer, found):
        return []
    rows = db.session.execute(
        sa.select(Message, Person.name)
        .join(Person, Person.id == Message.sender_id)
        .join(Participant, Participant.conversation_id == Message.conversation_id)
        .where(
            Message.conversation_id == found.conversation_id,
            Participant.person_id == found.reporter_id,
            Message.id > Participant.joined_after,
            sa.or_(Participant.left_after.is_(None), Message.id <= Participant.left_after),
        )
        .options(selectinload(Message.earlier))
        .order_by(Message.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    files = attachments.names([one.id for one, _name in rows])
    return [
        Said(
            name,
            one.created_at,
            one.body,
            one.withdrawn_at,
            tuple(e.body for e in one.earlier),
            tuple(files.get(one.id, ())),
        )
        for one, name in reversed(rows)
    ]


def others(viewer: Actor, conversation: Conversation) -> list[Person]:
    """Whom the viewer can report in a conversation: everybody else who is or was in it."""
    query = (
        sa.select(Person)
        .join(Participant, Participant.person_id == Person.id)
        .where(
            Participant.conversation_id == conversation.id,
            Person.id != (viewer.person_id or 0),
        )
        .order_by(Person.name, Person.id)
    )
    return list(db.session.scalars(query))


def _whole() -> tuple[sa.orm.interfaces.ORMOption, ...]:
    return (joinedload(TalkReport.conversation), joinedload(TalkReport.reported))
