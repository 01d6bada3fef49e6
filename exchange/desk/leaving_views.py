"""Pages to leave an organisation and to end somebody's membership: what goes to whom."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for

from exchange.access import Permission, require, requires
from exchange.desk import estate as estates
from exchange.desk import handover
from exchange.desk.forms import LeaveForm, RemoveForm
from exchange.errors import NotFound
from exchange.organisations import queries as organisations
from exchange.organisations.lifecycle import MEMBERSHIP
from exchange.organisations.models import Membership
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("leaving", __name__)


@blueprint.route("/account/leave/<uuid:membership_id>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def leave(membership_id: uuid.UUID) -> Answer:
    """Leave an organisation oneself."""
    membership = organisations.membership_for(actor(), membership_id)
    require(actor(), Permission.MEMBERSHIP_LEAVE, membership)
    form = _form(LeaveForm(), membership)
    if posted(form, lambda: _run(handover.leave, membership, form)):
        flash(f"You have left {membership.organisation.name}.", "success")
        return redirect("/account")
    return _page(form, membership, own=True)


@blueprint.route(
    "/organisations/<uuid:organisation_id>/members/<uuid:membership_id>/remove",
    methods=["GET", "POST"],
)
@requires(Permission.PAGE_SIGNED_IN)
def remove(organisation_id: uuid.UUID, membership_id: uuid.UUID) -> Answer:
    """End the membership of somebody who has left."""
    membership = organisations.membership_to_decide(actor(), membership_id)
    if membership.organisation.public_id != organisation_id:
        raise NotFound("There is no such membership.")
    form = _form(RemoveForm(), membership)
    if posted(form, lambda: _run(handover.remove_member, membership, form)):
        flash(f"{membership.person.name} no longer belongs here, and has been told.", "success")
        return redirect(url_for("manage.members", public_id=organisation_id))
    return _page(form, membership, own=False)


def _run(command: Callable[..., None], membership: Membership, form: LeaveForm) -> None:
    command(actor(), membership.public_id, form.successor_id, text(form.reason))


def _form(form: LeaveForm, membership: Membership) -> LeaveForm:
    form.offer(estates.successors(actor(), membership))
    return form


def _page(form: LeaveForm, membership: Membership, *, own: bool) -> Answer:
    estate = estates.of(membership)
    return shown(
        "desk/leave.html",
        form,
        own=own,
        membership=membership,
        over=not MEMBERSHIP.can(membership.status, "end"),
        estate=estate,
        talks=len(estates.conversations(membership, estate)),
        managed=len(estates.managed_moves(membership)),
    )
