"""What falls due in a list of moves: the seam through which other parts bring their dates.

The map of the house lists the sources in `app.extensions["desk_due"]`. Each is asked once for all
the moves of a page, so that a list costs the same whatever its length. First and last days stand
there anyway, and are no part of this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from exchange.placements.models import Placement


@dataclass(frozen=True)
class Due:
    """Something about a placement that is to be done by a day, in words that every party reads."""

    placement_id: int
    what: str
    on: date


Source = Callable[[Sequence[Placement]], Iterable[Due]]
"""Answers what is due on these placements, in a fixed number of statements."""


def of(found: Sequence[Placement]) -> dict[int, list[Due]]:
    """What is due on each of these placements, the soonest first."""
    dues: defaultdict[int, set[Due]] = defaultdict(set)
    for source in _sources():
        for one in source(found):  # what both sides are to do by the same day is told once
            dues[one.placement_id].add(one)
    return {key: sorted(each, key=lambda one: (one.on, one.what)) for key, each in dues.items()}


def _sources() -> tuple[Source, ...]:
    return tuple(current_app.extensions.get("desk_due", ()))
