"""The main menu for whoever asks: only pages that they may open, with what waits there."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request
from sqlalchemy.exc import SQLAlchemyError

from exchange.access import Actor, Permission, allowed
from exchange.db import db
from exchange.desk import waiting
from exchange.log import failure
from exchange.messages import queries as messages

Item = dict[str, Any]

FOR_VISITORS = (
    ("Opportunities", "/opportunities"),
    ("People", "/people"),
    ("Organisations", "/organisations"),
    ("Help", "/help"),
)
SIGNED_IN = (
    ("Opportunities", "/opportunities"),
    ("People", "/people"),
    ("Messages", "/messages"),
    ("Placements", "/placements"),
    ("My listings", "/my-listings"),
)
BY_ROLE = (
    ("HR desk", "/hr", Permission.DESK_HR),
    ("Moderation", "/moderation", Permission.MODERATION_WORK),
    ("Admin", "/admin", Permission.PLATFORM_ADMINISTER),
)


def navigation(actor: Actor) -> list[Item]:
    """The menu as base.html shows it; no SQL for a visitor, three statements for others at most."""
    if not has_request_context():
        return []
    links = [*(FOR_VISITORS if actor.is_anonymous else SIGNED_IN)]
    links += [(text, href) for text, href, needed in BY_ROLE if allowed(actor, needed)]
    waits = {} if actor.is_anonymous else _waits(actor)
    return [_item(text, href, waits.get(href, 0)) for text, href in links]


def _item(text: str, href: str, badge: int) -> Item:
    here = request.path == href or request.path.startswith(f"{href}/")
    return {"text": text, "href": href, "active": here, "badge": badge}


def _waits(actor: Actor) -> dict[str, int]:
    try:
        return _counted(actor)
    except SQLAlchemyError:  # the page of an error shows a menu too, and must not break again
        failure("navigation_failed")
        db.session.rollback()
        return {}


def _counted(actor: Actor) -> dict[str, int]:
    decides_at = "/hr" if allowed(actor, Permission.DESK_HR) else "/placements"
    counts = {
        "/messages": messages.unread_total(actor),
        decides_at: waiting.how_many(actor),
    }
    if allowed(actor, Permission.MODERATION_WORK):
        counts["/moderation"] = waiting.for_moderators(actor).count
    return counts
