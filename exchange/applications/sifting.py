"""Commands of posters about the applications that came in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from exchange import clock
from exchange.access import Actor, Permission
from exchange.applications import queries, queueing, steps
from exchange.applications.models import Application
from exchange.db import because, command
from exchange.errors import IllegalTransition, Invalid
from exchange.reference import choices


@dataclass(frozen=True)
class Offer:
    """The terms of an offer, and until when it stands."""

    starts_on: date
    ends_on: date
    days_a_week: float | None
    answer_by: datetime


@command
def shortlist(actor: Actor, application_id: uuid.UUID, version: int) -> None:
    """Onto the shortlist."""
    application = _to_decide(actor, application_id, version)
    steps.move(application, "shortlist")
    steps.tell_applicant(application, "shortlisted", "You are on the shortlist for “{}”.")


@command
def reserve(actor: Actor, application_id: uuid.UUID, version: int) -> None:
    """Into reserve, in case a place comes free."""
    application = _to_decide(actor, application_id, version)
    steps.move(application, "reserve")
    steps.tell_applicant(
        application, "in_reserve", "You are in reserve for “{}” and hear when a place is free."
    )
    queueing.next_in_turn(application.opportunity)


@command
def not_select(
    actor: Actor, application_id: uuid.UUID, version: int, category: str, reason: str
) -> None:
    """Not selected, with a reason that the applicant reads."""
    application = _to_decide(actor, application_id, version)
    problems = {}
    if category not in choices.codes(choices.NOT_SELECTED_REASONS):
        problems["category"] = "Choose the reason that fits best."
    if not reason.strip():
        problems["reason"] = "Write a sentence that helps the applicant. They read it."
    if problems:
        raise Invalid(problems)
    steps.move(application, "not_select")
    application.outcome_category, application.outcome_reason = category, reason
    because(reason)
    steps.tell_applicant(
        application, "not_selected", "You were not selected for “{}”. The reason is on the page."
    )
    queueing.next_in_turn(application.opportunity)


@command
def offer(actor: Actor, application_id: uuid.UUID, version: int, terms: Offer) -> None:
    """Offer a place with its dates, until a moment."""
    application = _to_decide(actor, application_id, version)
    opportunity = application.opportunity
    problems = steps.terms_problems(opportunity, **vars(terms))
    if problems:
        raise Invalid(problems)
    if len(queries.places_held(opportunity)) >= opportunity.places:
        raise IllegalTransition("All places are taken.", "Put the applicant in reserve instead.")
    steps.move(application, "offer")
    application.offer_starts_on, application.offer_ends_on = terms.starts_on, terms.ends_on
    application.offer_days_a_week = terms.days_a_week
    application.offered_at, application.answer_by = clock.now(), terms.answer_by
    steps.tell_applicant(
        application, "offered", "You are offered a place in “{}”. Read the offer and answer."
    )
    queueing.next_in_turn(opportunity)


@command
def rescind(actor: Actor, application_id: uuid.UUID, version: int, reason: str) -> None:
    """Take an offer back, with a reason."""
    application = _to_decide(actor, application_id, version)
    steps.need_reason(reason)
    steps.move(application, "rescind")
    application.outcome_reason = reason
    because(reason)
    steps.tell_applicant(
        application, "rescinded", "The offer for “{}” was taken back. The reason is on the page."
    )


@command
def lapse(actor: Actor, application_id: uuid.UUID, version: int) -> None:
    """Note that an offer was not answered in time; only after its last moment."""
    application = _to_decide(actor, application_id, version)
    if application.answer_by is None or clock.now() <= application.answer_by:
        raise IllegalTransition("The applicant still has time to answer.")
    steps.move(application, "lapse")
    steps.tell_applicant(application, "lapsed", "The offer for “{}” ran out without your answer.")


def _to_decide(actor: Actor, application_id: uuid.UUID, version: int) -> Application:
    return steps.read(actor, application_id, version, Permission.APPLICATION_DECIDE)
