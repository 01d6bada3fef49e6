"""The parts of the room that other rooms add: each shows something and may wait for somebody.

The map of the house lists them; the room itself knows none by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app

from exchange.access import Actor
from exchange.placements.models import Placement
from exchange.placements.progress import Step

Context = Callable[[Actor, Placement, date], dict[str, Any] | None]
Steps = Callable[[Placement, date], list[Step]]


def _nothing(_placement: Placement, _today: date) -> list[Step]:
    return []


@dataclass(frozen=True)
class Panel:
    """One part of the room."""

    code: str
    """Its anchor in the page."""
    title: str
    template: str
    """Reads `d`, what `context` gave, beside what every part of the room may read."""
    context: Context
    """What the viewer may see of it; None where that is nothing."""
    steps: Steps = _nothing
    """What it waits for, the same for every party."""


def shown(viewer: Actor, placement: Placement, today: date) -> list[tuple[Panel, dict[str, Any]]]:
    """The parts that the viewer sees, in the order of the map."""
    found = []
    for panel in listed():
        context = panel.context(viewer, placement, today)
        if context is not None:
            found.append((panel, context))
    return found


def steps(placement: Placement, today: date) -> list[Step]:
    """What all parts wait for."""
    return [step for panel in listed() for step in panel.steps(placement, today)]


def listed() -> Iterable[Panel]:
    """The parts that this house has."""
    panels: tuple[Panel, ...] = current_app.extensions.get("room_panels", ())
    return panels
