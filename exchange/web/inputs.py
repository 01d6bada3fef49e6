"""Between forms and the types of commands: what was typed, and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms.fields import choices


def text(field: Any) -> str:
    """What was typed into a field; empty where nothing was sent."""
    return str(field.data) if field.data is not None else ""


def options(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """Codes and names as a select, radio or checkbox field takes them."""
    made = choices.SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
    return [made(code, name) for code, name in pairs]
