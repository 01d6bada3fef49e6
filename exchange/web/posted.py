"""Running a command when a form was sent; doing nothing when its page is only read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import request

from exchange.web.forms import Form, attempt

Result = TypeVar("Result")


def posted(form: Form, run: Callable[[], Result]) -> Result | None:
    """What `attempt` answers for a POST; None for a GET."""
    return attempt(form, run) if request.method == "POST" else None


def version_sent() -> int:
    """The version that the person saw; none or nonsense is never the present one."""
    return request.form.get("version", -1, type=int)
