"""How long an answer may be kept, and "304 not modified" to who has it already."""

from __future__ import annotations

from flask import Response, request

from exchange.access import Actor

SECONDS = 60
"""What was withdrawn may be seen in a copy for so long."""


def kept(answer: Response, viewer: Actor) -> Response:
    """With an ETag; what a visitor sees may be kept by anybody, what a member sees by nobody."""
    answer.add_etag()
    if viewer.is_anonymous:
        answer.cache_control.public = True
        answer.cache_control.max_age = SECONDS
    else:
        answer.headers["Cache-Control"] = "private, no-store"
    answer.vary.add("Cookie")
    answer.make_conditional(request)
    return answer
