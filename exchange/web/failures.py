"""How an error becomes a page that says what happened and what to do now, or JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, make_response, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, default_exceptions

from exchange.db import db
from exchange.errors import ExchangeError, Invalid, status_of
from exchange.log import failure
from exchange.web import problems

PAGES = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})


def init_failures(app: Flask) -> None:
    """Register the answers to every error."""

    @app.errorhandler(ExchangeError)
    def domain(error: ExchangeError) -> Response:
        db.session.rollback()
        fields = error.fields if isinstance(error, Invalid) else {}
        return _answer(status_of(error), error.message, error.what_now, fields)

    @app.errorhandler(CSRFError)
    def stale_form(_error: CSRFError) -> Response:
        return _answer(
            400,
            "We could not tell that this form came from you.",
            "Go back, load the page again and send the form once more.",
        )

    @app.errorhandler(InternalServerError)
    def broken(_error: InternalServerError) -> Response:
        failure("internal_error")
        db.session.rollback()
        if problems.is_wanted():
            return problems.problem(500, "Something broke here. It is written down for us.")
        return make_response(render_template("errors/500.html"), 500)

    for code in default_exceptions:
        if code != 500:
            app.register_error_handler(code, _http)


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if problems.is_wanted():
        answer = problems.problem(code, error.description or "")
    else:
        answer = _page(code if code in PAGES else 400, "", "")
        answer.status_code = code
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            answer.headers[name] = value
    return answer


def _answer(
    status: int, message: str, what_now: str, fields: Mapping[str, str] | None = None
) -> Response:
    if problems.is_wanted():
        return problems.problem(status, f"{message} {what_now}".strip(), fields)
    return _page(status, message, what_now)


def _page(status: int, message: str, what_now: str) -> Response:
    page = render_template(f"errors/{status}.html", message=message, what_now=what_now)
    return make_response(page, status)
