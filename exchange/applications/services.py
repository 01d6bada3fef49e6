"""Commands of applicants, and those that end a listing.

Sifting and inviting stand in files of their own. Accepting is in the placements room, since it
makes a placement.
"""

from __future__ import annotations

import uuid

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.applications import queries, queueing, steps
from exchange.applications.lifecycle import LIVE, UNSEEN, ApplicationStatus
from exchange.applications.models import Application
from exchange.db import because, command, db
from exchange.errors import IllegalTransition, Invalid, NotAllowed
from exchange.opportunities import queries as opportunities
from exchange.opportunities import steps as opportunity_steps
from exchange.opportunities.models import Opportunity, Side
from exchange.organisations import queries as organisations
from exchange.organisations.models import Organisation
from exchange.profiles import queries as profiles
from exchange.reference import kinds
from exchange.reference.markings import why_held
from exchange.releases import queries as releases

SHORTEST_STATEMENT, LONGEST_STATEMENT = 20, 6_000


@command
def save_draft(
    actor: Actor,
    opportunity_id: uuid.UUID,
    statement: str,
    home_organisation_id: uuid.UUID | None = None,
    *,
    says_manager_knows: bool = False,
) -> Application:
    """Keep an application that is not sent yet; only its writer sees it."""
    opportunity = _open_for(actor, opportunity_id)
    home = _employer(actor, home_organisation_id)
    if why_held(statement):
        raise Invalid({"statement": why_held(statement)})
    if len(statement) > LONGEST_STATEMENT:
        raise Invalid({"statement": f"Write up to {LONGEST_STATEMENT:,} characters."})
    draft = _draft(actor, opportunity)
    steps.move(draft, "edit")
    draft.statement = statement
    draft.home_organisation_id = home.id if home else None
    draft.says_manager_knows = says_manager_knows
    db.session.flush()
    return draft


@command
def submit(
    actor: Actor,
    opportunity_id: uuid.UUID,
    statement: str,
    home_organisation_id: uuid.UUID | None,
    *,
    says_manager_knows: bool = False,
) -> Application:
    """Apply: the statement, the employer (None: no employer), and the profile as it is now."""
    opportunity = _open_for(actor, opportunity_id)
    home = _employer(actor, home_organisation_id)
    release = releases.standing(actor, opportunity, home.id) if home else None
    knows = says_manager_knows or release is not None
    _check_application(actor, opportunity, statement, home, knows)
    application = _draft(actor, opportunity)
    snapshot = profiles.snapshot(application.applicant_id)
    application.submitted_at = clock.now()
    db.session.flush()
    queueing.send(application)
    application.statement = statement
    application.home_organisation_id = home.id if home else None
    application.says_manager_knows = says_manager_knows
    application.release_id = release.id if release else None
    application.snapshot = snapshot
    db.session.flush()
    if application.status is ApplicationStatus.SUBMITTED:
        queueing.arrive(application)
    return application


@command
def decline(actor: Actor, application_id: uuid.UUID, version: int, reason: str) -> None:
    """Decline an offer; the reason is optional."""
    application = _own(actor, application_id, version)
    steps.move(application, "decline")
    application.outcome_reason = reason
    text = f"{actor.name} declined the place in “{application.opportunity.title}”."
    steps.tell_posters(application.opportunity, "declined", text, steps.path_of(application))
    steps.tell_reserves(application.opportunity)


@command
def withdraw(actor: Actor, application_id: uuid.UUID, version: int, reason: str) -> None:
    """Take one's application back; the row stays."""
    application = _own(actor, application_id, version)
    was_unseen = application.status in UNSEEN
    was_offered = application.status is ApplicationStatus.OFFERED
    steps.move(application, "withdraw")
    application.outcome_reason = reason
    if not was_unseen:
        text = f"{actor.name} withdrew from “{application.opportunity.title}”."
        steps.tell_posters(
            application.opportunity, "application_withdrawn", text, steps.path_of(application)
        )
    if was_offered:
        steps.tell_reserves(application.opportunity)
    queueing.next_in_turn(application.opportunity)


@command
def withdraw_listing(actor: Actor, opportunity_id: uuid.UUID, reason: str) -> None:
    """Take a listing back. Refused while somebody who applied has no answer."""
    listing = _to_end(actor, opportunity_id, reason)
    opportunity_steps.move(listing, "withdraw")
    listing.end_reason = reason
    because(reason)


@command
def conclude_listing(actor: Actor, opportunity_id: uuid.UUID, reason: str) -> None:
    """Close a listing for good without filling it, once its closing date has passed."""
    listing = _to_end(actor, opportunity_id, reason)
    refuse_unless_closed(listing)
    opportunity_steps.move(listing, "conclude")
    listing.end_reason = reason
    because(reason)


def refuse_unless_closed(listing: Opportunity) -> None:
    """Raise what stands in the way of concluding; asked by the page before anybody writes."""
    if not listing.is_closed:
        raise IllegalTransition(
            "This listing is still open.", "Withdraw it, or wait for its closing date."
        )


def _open_for(actor: Actor, opportunity_id: uuid.UUID) -> Opportunity:
    require(actor, Permission.APPLICATION_MAKE, None)
    opportunity = opportunities.for_change(actor, opportunity_id)
    refuse_unless_open(actor, opportunity)
    return opportunity


def refuse_unless_open(actor: Actor, opportunity: Opportunity) -> None:
    """Raise what stands in the way of applying; asked by the page before anybody writes."""
    if opportunity.is_external:
        raise NotAllowed("This vacancy is applied for at its source.", "Follow its link.")
    if opportunity.side is not Side.HOST:
        raise NotAllowed("This is somebody who wants to go.", "Invite them instead.")
    if opportunities.manages(actor, opportunity):
        raise NotAllowed("You look after this listing, so you cannot apply for it.")
    if not opportunity.is_open:
        raise IllegalTransition(
            "This listing is not open for applications.", "Search for others that are."
        )


def _draft(actor: Actor, opportunity: Opportunity) -> Application:
    found = queries.mine_for(actor, opportunity)
    if found is None or found.status not in LIVE:
        found = Application(
            opportunity_id=opportunity.id,
            applicant_id=actor.person_id,
            status=ApplicationStatus.DRAFT,
        )
        db.session.add(found)
    return found


def _employer(actor: Actor, organisation_id: uuid.UUID | None) -> Organisation | None:
    if organisation_id is None:
        return None
    for one in organisations.memberships_of(actor):
        if one.organisation.public_id == organisation_id:
            return one.organisation
    raise Invalid({"home_organisation": "Choose where you work, or that you have no employer."})


def _check_application(
    actor: Actor,
    opportunity: Opportunity,
    statement: str,
    home: Organisation | None,
    manager_knows: bool,
) -> None:
    problems = {}
    kind = kinds.get(opportunity.kind)
    if not SHORTEST_STATEMENT <= len(statement.strip()) <= LONGEST_STATEMENT:
        problems["statement"] = (
            f"Write why you want to do this, in {SHORTEST_STATEMENT} to"
            f" {LONGEST_STATEMENT:,} characters."
        )
    if why_held(statement):
        problems["statement"] = why_held(statement)
    alone = steps.employer_problem(actor, kind, home.id if home else None)
    if alone:
        problems["home_organisation"] = alone
    if home is not None and home.id == opportunity.organisation_id:
        problems["home_organisation"] = "You work there already, so this would be no move."
    if home is not None and home.ask_before_applying and not manager_knows:
        problems["says_manager_knows"] = (
            f"{home.name} wants you to ask your manager before you apply. Ask, then tick this."
        )
    if problems:
        raise Invalid(problems)


def _own(actor: Actor, application_id: uuid.UUID, version: int) -> Application:
    return steps.read(actor, application_id, version, Permission.APPLICATION_OWN)


def _to_end(actor: Actor, opportunity_id: uuid.UUID, reason: str) -> Opportunity:
    listing = opportunities.for_change(actor, opportunity_id)
    require(actor, Permission.OPPORTUNITY_MANAGE, listing)
    steps.need_reason(reason)
    waiting = queries.unanswered(listing)
    if waiting:
        raise IllegalTransition(
            f"{waiting} {'person has' if waiting == 1 else 'people have'} no answer yet.",
            "Answer every application first, then end the listing.",
        )
    return listing
