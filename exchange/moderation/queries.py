"""What waits for moderators, oldest first, and reports for those who may see them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.accounts.models import Person
from exchange.db import db
from exchange.errors import NotFound
from exchange.moderation.lifecycle import ReportStatus
from exchange.moderation.models import Report, ReportDecision
from exchange.moderation.question_models import QuestionReport
from exchange.moderation.talk_models import TalkReport
from exchange.opportunities.lifecycle import OpportunityStatus, RevisionStatus
from exchange.opportunities.models import Opportunity, OpportunityRevision
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Membership

SATURDAY = 5
WAITING_REPORTS = (ReportStatus.OPEN, ReportStatus.CLAIMED)
_NEW = Opportunity.status == OpportunityStatus.IN_REVIEW
_CHANGED = OpportunityRevision.status == RevisionStatus.IN_REVIEW
_REPORTED = Report.status.in_(WAITING_REPORTS)
_APPEALED = Report.status == ReportStatus.APPEALED
UNDECIDED = (ReportStatus.OPEN, ReportStatus.CLAIMED, ReportStatus.APPEALED)


@dataclass(frozen=True)
class Waiting:
    """One of the queues: how many wait in it and since when the oldest does."""

    count: int
    oldest: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether the oldest has waited longer than what we promise."""
        return self.oldest is not None and clock.now() > due(self.oldest)


def due(since: datetime) -> datetime:
    """One working day later, in London; weekends do not count. Bank holidays do."""
    there = since.astimezone(clock.LONDON) + timedelta(days=1)
    while there.weekday() >= SATURDAY:
        there += timedelta(days=1)
    return there


def listings_to_review() -> sa.Select[Opportunity]:
    """New listings that wait, oldest first."""
    return (
        sa.select(Opportunity)
        .options(joinedload(Opportunity.organisation), joinedload(Opportunity.poster))
        .where(_NEW)
        .order_by(Opportunity.submitted_at, Opportunity.id)
    )


def changes_to_review() -> sa.Select[OpportunityRevision]:
    """Material edits that wait, oldest first."""
    query = sa.select(OpportunityRevision).options(*_with_listing(OpportunityRevision))
    return query.where(_CHANGED).order_by(OpportunityRevision.created_at, OpportunityRevision.id)


def reports_to_decide() -> sa.Select[Report]:
    """Reports that wait, oldest first."""
    query = sa.select(Report).options(*_with_listing(Report)).where(_REPORTED)
    return query.order_by(Report.created_at, Report.id)


def appeals_to_decide() -> sa.Select[Report]:
    """Appeals that wait, oldest first."""
    query = sa.select(Report).options(*_with_listing(Report)).where(_APPEALED)
    return query.order_by(Report.appealed_at, Report.id)


def waiting(viewer: Actor) -> dict[str, Waiting]:
    """The queues, each with its count and the oldest: one statement each, whatever waits."""
    require(viewer, Permission.MODERATION_WORK, None)
    return {
        "listings": _oldest(Opportunity.submitted_at, _NEW),
        "changes": _oldest(OpportunityRevision.created_at, _CHANGED),
        "reports": _oldest(Report.created_at, _REPORTED),
        "appeals": _oldest(Report.appealed_at, _APPEALED),
        "conversations": _oldest(TalkReport.created_at, TalkReport.status.in_(UNDECIDED)),
        "questions": _oldest(QuestionReport.created_at, QuestionReport.status.in_(WAITING_REPORTS)),
    }


def revision(viewer: Actor, public_id: uuid.UUID) -> OpportunityRevision:
    """A material edit, for moderators; raises NotFound."""
    query = sa.select(OpportunityRevision).filter_by(public_id=public_id)
    found = db.session.scalar(query.options(*_with_listing(OpportunityRevision)))
    if found is None or not viewer.is_moderator:
        raise NotFound("There is no such change.")
    return found


def report(viewer: Actor, public_id: uuid.UUID) -> Report:
    """A report, for moderators, and for administrators who may have to hear an appeal."""
    query = sa.select(Report).filter_by(public_id=public_id)
    found = db.session.scalar(query.options(*_with_listing(Report)))
    if found is None or not (viewer.is_moderator or viewer.is_administrator):
        raise NotFound("There is no such report.")
    return found


def earlier_reports(one: Report) -> list[Report]:
    """Other reports about the same listing, newest first."""
    query = sa.select(Report).where(
        Report.opportunity_id == one.opportunity_id, Report.id != one.id
    )
    return list(db.session.scalars(query.order_by(Report.id.desc()).limit(20)))


def own_open_report(viewer: Actor, opportunity: Opportunity) -> Report | None:
    """What the viewer reported about a listing and nobody has decided yet."""
    query = sa.select(Report).where(
        Report.opportunity_id == opportunity.id,
        Report.reporter_id == viewer.person_id,
        Report.status.in_(UNDECIDED),
    )
    return db.session.scalar(query.limit(1))


def removal(opportunity: Opportunity) -> Report | None:
    """The newest decision that removed a listing."""
    query = sa.select(Report).where(
        Report.opportunity_id == opportunity.id, Report.decision == ReportDecision.REMOVED
    )
    return db.session.scalar(query.order_by(Report.decided_at.desc()).limit(1))


def other_moderators(*person_ids: int | None) -> list[int]:
    """The ids of the moderators, without these people."""
    query = sa.select(Person.id).where(Person.is_moderator, Person.deactivated_at.is_(None))
    return [found for found in db.session.scalars(query) if found not in person_ids]


def names(*person_ids: int | None) -> dict[int, str]:
    """Names of moderators and reporters by id."""
    query = sa.select(Person.id, Person.name).where(Person.id.in_([i for i in person_ids if i]))
    return {row[0]: row[1] for row in db.session.execute(query)}


def members(organisation_id: int | None) -> list[int]:
    """The ids of everybody who belongs to an organisation."""
    query = sa.select(Membership.person_id).where(
        Membership.organisation_id == organisation_id,
        Membership.status == MembershipStatus.ACTIVE,
    )
    return list(db.session.scalars(query))


def _with_listing(model: type[Report] | type[OpportunityRevision]) -> list[ExecutableOption]:
    listing = joinedload(model.opportunity)
    return [listing.joinedload(Opportunity.organisation), listing.joinedload(Opportunity.poster)]


def _oldest(column: sa.ColumnElement[Any] | Any, which: sa.ColumnElement[bool]) -> Waiting:
    query = sa.select(sa.func.count(), sa.func.min(column)).where(which)
    count, oldest = db.session.execute(query).one()
    return Waiting(count, oldest)
