"""What is new, for pages that stay open: asked by their script every few seconds.

Most answers are "nothing" (304) and cost two statements. Nothing here is needed without script.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from exchange.access import Permission, requires
from exchange.messages import inbox, queries, reading, services
from exchange.web.guard import actor
from exchange.web.paging import page_number

blueprint = Blueprint("message_news", __name__)


@blueprint.get("/messages/<uuid:conversation_id>/new")
@requires(Permission.PAGE_SIGNED_IN)
def thread(conversation_id: uuid.UUID) -> Response:
    """The messages of a conversation as its page shows them now. `seen`: the reader went there."""
    moves, read = reading.etag(actor(), conversation_id)
    seen = request.args.get("seen", 0, type=int)
    if seen > read:
        talk = queries.by_public_id(actor(), conversation_id)
        upto = min(seen, talk.last_message_id)
        services.conversation_read(actor().person_id or 0, talk.id, upto)
    unread, pages = queries.unread_total(actor()), page_number()

    def now() -> dict[str, Any]:
        found = reading.thread(actor(), conversation_id, pages * reading.LATEST)
        shown = render_template("messages/entries.html", thread=found)
        return {"unread": unread, "newest": found.last_id, "html": shown}

    return _unless_known(f"{moves}-{unread}-{pages}", now)


@blueprint.get("/messages/new")
@requires(Permission.PAGE_SIGNED_IN)
def all_of_them() -> Response:
    """How many unread messages there are, and which is the newest."""
    unread, newest = queries.unread_total(actor()), inbox.newest(actor())
    return _unless_known(f"{newest}-{unread}", lambda: {"unread": unread, "newest": newest})


def _unless_known(tag: str, now: Callable[[], dict[str, Any]]) -> Response:
    """304 where the script has this already, else what it is now."""
    answer = Response(status=304) if tag in request.if_none_match else jsonify(now())
    answer.set_etag(tag)
    return answer
