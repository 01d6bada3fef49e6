"""Closed by default: what every request passes before a view sees it.

A view that declares no permission is refused. CSRF is checked before the permission. A visitor
who needs an account is sent to sign in and comes back to the page that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, flash, g, redirect, request, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from exchange.access import PAGES_FOR_VISITORS, VISITOR, Actor, Permission, allowed, permission_of

csrf = CSRFProtect()

ROLE_PAGES = frozenset(
    {
        Permission.MODERATION_WORK,
        Permission.PLATFORM_ADMINISTER,
        Permission.DESK_HR,
        Permission.ORGANISATION_ADMINISTER,
    }
)
"""Permissions that a role gives whatever the subject: the guard itself can answer them."""


def init_guard(app: Flask, load_actor: Callable[[], Actor]) -> None:
    """Hang the guard before every request; `load_actor` says who asks."""
    csrf.init_app(app)

    @app.before_request
    def guard() -> Response | None:
        if request.endpoint == "static":
            return None
        g.actor = load_actor()
        if request.endpoint is None or request.routing_exception is not None:
            return None
        permission = permission_of(current_app.view_functions[request.endpoint])
        if permission is None:
            abort(403)
        return _admit(g.actor, permission)


def actor() -> Actor:
    """Who asks in this request. Only views call this; services take the actor as an argument."""
    who: Actor = g.get("actor", VISITOR)
    return who


def safe_next(target: str | None) -> str | None:
    """A path on this site to go on to, or None: never an address elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return target if not parts.netloc and not parts.scheme and "\\" not in target else None


def _admit(who: Actor, permission: Permission) -> Response | None:
    if permission in PAGES_FOR_VISITORS:
        return None
    if who.is_anonymous:
        return _to_sign_in()
    if permission in ROLE_PAGES and not allowed(who, permission, None):
        abort(403)
    return None


def _to_sign_in() -> Response:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    flash("Sign in to go on. You will come back to this page.", "notice")
    return redirect(url_for("accounts.sign_in", next=wanted))
