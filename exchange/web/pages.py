"""What a view answers, and how a page with a form is shown again after a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import render_template, request
from werkzeug.wrappers import Response

from exchange.web.forms import Form, attempt

Result = TypeVar("Result")
Answer = Response | str | tuple[str, int]


def shown(template: str, form: Form, **values: Any) -> Answer:
    """A page with its form: 422 after a POST that was refused."""
    page = render_template(template, form=form, **values)
    return (page, 422) if request.method == "POST" else page


def posted(form: Form, run: Callable[[], Result]) -> Result | None:
    """The command's result where the form was sent and nothing refused it, else None."""
    return attempt(form, run) if request.method == "POST" else None
