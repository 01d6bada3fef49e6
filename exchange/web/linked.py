"""What pages behind a mailed link have in common: no session, and a token that stays there."""

from __future__ import annotations

from jinja2 import Undefined
from werkzeug.wrappers import Response

NOBODY = Undefined(name="actor")
"""Nobody is signed in or asked to sign in here, whatever the browser holds."""


def keep_token_here(response: Response) -> Response:
    """The token stands in the address: it goes to no other site and into no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
