"""Managers who have not answered: one reminder, then the person hears; HR is never told."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM, Actor, Permission, require
from exchange.db import command, db, lock
from exchange.errors import ExchangeError
from exchange.log import failure
from exchange.notices import services as notices
from exchange.reference import working_days
from exchange.releases import services
from exchange.releases.lifecycle import ReleaseStatus
from exchange.releases.models import ReleaseRequest

EVERY = timedelta(minutes=10)
DAYS_TO_REMIND, DAYS_TO_TELL = 3, 7


def run() -> int:
    """A round of the worker: what is due, each request in a transaction of its own."""
    soonest = clock.now() - timedelta(days=DAYS_TO_REMIND)
    query = sa.select(ReleaseRequest.id).where(
        ReleaseRequest.status == ReleaseStatus.ASKED, ReleaseRequest.asked_at <= soonest
    )
    done = 0
    for request_id in list(db.session.scalars(query.order_by(ReleaseRequest.id))):
        try:
            done += tell_late(SYSTEM, request_id)
        except ExchangeError:  # answered at that moment, or another worker told it
            failure("reminder_overtaken", row_id=request_id)
            db.session.rollback()
    return done


@command
def tell_late(actor: Actor, request_id: int) -> int:
    """Remind the manager, or tell the person, where it is due and was not done."""
    request = db.session.get_one(ReleaseRequest, request_id)
    lock(request)
    require(actor, Permission.RELEASE_REMIND, request)
    if request.status is not ReleaseStatus.ASKED:
        return 0
    home = request.home_organisation
    nation = working_days.nation_of(home.outcode, home.region)
    asked = clock.local_date(request.asked_at)
    waited = working_days.working_days_between(asked, clock.today(), nation)
    done = 0
    if waited >= DAYS_TO_REMIND and notices.once(f"release:{request.public_id}:remind"):
        services.send_link(request, again=True)
        done += 1
    if waited >= DAYS_TO_TELL and notices.once(f"release:{request.public_id}:late"):
        text = (
            f"{request.manager_name} has not answered for {DAYS_TO_TELL} working days. Ask them in"
            " person, or withdraw the request and ask somebody else. Nobody else was told."
        )
        notices.tell(request.person_id, "release_late", text, services.path_of(request))
        done += 1
    return done
