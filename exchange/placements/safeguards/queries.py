"""Reads of what few may see: adjustments and private notes, each for a viewer.

They are never loaded with a placement, so that no page, mail or file can show them by accident.
"""

from __future__ import annotations

import sqlalchemy as sa

from exchange.access import Actor, Permission, allowed
from exchange.db import db
from exchange.placements.models import Placement
from exchange.placements.queries import OVER
from exchange.placements.safeguards.models import AdjustmentConsent, AdjustmentNeed, PrivateNote


def needs_of(viewer: Actor) -> AdjustmentNeed | None:
    """What the viewer wrote about themselves."""
    return db.session.scalar(sa.select(AdjustmentNeed).filter_by(person_id=viewer.person_id))


def consent(placement: Placement) -> AdjustmentConsent | None:
    """Whether the mover shares it with the host of this placement."""
    return db.session.scalar(sa.select(AdjustmentConsent).filter_by(placement_id=placement.id))


def shared_needs(viewer: Actor, placement: Placement) -> str:
    """What the mover needs, for the host's manager and HR while it is shared; else nothing."""
    if not allowed(viewer, Permission.ADJUSTMENTS_SEE, placement) or placement.status in OVER:
        return ""
    query = (
        sa.select(AdjustmentNeed.text)
        .join_from(AdjustmentNeed, AdjustmentConsent, sa.true())
        .where(
            AdjustmentConsent.shared.is_(True),
            AdjustmentNeed.person_id == placement.mover_id,
            AdjustmentConsent.placement_id == placement.id,
        )
    )
    return db.session.scalar(query) or ""


def reads_declarations(viewer: Actor, placement: Placement) -> bool:
    """Whether the viewer does HR for a side, and so reads declarations and notes of all."""
    return allowed(viewer, Permission.PLACEMENT_HR, placement)


def notes(viewer: Actor, placement: Placement) -> list[PrivateNote]:
    """All private notes for HR of both sides; their own for whoever wrote some. Newest first."""
    query = sa.select(PrivateNote).filter_by(placement_id=placement.id)
    if not reads_declarations(viewer, placement):
        query = query.filter_by(author_id=viewer.person_id)
    return list(db.session.scalars(query.order_by(PrivateNote.id.desc())))
