"""Earlier terms of the same person in the Civil Service, at any employer, as this service knows.

Those count that were agreed before the placement was, whichever comes first in the calendar: so
the answer on a placement does not change because another is agreed later.
"""

from __future__ import annotations

from exchange.placements.checks.status import is_inward
from exchange.placements.lifecycle import PlacementStatus
from exchange.placements.models import Placement
from exchange.reference.months import Term, added_up, without
from exchange.reference.rules import Rule

COUNTED = frozenset(
    {
        PlacementStatus.AGREED,
        PlacementStatus.SIGNED,
        PlacementStatus.ACTIVE,
        PlacementStatus.ON_LEAVE,
        PlacementStatus.COMPLETED,
        PlacementStatus.ENDED_EARLY,
    }
)
"""No leave is taken off: nothing says that the time stands still."""


def terms(placement: Placement, rule: Rule) -> list[Term]:
    """First and last day of each, the earliest first; what ended early, as it ended."""
    found = [
        (other.starts_on, other.ended_on or other.ends_on)
        for other in placement.others_of_mover
        if _counts(other, placement, rule)
    ]
    return sorted((first, last) for first, last in found if first <= last)


def months_used(placement: Placement, rule: Rule, declared: int) -> tuple[int, int]:
    """Months and days of earlier terms; days on which both ran count for the placement alone."""
    known = without(terms(placement, rule), placement.starts_on, placement.ends_on)
    return added_up(known, declared)


def _counts(other: Placement, placement: Placement, rule: Rule) -> bool:
    if other.status not in COUNTED or other.kind not in rule.applies_to or other.agreed_at is None:
        return False
    if is_inward(other) is False:
        return False
    mine = placement.agreed_at
    return mine is None or (other.agreed_at, other.id) < (mine, placement.id)
