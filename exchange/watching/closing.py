"""The worker's part: what is watched and closes within three days."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM
from exchange.db import db
from exchange.errors import ExchangeError
from exchange.log import failure
from exchange.notices import queries as said
from exchange.opportunities.lifecycle import OpportunityStatus
from exchange.opportunities.models import Opportunity
from exchange.watching import listings
from exchange.watching.models import Watch

EVERY = timedelta(minutes=30)
BEFORE = timedelta(days=3)


def run() -> int:
    """A round of the worker, each listing in a transaction of its own; answers how many."""
    ids = _due()
    db.session.rollback()
    return sum(_told(one) for one in ids)


def _told(listing_id: int) -> int:
    try:
        return listings.tell_closing(SYSTEM, listing_id)
    except ExchangeError:  # another worker told it, or somebody changed the listing: next time
        failure("watchers_put_off", listing_id=listing_id)
        return 0
    finally:
        db.session.rollback()


def _due() -> list[int]:
    now = clock.now()
    query = sa.select(Opportunity).where(
        Opportunity.status == OpportunityStatus.PUBLISHED,
        Opportunity.closes_at.between(now, now + BEFORE),
        sa.exists().where(Watch.opportunity_id == Opportunity.id),
    )
    near = {listings.key(one): one.id for one in db.session.scalars(query)}
    told = said.said(near)
    return sorted(one for key, one in near.items() if key not in told)
