"""What is new, for pages that stay open: asked by their script every few seconds.

Most answers are "nothing" (304) and cost two statements. Nothing here is needed without script.
"""

from __future__ import annotations

import uuid

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
    answer = _tagged(f"{moves}-{unread}-{pages}")
    if answer.status_code != 304:
        found = reading.thread(actor(), conversation_id, pages * reading.LATEST)
        answer.set_data(render_template("messages/new.html", thread=found, unread=unread))
    return answer


@blueprint.get("/messages/new")
@requires(Permission.PAGE_SIGNED_IN)
def all_of_them() -> Response:
    """How many unread messages there are, and which is the newest."""
    unread, newest = queries.unread_total(actor()), inbox.newest(actor())
    answer = _tagged(f"{newest}-{unread}")
    if answer.status_code != 304:
        answer = jsonify(unread=unread, newest=newest)
        answer.set_etag(f"{newest}-{unread}")
    return answer


def _tagged(tag: str) -> Response:
    """An answer without a body yet; 304 where the script has this already."""
    answer = Response(mimetype="text/html")
    answer.set_etag(tag)
    return answer.make_conditional(request)
