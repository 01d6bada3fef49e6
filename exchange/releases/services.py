"""Asking a manager before applying, and the manager's answer by link.

Looking at a link changes nothing. HR and the host hear nothing from here: the request is between
a person and their manager, and binds neither.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app

from exchange import clock, tokens
from exchange.access import Actor, Permission, require
from exchange.db import because, command, db, lock
from exchange.errors import ChangedMeanwhile, Gone, IllegalTransition, Invalid
from exchange.notices import services as notices
from exchange.opportunities import queries as opportunities
from exchange.opportunities.models import Opportunity, Side
from exchange.organisations import addresses
from exchange.organisations import queries as organisations
from exchange.organisations.models import Organisation
from exchange.reference import choices
from exchange.releases import queries
from exchange.releases.lifecycle import RELEASE
from exchange.releases.models import MOST_MONTHS, ReleaseLink, ReleaseRequest

LINK_LIFETIME = timedelta(days=30)
LONGEST_YES = timedelta(days=366)


@dataclass(frozen=True)
class Wish:
    """Whom a person asks, and for how much."""

    manager_name: str
    manager_email: str
    days_a_week: float
    months: int
    starts_on: date


@command
def ask(
    actor: Actor,
    wish: Wish,
    home_organisation_id: uuid.UUID | None,
    opportunity_id: uuid.UUID | None = None,
) -> ReleaseRequest:
    """Ask a manager by a mailed link; nobody else at the employer hears of it."""
    require(actor, Permission.RELEASE_ASK, None)
    person_id = actor.person_id or 0
    opportunity = _listing(actor, opportunity_id)
    home = _employer(actor, home_organisation_id)
    problems = _problems(person_id, home, wish)
    if problems:
        raise Invalid(problems)
    if queries.open_for(actor, opportunity) is not None:
        raise IllegalTransition(
            "You have asked about this, and wait for the answer.",
            "Withdraw that request first if you want to ask otherwise.",
        )
    request = ReleaseRequest(
        person_id=person_id,
        home_organisation_id=home.id,
        opportunity_id=opportunity.id if opportunity else None,
        manager_name=wish.manager_name,
        manager_email=wish.manager_email.lower(),
        days_a_week=wish.days_a_week,
        months=wish.months,
        starts_on=wish.starts_on,
        asked_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()
    send_link(request)
    return request


@command
def withdraw(actor: Actor, request_id: uuid.UUID, version: int) -> None:
    """Take a request back, or give up a yes that one does not want to use."""
    request = queries.by_public_id(actor, request_id)
    lock(request)
    require(actor, Permission.RELEASE_OWN, request)
    if request.version != version:
        raise ChangedMeanwhile
    request.status = RELEASE.after(request.status, "withdraw")


@command
def fresh_link(actor: Actor, token: str) -> None:
    """A new link to the same address, for one that expired."""
    opened = queries.open_link(token)
    lock(opened.request)
    if queries.open_link(token).state != "expired":
        raise Gone("This link still works, or was answered.", "Open its page.")
    send_link(opened.request)


@command
def agree(
    actor: Actor, token: str, most_days_a_week: float, most_months: int, holds_until: date
) -> None:
    """Yes in principle, up to so much and until then. It binds nobody."""
    request = _decided(token, "agree")
    problems = {}
    if not 0 < most_days_a_week <= request.days_a_week:
        problems["most_days_a_week"] = f"Enter up to {request.days_a_week:g}, as was asked."
    if not 1 <= most_months <= request.months:
        problems["most_months"] = f"Enter up to {request.months}, as was asked."
    if not clock.today() <= holds_until <= clock.today() + LONGEST_YES:
        problems["holds_until"] = "Enter a day that is still to come, within a year."
    if problems:
        raise Invalid(problems)
    request.most_days_a_week, request.most_months = most_days_a_week, most_months
    request.holds_until = holds_until
    _tell(request, f"{request.manager_name} agrees in principle.")


@command
def not_now(actor: Actor, token: str, category: str, reason: str) -> None:
    """Not now, with category and reason, which only the person reads."""
    request = _decided(token, "not_now")
    if category not in choices.codes(choices.REFUSAL_REASONS):
        raise Invalid({"category": "Choose the category that fits best."})
    if not reason.strip():
        raise Invalid({"reason": "Give your reasons. The person reads them."})
    request.category, request.reason = category, reason.strip()
    _tell(request, f"{request.manager_name} answered: not now. The page shows the reasons.")


@command
def not_manager(actor: Actor, token: str) -> None:
    """Whoever was asked is not the line manager."""
    request = _decided(token, "not_manager")
    because("says: not their line manager")
    _tell(request, f"{request.manager_name} says they are not your line manager. Ask another.")


def send_link(request: ReleaseRequest, *, again: bool = False) -> None:
    """Mail a link. Those sent before go on working: they ask for the same."""
    token, kept = tokens.new()
    request.links.append(ReleaseLink(token_hash=kept, expires_at=clock.now() + LINK_LIFETIME))
    base = current_app.extensions["settings"].base_url
    text = (
        f"Dear {request.manager_name},\n\n{request.person.name} asks you, as their line manager,"
        " whether you could release them for a while, before they apply anywhere. An answer"
        " commits you to nothing. You need no account.\n\n"
        f"{base}/in-principle/{token}\n\nThe link works until you answer, for 30 days at most."
    )
    subject = "Reminder: a question from your team" if again else "A question from your team"
    notices.mail(request.manager_email, subject, text)


def path_of(request: ReleaseRequest) -> str:
    """The page on which the person sees how it stands."""
    return f"/ask-first/{request.public_id}"


def _decided(token: str, action: str) -> ReleaseRequest:
    """The request after the action; of two answers the later raises IllegalTransition."""
    opened = queries.open_link(token)
    request = opened.request
    lock(request)
    status = RELEASE.after(request.status, action)
    if queries.open_link(token).state == "expired":
        raise Gone("This link has expired.", "Ask for a fresh one on its page.")
    require(opened.actor, Permission.RELEASE_DECIDE, request)
    request.status, request.decided_at = status, clock.now()
    return request


def _tell(request: ReleaseRequest, text: str) -> None:
    notices.tell(request.person_id, "release_answered", text, path_of(request))


def _listing(actor: Actor, opportunity_id: uuid.UUID | None) -> Opportunity | None:
    if opportunity_id is None:
        return None
    found = opportunities.by_public_id(actor, opportunity_id)
    if found.side is not Side.HOST or found.is_external or not found.is_open:
        raise IllegalTransition("Nobody can apply for this now.", "Search for another.")
    return found


def _employer(actor: Actor, organisation_id: uuid.UUID | None) -> Organisation:
    for one in organisations.memberships_of(actor):
        if one.organisation.public_id == organisation_id:
            return one.organisation
    raise Invalid({"home_organisation": "Choose where you work."})


def _problems(person_id: int, home: Organisation, wish: Wish) -> dict[str, str]:
    problems = {}
    if not wish.manager_name.strip():
        problems["manager_name"] = "Enter your line manager's name."
    if addresses.is_own(person_id, wish.manager_email.lower()):
        problems["manager_email"] = "This is an address of your own. Enter your line manager's."
    elif not addresses.is_at(home.id, wish.manager_email.lower()):
        problems["manager_email"] = (
            f"Enter your line manager's work address at {home.name}. If this is one, ask HR there"
            " to have the address's domain added."
        )
    if not 0 < wish.days_a_week <= 5:
        problems["days_a_week"] = "Enter up to 5 days a week, such as 2.5."
    if not 1 <= wish.months <= MOST_MONTHS:
        problems["months"] = f"Enter 1 to {MOST_MONTHS} months."
    if wish.starts_on < clock.today():
        problems["starts_on"] = "This day is over. Enter a first day that is still to come."
    return problems
