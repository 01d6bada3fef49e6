"""Errors for programs: problem details as JSON (RFC 9457), where people would get a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, request

MEDIA_TYPE = "application/problem+json"
FOR_PROGRAMS = "/api/"
"""Everything below this path is answered to programs."""
A_MINUTE = "60"  # the window of the limit on programs
TOO_OFTEN = "Too many requests came from your network. Wait a minute, then go on."


def is_wanted() -> bool:
    """Whether a program asks, and not a person who reads pages."""
    return request.path.startswith(FOR_PROGRAMS)


def problem(status: int, detail: str, fields: Mapping[str, str] | None = None) -> Response:
    """What went wrong; `fields` says it beside the name of each parameter."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": TOO_OFTEN if status == HTTPStatus.TOO_MANY_REQUESTS else detail,
    }
    if fields:
        body["errors"] = dict(fields)
    answer = Response(json.dumps(body, ensure_ascii=False) + "\n", status, mimetype=MEDIA_TYPE)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = A_MINUTE
    return answer
