"""The inbox, and one conversation."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exchange.access import Permission, requires
from exchange.errors import (
    ExchangeError,
    NotFound,
    SearchTimeout,
    SearchUnavailable,
    status_of,
)
from exchange.messages import inbox as boxes
from exchange.messages import queries, reading, searching, services
from exchange.messages.attachments import store
from exchange.messages.attachments.kinds import LARGEST, MOST
from exchange.messages.attachments.queries import scanner
from exchange.messages.forms import CHECKED, NOT_CHECKED, DraftForm, ReplyForm
from exchange.messages.models import Message
from exchange.messages.searching import Hit, SearchForm
from exchange.search.asking import Results
from exchange.web.filters import State
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.limits import takes_up_to
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import Page, page_number
from exchange.web.said import quoted

blueprint = Blueprint("messages", __name__)

A_PAGE = 20
WITH_FILES = MOST * LARGEST + 1_000_000
CONVERSATION = "/messages/<uuid:conversation_id>"


@blueprint.get("/messages")
@requires(Permission.PAGE_SIGNED_IN)
def inbox() -> Answer:
    """The reader's conversations, the newest first; with show=unread those that wait, with q what
    was said in them."""
    form = SearchForm(request.args)
    if not form.validate():
        return _found(form), 422
    if form.q.data:
        return _search(form)
    number, only_unread = page_number(), request.args.get("show") == "unread"
    start = (number - 1) * A_PAGE
    rows = boxes.rows(actor(), A_PAGE, start, only_unread=only_unread)
    total = boxes.size(actor(), only_unread=only_unread)
    return render_template(
        "messages/inbox.html",
        page=Page(rows, number, A_PAGE, total),
        page_link=lambda n: url_for(".inbox", page=n, show="unread" if only_unread else None),
        only_unread=only_unread,
        shows_seen=queries.shows_seen(actor()),
        form=form,
    )


@blueprint.route(CONVERSATION, methods=["GET", "POST"])
@takes_up_to(WITH_FILES)
@requires(Permission.PAGE_SIGNED_IN)
def show(conversation_id: uuid.UUID) -> Answer:
    """Read a conversation and answer. Opening it marks what it shows as read."""
    form = ReplyForm()
    body = form.body.data or ""
    mentions, uploads = form.only_mentions.data, form.files.data

    def send() -> Message:
        with store.kept(uploads) as files:
            return services.write(actor(), conversation_id, body, files, only_mentions=mentions)

    if posted(form, send):
        flash("Your message is sent.", "success")
        return redirect(_latest(conversation_id))
    return _shown(form, conversation_id)


@blueprint.post(f"{CONVERSATION}/draft")
@takes_up_to(WITH_FILES)
@requires(Permission.PAGE_SIGNED_IN)
def draft(conversation_id: uuid.UUID) -> Answer:
    """Keep what was begun. The page's script asks in the same way, while somebody types."""
    form = DraftForm()
    body = form.body.data or ""
    since = request.form.get("since", type=int)
    kept = posted(form, lambda: services.save_draft(actor(), conversation_id, body, since))
    if request.headers.get("X-Requested-With") == "script":
        return Response(status=204 if kept else 422)
    if not kept:
        return _shown(form, conversation_id)
    flash("Your draft is kept here. Only you see it." if body else "Your draft is gone.", "success")
    if form.files.was_chosen:
        flash("Files are not kept with a draft: choose them when you send.", "notice")
    return redirect(_latest(conversation_id))


@blueprint.post(f"{CONVERSATION}/address")
@requires(Permission.PAGE_SIGNED_IN)
def share_address(conversation_id: uuid.UUID) -> Answer:
    """Agree to share one's e-mail address with those who agree too, or take that back."""
    shares = request.form.get("share") == "yes"
    services.share_address(actor(), conversation_id, shares)
    text = "Your e-mail address is shared with those here who share theirs."
    flash(text if shares else "Your e-mail address is not shown here any more.", "success")
    return redirect(url_for(".show", conversation_id=conversation_id))


@blueprint.post("/messages/seen-marks")
@requires(Permission.PAGE_SIGNED_IN)
def seen_marks() -> Answer:
    """Switch seen marks on or off, for all of one's conversations."""
    shows = request.form.get("show") == "yes"
    services.set_seen_marks(actor(), shows)
    on = "Others see what you have read, and you what they have."
    off = "Nobody sees what you have read any more, nor you what they have."
    flash(on if shows else off, "success")
    return redirect(url_for(".inbox"))


def _search(form: SearchForm) -> Answer:
    try:
        found = searching.search(actor(), form, page_number())
    except (SearchTimeout, SearchUnavailable) as trouble:
        return _found(form, trouble=trouble), status_of(trouble)
    return _found(form, found)


def _found(
    form: SearchForm,
    found: Results[Hit] | None = None,
    trouble: ExchangeError | None = None,
) -> str:
    words = text(form.q)
    as_typed = [("as_typed", "yes")] if form.as_typed.data else []
    state = State("/messages", (("q", words), *as_typed))
    return render_template(
        "messages/found.html", form=form, found=found, trouble=trouble, state=state
    )


def _shown(form: ReplyForm | DraftForm, conversation_id: uuid.UUID) -> Answer:
    pages = max(page_number(), _page_of(conversation_id))
    form.files.description = CHECKED if scanner() else NOT_CHECKED
    thread = reading.thread(actor(), conversation_id, pages * reading.LATEST)
    if request.method == "GET":
        form.body.data = _quoted(conversation_id) + thread.draft
        if thread.has_unread:
            services.conversation_read(actor().person_id or 0, thread.id, thread.last_id)
    else:
        form.files.remind()
    return shown("messages/show.html", form, thread=thread, pages=pages)


def _quoted(conversation_id: uuid.UUID) -> str:
    """The message that is to be answered, as a quote; nothing where there is none to read."""
    try:
        public_id = uuid.UUID(request.args.get("quote", ""))
        line = reading.line(actor(), queries.message(actor(), conversation_id, public_id))
    except (ValueError, NotFound):
        return ""
    return f"{quoted(line.body, line.sender)}\n" if line.body else ""


def _page_of(conversation_id: uuid.UUID) -> int:
    """How many pages back the message stands that a search led to; 1 where none is named."""
    try:
        public_id = uuid.UUID(request.args.get("at", ""))
        found = queries.message(actor(), conversation_id, public_id)
    except (ValueError, NotFound):
        return 1
    return -(-queries.said_since(actor(), found) // reading.LATEST)


def _latest(conversation_id: uuid.UUID) -> str:
    return url_for(".show", conversation_id=conversation_id, _anchor="latest")
