"""From a "yes" to a proposed placement: accepting an offer or an invitation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.applications import queries as answers
from exchange.applications import steps as answer_steps
from exchange.applications.models import Application, Invitation
from exchange.db import command, db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid
from exchange.opportunities.models import CostModel, Opportunity, PostedAs
from exchange.organisations import queries as organisations
from exchange.organisations.models import Organisation
from exchange.placements import steps, talking
from exchange.placements.approvals import needed
from exchange.placements.models import Placement
from exchange.reference import kinds

SHARES = {
    CostModel.FREE: (Decimal(100), Decimal(0), Decimal(0)),
    CostModel.FULL: (Decimal(0), Decimal(100), Decimal(0)),
}
"""Home, host, funder where the listing says it outright; shared stays unknown until agreed."""


@dataclass(frozen=True)
class Parties:
    """Who moves, who receives, and from where."""

    mover_id: int
    host_organisation_id: int | None
    host_manager_id: int
    home_organisation_id: int | None


@dataclass(frozen=True)
class Dates:
    """From when to when, and how much of the week."""

    starts_on: date
    ends_on: date
    days_a_week: float | None


@command
def accept_offer(actor: Actor, application_id: uuid.UUID, version: int) -> Placement:
    """Accept an offered place. The employer hears nothing before the mover sends it home."""
    application = answer_steps.read(actor, application_id, version, Permission.APPLICATION_OWN)
    _in_time(application.answer_by)
    opportunity = application.opportunity
    starts, ends = application.offer_starts_on, application.offer_ends_on
    manager = opportunity.poster_id
    if starts is None or ends is None or manager is None:
        raise IllegalTransition("This offer has no dates yet.", "Ask the poster to offer again.")
    answer_steps.accept(application)
    as_organisation = opportunity.posted_as is PostedAs.ORGANISATION
    parties = Parties(
        application.applicant_id,
        opportunity.organisation_id if as_organisation else None,
        manager,
        application.home_organisation_id,
    )
    return _propose(application, parties, Dates(starts, ends, application.offer_days_a_week))


@command
def accept_invitation(
    actor: Actor, invitation_id: uuid.UUID, version: int, home_organisation_id: uuid.UUID | None
) -> Placement:
    """Accept an invitation; the mover says who the employer is (None: no employer)."""
    invitation = answers.invitation(actor, invitation_id)
    require(actor, Permission.INVITATION_ANSWER, invitation)
    if invitation.version != version:
        raise ChangedMeanwhile
    _in_time(invitation.answer_by)
    home = _home_of(actor, invitation.opportunity, home_organisation_id)
    if home is not None and home == invitation.organisation_id:
        raise Invalid({"home_organisation": "You work there already, so this would be no move."})
    kind = kinds.get(invitation.opportunity.kind)
    alone = answer_steps.employer_problem(actor, kind, home)
    if alone:
        raise Invalid({"home_organisation": alone})
    mover_id = invitation.mover_id
    if mover_id is None:
        raise IllegalTransition("Nobody is named to go.")
    answer_steps.accept(invitation)
    parties = Parties(mover_id, invitation.organisation_id, invitation.inviter_id, home)
    dates = Dates(invitation.starts_on, invitation.ends_on, invitation.days_a_week)
    return _propose(invitation, parties, dates)


def _propose(answer: Application | Invitation, parties: Parties, dates: Dates) -> Placement:
    opportunity = answer.opportunity
    kind = kinds.get(opportunity.kind)
    scope = answer if isinstance(answer, Invitation) else opportunity
    home, host, funder = SHARES.get(opportunity.cost_model, (None, None, None))  # type: ignore[arg-type]  # None is no key
    placement = Placement(
        opportunity=opportunity,
        application=answer if isinstance(answer, Application) else None,
        invitation=answer if isinstance(answer, Invitation) else None,
        kind=kind.code,
        mover_id=parties.mover_id,
        mover_key=f"person:{parties.mover_id}",
        host_organisation_id=parties.host_organisation_id,
        host_manager_id=parties.host_manager_id,
        home_organisation_id=parties.home_organisation_id,
        starts_on=dates.starts_on,
        ends_on=dates.ends_on,
        days_a_week=dates.days_a_week,
        hours=opportunity.hours,
        outcome=scope.outcome,
        supervisor=scope.supervisor,
        cost_home=home,
        cost_host=host,
        cost_funder=funder,
        needs_signatures=kind.is_signed,
    )
    leads = organisations.is_chief_executive(parties.mover_id, parties.home_organisation_id)
    has_home = parties.home_organisation_id is not None
    for role in needed(kind, has_home=has_home, leads_home=leads):
        setattr(placement, f"needs_{role.value}", True)
    db.session.add(placement)
    db.session.flush()
    talking.open_about(placement, opportunity.title)
    steps.tell_parties(placement, "proposed", f"A move is proposed: {opportunity.title}.")
    steps.ask_host(placement)
    steps.advance(placement)
    return placement


def _in_time(answer_by: object) -> None:
    if answer_by is not None and clock.now() > answer_by:  # type: ignore[operator]  # a moment
        raise IllegalTransition(
            "The time to answer has run out.", "Ask for a new one: it may still be possible."
        )


def _home_of(
    actor: Actor, opportunity: Opportunity, organisation_id: uuid.UUID | None
) -> int | None:
    if opportunity.posted_as is PostedAs.ORGANISATION:
        return opportunity.organisation_id
    if organisation_id is None:
        return None
    mine: list[Organisation] = [one.organisation for one in organisations.memberships_of(actor)]
    for organisation in mine:
        if organisation.public_id == organisation_id:
            return organisation.id
    raise Invalid({"home_organisation": "Choose where you work, or that you have no employer."})
