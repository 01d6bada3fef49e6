"""A word to everybody who waits: by when they hear more."""

from __future__ import annotations

import uuid
from datetime import date

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.applications import clocks, steps
from exchange.applications.lifecycle import UNDECIDED
from exchange.applications.models import Application
from exchange.db import command, db
from exchange.errors import IllegalTransition, Invalid
from exchange.opportunities import queries as opportunities
from exchange.opportunities.models import Opportunity
from exchange.web.look import day


@command
def promise(actor: Actor, opportunity_id: uuid.UUID, hear_by: date) -> int:
    """Tell all who wait for a decision by when they hear; answers how many they are. Whoever was
    promised that day already, and of whom nothing changed since, is not told again."""
    listing = opportunities.for_change(actor, opportunity_id)
    require(actor, Permission.OPPORTUNITY_MANAGE, listing)
    latest = clocks.latest_promise(listing)
    if not clock.today() < hear_by <= latest:
        raise Invalid({"hear_by": f"Enter a day after today, {day(latest)} at the latest."})
    found = list(db.session.scalars(undecided(listing)))
    if not found:
        raise IllegalTransition("Nobody waits for a decision about this listing.")
    for one in found:
        if one.hear_by == hear_by and clocks.still_stands(one):
            continue
        one.hear_by, one.hear_by_set_at = hear_by, clock.now()
        text = f"About “{{}}”: you hear more by {day(hear_by)}."
        steps.tell_applicant(one, "hear_by", text)
    return len(found)


def undecided(listing: Opportunity) -> sa.Select[Application]:
    """Who waits for a decision about a listing."""
    query = sa.select(Application).where(
        Application.opportunity_id == listing.id, Application.status.in_(UNDECIDED)
    )
    return query.order_by(Application.id)
