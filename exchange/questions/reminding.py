"""The worker's part: those who answer are reminded, and no asker is left in silence.

A question waits for three working days before anybody is reminded (a policy of our own, as of
2026-11-26), counted as for applicants: by the bank holidays of where the work is done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from exchange import clock
from exchange.access import SYSTEM, Actor, Permission, require
from exchange.applications.clocks import nation
from exchange.db import command, db, lock
from exchange.errors import ExchangeError
from exchange.log import failure
from exchange.messages import blocking
from exchange.notices import queries as said
from exchange.notices import services as notices
from exchange.opportunities import asking
from exchange.opportunities.models import Opportunity
from exchange.questions import steps
from exchange.questions.lifecycle import QuestionStatus
from exchange.questions.models import Question
from exchange.reference import working_days
from exchange.web.look import plural

EVERY = timedelta(minutes=30)
DAYS_TO_ANSWER = 3


def run() -> int:
    """A round of the worker: each listing in a transaction of its own."""
    closed, late = _closed(), _late()
    db.session.rollback()
    return sum(_done(lapse_closed, one) for one in closed) + sum(_done(remind, one) for one in late)


@command
def lapse_closed(actor: Actor, listing_id: int) -> int:
    """The closing date has passed: whoever still waits for an answer hears that none comes."""
    listing = _locked(actor, listing_id)
    if not listing.is_closed:
        return 0
    return steps.lapse(
        listing, f"“{listing.title}” at {listing.posted_by} has closed, {steps.NO_ANSWER}"
    )


@command
def remind(actor: Actor, listing_id: int) -> int:
    """Those who answer for a listing hear what has waited for too long, each question once."""
    listing = _locked(actor, listing_id)
    late = [one for one in _waiting(listing.id) if _is_late(one, clock.today())]
    new = [one for one in late if notices.once(_key(one))]
    if new:
        many = plural(len(late), "question waits", "questions wait")
        text = f"{many} for your answer to “{listing.title}”, for {DAYS_TO_ANSWER} working days"
        askers = {one.asker_id for one in new}
        apart = set.intersection(*(blocking.apart_from(one) for one in askers))
        for person_id in sorted(asking.desk(listing).keys() - apart):
            path = f"/opportunities/{listing.public_id}/questions"
            notices.tell(person_id, "question_waits", f"{text} or longer.", path)
    return len(new)


def _done(tell: Callable[[Actor, int], int], listing_id: int) -> int:
    try:
        return tell(SYSTEM, listing_id)
    except ExchangeError:  # somebody answered at that moment, or another worker told it
        failure("question_round_overtaken", listing_id=listing_id)
        db.session.rollback()
        return 0


def _locked(actor: Actor, listing_id: int) -> Opportunity:
    listing = db.session.get_one(Opportunity, listing_id)
    lock(listing)
    require(actor, Permission.LISTING_REMIND, listing)
    return listing


def _waiting(listing_id: int | None = None) -> list[Question]:
    query = sa.select(Question).where(Question.status == QuestionStatus.ASKED)
    if listing_id is not None:
        query = query.where(Question.opportunity_id == listing_id)
    listing = joinedload(Question.opportunity)
    query = query.options(listing.joinedload(Opportunity.organisation))
    return list(db.session.scalars(query.order_by(Question.id)))


def _is_late(one: Question, today: date) -> bool:
    since = clock.local_date(one.created_at)
    where = nation(one.opportunity)
    return today >= working_days.add_working_days(since, DAYS_TO_ANSWER, where)


def _key(one: Question) -> str:
    return f"question_waits:{one.public_id}"


def _closed() -> list[int]:
    query = (
        sa.select(Opportunity.id)
        .where(
            Opportunity.closes_at < clock.now().replace(microsecond=0),
            sa.exists().where(
                Question.opportunity_id == Opportunity.id,
                Question.status == QuestionStatus.ASKED,
            ),
        )
        .order_by(Opportunity.id)
    )
    return list(db.session.scalars(query))


def _late() -> list[int]:
    today = clock.today()
    late = {_key(one): one.opportunity_id for one in _waiting() if _is_late(one, today)}
    told = said.said(late)
    return sorted({listing_id for key, listing_id in late.items() if key not in told})
