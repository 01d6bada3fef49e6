"""What a view answers, and how a page with a form is shown again after a refusal."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from exchange.web.forms import Form

Answer = Response | str | tuple[str, int]


def shown(template: str, form: Form, **values: Any) -> Answer:
    """A page with its form: 422 after a POST that was refused."""
    page = render_template(template, form=form, **values)
    return (page, 422) if request.method == "POST" else page
