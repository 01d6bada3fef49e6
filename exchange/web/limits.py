"""How much one request may bring, and how often one network may ask for what should be rare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

View = TypeVar("View", bound=Callable[..., Any])

limiter = Limiter(key_func=get_remote_address)
RARE = "20 per minute; 200 per hour"
"""For forms that send an e-mail or check a secret."""
PROGRAMS = 120
"""Answers a minute to programs, all their addresses together."""
for_programs = limiter.shared_limit(f"{PROGRAMS} per minute", scope="programs")


def takes_up_to(size: int) -> Callable[[View], View]:
    """Declare that a view takes larger requests than others do, from those who are signed in."""

    def mark(view: View) -> View:
        view.__takes_up_to__ = size  # type: ignore[attr-defined]  # read before each request
        return view

    return mark


def init_sizes(app: Flask) -> None:
    """Let some views take more. Registered first: the guard reads the form, which must fit."""

    @app.before_request
    def allow() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        size = getattr(view, "__takes_up_to__", None)
        if size is not None and "_user_id" in session:
            request.max_content_length = size


def init_limits(app: Flask) -> None:
    """Register the limiter; its storage is a setting, since memory counts per process."""
    limiter.init_app(app)
