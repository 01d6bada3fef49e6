"""The dates that follow from a placement's first and last day: for the agreement and calendars.

Weeks 2 and 6, the middle, and 60 and 30 days before the end are our own policy, as of 2026-11,
after NHSScotland's mid-point review. A date that would lie outside the placement is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


class Dated(Protocol):
    """What has a first and a last day."""

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...


@dataclass(frozen=True)
class Milestone:
    """A dated thing to do: a code that stays the same, and its words."""

    code: str
    on: date
    title: str


def check_ins(placement: Dated) -> list[Milestone]:
    """The check-ins of both sides, in the order of their days."""
    starts, ends = placement.starts_on, placement.ends_on
    middle = starts + (ends - starts) // 2
    planned = (
        Milestone("week-2", starts + timedelta(weeks=2), "Check-in after two weeks"),
        Milestone("week-6", starts + timedelta(weeks=6), "Check-in after six weeks"),
        Milestone("middle", middle, "Review halfway"),
    )
    return sorted((one for one in planned if starts < one.on < ends), key=lambda one: one.on)


def return_plan(placement: Dated) -> list[Milestone]:
    """When the return is planned, and when the post to return to is confirmed."""
    ends = placement.ends_on
    planned = (
        Milestone("return-60", ends - timedelta(days=60), "Plan the return"),
        Milestone("return-30", ends - timedelta(days=30), "Confirm the post to return to"),
    )
    return [one for one in planned if placement.starts_on < one.on]


def every(placement: Dated) -> list[Milestone]:
    """All of them, with the first and the last day."""
    return [
        Milestone("start", placement.starts_on, "First day"),
        *sorted([*check_ins(placement), *return_plan(placement)], key=lambda one: one.on),
        Milestone("end", placement.ends_on, "Last day"),
    ]
