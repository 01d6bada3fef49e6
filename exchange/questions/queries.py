"""Reads of public questions, each for a viewer. No read here says who asked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from exchange.access import Actor, Permission, allowed
from exchange.db import db
from exchange.errors import NotFound
from exchange.opportunities import queries as opportunities
from exchange.opportunities.asking import POSTER_ROLES
from exchange.opportunities.models import Opportunity
from exchange.questions.lifecycle import FOR_ANSWERERS, QuestionStatus
from exchange.questions.models import Question


def visible(viewer: Actor) -> sa.Select[Question]:
    """Answered ones about listings that the viewer may open, the viewer's own in every state, and
    for those who answer for a listing what they have to do and have done."""
    readable = sa.or_(
        Question.status == QuestionStatus.ANSWERED,
        sa.and_(Question.status.in_(FOR_ANSWERERS), _answered_by(viewer)),
    )
    return _with_listing().where(
        sa.or_(
            Question.asker_id == (viewer.person_id or 0),
            sa.and_(opportunities.seen(viewer), readable),
        )
    )


def by_public_id(viewer: Actor, public_id: uuid.UUID) -> Question:
    """A question; raises NotFound where the viewer may not read it."""
    found = db.session.scalar(visible(viewer).where(Question.public_id == public_id))
    if found is None:
        raise NotFound("There is no such question, or it is not shown to you.")
    return found


def published(viewer: Actor, listing: Opportunity) -> list[Question]:
    """What was answered about a listing, in the order of the answers: one statement."""
    query = visible(viewer).where(
        Question.opportunity_id == listing.id, Question.status == QuestionStatus.ANSWERED
    )
    return list(db.session.scalars(query.order_by(Question.answered_at, Question.id)))


def to_answer(viewer: Actor, public_id: uuid.UUID) -> Question:
    """A question that the viewer answers, or did; raises NotFound for any other."""
    query = _for_answerers(viewer).where(Question.public_id == public_id)
    found = db.session.scalar(query.options(selectinload(Question.earlier)))
    if found is None:
        raise NotFound("There is no such question for you to answer.")
    return found


def of_listing(viewer: Actor, listing: Opportunity) -> list[Question]:
    """What those who answer for a listing see: what waits first, the oldest of it on top."""
    query = _for_answerers(viewer).where(Question.opportunity_id == listing.id)
    waits = sa.case((Question.status == QuestionStatus.ASKED, 0), else_=1)
    ordered = query.order_by(waits, Question.created_at, Question.id)
    return list(db.session.scalars(ordered.options(selectinload(Question.earlier))))


def waiting_for(viewer: Actor) -> sa.Select[Question]:
    """What waits for the viewer's answer, the oldest first."""
    query = _for_answerers(viewer).where(
        Question.status == QuestionStatus.ASKED, Question.asker_id != (viewer.person_id or 0)
    )
    return query.order_by(Question.created_at, Question.id)


def waiting_count(listings: Iterable[Opportunity]) -> dict[int, int]:
    """How many questions wait for an answer, by listing, for pages of those who answer."""
    query = (
        sa.select(Question.opportunity_id, sa.func.count(Question.id))
        .where(
            Question.opportunity_id.in_([one.id for one in listings]),
            Question.status == QuestionStatus.ASKED,
        )
        .group_by(Question.opportunity_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def mine(viewer: Actor) -> sa.Select[Question]:
    """What the viewer asked, the newest first."""
    query = visible(viewer).where(Question.asker_id == (viewer.person_id or 0))
    return query.order_by(Question.id.desc())


def own(viewer: Actor, public_id: uuid.UUID) -> Question:
    """A question of the viewer's; raises NotFound for anybody else's."""
    found = db.session.scalar(mine(viewer).where(Question.public_id == public_id))
    if found is None:
        raise NotFound("There is no such question of yours.")
    return found


def own_waiting(viewer: Actor, listing: Opportunity) -> int:
    """How many of the viewer's questions about a listing have no answer yet."""
    query = sa.select(sa.func.count(Question.id)).where(*_waits(viewer, listing))
    return db.session.scalar(query) or 0


def same_waiting(viewer: Actor, listing: Opportunity, text: str) -> Question | None:
    """The viewer's own question in these words that has no answer yet."""
    query = sa.select(Question).where(*_waits(viewer, listing), Question.original == text)
    return db.session.scalars(query.limit(1)).one_or_none()


def _waits(viewer: Actor, listing: Opportunity) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Question.opportunity_id == listing.id,
        Question.asker_id == (viewer.person_id or 0),
        Question.status == QuestionStatus.ASKED,
    )


def answers(viewer: Actor, question: Question) -> bool:
    """Whether the viewer may answer it."""
    return allowed(viewer, Permission.QUESTION_ANSWER, question)


def _for_answerers(viewer: Actor) -> sa.Select[Question]:
    return _with_listing().where(Question.status.in_(FOR_ANSWERERS), _answered_by(viewer))


def _with_listing() -> sa.Select[Question]:
    listing = contains_eager(Question.opportunity)
    return (
        sa.select(Question)
        .join(Question.opportunity)
        .options(
            listing.joinedload(Opportunity.organisation), listing.joinedload(Opportunity.poster)
        )
    )


def _answered_by(viewer: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(
        Opportunity.poster_id == (viewer.person_id or 0),
        Opportunity.organisation_id.in_(viewer.organisations_as(*POSTER_ROLES)),
    )
