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

import sqlalchemy as sa
from flask import current_app

from exchange.access import Actor, Permission, allowed
from exchange.db import db
from exchange.placements.models import Placement
from exchange.placements.queries import OVER
from exchange.placements.safeguards.models import VettingCheck
from exchange.placements.safeguards.words import VETTING


@dataclass(frozen=True)
class Due:
    """Something about a placement that is to be done by a day, in words that its readers know."""

    placement_id: int
    what: str
    on: date
    needs: Permission | None = None
    """Who may read it, where not every party may. It is then kept out of calendars."""


Source = Callable[[Sequence[Placement]], Iterable[Due]]
"""Answers what is due on these placements, in a fixed number of statements."""


def of(viewer: Actor, found: Sequence[Placement]) -> dict[int, list[Due]]:
    """What the viewer may know to be due on each of these placements, the soonest first."""
    by_id = {one.id: one for one in found}
    dues: defaultdict[int, set[Due]] = defaultdict(set)
    for source in _sources():
        for one in source(found):  # what both sides are to do by the same day is told once
            if one.needs is None or allowed(viewer, one.needs, by_id[one.placement_id]):
                dues[one.placement_id].add(one)
    return {key: sorted(each, key=lambda one: (one.on, one.what)) for key, each in dues.items()}


def vetting(found: Sequence[Placement]) -> list[Due]:
    """When confirmed checks on people run out: one statement."""
    ids = [one.id for one in found if one.status not in OVER]
    query = sa.select(VettingCheck.placement_id, VettingCheck.vetting, VettingCheck.expires_on)
    rows = db.session.execute(query.where(VettingCheck.placement_id.in_(ids)))
    return [
        Due(placement_id, f"{VETTING[code]} runs out", on, Permission.PLACEMENT_VETTING_SEE)
        for placement_id, code, on in rows
        if on is not None
    ]


def _sources() -> tuple[Source, ...]:
    return tuple(current_app.extensions.get("desk_due", ()))
