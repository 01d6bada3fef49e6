"""One JSON line an event, with the request's id. Event names are constant; values are fields."""

from __future__ import annotations

import json
import logging
import sys
import uuid
from typing import Any

from flask import Flask, g, has_request_context, request

from exchange import clock

logger = logging.getLogger("exchange")


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one event."""
        line: dict[str, Any] = {
            "at": clock.now().isoformat(),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if has_request_context():
            line["request_id"] = g.get("request_id", "")
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def event(name: str, **fields: Any) -> None:
    """Log a constant event name with its values."""
    logger.info(name, extra={"fields": fields})


def failure(name: str, **fields: Any) -> None:
    """Log what went wrong, with the exception in progress."""
    logger.exception(name, extra={"fields": fields})


def init_log(app: Flask) -> None:
    """Give each request an id and write lines to standard error."""
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)
        logger.propagate = False
    logger.setLevel(logging.WARNING if app.testing else logging.INFO)

    @app.before_request
    def begin() -> None:
        g.request_id = uuid.uuid4().hex[:16]

    @app.after_request
    def end(response: Any) -> Any:
        if request.endpoint != "static":
            event(
                "request",
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
            )
        response.headers["X-Request-Id"] = g.get("request_id", "")
        return response
