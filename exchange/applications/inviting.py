"""Commands about invitations to somebody who wants to go."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from exchange import clock
from exchange.access import Actor, ForOrganisation, Permission, require
from exchange.applications import queries, steps
from exchange.applications.lifecycle import InvitationStatus
from exchange.applications.models import Invitation
from exchange.db import command, db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed
from exchange.messages import blocking
from exchange.messages import steps as messages
from exchange.notices import services as notices
from exchange.opportunities import queries as opportunities
from exchange.opportunities.models import Opportunity, Side
from exchange.organisations import queries as organisations
from exchange.organisations.models import Organisation
from exchange.reference import kinds, outcodes
from exchange.reference.markings import why_held


@dataclass(frozen=True)
class InvitationValues:
    """What an inviter proposes."""

    outcode: str
    supervisor: str
    outcome: str
    starts_on: date
    ends_on: date
    days_a_week: float | None
    message: str
    answer_by: datetime


@command
def invite(
    actor: Actor,
    opportunity_id: uuid.UUID,
    organisation_id: uuid.UUID | None,
    values: InvitationValues,
) -> Invitation:
    """Invite somebody who wants to go: place, dates, supervisor, outcome."""
    opportunity = opportunities.for_change(actor, opportunity_id)
    host = organisations.by_public_id(organisation_id) if organisation_id else None
    _check_inviter(actor, opportunity, host)
    blocking.refuse_if_stopped(actor.person_id or 0)
    blocking.refuse_too_many(actor)
    problems = _invitation_problems(opportunity, values)
    if problems:
        raise Invalid(problems)
    invitation = Invitation(
        opportunity_id=opportunity.id,
        inviter_id=actor.person_id,
        organisation_id=host.id if host else None,
        status=InvitationStatus.SENT,
        outcode=outcodes.outward(values.outcode) if values.outcode else "",
        supervisor=values.supervisor,
        outcome=values.outcome,
        starts_on=values.starts_on,
        ends_on=values.ends_on,
        days_a_week=values.days_a_week,
        message=values.message,
        answer_by=values.answer_by,
        moved_at=clock.now(),
    )
    db.session.add(invitation)
    db.session.flush()
    _open_conversation(actor, invitation, host)
    return invitation


@command
def withdraw_invitation(actor: Actor, invitation_id: uuid.UUID, version: int) -> None:
    """Take an invitation back before it is answered."""
    invitation = _invitation(actor, invitation_id, version, Permission.INVITATION_OWN)
    steps.move(invitation, "withdraw")
    if invitation.mover_id is not None:
        text = f"The invitation for “{invitation.opportunity.title}” was taken back."
        path = f"/invitations/{invitation.public_id}"
        notices.tell(invitation.mover_id, "invitation_withdrawn", text, path)


@command
def decline_invitation(actor: Actor, invitation_id: uuid.UUID, version: int, reason: str) -> None:
    """Decline an invitation; the reason is optional and only the inviter reads it."""
    invitation = _invitation(actor, invitation_id, version, Permission.INVITATION_ANSWER)
    steps.move(invitation, "decline")
    invitation.answer_reason = reason
    text = f"Your invitation for “{invitation.opportunity.title}” was declined."
    path = f"/invitations/{invitation.public_id}"
    notices.tell(invitation.inviter_id, "invitation_declined", text, path)


@command
def lapse_invitation(actor: Actor, invitation_id: uuid.UUID, version: int) -> None:
    """Note that an invitation was not answered in time; only after its last moment."""
    invitation = _invitation(actor, invitation_id, version, Permission.INVITATION_OWN)
    if invitation.answer_by is None or clock.now() <= invitation.answer_by:
        raise IllegalTransition("The person still has time to answer.")
    steps.move(invitation, "lapse")


def _open_conversation(actor: Actor, invitation: Invitation, host: Organisation | None) -> None:
    """Both sides can write, and the person invited is told."""
    opportunity = invitation.opportunity
    path = f"/invitations/{invitation.public_id}"
    people = {actor.person_id: host.name if host else "", opportunity.mover_id: ""}
    messages.open_about(
        "invitation",
        invitation.public_id,
        opportunity.title,
        path,
        {one: standing for one, standing in people.items() if one is not None},
        opened_by_id=actor.person_id,
    )
    if opportunity.mover_id is not None:
        name = host.name if host else actor.name
        text = f"{name} invites you: “{opportunity.title}”. Read the invitation and answer."
        notices.tell(opportunity.mover_id, "invited", text, path)


def _invitation(
    actor: Actor, invitation_id: uuid.UUID, version: int, permission: Permission
) -> Invitation:
    invitation = queries.invitation(actor, invitation_id)
    require(actor, permission, invitation)
    if invitation.version != version:
        raise ChangedMeanwhile
    return invitation


def refuse_unless_open(actor: Actor, opportunity: Opportunity) -> None:
    """Raise what stands in the way of inviting; asked by the page before anybody writes."""
    if opportunity.mover_id is not None and opportunity.mover_id == actor.person_id:
        raise NotAllowed("Nobody invites themselves.", "Wait for others, or search for places.")
    if opportunity.side is not Side.MOVER or not opportunity.is_open:
        raise IllegalTransition("Nobody can be invited here now.", "Search for others.")


def _check_inviter(actor: Actor, opportunity: Opportunity, host: Organisation | None) -> None:
    refuse_unless_open(actor, opportunity)
    if host is not None:
        require(actor, Permission.OPPORTUNITY_POST_FOR, ForOrganisation(host.id))
    elif not kinds.get(opportunity.kind).person_may_post_as_host:
        raise Invalid({"organisation": "Choose the organisation in whose name you invite."})
    employers = organisations.employers_of(opportunity.mover_id)
    if host is not None and host.id in employers:
        raise NotAllowed("This person works there already.", "Search for others.")
    if queries.live_invitation(actor, opportunity, host.id if host else None) is not None:
        raise IllegalTransition(
            "There is an invitation from you already.", "Find it under Invitations, as sent."
        )


def _invitation_problems(opportunity: Opportunity, values: InvitationValues) -> dict[str, str]:
    problems = steps.terms_problems(
        opportunity, values.starts_on, values.ends_on, values.days_a_week, values.answer_by
    )
    if values.outcode and outcodes.get(values.outcode) is None:
        problems["outcode"] = "Enter the first half of a UK postcode, such as LS1."
    if why_held(values.message):
        problems["message"] = why_held(values.message)
    for name in ("supervisor", "outcome"):
        if not getattr(values, name).strip():
            problems[name] = "Say this, so that the person knows what to expect."
    return problems
