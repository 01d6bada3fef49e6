"""Reads of agreements, for a viewer who may read the placement."""

from __future__ import annotations

import sqlalchemy as sa

from exchange.access import Actor, Permission, allowed
from exchange.agreements.models import AgreementVersion
from exchange.db import db
from exchange.placements.models import Placement


def versions(viewer: Actor, placement: Placement) -> list[AgreementVersion]:
    """Every version that was issued, the newest first."""
    if not allowed(viewer, Permission.PLACEMENT_VIEW, placement):
        return []
    query = sa.select(AgreementVersion).filter_by(placement_id=placement.id)
    return list(db.session.scalars(query.order_by(AgreementVersion.number.desc())))
