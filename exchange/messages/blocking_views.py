"""Blocking somebody from a conversation, and the list of whom one has blocked."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exchange.access import Permission, requires
from exchange.messages import blocking, queries
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("blocks", __name__)


@blueprint.get("/messages/blocked")
@requires(Permission.PAGE_SIGNED_IN)
def index() -> Answer:
    """Whom the reader has blocked."""
    return render_template("messages/blocked.html", blocks=blocking.mine(actor()))


@blueprint.route(
    "/messages/<uuid:conversation_id>/people/<uuid:person_id>/block", methods=["GET", "POST"]
)
@requires(Permission.PAGE_SIGNED_IN)
def block(conversation_id: uuid.UUID, person_id: uuid.UUID) -> Answer:
    """Block somebody: the page says first what that does."""
    other, form = blocking.met(actor(), conversation_id, person_id), Form()
    talk = queries.by_public_id(actor(), conversation_id)
    name = other.name
    if posted(form, lambda: blocking.block(actor(), conversation_id, person_id)):
        flash(f"{name} is blocked. Nobody is told.", "success")
        return redirect(url_for("messages.show", conversation_id=conversation_id))
    return shown("messages/block.html", form, other=other, talk=talk)


@blueprint.post("/messages/blocked/<uuid:block_id>/lift")
@requires(Permission.PAGE_SIGNED_IN)
def unblock(block_id: uuid.UUID) -> Response:
    """Lift one's own block."""
    blocking.unblock(actor(), block_id)
    flash("The block is lifted. What was written meanwhile stays hidden.", "success")
    back = request.form.get("back", "")
    return redirect(back if back.startswith("/messages/") else url_for(".index"))
