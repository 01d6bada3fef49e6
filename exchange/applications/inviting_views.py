"""Pages of invitations: to write one, to follow those sent and received, and to answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange import clock
from exchange.access import Permission, requires
from exchange.applications import inviting, queries, story, wording
from exchange.applications.forms import (
    MYSELF,
    EmployerForm,
    InviteForm,
    NoteForm,
    version_seen,
)
from exchange.applications.lifecycle import INVITATION
from exchange.errors import NotFound
from exchange.messages import queries as messages
from exchange.opportunities import queries as opportunities
from exchange.opportunities.models import Opportunity
from exchange.organisations import queries as organisations
from exchange.reference import kinds
from exchange.web.guard import actor
from exchange.web.inputs import options
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import page_number, paginate

blueprint = Blueprint("invitations", __name__)


@blueprint.route("/opportunities/<uuid:opportunity_id>/invite", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def invite(opportunity_id: uuid.UUID) -> Answer:
    """Invite somebody who wants to go."""
    opportunity = opportunities.by_public_id(actor(), opportunity_id)
    inviting.refuse_unless_open(actor(), opportunity)
    form = InviteForm()
    form.organisation.choices = options(_hosts(opportunity))
    form.fit(opportunity)
    sent = posted(
        form,
        lambda: inviting.invite(actor(), opportunity_id, form.organisation_id, form.values()),
    )
    if sent:
        flash("Your invitation is sent. You are told when it is answered.", "success")
        return redirect(url_for(".show", invitation_id=sent.public_id))
    opportunity = opportunities.by_public_id(actor(), opportunity_id)
    kind = kinds.get(opportunity.kind)
    return shown("invitations/invite.html", form, opportunity=opportunity, kind=kind)


@blueprint.get("/invitations")
@requires(Permission.PAGE_SIGNED_IN)
def index() -> Answer:
    """Invitations received, or those sent."""
    sent = request.args.get("show") == "sent"
    query = queries.invitations_sent if sent else queries.invitations_received
    return render_template(
        "invitations/index.html",
        page=paginate(query(actor()), page_number()),
        page_link=lambda number: url_for(".index", show="sent" if sent else None, page=number),
        sent=sent,
        all_words=wording.INVITATION,
        Turn=wording.Turn,
    )


@blueprint.get("/invitations/<uuid:invitation_id>")
@requires(Permission.PAGE_SIGNED_IN)
def show(invitation_id: uuid.UUID) -> Answer:
    """One invitation, for who sent it and for who is invited."""
    return render_template("invitations/show.html", **page_of(invitation_id, employer_form()))


@blueprint.route("/invitations/<uuid:invitation_id>/decline", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def decline(invitation_id: uuid.UUID) -> Answer:
    """Say no to an invitation."""
    invitation = queries.invitation(actor(), invitation_id)
    if not queries.answers_invitation(actor(), invitation):
        raise NotFound("There is no such invitation to you.")
    version = version_seen(invitation)
    INVITATION.after(invitation.status, "decline")
    form = NoteForm()
    reason = form.reason.data or ""
    if posted(form, lambda: inviting.decline_invitation(actor(), invitation_id, version, reason)):
        flash("You declined the invitation. Who invited you has been told.", "success")
        return redirect(url_for(".show", invitation_id=invitation_id))
    return shown("invitations/decline.html", form, invitation=invitation, version=version)


@blueprint.post("/invitations/<uuid:invitation_id>/withdraw")
@requires(Permission.PAGE_SIGNED_IN)
def withdraw(invitation_id: uuid.UUID) -> Answer:
    """Take an invitation back."""
    return _at_once(invitation_id, inviting.withdraw_invitation, "The invitation is taken back.")


@blueprint.post("/invitations/<uuid:invitation_id>/lapse")
@requires(Permission.PAGE_SIGNED_IN)
def lapse(invitation_id: uuid.UUID) -> Answer:
    """It was not answered in time."""
    return _at_once(invitation_id, inviting.lapse_invitation, "The invitation has run out.")


def employer_form() -> EmployerForm:
    """The question that accepting an invitation asks; accepting itself is of an upper room."""
    form = EmployerForm()
    form.offer_choices(organisations.memberships_of(actor()))
    return form


def page_of(invitation_id: uuid.UUID, form: EmployerForm) -> dict[str, Any]:
    """What the page of an invitation needs; raises NotFound for those who have no part in it."""
    invitation = queries.invitation(actor(), invitation_id)
    invited = queries.answers_invitation(actor(), invitation)
    return {
        "form": form,
        "invitation": invitation,
        "opportunity": invitation.opportunity,
        "kind": kinds.get(invitation.opportunity.kind),
        "words": wording.INVITATION[invitation.status],
        "over": wording.is_over(invitation.answer_by, clock.now()),
        "over_words": wording.INVITATION_OVER,
        "Turn": wording.Turn,
        "invited": invited,
        "inviter": queries.sent_invitation(actor(), invitation),
        "can": lambda action: INVITATION.can(invitation.status, action),
        "story": story.of(invitation),
        "conversation": messages.about(actor(), "invitation", invitation.public_id),
    }


def _at_once(invitation_id: uuid.UUID, command: Callable[..., None], done: str) -> Answer:
    invitation = queries.invitation(actor(), invitation_id)
    command(actor(), invitation_id, version_seen(invitation))
    flash(done, "success")
    return redirect(url_for(".show", invitation_id=invitation_id))


def _hosts(opportunity: Opportunity) -> list[tuple[str, str]]:
    """In whose name the viewer may invite."""
    posts_for = actor().organisations_as(*queries.POSTER_ROLES)
    found = [
        (str(one.organisation.public_id), one.organisation.name)
        for one in organisations.memberships_of(actor())
        if one.organisation_id in posts_for
    ]
    alone = kinds.get(opportunity.kind).person_may_post_as_host
    return [*found, (MYSELF, "I do, in my own name")] if alone else found
