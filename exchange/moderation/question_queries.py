"""Reports about public questions, for moderators."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from exchange import clock
from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.errors import NotFound
from exchange.moderation.lifecycle import ReportStatus
from exchange.moderation.question_models import QuestionReport
from exchange.opportunities.models import Opportunity
from exchange.questions.models import Question

WAITING = (ReportStatus.OPEN, ReportStatus.CLAIMED)


def waiting() -> sa.Select[QuestionReport]:
    """Reports that wait for a decision, oldest first."""
    query = sa.select(QuestionReport).where(QuestionReport.status.in_(WAITING))
    ordered = query.order_by(QuestionReport.created_at, QuestionReport.id)
    return ordered.options(*_with_listing())


def report(viewer: Actor, public_id: uuid.UUID) -> QuestionReport:
    """A report, for moderators; raises NotFound."""
    query = sa.select(QuestionReport).filter_by(public_id=public_id)
    found = db.session.scalar(query.options(*_with_listing()))
    if found is None or not viewer.is_moderator:
        raise NotFound("There is no such report.")
    return found


def own_open(viewer: Actor, question: Question) -> bool:
    """Whether the viewer reported it and nobody has decided yet."""
    query = sa.select(QuestionReport.id).where(
        QuestionReport.question_id == question.id,
        QuestionReport.reporter_id == viewer.person_id,
        QuestionReport.status.in_(WAITING),
    )
    return db.session.scalar(query.limit(1)) is not None


def asker(viewer: Actor, found: QuestionReport) -> str:
    """Who asked, for who opened it in the record and still holds the report; else nothing."""
    held = found.claim_expires_at is not None and clock.now() <= found.claim_expires_at
    is_mine = viewer.person_id is not None and viewer.person_id == found.opened_by_id
    if not (held and is_mine and found.claimed_by_id == viewer.person_id):
        return ""
    query = sa.select(Person.name).where(Person.id == found.question.asker_id)
    return db.session.scalar(query) or ""


def _with_listing() -> tuple[sa.orm.interfaces.ORMOption, ...]:
    question = joinedload(QuestionReport.question)
    listing = question.joinedload(Question.opportunity)
    return (
        listing.joinedload(Opportunity.organisation),
        listing.joinedload(Opportunity.poster),
        question.options(selectinload(Question.earlier)),
    )
