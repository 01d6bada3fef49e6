"""Answers may be kept but are asked for again each time; who has one already is told "304"."""

from __future__ import annotations

from flask import Response, request

from exchange.access import Actor


def kept(answer: Response, viewer: Actor) -> Response:
    """With an ETag; what a visitor sees may be kept by anybody, what a member sees by nobody.

    A copy is never shown unasked: what was withdrawn a second ago is not to be seen in it.
    """
    answer.add_etag()
    if viewer.is_anonymous:
        answer.cache_control.public = True
        answer.cache_control.no_cache = True
    else:
        answer.headers["Cache-Control"] = "private, no-store"
    answer.vary.add("Cookie")
    answer.make_conditional(request)
    return answer
