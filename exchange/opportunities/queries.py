"""Reads of listings, each for a viewer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from exchange import clock
from exchange.access import Actor, Permission, allowed, require
from exchange.db import db, lock
from exchange.errors import ChangedMeanwhile, NotFound
from exchange.opportunities.lifecycle import SHOWN, OpportunityStatus, RevisionStatus
from exchange.opportunities.listed import LISTED, Listed
from exchange.opportunities.models import Opportunity, OpportunityRevision
from exchange.organisations.audience import works_with

NOT_YOURS = "Only those who look after this listing can change it."
NEVER_TO_MODERATORS = (OpportunityStatus.DRAFT,)


def visible(viewer: Actor) -> sa.Select[Opportunity]:
    """The listings that a viewer may open: shown ones, own ones, and for moderators those to judge.

    A listing by somebody who wants to go is not there for people who work where they do.
    """
    query = sa.select(Opportunity).options(
        joinedload(Opportunity.organisation),
        joinedload(Opportunity.poster),
        selectinload(Opportunity.skills),
    )
    return _seen_by(viewer, query)


def _seen_by(viewer: Actor, query: sa.Select[Any]) -> sa.Select[Any]:
    if viewer.is_administrator:
        return query
    return query.where(seen(viewer))


def seen(viewer: Actor) -> sa.ColumnElement[bool]:
    """SQL: the viewer may open the listing; for what other rooms keep about listings."""
    if viewer.is_administrator:
        return sa.true()
    return sa.or_(_shown_to(viewer), *_own(viewer), *_to_judge(viewer))


def by_public_id(viewer: Actor, public_id: uuid.UUID) -> Opportunity:
    """A listing; raises NotFound where the viewer may not see it."""
    found = db.session.scalar(visible(viewer).where(Opportunity.public_id == public_id))
    if found is None:
        raise NotFound("There is no such listing, or it is not shown to you.")
    return found


def for_change(viewer: Actor, public_id: uuid.UUID) -> Opportunity:
    """A listing read for a change: on PostgreSQL its row is locked until the commit."""
    found = by_public_id(viewer, public_id)
    lock(found)
    return found


def managed_for_change(viewer: Actor, public_id: uuid.UUID, version: int | None) -> Opportunity:
    """The same, for those who look after it, as they saw it; no version: whatever it is now."""
    found = for_change(viewer, public_id)
    require(viewer, Permission.OPPORTUNITY_MANAGE, found)
    if version is not None and found.version != version:
        raise ChangedMeanwhile
    return found


def by_ids(viewer: Actor, ids: list[int]) -> list[Opportunity]:
    """Listings in the order of the ids, without those that the viewer may not see."""
    rows = db.session.scalars(visible(viewer).where(Opportunity.id.in_(ids)))
    found = {one.id: one for one in rows}
    return [found[one] for one in ids if one in found]


def for_cards(viewer: Actor, ids: list[int]) -> list[Listed]:
    """The same as plain values, with no more than a card shows."""
    query = _seen_by(viewer, LISTED).where(Opportunity.id.in_(ids))
    found = {row[0]: Listed(*row) for row in db.session.execute(query)}
    return [found[one] for one in ids if one in found]


def fresh(viewer: Actor, limit: int = 3) -> list[Opportunity]:
    """The newest places that are open to be applied for, for the home page."""
    query = visible(viewer).where(
        Opportunity.status == OpportunityStatus.PUBLISHED,
        # With the OR, SQLite follows the index in order of publication and reads a few rows.
        sa.or_(
            Opportunity.closes_at.is_(None),
            Opportunity.closes_at >= clock.now().replace(microsecond=0),
        ),
        Opportunity.kind != "external_vacancy",
        Opportunity.side == "host",
    )
    return list(db.session.scalars(query.order_by(Opportunity.published_at.desc()).limit(limit)))


def posted_by(viewer: Actor) -> sa.Select[Opportunity]:
    """What the viewer looks after: own listings and those of organisations they post for."""
    query = sa.select(Opportunity).options(
        joinedload(Opportunity.organisation), joinedload(Opportunity.poster)
    )
    return query.where(sa.or_(*_own(viewer))).order_by(Opportunity.id.desc())


def open_revision(opportunity: Opportunity) -> OpportunityRevision | None:
    """The material edit that waits for review, if any."""
    query = sa.select(OpportunityRevision).filter_by(
        opportunity_id=opportunity.id, status=RevisionStatus.IN_REVIEW
    )
    return db.session.scalar(query)


def managed(viewer: Actor, public_id: uuid.UUID) -> Opportunity:
    """A listing that the viewer looks after; raises NotFound or NotAllowed."""
    found = by_public_id(viewer, public_id)
    require(viewer, Permission.OPPORTUNITY_MANAGE, found, NOT_YOURS)
    return found


def waiting_changes(opportunities: Iterable[Opportunity]) -> set[int]:
    """The ids of those listings whose material edit waits for review."""
    query = sa.select(OpportunityRevision.opportunity_id).where(
        OpportunityRevision.opportunity_id.in_([one.id for one in opportunities]),
        OpportunityRevision.status == RevisionStatus.IN_REVIEW,
    )
    return set(db.session.scalars(query))


def last_revision(opportunity: Opportunity) -> OpportunityRevision | None:
    """The newest material edit, whatever became of it."""
    query = sa.select(OpportunityRevision).filter_by(opportunity_id=opportunity.id)
    return db.session.scalar(query.order_by(OpportunityRevision.id.desc()).limit(1))


def queue_before(since: datetime) -> int:
    """How many listings and changes have waited longer for a moderator."""
    listings = sa.select(sa.func.count(Opportunity.id)).where(
        Opportunity.status == OpportunityStatus.IN_REVIEW, Opportunity.submitted_at < since
    )
    changes = sa.select(sa.func.count(OpportunityRevision.id)).where(
        OpportunityRevision.status == RevisionStatus.IN_REVIEW,
        OpportunityRevision.created_at < since,
    )
    return (db.session.scalar(listings) or 0) + (db.session.scalar(changes) or 0)


def manages(viewer: Actor, opportunity: Opportunity) -> bool:
    """Whether the viewer looks after a listing."""
    return allowed(viewer, Permission.OPPORTUNITY_MANAGE, opportunity)


def _shown_to(viewer: Actor) -> sa.ColumnElement[bool]:
    # Nearly every listing has a shown status. As a bare column SQLite would walk its index through
    # all of them where it should look up a few by id.
    status = sa.type_coerce(Opportunity.status, sa.String).concat("")
    shown = status.in_([one.value for one in SHOWN])
    open_to_all = sa.not_(Opportunity.hidden_from_employer)
    if not viewer.organisation_ids:
        return sa.and_(shown, open_to_all)
    not_a_colleague = sa.not_(works_with(viewer, Opportunity.mover_id))
    return sa.and_(shown, sa.or_(open_to_all, not_a_colleague))


def _own(viewer: Actor) -> list[sa.ColumnElement[bool]]:
    if viewer.person_id is None:
        return [sa.false()]
    posts_for = viewer.organisations_as("poster", "organisation_admin")
    of_organisation = sa.and_(
        Opportunity.posted_as == "organisation", Opportunity.organisation_id.in_(posts_for)
    )
    return [
        Opportunity.poster_id == viewer.person_id,
        Opportunity.mover_id == viewer.person_id,
        of_organisation,
    ]


def _to_judge(viewer: Actor) -> list[sa.ColumnElement[bool]]:
    if not viewer.is_moderator:
        return []
    return [Opportunity.status.not_in(NEVER_TO_MODERATORS)]
