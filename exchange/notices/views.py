"""The page of what a person was told."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, url_for

from exchange import clock
from exchange.access import Permission, requires
from exchange.notices import queries, services
from exchange.notices.models import Notice
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
        days=[(day, list(these)) for day, these in groupby(page.items, _day)],
        unread=queries.unread_count(actor()),
        href=lambda number: url_for(".index", page=number),
    )


def _day(notice: Notice) -> date:
    return clock.local_date(notice.created_at)


@blueprint.post("/read")
@requires(Permission.PAGE_SIGNED_IN)
def mark_all_read() -> Answer:
    """Everything is read."""
    services.mark_all_read(actor())
    flash("Every notice is marked as read.", "success")
    return redirect(url_for(".index"))
