"""Skills that somebody else confirmed. Rooms above this one know them; profiles only show them.

The map of the house names who answers in `app.extensions["skill_confirmations"]`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app

from exchange.access import Actor


@dataclass(frozen=True)
class Confirmation:
    """A skill, who saw it at work, and whether its holder hides it."""

    public_id: uuid.UUID
    skill: str
    by: str
    on: date
    hidden: bool


Answer = Callable[[int], list[Confirmation]]


def nobody_answers_yet(state: Any) -> None:
    """Until the map of the house says who knows them, there are none."""
    state.app.extensions.setdefault("skill_confirmations", lambda person_id: [])


def of_own(viewer: Actor) -> list[Confirmation]:
    """All of the viewer's own, those hidden among them."""
    return [] if viewer.person_id is None else _all(viewer.person_id)


def shown(person_id: int) -> list[Confirmation]:
    """Those that whoever sees the profile sees."""
    return [one for one in _all(person_id) if not one.hidden]


def _all(person_id: int) -> list[Confirmation]:
    answer: Answer = current_app.extensions["skill_confirmations"]
    return answer(person_id)
