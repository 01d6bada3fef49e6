"""The pages of a stay on which somebody does one thing: who may, when, what it asks and runs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.errors import ExchangeError, IllegalTransition
from exchange.placements.form_base import version_seen
from exchange.placements.lifecycle import PlacementStatus
from exchange.placements.models import Placement
from exchange.reference import kinds
from exchange.stays import extending, forms, learning, noting, queries, returning, steps, tasks
from exchange.stays.forms import StayForm
from exchange.web.inputs import text
from exchange.web.look import day

P = Permission
STAYS, RUNNING = queries.STAYS, queries.RUNNING


@dataclass(frozen=True)
class Page:
    """One thing to do in a stay."""

    code: str
    """The last part of its address, and of its template's name."""
    title: str
    permission: Permission
    form: type[StayForm]
    run: Callable[[Actor, Placement, Any], object]
    done: str
    states: tuple[PlacementStatus, ...] = RUNNING
    when: Callable[[Placement], None] = lambda _placement: None
    """Raises IllegalTransition where it cannot be done now."""


def _for_stays(placement: Placement) -> None:
    if not kinds.get(placement.kind).needs_hr:
        raise IllegalTransition("This kind has no such step.", "Its page shows what there is.")


def _after_the_end(placement: Placement) -> None:
    _for_stays(placement)
    if clock.today() < placement.last_day:
        raise IllegalTransition(
            f"It is asked after {day(placement.last_day)}, the last day.", "Keep notes until then."
        )


def _extendable(placement: Placement) -> None:
    extending.can_ask(placement, clock.today())


def _stays_on(placement: Placement) -> None:
    if not tasks.stays_on(placement):
        raise IllegalTransition("Nobody is known to stay with a host outside the civil service.")


def _change_manager(who: Actor, placement: Placement, form: Any) -> None:
    try:
        chosen = uuid.UUID(form.manager.data or "")
    except ValueError:
        chosen = uuid.UUID(int=0)
    version, reason = version_seen(), text(form.reason)
    noting.change_manager(who, placement.public_id, version, chosen, reason)


def _return(who: Actor, placement: Placement, form: Any) -> None:
    returning.confirm(who, placement.public_id, version_seen(), form.post)


def _no_return(who: Actor, placement: Placement, form: Any) -> None:
    reason = text(form.reason)
    returning.waive(who, placement.public_id, version_seen(), form.why, reason)


PAGES = {
    page.code: page
    for page in (
        Page(
            "note",
            "Note something that happened",
            P.STAY_NOTE,
            forms.NoteForm,
            lambda who, placement, form: noting.note(who, placement.public_id, form.noted),
            "Noted. HR of both sides is told.",
            STAYS,
        ),
        Page(
            "advice",
            "Advice about the new job",
            P.RETURN_CONFIRM,
            forms.AdviceForm,
            lambda who, placement, form: noting.note(who, placement.public_id, form.noted),
            "Noted.",
            STAYS,
            _stays_on,
        ),
        Page(
            "manager",
            "Somebody else looks after the person",
            P.STAY_CHANGE_MANAGER,
            forms.ManagerForm,
            _change_manager,
            "Changed. Everybody who takes part is told.",
        ),
        Page(
            "extend",
            "Ask for an extension",
            P.EXTENSION_ASK,
            forms.ExtendForm,
            lambda who, placement, form: extending.ask(
                who, placement.public_id, version_seen(), form.wish
            ),
            "Asked. Whoever has to agree has been told.",
            RUNNING,
            _extendable,
        ),
        Page(
            "return",
            "Confirm the post to return to",
            P.RETURN_CONFIRM,
            forms.ReturnForm,
            _return,
            "Confirmed. Everybody who takes part is told.",
            returning.OPEN,
            _for_stays,
        ),
        Page(
            "no-return",
            "No post to return to",
            P.RETURN_WAIVE,
            forms.NoReturnForm,
            _no_return,
            "Noted. The placement’s page says what happens now.",
            returning.OPEN,
            _for_stays,
        ),
        Page(
            "report",
            "What you learnt",
            P.PLACEMENT_MOVE,
            forms.ReportForm,
            lambda who, placement, form: learning.report(who, placement.public_id, form.answer),
            "Saved. Home and host can read it.",
            STAYS,
            _after_the_end,
        ),
        Page(
            "skills",
            "Confirm skills",
            P.STAY_LOOK_AFTER,
            forms.SkillsForm,
            lambda who, placement, form: learning.confirm_skills(
                who, placement.public_id, form.skills.data or []
            ),
            "Confirmed. They stand on the person’s profile.",
            STAYS,
        ),
    )
}


def require_open(who: Actor, placement: Placement, page: Page) -> None:
    """Raise NotAllowed where it is somebody else's to do, IllegalTransition where not now."""
    require(who, page.permission, placement)
    steps.need(placement, *page.states)
    page.when(placement)


def can_be_longer(placement: Placement) -> bool:
    """Whether somebody could ask for an extension now."""
    try:
        _extendable(placement)
    except IllegalTransition:
        return False
    return True


def is_open(who: Actor, placement: Placement, code: str) -> bool:
    """Whether the viewer can do this now."""
    try:
        require_open(who, placement, PAGES[code])
    except ExchangeError:
        return False
    return True
