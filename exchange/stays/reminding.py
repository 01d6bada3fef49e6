"""The worker's part in a stay: it only reminds, once each. What is due follows from dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM, Actor
from exchange.db import command, db, lock
from exchange.notices import services as notices
from exchange.notices.models import ToldOnce
from exchange.placements.models import Placement
from exchange.stays import queries, returning, schedule, steps, tasks
from exchange.stays.queries import Record
from exchange.stays.tasks import Task

LONGEST_AFTER = timedelta(days=220)
"""So long after the end the last thing may be asked: six months and a month to be told late."""


@dataclass(frozen=True)
class Reminder:
    """Something to say once."""

    key: str
    task: Task


def run() -> int:
    """Remind of everything that is due and was not said before; answers how much that was."""
    today = clock.today()
    stays = queries.to_remind(today - LONGEST_AFTER)
    records = queries.records(stays)
    wanted = {one.id: list(due(one, records[one.id], today)) for one in stays}
    keys = [reminder.key for found in wanted.values() for reminder in found]
    told = _told(keys)
    new = [id_ for id_, found in wanted.items() if any(one.key not in told for one in found)]
    db.session.rollback()
    for placement_id in new:
        remind(SYSTEM, placement_id)
    return len(new)


@command
def remind(actor: Actor, placement_id: int) -> None:
    """Say what is due in one stay, each thing once."""
    placement = db.session.get_one(Placement, placement_id)
    lock(placement)
    for reminder in due(placement, queries.record(placement), clock.today()):
        if notices.once(reminder.key):
            _tell(placement, reminder.task)


def due(placement: Placement, record: Record, today: date) -> Iterator[Reminder]:
    """What is due and not done. A date that moved is reminded of anew."""
    for task in tasks.open_now(placement, record, today):
        for on in _days(placement, task):
            if on <= today:
                yield Reminder(f"stay:{placement.public_id}:{task.code}:{on.isoformat()}", task)


def _days(placement: Placement, task: Task) -> list[date]:
    """On which days to remind: of the return 60 and 30 days before the end, else once."""
    if task.code != "return_plan":
        return [task.due]
    return [one.on for one in schedule.return_plan(placement.starts_on, placement.last_day)]


def _tell(placement: Placement, task: Task) -> None:
    if task.code == "return_plan":
        returning.ask_step(placement)
        return
    text = f"{task.what}: {placement.mover.name} at {placement.host_name}."
    path = f"{steps.path_of(placement)}/{task.path}"
    if task.owner == "home_hr":
        steps.tell_home_hr(placement, "stay_due", text, path)
        return
    person = placement.mover_id if task.owner == "mover" else placement.host_manager_id
    notices.tell(person, "stay_due", text, path)


def _told(keys: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        query = sa.select(ToldOnce.key).where(ToldOnce.key.in_(part))
        found.update(db.session.scalars(query))
    return found
