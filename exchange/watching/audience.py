"""Who hears of a listing that is watched: set by set, as the worker tells them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from exchange.accounts.models import Person
from exchange.db import db
from exchange.opportunities.models import Opportunity
from exchange.organisations.audience import EMPLOYED
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Membership
from exchange.watching.models import Watch

WHY = "You watch this listing."


def who_sees(listing_id: int, after: int, most: int) -> list[tuple[int, str]]:
    """Those who watch a listing and may open it now."""
    listing = db.session.get(Opportunity, listing_id)
    return who_saw(listing_id, after, most) if listing is not None and listing.is_shown else []


def who_saw(listing_id: int, after: int, most: int) -> list[tuple[int, str]]:
    """Those who watch a listing and might open it if it were still shown.

    The rule is that of `opportunities.queries.visible`: what is hidden from an employer is not
    there for those who work where its mover does, nor for those who work nowhere here.
    """
    query = (
        sa.select(Watch.person_id)
        .join(Watch.person)
        .join(Watch.opportunity)
        .where(
            Watch.opportunity_id == listing_id,
            Watch.person_id > after,
            Person.deactivated_at.is_(None),
            sa.or_(
                Person.is_administrator,
                Person.is_moderator,
                sa.not_(Opportunity.hidden_from_employer),
                sa.and_(_works_somewhere(), sa.not_(_works_with_mover())),
            ),
        )
    )
    found = db.session.scalars(query.order_by(Watch.person_id).limit(most))
    return [(one, WHY) for one in found]


def _works_somewhere() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Membership.person_id == Watch.person_id, Membership.status == MembershipStatus.ACTIVE
    )


def _works_with_mover() -> sa.ColumnElement[bool]:
    theirs = aliased(Membership)
    return sa.exists().where(
        Membership.person_id == Watch.person_id,
        Membership.status == MembershipStatus.ACTIVE,
        theirs.organisation_id == Membership.organisation_id,
        theirs.person_id == Opportunity.mover_id,
        theirs.status.in_(EMPLOYED),
    )
