"""A short queue for small exchanges: at most three applications wait for a decision at once.

Who looks after an afternoon in a hospice must not be buried, and who applies must not be one of
forty that nobody reads. A policy of our own (as of 2026-11-26), after what matching services for
skilled volunteers do. Later ones wait unseen, in the order in which they were sent.
"""

from __future__ import annotations

import sqlalchemy as sa

from exchange.applications import queries, steps
from exchange.applications.lifecycle import UNDECIDED, ApplicationStatus
from exchange.applications.models import Application
from exchange.db import db, lock
from exchange.messages import steps as messages
from exchange.opportunities.models import Opportunity

MOST_UNDECIDED = 3
SMALL_KINDS = frozenset({"session", "shadowing", "project"})


def send(application: Application) -> None:
    """Send it: to those who decide or, where they have enough to decide, into the queue."""
    opportunity = application.opportunity
    lock(opportunity)
    if opportunity.kind in SMALL_KINDS and undecided(opportunity) >= MOST_UNDECIDED:
        steps.move(application, "queue")
        return
    steps.move(application, "submit")


def arrive(application: Application) -> None:
    """It lies before those who decide: they are told, and the two sides can write."""
    opportunity = application.opportunity
    messages.open_about(
        "application",
        application.public_id,
        opportunity.title,
        steps.path_of(application),
        queries.in_conversation(application),
    )
    text = f"{application.applicant.name} applied for “{opportunity.title}”."
    steps.tell_posters(opportunity, "application_received", text, steps.path_of(application))


def next_in_turn(opportunity: Opportunity) -> None:
    """One was decided: whoever waits longest comes before those who decide, and is told."""
    if opportunity.kind not in SMALL_KINDS:
        return
    lock(opportunity)
    while undecided(opportunity) < MOST_UNDECIDED:
        first = db.session.scalar(waiting(opportunity).limit(1))
        if first is None:
            return
        steps.move(first, "admit")
        arrive(first)
        steps.tell_applicant(
            first, "out_of_queue", "Your application for “{}” is being read now: it was your turn."
        )


def undecided(opportunity: Opportunity) -> int:
    """How many applications of a listing its side has before it."""
    query = sa.select(sa.func.count(Application.id)).where(
        Application.opportunity_id == opportunity.id, Application.status.in_(UNDECIDED)
    )
    return db.session.scalar(query) or 0


def waiting(opportunity: Opportunity) -> sa.Select[Application]:
    """Who waits in the queue of a listing, the longest first."""
    query = sa.select(Application).filter_by(
        opportunity_id=opportunity.id, status=ApplicationStatus.QUEUED
    )
    return query.order_by(Application.submitted_at, Application.id)


def place_of(application: Application) -> int:
    """The place in the queue, from 1; 0 for one that does not wait there."""
    if application.status is not ApplicationStatus.QUEUED:
        return 0
    before = (
        waiting(application.opportunity)
        .with_only_columns(sa.func.count())
        .order_by(None)
        .where(
            sa.tuple_(Application.submitted_at, Application.id)
            < sa.tuple_(sa.literal(application.submitted_at), sa.literal(application.id))
        )
    )
    return (db.session.scalar(before) or 0) + 1
