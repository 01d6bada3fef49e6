"""The buttons by which a listing is watched, or is not any more."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from exchange.access import Permission, requires
from exchange.opportunities.models import Opportunity
from exchange.watching import listings
from exchange.web.guard import actor

blueprint = Blueprint("watches", __name__)


@blueprint.app_template_global()
def watch_button(listing: Opportunity) -> str:
    """Which button the page of a listing shows its reader: "watch", "stop" or none."""
    who = actor()
    if who.is_anonymous:
        return ""
    if listings.of(who, listing) is not None:
        return "stop"
    return "watch" if listings.may_watch(who, listing) else ""


@blueprint.post("/opportunities/<uuid:public_id>/watch")
@requires(Permission.PAGE_SIGNED_IN)
def watch(public_id: uuid.UUID) -> Response:
    """Be told of changes."""
    listings.watch(actor(), public_id)
    text = "You watch this listing. We tell you before it closes, and if it changes or ends."
    flash(text, "success")
    return redirect(url_for("opportunities.show", public_id=public_id))


@blueprint.post("/opportunities/<uuid:public_id>/stop-watching")
@requires(Permission.PAGE_SIGNED_IN)
def stop(public_id: uuid.UUID) -> Response:
    """Be told no more."""
    listings.stop(actor(), public_id)
    flash("You do not watch this listing any more.", "success")
    if request.form.get("from") == "list":
        return redirect(url_for("watching.index"))
    return redirect(url_for("opportunities.show", public_id=public_id))
