"""What the agreement and the stay bring to the desk: signatures, check-ins, the return, extensions.

An agreement is signed before the first day, and the last day holds until a later one is granted:
so the first day is the day for signatures, and the last day as it is the day for an extension.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exchange.desk.due import Due
from exchange.placements.lifecycle import PlacementStatus, unsigned
from exchange.placements.models import Placement
from exchange.stays import queries, tasks
from exchange.stays.queries import Record

AFTERWARDS = frozenset({"learning_report", "impact_end", "impact_months_3", "impact_months_6"})
"""Asked of the two people once the last day is over."""


def signatures(found: Sequence[Placement]) -> list[Due]:
    """By when an agreement is to be signed: no statement."""
    return [
        Due(one.id, "The agreement is to be signed by now", one.starts_on)
        for one in found
        if one.status is PlacementStatus.AGREED and unsigned(one)
    ]


def stays(found: Sequence[Placement]) -> list[Due]:
    """What is not done of the stays that go on: the statements of `queries.records`."""
    running = [one for one in found if one.status in queries.RUNNING]
    records = queries.records(running)
    return [due for one in running for due in _of(one, records[one.id])]


def _of(placement: Placement, record: Record) -> Iterator[Due]:
    away = placement.status is PlacementStatus.ON_LEAVE
    for task in tasks.of(placement, record):
        is_open = task.done is None and not (away and task.only_while_there)
        if is_open and task.code not in AFTERWARDS:
            yield Due(placement.id, task.what, task.due)
    if record.open_extension is not None:
        what = "Decide about the extension"
        yield Due(placement.id, what, record.open_extension.ended_before)
