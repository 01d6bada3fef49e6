"""The parts of a placement's room that a stay adds: during the placement, and coming back.

Each viewer sees what they may. That something was done is for everybody; how it goes is for the
two people and HR of both sides; words are for whom their writer meant them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from exchange.access import Actor, Permission, allowed
from exchange.organisations import queries as organisations
from exchange.placements.lifecycle import PlacementStatus
from exchange.placements.models import Placement
from exchange.placements.panels import Panel
from exchange.placements.progress import Step
from exchange.reference import kinds, skills
from exchange.stays import noting, pages, queries, tasks, wording
from exchange.stays.lifecycle import NoteKind, Side
from exchange.stays.models import CheckIn, StayNote
from exchange.stays.queries import Record
from exchange.stays.tasks import Task

PLANNED = (PlacementStatus.AGREED, PlacementStatus.SIGNED)
"""Before the first day the dates are shown, and nothing else."""
BACK = frozenset({"return_plan", "outside_job", "learning_report"})
"""Tasks of the part "Coming back"; what came of it stands there too."""


@dataclass(frozen=True)
class CheckInSeen:
    """A check-in as one viewer sees it."""

    title: str
    who: str
    at: datetime
    colour: tuple[str, str] | None
    text: str


@dataclass(frozen=True)
class NoteSeen:
    """A note as one viewer sees it."""

    title: str
    since: date
    until: date | None
    text: str


def during(viewer: Actor, placement: Placement, today: date) -> dict[str, Any] | None:
    """Check-ins, notes and extensions; None where this kind has none or nothing has begun."""
    if not _shows(placement):
        return None
    record = queries.record(placement)
    listed = [one for one in tasks.of(placement, record) if one.only_while_there]
    codes = ("extend", "note", "manager", "skills")
    begun = placement.status in queries.STAYS
    return {
        "rows": [_row(placement, one, today) for one in listed],
        "check_ins": [_check_in(viewer, placement, one) for one in record.check_ins.values()],
        "notes": _notes(viewer, placement, record),
        "away_until": _away_until(viewer, placement, record),
        "may_be_longer": pages.can_be_longer(placement),
        "extensions": list(reversed(record.extensions)),
        "offers": [pages.PAGES[code] for code in codes if pages.is_open(viewer, placement, code)]
        if begun
        else [],
        "skills": [skills.get(one.skill).name for one in record.skills if not one.hidden],
        "begun": begun,
        "words": wording,
    }


def coming_back(viewer: Actor, placement: Placement, today: date) -> dict[str, Any] | None:
    """The post to return to, what was learnt, and what came of it."""
    if placement.status not in queries.STAYS:
        return None
    record = queries.record(placement)
    listed = [one for one in tasks.of(placement, record) if not one.only_while_there]
    reads = allowed(viewer, Permission.STAY_READ_REPORT, placement)
    codes = ("return", "no-return", "report")
    return {
        "rows": [_row(placement, one, today) for one in listed],
        "has_return": kinds.get(placement.kind).needs_hr,
        "next": wording.WAIVED_NEXT[placement.return_waived] if placement.return_waived else (),
        "report": record.report if reads else None,
        "impacts": list(record.impacts.values()),
        "offers": [pages.PAGES[code] for code in codes if pages.is_open(viewer, placement, code)],
        "may_ask": _may_ask(viewer, placement),
        "home_has_account": _home_has_account(placement),
        "words": wording,
    }


def waited_for(placement: Placement, today: date) -> list[Step]:
    """What a stay waits for now or soon."""
    if placement.status not in queries.STAYS:
        return []
    return tasks.steps(placement, queries.record(placement), today)


def _shows(placement: Placement) -> bool:
    status = placement.status
    return kinds.get(placement.kind).needs_hr and (status in queries.STAYS or status in PLANNED)


def _row(placement: Placement, task: Task, today: date) -> dict[str, Any]:
    state = task.state(today)
    words = {
        "done": ("Done", "good"),
        "now": ("Overdue" if task.is_late(today) else "Due now", "wait"),
        "todo": ("To come", "neutral"),
    }
    missed = task.only_while_there and not task.done and placement.status not in queries.RUNNING
    return {
        "what": task.what,
        "who": task.who,
        "due": task.due,
        "done": task.done,
        "state": state,
        "word": ("Not answered", "neutral") if missed and placement.ended_on else words[state],
    }


def _check_in(viewer: Actor, placement: Placement, row: CheckIn) -> CheckInSeen:
    two = {placement.mover_id, placement.host_manager_id}
    as_hr = allowed(viewer, Permission.STAY_READ_WORDS, placement)
    wrote = viewer.person_id == row.by_id
    colour = as_hr or wrote or viewer.person_id in two
    words = as_hr or wrote or (row.shared and viewer.person_id in two)
    who = "The person who moves" if row.side is Side.MOVER else "The manager at the host"
    return CheckInSeen(
        wording.TIMES[row.time],
        who,
        row.created_at,
        wording.COLOURS[row.colour] if colour else None,
        row.text if words else "",
    )


def _notes(viewer: Actor, placement: Placement, record: Record) -> list[NoteSeen]:
    """Parties read notes; the words about sickness only HR of both sides and their writer."""
    if not allowed(viewer, Permission.STAY_READ_REPORT, placement):
        return []
    return [_note(viewer, placement, one) for one in record.notes]


def _away_until(viewer: Actor, placement: Placement, record: Record) -> date | None:
    """Until when an absence lasts that goes on to the last day, for those who may know of it."""
    if placement.status not in queries.RUNNING:
        return None
    if not allowed(viewer, Permission.STAY_READ_REPORT, placement):
        return None
    ends = [
        one.until
        for one in record.notes
        if noting.reaches_the_end(placement, one) and _reads(viewer, placement, one)
    ]
    return max((end for end in ends if end is not None), default=None)


def _reads(viewer: Actor, placement: Placement, row: StayNote) -> bool:
    """Whether the viewer may know what a note is about."""
    as_hr = allowed(viewer, Permission.STAY_READ_WORDS, placement)
    return as_hr or viewer.person_id == row.by_id or row.kind not in noting.FOR_HR_ONLY


def _note(viewer: Actor, placement: Placement, row: StayNote) -> NoteSeen:
    reads = _reads(viewer, placement, row)
    title = wording.NOTES[row.kind if reads else NoteKind.OTHER]
    return NoteSeen(title, row.since, row.until, row.text if reads else "")


def _may_ask(viewer: Actor, placement: Placement) -> bool:
    waits = placement.status in queries.RUNNING or placement.status is PlacementStatus.ENDED_EARLY
    needed = kinds.get(placement.kind).needs_hr and not placement.return_is_settled
    return waits and needed and allowed(viewer, Permission.RETURN_ASK, placement)


def _home_has_account(placement: Placement) -> bool:
    role = "board" if placement.needs_home_board else "hr"
    people = organisations.holders(placement.home_organisation_id, role)
    return any(one != placement.mover_id for one in people)


PANELS = (
    Panel("stay", "During the placement", "stays/during.html", during, waited_for),
    Panel("coming-back", "Coming back", "stays/coming_back.html", coming_back),
)
