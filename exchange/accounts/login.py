"""Who is signed in. Flask-Login's id is the token of a row, so signing out works everywhere."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, g
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from exchange import clock
from exchange.access import VISITOR, Actor
from exchange.accounts import queries, services
from exchange.accounts.models import Person

manager = LoginManager()
manager.session_protection = None  # the row decides, not the browser's fingerprint


class Browser(UserMixin):  # type: ignore[misc]  # flask_login ships no types
    """A browser that is signed in, by its token."""

    def __init__(self, token: str, person: Person | None = None) -> None:
        self.token = token
        self.person = person

    def get_id(self) -> str:
        """What Flask-Login keeps in the signed cookie."""
        return self.token


@manager.user_loader  # type: ignore[untyped-decorator]  # flask_login ships no types
def load(token: str) -> Browser | None:
    """The browser of a token, unless its session ended."""
    found = queries.session_by_token(token)
    if found is None:
        return None
    session, person = found
    g.session_id = session.id
    g.session_is_stale = clock.now() - session.seen_at > services.SEEN_EVERY
    return Browser(token, person)


def init_login(app: Flask) -> None:
    """Register with the app; note now and then that a browser is still in use."""
    manager.init_app(app)

    @app.after_request
    def seen(response):  # type: ignore[no-untyped-def]  # Flask's own signature
        if g.get("session_is_stale"):
            services.session_seen(g.session_id)
        return response


def actor_loader(actor_for: Callable[[Person], Actor]) -> Callable[[], Actor]:
    """How the guard learns who asks."""

    def load_actor() -> Actor:
        person = getattr(current_user, "person", None)
        return actor_for(person) if person is not None else VISITOR

    return load_actor


def begin(token: str) -> None:
    """Sign this browser in with a fresh token."""
    login_user(Browser(token))


def token() -> str:
    """The token of this browser; empty when nobody is signed in."""
    return str(getattr(current_user, "token", ""))


def session_id() -> int | None:
    """The row of this browser's session; None when nobody is signed in."""
    found: int | None = g.get("session_id")
    return found


def end() -> None:
    """Forget the token in this browser."""
    logout_user()
