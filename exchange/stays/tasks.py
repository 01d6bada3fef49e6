"""What a stay asks of whom, and by when: the same for every party. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from exchange import clock
from exchange.access import Permission
from exchange.placements import approvals, checks, progress
from exchange.placements.ending import Waived
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import EndedHow, Placement
from exchange.placements.progress import Step
from exchange.reference import kinds
from exchange.stays import learning, schedule
from exchange.stays.checking_in import PERMISSION
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import CheckInTime, ImpactTime, NoteKind, Side
from exchange.stays.queries import RUNNING, STAYS, Record
from exchange.stays.schedule import Due, What
from exchange.web.look import day

SOON = timedelta(days=14)
"""So long before its day a thing is named among what happens next."""

CHECK_INS = {
    CheckInTime.WEEK_2: "Check-in after two weeks",
    CheckInTime.WEEK_6: "Check-in after six weeks",
    CheckInTime.MIDPOINT: "Check-in at the midpoint",
}
IMPACTS = {
    ImpactTime.END: "Say what came of it",
    ImpactTime.MONTHS_3: "Say what lasted after 3 months",
    ImpactTime.MONTHS_6: "Say what lasted after 6 months",
}


@dataclass(frozen=True)
class Task:
    """One thing that is to be done."""

    code: str
    what: str
    who: str
    """By role and organisation."""
    owner: str
    """mover, host_manager or home_hr: who is reminded."""
    due: date
    path: str
    permission: Permission
    done: date | datetime | None = None
    only_while_there: bool = False
    """Not asked while the person is on leave."""

    def state(self, today: date) -> str:
        """done, now or todo."""
        if self.done is not None:
            return "done"
        return "now" if self.due <= today else "todo"

    def is_late(self, today: date) -> bool:
        """Whether its day is over and it is not done."""
        return self.done is None and self.due < today


def of(placement: Placement, record: Record) -> list[Task]:
    """Every task of a stay in the order of their days."""
    found = list(_all(placement, record))
    return sorted(found, key=lambda task: task.due)


def _all(placement: Placement, record: Record) -> Iterator[Task]:
    first, last = placement.starts_on, placement.last_day
    if kinds.get(placement.kind).needs_hr:
        for due in schedule.check_ins(first, last):
            yield from _check_ins(placement, record, due)
        yield _return(placement, schedule.return_plan(first, last)[0])
        if stays_on(placement):
            yield _outside_job(placement, record)
    for due in schedule.afterwards(last):
        if due.what is What.IMPACT and learning.has_impact(placement):
            yield _impact(placement, record, due)
        if due.what is What.LEARNING_REPORT and kinds.get(placement.kind).needs_hr:
            yield _report(record, due)


def _check_ins(placement: Placement, record: Record, due: Due) -> Iterator[Task]:
    time = CheckInTime(due.time)
    who = {Side.MOVER: progress.MOVER, Side.HOST: host_manager(placement)}
    owner = {Side.MOVER: "mover", Side.HOST: "host_manager"}
    for side in Side:
        given = record.check_ins.get((time, side))
        yield Task(
            f"{time.value}_{side.value}",
            CHECK_INS[time],
            who[side],
            owner[side],
            due.on,
            f"stay/check-in/{time.value}",
            PERMISSION[side],
            given.created_at if given else None,
            only_while_there=True,
        )


def _return(placement: Placement, due: Due) -> Task:
    return Task(
        "return_plan",
        "Confirm the post to return to",
        home_hr(placement),
        "home_hr",
        due.on,
        "stay/return",
        Permission.RETURN_CONFIRM,
        placement.return_confirmed_at,
    )


def _outside_job(placement: Placement, record: Record) -> Task:
    """R09. GOV.UK, Business Appointment Rules, as of 2025-10: advice before the new job begins."""
    asked = [one for one in record.notes if one.kind is NoteKind.OUTSIDE_JOB_ADVICE]
    return Task(
        "outside_job",
        "Ask for advice under the Business Appointment Rules before the new job begins",
        home_hr(placement),
        "home_hr",
        placement.last_day,
        "stay/advice",
        Permission.RETURN_CONFIRM,
        asked[0].created_at if asked else None,
    )


def _report(record: Record, due: Due) -> Task:
    done = record.report.created_at if record.report else None
    return Task(
        "learning_report",
        "Write what you learnt and bring back",
        progress.MOVER,
        "mover",
        due.on,
        "stay/report",
        Permission.PLACEMENT_MOVE,
        done,
    )


def _impact(placement: Placement, record: Record, due: Due) -> Task:
    time = ImpactTime(due.time)
    given = record.impacts.get(time)
    return Task(
        f"impact_{time.value}",
        IMPACTS[time],
        host_manager(placement),
        "host_manager",
        due.on,
        f"stay/impact/{time.value}",
        Permission.STAY_LOOK_AFTER,
        given.created_at if given else None,
    )


def stays_on(placement: Placement) -> bool:
    """Whether a civil servant stays with the host outside, so that R09 asks for advice."""
    stays = (
        placement.return_waived is Waived.STAYS_WITH_HOST
        or placement.ended_how is EndedHow.STAYED_WITH_HOST
    )
    outside = checks.host_is_civil_service(placement) is not True
    return stays and outside and checks.mover_is_civil_servant(placement) is not False


def open_now(placement: Placement, record: Record, today: date) -> list[Task]:
    """What is to be done now or soon."""
    if placement.status not in STAYS:
        return []
    away = placement.status is PlacementStatus.ON_LEAVE
    over = placement.status not in RUNNING
    return [
        task
        for task in of(placement, record)
        if task.done is None
        and task.due - SOON <= today
        and not (task.only_while_there and (away or over))
    ]


def steps(placement: Placement, record: Record, today: date) -> list[Step]:
    """The same as the room shows it under "What happens next", with decisions on an extension."""
    wanted = _without_overtaken(open_now(placement, record, today), today)
    found = [_step(placement, task, today) for task in wanted]
    extension = record.open_extension
    if extension is None or placement.ends_early_on is not None:
        return found
    asked = [] if extension.mover_agrees else [_mover_agrees(placement, extension)]
    asked += [
        Step(
            "Decide about the extension",
            progress.role_at(placement, role),
            extension.created_at,
            progress.away(progress.role_at(placement, role), _where(placement, role)),
            role=role,
            path=f"extensions/{extension.public_id}",
            permission=approvals.PERMISSION[role],
        )
        for role in extension.needed
        if not extension.stands(role)
    ]
    return [*asked, *found]


def _mover_agrees(placement: Placement, extension: Extension) -> Step:
    return Step(
        f"Say whether you stay until {day(extension.ends_on)}",
        progress.MOVER,
        extension.created_at,
        "Nothing changes unless the person who moves agrees.",
        path=f"extensions/{extension.public_id}",
        permission=Permission.EXTENSION_AGREE,
    )


def _without_overtaken(found: list[Task], today: date) -> list[Task]:
    """A check-in that was missed is not waited for any more once the same person's next is due."""
    due = [one for one in found if one.only_while_there and one.due <= today]
    latest = {one.owner: max(each.due for each in due if each.owner == one.owner) for one in due}
    return [one for one in found if one not in due or one.due == latest[one.owner]]


def _step(placement: Placement, task: Task, today: date) -> Step:
    where = placement.home_name if task.owner == "home_hr" else placement.host_name
    return Step(
        task.what,
        task.who,
        _midnight(task.due),
        "" if task.owner == "mover" else progress.away(task.who, where),
        due=task.due if task.due > today else None,
        path=task.path,
        permission=task.permission,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LONDON)


def _where(placement: Placement, role: Role) -> str:
    return placement.home_name if role.side == "home" else placement.host_name


def host_manager(placement: Placement) -> str:
    """Who looks after the mover, by role and organisation."""
    return progress.role_at(placement, Role.HOST_MANAGER)


def home_hr(placement: Placement) -> str:
    """Who plans the return, by role and organisation."""
    role = Role.HOME_BOARD if placement.needs_home_board else Role.HOME_HR
    return progress.role_at(placement, role)
