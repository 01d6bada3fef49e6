"""The inbox, and one conversation."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for

from exchange.access import Permission, requires
from exchange.messages import queries, services
from exchange.messages.forms import ReplyForm
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import Page, page_number

blueprint = Blueprint("messages", __name__)

A_PAGE, LINES = 20, 100


@blueprint.get("/messages")
@requires(Permission.PAGE_SIGNED_IN)
def inbox() -> Answer:
    """The reader's conversations, the newest first."""
    number = page_number()
    rows = queries.inbox(actor(), A_PAGE, (number - 1) * A_PAGE)
    page = Page(rows, number, A_PAGE, queries.inbox_size(actor()))
    return render_template("messages/inbox.html", page=page, page_link=_page_link)


@blueprint.route("/messages/<uuid:conversation_id>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def show(conversation_id: uuid.UUID) -> Answer:
    """Read a conversation and answer. Opening it marks what it shows as read."""
    form = ReplyForm()
    body = form.body.data or ""
    if posted(form, lambda: services.write(actor(), conversation_id, body)):
        flash("Your message is sent.", "success")
        return redirect(url_for(".show", conversation_id=conversation_id, _anchor="latest"))
    pages = page_number()
    thread = queries.thread(actor(), conversation_id, pages * LINES)
    if thread.has_unread:
        services.conversation_read(actor().person_id or 0, thread.id, thread.last_id)
    return shown("messages/show.html", form, thread=thread, pages=pages)


def _page_link(number: int) -> str:
    return url_for(".inbox", page=number)
