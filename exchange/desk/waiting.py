"""What waits, for whom and since when: in SQL, so that a list of any length costs the same.

The conditions mirror the access table for decisions; a test compares the two on real placements.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from exchange.access import Actor
from exchange.db import db
from exchange.moderation.lifecycle import ReportStatus
from exchange.moderation.models import Report
from exchange.opportunities.lifecycle import OpportunityStatus, RevisionStatus
from exchange.opportunities.models import Opportunity, OpportunityRevision
from exchange.organisations import queries as organisations
from exchange.organisations.models import Membership, Organisation
from exchange.placements import queries as placements
from exchange.placements.approval_models import Appeal, AppealOutcome, DecisionRequest
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement


@dataclass(frozen=True)
class Waiting:
    """How many things wait, and since when the oldest does."""

    count: int
    oldest: datetime | None = None


def decisions(viewer: Actor) -> sa.Select[Placement]:
    """The placements that wait for a decision of the viewer, oldest first."""
    query = placements.with_parties(sa.select(Placement)).where(waits_for(viewer))
    return query.order_by(asked_since(viewer), Placement.id)


def for_decision(viewer: Actor) -> Waiting:
    """How many placements wait for a decision of the viewer: one statement."""
    query = sa.select(sa.func.count(), sa.func.min(asked_since(viewer))).where(waits_for(viewer))
    return _waiting(query)


def for_moderators(viewer: Actor) -> Waiting:
    """Listings, changes of listings and reports that the viewer may decide: one statement."""
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
    queue = sa.union_all(new, changed, reported).subquery()
    return _waiting(sa.select(sa.func.count(), sa.func.min(queue.c.since)))


def to_join(viewer: Actor) -> Waiting:
    """Who asks to join the organisations that the viewer looks after: one statement."""
    queue = organisations.joining_queue(viewer).order_by(None)
    return _waiting(
        queue.with_only_columns(sa.func.count(Membership.id), sa.func.min(Membership.created_at))
    )


def _waiting(query: sa.Select[*tuple[Any, ...]]) -> Waiting:
    count, oldest = db.session.execute(query).one()
    return Waiting(count, oldest)


def _not_of(viewer: Actor) -> sa.ColumnElement[bool]:
    """Nobody reviews their own listing or one of an organisation of theirs."""
    return sa.and_(
        sa.func.coalesce(Opportunity.poster_id, 0) != viewer.person_id,
        sa.func.coalesce(Opportunity.organisation_id, 0).not_in(viewer.organisation_ids),
    )


def asked_since(viewer: Actor) -> sa.ColumnElement[datetime]:
    """SQL: since when the viewer is waited for; the first of progress.asked_at of their roles."""
    theirs = [
        sa.and_(DecisionRequest.role == role, _waits_in(viewer, role))
        for role in Role
        if _may_decide(viewer, role)
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
    """SQL: the placement waits for a decision of the viewer."""
    if viewer.person_id is None:
        return sa.false()
    return sa.and_(
        Placement.status == PlacementStatus.PROPOSED,
        Placement.mover_key != viewer.key,
        sa.or_(*(_waits_in(viewer, role) for role in Role if _may_decide(viewer, role))),
    )


def _may_decide(viewer: Actor, role: Role) -> bool:
    """Whether to ask for a role at all: every page counts, and few people are HR or on a board."""
    if role in {Role.HOME_BOARD, Role.HOST_BOARD}:
        return bool(viewer.organisations_as("board"))
    return role not in {Role.HOME_HR, Role.HOST_HR} or bool(viewer.organisations_as("hr"))


def _waits_in(viewer: Actor, role: Role) -> sa.ColumnElement[bool]:
    """The placement lacks this approval, and the viewer may give it."""
    at, terms = _column(f"{role.value}_at"), _column(f"{role.value}_terms")
    fell = sa.exists().where(
        Appeal.placement_id == Placement.id,
        Appeal.role == role,
        Appeal.outcome.in_((AppealOutcome.UPHELD, AppealOutcome.AGREED)),
        Appeal.refused_by.in_((viewer.key, f"address:{viewer.email}")),
    )
    conditions = [
        _column(f"needs_{role.value}"),
        sa.not_(fell),
        sa.or_(at.is_(None), terms != Placement.terms_version),
        _holds(viewer, role),
        *_decided_nothing(viewer.key, "host" if role.side == "home" else "home"),
    ]
    if role.side == "home":
        conditions.append(Placement.sent_home_at.is_not(None))
    return sa.and_(*conditions)


def _holds(viewer: Actor, role: Role) -> sa.ColumnElement[bool]:
    organisation = _column(f"{role.side}_organisation_id")
    if role in {Role.HOME_BOARD, Role.HOST_BOARD}:
        return _decides_at(viewer, role, "board")
    as_hr = _decides_at(viewer, role, "hr")
    if role in {Role.HOME_HR, Role.HOST_HR}:
        return as_hr
    alone = sa.exists().where(Organisation.id == organisation, Organisation.one_person_decides)
    return sa.or_(_is_manager(viewer, role), sa.and_(as_hr, alone))


def _decides_at(viewer: Actor, role: Role, wanted: str) -> sa.ColumnElement[bool]:
    """The role there, or a deputy's for somebody who could decide too (R19)."""
    organisation = _column(f"{role.side}_organisation_id")
    own = [s.organisation_id for s in viewer.standings if wanted in s.own_roles]
    stands_in = [
        sa.and_(
            organisation == standing.organisation_id,
            Placement.mover_key != one.key,
            *_decided_nothing(one.key, "host" if role.side == "home" else "home"),
        )
        for standing in viewer.standings
        for one in standing.deputises
        if one.role == wanted
    ]
    return sa.or_(organisation.in_(own), *stands_in)


def _is_manager(viewer: Actor, role: Role) -> sa.ColumnElement[bool]:
    if role is Role.HOST_MANAGER:
        return Placement.host_manager_id == viewer.person_id
    return Placement.manager_email == viewer.email if viewer.email else sa.false()


def _decided_nothing(key: str, side: str) -> list[sa.ColumnElement[bool]]:
    """Nobody decides for two sides: that person, and no deputy of theirs, decided for that one."""
    roles = [role.value for role in Role if role.side == side]
    names = [f"{role}_{part}" for role in roles for part in ("by", "instead_of")]
    names.append(f"{side}_signed_by")
    if side == "home":
        names.append("manager_confirmed_by")
    return [sa.func.coalesce(_column(name), "") != key for name in names]


def _column(name: str) -> sa.ColumnElement[Any]:
    column: sa.ColumnElement[Any] = getattr(Placement, name)
    return column
