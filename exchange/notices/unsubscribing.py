"""The way out that every e-mail carries which can be switched off: a signed link, no sign-in."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from exchange.notices.events import FIXED, Group

DAILY = "daily"
"""Instead of a group: the daily e-mail as a whole."""
SALT = "unsubscribe"


def token(secret: str, person_id: int, what: str) -> str:
    """What the link carries: who and from what. It never runs out, since e-mails are kept."""
    return str(URLSafeSerializer(secret, salt=SALT).dumps([person_id, what]))


def read(secret: str, text: str) -> tuple[int, str] | None:
    """Who, and from what; None for a link that we did not make."""
    try:
        person_id, what = URLSafeSerializer(secret, salt=SALT).loads(text)
    except (BadSignature, ValueError, TypeError):
        return None
    known = what == DAILY or (what in set(Group) and what not in FIXED)
    return (int(person_id), str(what)) if known else None
