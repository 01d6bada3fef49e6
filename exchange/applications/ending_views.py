"""Pages that end a listing: what that means, and who still waits for an answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response

from exchange.access import Permission, requires
from exchange.applications import queries, services
from exchange.applications.forms import ReasonForm
from exchange.errors import IllegalTransition
from exchange.opportunities.lifecycle import OPPORTUNITY
from exchange.opportunities.models import Opportunity
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("endings", __name__)


@blueprint.route("/opportunities/<uuid:opportunity_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def withdraw(opportunity_id: uuid.UUID) -> Answer:
    """Take a listing back."""
    return _end(opportunity_id, "withdraw", services.withdraw_listing)


@blueprint.route("/opportunities/<uuid:opportunity_id>/conclude", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def conclude(opportunity_id: uuid.UUID) -> Answer:
    """Close a listing for good without filling it."""
    return _end(opportunity_id, "conclude", services.conclude_listing)


def _end(opportunity_id: uuid.UUID, action: str, command: Callable[..., object]) -> Answer:
    listing = queries.to_end(actor(), opportunity_id)
    OPPORTUNITY.after(listing.status, action)
    if action == "conclude":
        services.refuse_unless_closed(listing)
    form = ReasonForm()
    reason = form.reason.data or ""
    try:
        done = posted(form, lambda: command(actor(), opportunity_id, reason))
    except IllegalTransition:
        about = _about(queries.to_end(actor(), opportunity_id), action)
        if not about["waiting"]:
            raise
        return render_template("applications/end.html", form=form, **about), 409
    if done:
        return _ended(opportunity_id, action)
    listing = queries.to_end(actor(), opportunity_id)
    return shown("applications/end.html", form, **_about(listing, action))


def _about(listing: Opportunity, action: str) -> dict[str, object]:
    return {
        "opportunity": listing,
        "action": action,
        "waiting": queries.unanswered(listing),
        "held": len(queries.places_held(listing)),
    }


def _ended(opportunity_id: uuid.UUID, action: str) -> Response:
    word = "withdrawn" if action == "withdraw" else "concluded"
    flash(f"The listing is {word}.", "success")
    return redirect(f"/opportunities/{opportunity_id}")
