"""What waits, for whom and since when: in SQL, so that a list of any length costs the same.

The conditions mirror the access table for approvals; a test compares the two on real placements.
What is waited for beside approvals stands in turns.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor
from exchange.db import db
from exchange.desk import asking, turns
from exchange.desk.asking import Asking, Shape
from exchange.desk.holders import for_side, holds, may_hold
from exchange.desk.owed import column
from exchange.moderation.lifecycle import ReportStatus
from exchange.moderation.models import Report
from exchange.moderation.question_models import QuestionReport
from exchange.opportunities.lifecycle import OpportunityStatus, RevisionStatus
from exchange.opportunities.models import Opportunity, OpportunityRevision
from exchange.organisations import queries as organisations
from exchange.organisations.models import Membership
from exchange.placements import queries as placements
from exchange.placements.approval_models import Appeal, AppealOutcome, DecisionRequest
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.questions.models import Question
from exchange.web.paging import Page, paginate


@dataclass(frozen=True)
class Waiting:
    """How many things wait, and since when the oldest does."""

    count: int
    oldest: datetime | None = None


def decisions(viewer: Actor, number: int, size: int = 20) -> Page[Placement]:
    """A page of the placements that wait for the viewer, oldest first."""
    query = _decisions(asking.shape(viewer), clock.today())
    return paginate(query, number, size, asking.values(viewer))


def how_many(viewer: Actor) -> int:
    """How many placements wait for the viewer: one statement, for the menu of every page."""
    if viewer.person_id is None:
        return 0
    query = _how_many(asking.shape(viewer), clock.today())
    return db.session.scalar(query, asking.values(viewer)) or 0


def for_decision(viewer: Actor) -> Waiting:
    """The same, and since when the oldest waits: one statement."""
    if viewer.person_id is None:
        return Waiting(0)
    query = _how_many_since(asking.shape(viewer), clock.today())
    return _waiting(query, asking.values(viewer))


@lru_cache(maxsize=64)
def _decisions(like: Shape, today: date) -> sa.Select[Placement]:
    """Kept, as those below are, since to build it costs more than to ask it."""
    who = asking.named(like)
    query = placements.with_parties(sa.select(Placement)).where(_waits(who, today))
    return query.order_by(_since(who, today), Placement.id)


@lru_cache(maxsize=64)
def _how_many(like: Shape, today: date) -> sa.Select[int]:
    return sa.select(sa.func.count(Placement.id)).where(_waits(asking.named(like), today))


@lru_cache(maxsize=64)
def _how_many_since(like: Shape, today: date) -> sa.Select[int, datetime | None]:
    who = asking.named(like)
    query = sa.select(sa.func.count(Placement.id), sa.func.min(_since(who, today)))
    return query.where(_waits(who, today))


def for_moderators(viewer: Actor) -> Waiting:
    """Listings, changes, and reports of those and of questions to decide: one statement."""
    new = sa.select(Opportunity.submitted_at.label("since")).where(
        Opportunity.status == OpportunityStatus.IN_REVIEW, _not_of(viewer)
    )
    changed = (
        sa.select(OpportunityRevision.created_at)
        .join(Opportunity, Opportunity.id == OpportunityRevision.opportunity_id)
        .where(OpportunityRevision.status == RevisionStatus.IN_REVIEW, _not_of(viewer))
    )
    reported = (
        sa.select(Report.created_at)
        .join(Opportunity, Opportunity.id == Report.opportunity_id)
        .where(
            Report.status.in_((ReportStatus.OPEN, ReportStatus.CLAIMED, ReportStatus.APPEALED)),
            Report.reporter_id != viewer.person_id,
            sa.func.coalesce(Opportunity.poster_id, 0) != viewer.person_id,
        )
    )
    asked = (
        sa.select(QuestionReport.created_at)
        .join(Question, Question.id == QuestionReport.question_id)
        .join(Opportunity, Opportunity.id == Question.opportunity_id)
        .where(
            QuestionReport.status.in_((ReportStatus.OPEN, ReportStatus.CLAIMED)),
            QuestionReport.reporter_id != viewer.person_id,
            Question.asker_id != viewer.person_id,
            _not_of(viewer),
        )
    )
    queue = sa.union_all(new, changed, reported, asked).subquery()
    return _waiting(sa.select(sa.func.count(), sa.func.min(queue.c.since)))


def to_join(viewer: Actor) -> Waiting:
    """Who asks to join the organisations that the viewer looks after: one statement."""
    queue = organisations.joining_queue(viewer).order_by(None)
    return _waiting(
        queue.with_only_columns(sa.func.count(Membership.id), sa.func.min(Membership.created_at))
    )


def _waiting(query: sa.Select[*tuple[Any, ...]], values: dict[str, Any] | None = None) -> Waiting:
    count, oldest = db.session.execute(query, values or {}).one()
    return Waiting(count, oldest)


def _not_of(viewer: Actor) -> sa.ColumnElement[bool]:
    """Nobody reviews their own listing or one of an organisation of theirs."""
    return sa.and_(
        sa.func.coalesce(Opportunity.poster_id, 0) != viewer.person_id,
        sa.func.coalesce(Opportunity.organisation_id, 0).not_in(viewer.organisation_ids),
    )


def _asked_since(viewer: Asking) -> sa.ColumnElement[datetime]:
    """SQL: since when the viewer is waited for; the first of progress.asked_at of their roles."""
    theirs = [
        sa.and_(DecisionRequest.role == role, _waits_in(viewer, role))
        for role in Role
        if may_hold(viewer, role)
    ]
    asked = (
        sa.select(sa.func.min(DecisionRequest.asked_at))
        .where(
            DecisionRequest.placement_id == Placement.id,
            DecisionRequest.terms == Placement.terms_version,
            sa.or_(*theirs),
        )
        .correlate(Placement)
        .scalar_subquery()
    )
    return sa.func.coalesce(asked, Placement.moved_at)


def waits_for(viewer: Actor) -> sa.ColumnElement[bool]:
    """SQL: the placement waits for the viewer, who approves it or takes another step."""
    if viewer.person_id is None:
        return sa.false()
    return _waits(asking.of(viewer), clock.today())


def _waits(viewer: Asking, today: date) -> sa.ColumnElement[bool]:
    return sa.or_(_for_approval(viewer), *(one.holds for one in turns.of(viewer, today)))


def _since(viewer: Asking, today: date) -> sa.ColumnElement[datetime]:
    approves = (_for_approval(viewer), _asked_since(viewer))
    return sa.case(
        approves,
        *((one.holds, one.since) for one in turns.of(viewer, today)),
        else_=Placement.moved_at,
    )


def _for_approval(viewer: Asking) -> sa.ColumnElement[bool]:
    """SQL: the placement waits for an approval of the viewer."""
    return sa.and_(
        Placement.status == PlacementStatus.PROPOSED,
        Placement.mover_key != viewer.key,
        sa.or_(*(_waits_in(viewer, role) for role in Role if may_hold(viewer, role))),
    )


def _waits_in(viewer: Asking, role: Role) -> sa.ColumnElement[bool]:
    """The placement lacks this approval, and the viewer may give it."""
    at, terms = column(f"{role.value}_at"), column(f"{role.value}_terms")
    fell = sa.exists().where(
        Appeal.placement_id == Placement.id,
        Appeal.role == role,
        Appeal.outcome.in_((AppealOutcome.UPHELD, AppealOutcome.AGREED)),
        Appeal.refused_by.in_((viewer.key, viewer.address)),
    )
    conditions = [
        column(f"needs_{role.value}"),
        sa.not_(fell),
        sa.or_(at.is_(None), terms != Placement.terms_version),
        holds(viewer, role),
        *for_side(viewer, role.side),
    ]
    return sa.and_(*conditions)
