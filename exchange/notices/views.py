"""The page of what a person was told."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for

from exchange.access import Permission, requires
from exchange.notices import queries, services
from exchange.web.guard import actor
from exchange.web.pages import Answer
from exchange.web.paging import page_number, paginate

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
@requires(Permission.PAGE_SIGNED_IN)
def index() -> Answer:
    """One's own notices, newest first."""
    page = paginate(queries.for_viewer(actor()), page_number())
    return render_template(
        "notices/index.html",
        page=page,
        unread=queries.unread_count(actor()),
        href=lambda number: url_for(".index", page=number),
    )


@blueprint.post("/read")
@requires(Permission.PAGE_SIGNED_IN)
def mark_all_read() -> Answer:
    """Everything is read."""
    services.mark_all_read(actor())
    flash("Every notice is marked as read.", "success")
    return redirect(url_for(".index"))
