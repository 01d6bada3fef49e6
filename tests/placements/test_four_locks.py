"""The four locks before each step that binds somebody, tried one by one with the others open.

Who may (the access table), when (the transition table and its guards), what was seen (the version,
or the hash that is signed), and the constraints of the database, against a statement typed by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from exchange.agreements import services as agreements
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, NotAllowed, NotFound
from exchange.placements import living, services
from exchange.placements.ending import Waived
from exchange.placements.lifecycle import Party, Role
from exchange.placements.models import EndedHow
from exchange.stays import returning
from tests import factories
from tests.placements import moving

pytestmark = pytest.mark.both_databases
FIRST, LAST = moving.FIRST_DAY, moving.LAST_DAY
TODAY, JUNE = date(2026, 11, 22), date(2027, 6, 1)


def sent():
    w = factories.world()
    moving.send_home(w)
    moving.confirm(w)
    return w


def refused():
    w = sent()
    moving.refuse(w, w.home_hr, "home_hr")
    return w


def issued():
    w = moving.agreed()
    moving.issue(w)
    return w


def settled():
    w = moving.active()
    with moving.on(JUNE):
        moving.return_is_settled(w)
    return w


def _approve(w, who, version):
    services.approve(who, w.placement.public_id, version, Role.HOST_HR)


def _sign(w, who, version):
    """What a signatory saw is the hash; an older one is that of no version that can be signed."""
    seen = w.placement.agreement_hash if version == w.placement.version else "0" * 64
    agreements.sign(who, w.placement.public_id, Party.HOST, seen or "0" * 64)


def _start(w, who, version):
    living.confirm_start(who, w.placement.public_id, version)


def _complete(w, who, version):
    living.complete(who, w.placement.public_id, version, EndedHow.RETURNED)


def _waive(w, who, version):
    returning.waive(who, w.placement.public_id, version, Waived.LEAVES, "A new post elsewhere")


@dataclass(frozen=True)
class Step:
    """A step that binds somebody, and what stands in its way."""

    run: Callable[[Any, Any, int], None]
    ready: Callable[[], Any]
    """Everything is there for it."""
    by: str
    nobody_else: tuple[str, ...]
    on: date
    otherwise: Callable[[], Any]
    """In a state in which it cannot be done."""
    by_hand: str
    constraint: str
    after: tuple[str, Any]
    """What the row says once it is done: the column and its value; None: anything."""


STEPS = {
    "approve": Step(
        _approve,
        sent,
        "host_hr",
        ("mover", "manager", "home_hr", "poster"),
        TODAY,
        refused,
        "status = 'agreed', agreed_at = '2026-11-22'",
        "needs_",
        ("host_hr_by", None),
    ),
    "sign": Step(
        _sign,
        issued,
        "host_hr",
        ("mover", "manager", "home_hr", "poster"),
        TODAY,
        sent,
        "status = 'signed', signed_at = '2026-11-22'",
        "signed_by_",
        ("host_signed_by", None),
    ),
    "start": Step(
        _start,
        moving.signed,
        "poster",
        ("mover", "manager", "home_hr"),
        FIRST,
        issued,
        "status = 'active', started_at = '2027-01-04', started_by_id = NULL",
        "started_by_host",
        ("status", "active"),
    ),
    "complete": Step(
        _complete,
        settled,
        "home_hr",
        ("mover", "manager", "poster", "host_hr"),
        LAST,
        moving.active,
        "status = 'completed', ended_by_id = host_manager_id, ended_how = NULL",
        "completed_how",
        ("status", "completed"),
    ),
    "waive": Step(
        _waive,
        moving.active,
        "home_hr",
        ("mover", "manager", "poster", "host_hr"),
        JUNE,
        moving.signed,
        "return_confirmed_at = '2027-06-01', return_waived = 'leaves',"
        " return_waived_reason = 'A new post', return_confirmed_by = mover_key",
        "return_is_not_confirmed_by_mover",
        ("return_waived", Waived.LEAVES),
    ),
}
each_step = pytest.mark.parametrize("name", STEPS)


def untouched(w, step):
    db.session.rollback()
    db.session.refresh(w.placement)
    column, value = step.after
    return getattr(w.placement, column) is None or getattr(w.placement, column) != value


@each_step
def test_with_every_lock_open_it_is_done(in_app, name):
    step = STEPS[name]
    with in_app():
        w = step.ready()
        with moving.on(step.on):
            step.run(w, getattr(w, step.by), w.placement.version)
        column, value = step.after
        assert getattr(w.placement, column) is not None
        assert value in {None, getattr(w.placement, column)}


@each_step
def test_first_lock_nobody_else_does_it(in_app, name):
    step = STEPS[name]
    with in_app():
        w = step.ready()
        others = [getattr(w, one) for one in step.nobody_else]
        for who in (*others, factories.person("stranger@else.example")):
            with moving.on(step.on), pytest.raises((NotAllowed, NotFound)):
                step.run(w, who, w.placement.version)
        assert untouched(w, step)


@each_step
def test_second_lock_not_in_another_state(in_app, name):
    step = STEPS[name]
    with in_app():
        w = step.otherwise()
        before = getattr(w.placement, step.after[0])
        with moving.on(step.on), pytest.raises(IllegalTransition):
            step.run(w, getattr(w, step.by), w.placement.version)
        db.session.rollback()
        db.session.refresh(w.placement)
        assert getattr(w.placement, step.after[0]) == before


@each_step
def test_third_lock_not_on_what_has_changed_since_it_was_seen(in_app, name):
    step = STEPS[name]
    with in_app():
        w = step.ready()
        with moving.on(step.on), pytest.raises(ChangedMeanwhile):
            step.run(w, getattr(w, step.by), w.placement.version - 1)
        assert untouched(w, step)


@each_step
def test_fourth_lock_no_statement_typed_by_hand_does_it(in_app, name):
    step = STEPS[name]
    with in_app():
        w = step.ready()
        with pytest.raises(IntegrityError, match=step.constraint):
            moving.statement(w.placement, step.by_hand)
        assert untouched(w, step)
