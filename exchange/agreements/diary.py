"""The dates of a placement for calendar programs; each entry keeps its identity for good."""

from __future__ import annotations

from datetime import timedelta

import icalendar

from exchange.agreements import milestones
from exchange.agreements.queries import OVER
from exchange.placements.lifecycle import NEEDS_SIGNATURES, PlacementStatus
from exchange.placements.models import Placement

ONE_DAY = timedelta(days=1)
GIVEN_UP = frozenset(
    {PlacementStatus.WITHDRAWN, PlacementStatus.DID_NOT_START, PlacementStatus.REFUSED}
)


def calendar(placement: Placement, address: str, service: str) -> bytes:
    """Every milestone as an entry of a whole day, RFC 5545."""
    made = icalendar.Calendar()
    made.add("prodid", f"-//{service}//placements//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for one in milestones.every(placement):
        made.add_component(_entry(placement, one, address))
    return bytes(made.to_ical())


def _entry(placement: Placement, one: milestones.Milestone, address: str) -> icalendar.Event:
    entry = icalendar.Event()
    host = address.split("://")[-1].split(":")[0]
    entry.add("uid", f"{placement.public_id}-{one.code}@{host}")
    entry.add("dtstamp", placement.moved_at)
    entry.add("sequence", placement.terms_version - 1)
    entry.add("summary", f"{one.title}: {placement.mover.name} at {placement.host_name}")
    entry.add("dtstart", one.on)
    entry.add("dtend", one.on + ONE_DAY)
    entry.add("transp", "TRANSPARENT")
    entry.add("status", status(placement))
    entry.add("url", f"{address}/placements/{placement.public_id}")
    return entry


def status(placement: Placement) -> str:
    """How sure the dates are, in the calendar's words."""
    if placement.status in GIVEN_UP:
        return "CANCELLED"
    settled = placement.status in NEEDS_SIGNATURES or placement.status in OVER
    agreed = not placement.needs_signatures and placement.status is PlacementStatus.AGREED
    return "CONFIRMED" if settled or agreed else "TENTATIVE"
