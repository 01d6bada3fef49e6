"""How an error becomes a page that says what happened and what to do now."""

from __future__ import annotations

from flask import Flask, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, default_exceptions

from exchange.db import db
from exchange.errors import ExchangeError, status_of
from exchange.log import failure

PAGES = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})


def init_failures(app: Flask) -> None:
    """Register the pages of every error."""

    @app.errorhandler(ExchangeError)
    def domain(error: ExchangeError) -> tuple[str, int]:
        db.session.rollback()
        return _page(status_of(error), error.message, error.what_now)

    @app.errorhandler(CSRFError)
    def stale_form(_error: CSRFError) -> tuple[str, int]:
        return _page(
            400,
            "We could not tell that this form came from you.",
            "Go back, load the page again and send the form once more.",
        )

    @app.errorhandler(InternalServerError)
    def broken(_error: InternalServerError) -> tuple[str, int]:
        failure("internal_error")
        db.session.rollback()
        return render_template("errors/500.html"), 500

    for code in default_exceptions:
        if code != 500:
            app.register_error_handler(code, _http)


def _http(error: HTTPException) -> tuple[str, int, list[tuple[str, str]]]:
    code = error.code or 500
    headers = [(k, v) for k, v in error.get_headers() if k.lower() in {"allow", "retry-after"}]
    page, _status = _page(code if code in PAGES else 400, "", "")
    return page, code, headers


def _page(status: int, message: str, what_now: str) -> tuple[str, int]:
    return render_template(f"errors/{status}.html", message=message, what_now=what_now), status
