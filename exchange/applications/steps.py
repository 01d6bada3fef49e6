"""Plain steps: moving an application or invitation, and holding or freeing a place."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.applications import queries
from exchange.applications.lifecycle import APPLICATION, INVITATION
from exchange.applications.models import Application, Invitation
from exchange.db import db, lock
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid
from exchange.notices import services as notices
from exchange.opportunities import steps as opportunities
from exchange.opportunities.lifecycle import OpportunityStatus
from exchange.opportunities.models import Opportunity
from exchange.organisations import queries as organisations
from exchange.reference import kinds
from exchange.reference.kinds import Kind
from exchange.reference.lengths import length_problem

Answer = Application | Invitation
OFFERS_PLACES = frozenset(
    {OpportunityStatus.PUBLISHED, OpportunityStatus.PAUSED, OpportunityStatus.FILLED}
)
"""A listing in another state has no place to give any more."""


def move(answer: Answer, action: str) -> None:
    """Take an action of the transition table; raises IllegalTransition."""
    if isinstance(answer, Application):
        answer.status = APPLICATION.after(answer.status, action)
    else:
        answer.status = INVITATION.after(answer.status, action)
    answer.moved_at = clock.now()


def accept(answer: Answer) -> None:
    """Accept an offer or invitation and hold the first free place; raises when none is free.

    The listing's row is locked first, so that two acceptances never see the same free place; the
    unique constraint on the place is the last lock.
    """
    opportunity = answer.opportunity
    lock(opportunity)
    lock(answer)
    taken = queries.places_held(opportunity)
    free = next((n for n in range(1, opportunity.places + 1) if n not in taken), None)
    move(answer, "accept")
    if free is None:
        raise IllegalTransition(
            "All places of this listing are taken.",
            "Talk with the poster: a place may come free, and reserves are told.",
        )
    answer.place = free


def place(answer: Answer) -> None:
    """The placement is agreed: the place is taken for good, and the listing perhaps filled."""
    move(answer, "place")
    db.session.flush()
    opportunities.fill_if_full(answer.opportunity, queries.places_agreed(answer.opportunity))


def not_proceed(answer: Answer) -> None:
    """The placement was refused or withdrawn: the place is free again, and reserves are told."""
    move(answer, "not_proceed")
    answer.place = None
    opportunities.free_if_filled(answer.opportunity)
    tell_reserves(answer.opportunity)


def hold_again(answer: Answer) -> bool:
    """A refusal fell on appeal: hold a place again, if one is free and nothing else took its part.

    Answers whether there was one; where not, nothing changes.
    """
    opportunity = answer.opportunity
    lock(opportunity)
    lock(answer)
    if opportunity.status not in OFFERS_PLACES or queries.answered_otherwise(answer):
        return False
    taken = queries.places_held(opportunity)
    free = next((n for n in range(1, opportunity.places + 1) if n not in taken), None)
    if free is None:
        return False
    move(answer, "reinstate")
    answer.place = free
    return True


def tell_reserves(opportunity: Opportunity) -> None:
    """Those in reserve, and the poster, hear that a place is free; nobody where none is."""
    if len(queries.places_held(opportunity)) >= opportunity.places:
        return
    waiting = queries.reserves(opportunity)
    for one in waiting:
        text = f"A place came free in “{opportunity.title}”. You are in reserve for it."
        notices.tell(one.applicant_id, "place_free", text, f"/applications/{one.public_id}")
    if waiting and opportunity.poster_id is not None:
        text = f"A place came free in “{opportunity.title}”, and there are people in reserve."
        path = f"/opportunities/{opportunity.public_id}/applications"
        notices.tell(opportunity.poster_id, "place_to_fill", text, path)


def read(
    actor: Actor, application_id: uuid.UUID, version: int, permission: Permission
) -> Application:
    """An application as the viewer saw it; raises NotAllowed, then ChangedMeanwhile."""
    application = queries.by_public_id(actor, application_id)
    require(actor, permission, application)
    # One decision after the other in one listing: the queue and the places depend on all of them.
    lock(application.opportunity)
    if application.version != version:
        raise ChangedMeanwhile
    return application


def terms_problems(
    opportunity: Opportunity,
    starts_on: date,
    ends_on: date,
    days_a_week: float | None,
    answer_by: datetime,
) -> dict[str, str]:
    """What is wrong with the dates and days that one side proposes, by field."""
    problems = {}
    length = length_problem(kinds.get(opportunity.kind), starts_on, ends_on)
    if length:
        problems["ends_on"] = length
    if starts_on < clock.today():
        problems["starts_on"] = "This day is over. Enter a first day that is still to come."
    if days_a_week is not None and not 0 < days_a_week <= 5:
        problems["days_a_week"] = "Enter up to 5 days a week, such as 2.5."
    if answer_by <= clock.now():
        problems["answer_by"] = "Give the person until a day that is still to come."
    return problems


def need_reason(reason: str) -> None:
    """Raise Invalid without a reason."""
    if not reason.strip():
        raise Invalid({"reason": "Give a reason. The people concerned read it."})


def employer_problem(actor: Actor, kind: Kind, home_id: int | None) -> str | None:
    """Why the mover cannot do without an employer here, or None.

    Nobody gets round their manager by saying that they have none; a seat on a board is no post.
    """
    if home_id is not None:
        return None
    if not kind.open_to_no_employer:
        return needs_employer(kind)
    asks_home = any(code.startswith("home_") for code in kind.approvals)
    posts = [one for one in actor.standings if "board" not in one.roles]
    if not asks_home or not posts:
        return None
    return (
        f"You belong to {posts[0].organisation_name} here, so it is asked too. Choose it; if you"
        " have left, say so on your account page first."
    )


def needs_employer(kind: Kind) -> str:
    """Why somebody without an employer cannot do this, and which kinds are open instead."""
    others = ", ".join(one.plural.lower() for one in kinds.without_employer())
    return f"A {kind.name.lower()} needs an employer who keeps your post. Open to you: {others}."


def tell_applicant(application: Application, event: str, text: str) -> None:
    """Tell the applicant; `{}` in the text is the listing's title."""
    title = application.opportunity.title
    notices.tell(application.applicant_id, event, text.format(title), path_of(application))


def tell_posters(opportunity: Opportunity, event: str, text: str, path: str) -> None:
    """Tell the poster, or where there is none everybody who posts for the organisation."""
    posters = {opportunity.poster_id} - {None} or set(
        organisations.holders(opportunity.organisation_id, *queries.POSTER_ROLES)
    )
    for person_id in posters:
        if person_id is not None:
            notices.tell(person_id, event, text, path)


def path_of(application: Application) -> str:
    """The page of an application."""
    return f"/applications/{application.public_id}"
