"""Four locks before "no placement is agreed or active without its approvals".

Each part of this file holds one lock; taking that lock out turns its part red: who may (access),
when (the lifecycle's guard), the facts on the row, and what the database itself refuses.
"""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.access import VISITOR, Actor
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, NotAllowed, NotFound
from exchange.placements import living, releasing, steps
from exchange.placements.lifecycle import PLACEMENT, PlacementStatus, Role
from exchange.placements.models import Placement
from tests import factories
from tests.placements import moving
from tests.placements.moving import FIRST_DAY, on

both_databases = pytest.mark.both_databases
CONSTRAINTS = {
    "needs_home_manager",
    "needs_home_hr",
    "needs_home_board",
    "needs_host_manager",
    "needs_host_hr",
    "needs_host_board",
    "home_manager_is_not_mover",
    "home_hr_is_not_mover",
    "home_board_is_not_mover",
    "host_manager_is_not_mover",
    "host_hr_is_not_mover",
    "host_board_is_not_mover",
    "home_manager_is_not_host_manager",
    "home_manager_is_not_host_hr",
    "home_manager_is_not_host_board",
    "home_hr_is_not_host_manager",
    "home_hr_is_not_host_hr",
    "home_hr_is_not_host_board",
    "home_board_is_not_host_manager",
    "home_board_is_not_host_hr",
    "home_board_is_not_host_board",
    "hr_kinds_need_four",
    "manager_kinds_need_managers",
    "trustee_needs_board",
    "manager_confirmed",
    "agreed_at_a_moment",
    "started_by_host",
    "not_started_by_mover",
    "refused_with_reason",
    "ended_with_reason",
    "completed_how",
    "ends_after_start",
    "days_in_a_week",
    "from_one_answer",
    "looked_after_by_another",
}
COMPLETE = (
    "status = '{}', agreed_at = '2026-11-22', started_at = '2026-11-22', end_reason = 'Done',"
    " started_by_id = host_manager_id, ended_by_id = mover_id, ended_how = 'returned'"
)
"""Everything that these states need, but the approvals."""
DECIDED = ("agreed", "active", "on_leave", "completed", "ended_early", "did_not_start")


# 1. Who: the access table.


@pytest.fixture
def w(at_stage):
    """A secondment that was sent home, its manager confirmed by HR; nobody has decided yet."""
    world = at_stage(factories.world)
    moving.send_home(world)
    moving.confirm(world)
    return world


WRONG = {
    "home_manager": ("home_hr", "poster", "host_hr", "mover", "colleague", "board", "admin"),
    "home_hr": ("manager", "poster", "host_hr", "mover", "colleague", "board", "admin"),
    "host_manager": ("manager", "home_hr", "host_hr", "mover", "colleague", "board", "admin"),
    "host_hr": ("manager", "home_hr", "poster", "mover", "colleague", "board", "admin"),
}


def who(w, name):
    if hasattr(w, name):
        return getattr(w, name)
    if name == "admin":
        return factories.administrator()
    if name == "board":
        return factories.member("chair@rivers.example", w.home, "board", "poster")
    return factories.member("colleague@rivers.example", w.home, "organisation_admin")


@pytest.mark.parametrize("role", WRONG)
def test_each_role_refuses_everybody_else(w, role):
    for name in WRONG[role]:
        with pytest.raises((NotAllowed, NotFound)):
            moving.approve(w, who(w, name), role)
        with pytest.raises((NotAllowed, NotFound)):
            moving.refuse(w, who(w, name), role)
    assert not w.placement.stands(Role(role))


def test_strangers_find_no_placement_at_all(w):
    elsewhere = factories.organisation("Elsewhere")
    other_hr = factories.member("hr@elsewhere.example", elsewhere, "hr", "board")
    for stranger in (VISITOR, Actor(person_id=999), other_hr):
        with pytest.raises(NotFound):
            moving.approve(w, stranger, "home_hr")


def test_nobody_approves_their_own_move_even_as_hr_of_both_sides(w):
    factories.member(w.mover.email, w.home, "hr", "board")
    mover = factories.member(w.mover.email, w.host, "hr", "board")
    for role in WRONG:
        with pytest.raises(NotAllowed):
            moving.approve(w, mover, role)


def test_nobody_approves_for_both_sides(w):
    both = factories.member(w.home_hr.email, w.host, "hr")
    moving.approve(w, both, "home_hr")
    with pytest.raises(NotAllowed):
        moving.approve(w, both, "host_hr")


def test_who_confirmed_the_manager_has_decided_for_home(w):
    both = factories.member(w.home_hr.email, w.host, "hr")
    with pytest.raises(NotAllowed):
        moving.approve(w, both, "host_hr")


# 2. When: the transition table and its guard.


def test_agree_raises_while_an_approval_is_missing(w):
    with pytest.raises(IllegalTransition, match="still needs: home manager, home hr"):
        steps.agree(w.placement, [])
    db.session.rollback()


def test_agree_raises_while_a_check_blocks(in_app):
    with in_app():
        w = moving.factories.world()
        moving.home_agrees(w)
        moving.host_agrees(w)
        with pytest.raises(IllegalTransition, match="R07"):
            steps.agree(w.placement, ["R07"])


def test_nothing_starts_that_is_not_agreed(w):
    with on(FIRST_DAY), pytest.raises(IllegalTransition):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    assert w.placement.status == "proposed"


def test_three_of_four_are_not_enough_in_whichever_order(in_app):
    with in_app():
        w = factories.world()
        moving.give_facts(w)
        moving.host_agrees(w)
        releasing.agree(VISITOR, moving.send_home(w))
        moving.confirm(w)
        assert w.placement.status == "proposed"
        moving.approve(w, w.home_hr, "home_hr")
        assert w.placement.status == "agreed"


def test_nothing_goes_round_the_guard():
    for action in set(PLACEMENT.table) - {"agree"}:
        assert PLACEMENT.table[action].get(PlacementStatus.PROPOSED) not in set(DECIDED)


# 3. Facts: an approval counts for the terms on which it was given.


def test_approvals_on_older_terms_do_not_count(in_app):
    with in_app():
        w = factories.world()
        moving.home_agrees(w)
        moving.host_agrees(w)
        moving.change_terms(w, w.poster, ends_on=date(2027, 8, 3))
        assert [w.placement.stands(role) for role in w.placement.needed] == [False] * 4
        moving.give_facts(w)
        assert w.placement.status == "proposed"


def test_a_fact_that_was_left_on_the_row_counts_for_its_own_terms_only(w):
    """Even where nobody took the old approval off."""
    moving.approve(w, w.poster, "host_manager")
    moving.statement(w.placement, "terms_version = 2")
    db.session.commit()
    assert w.placement.decision(Role.HOST_MANAGER) is not None
    assert not w.placement.stands(Role.HOST_MANAGER)
    moving.approve(w, w.poster, "host_manager")
    assert w.placement.decision(Role.HOST_MANAGER).terms == 2


def test_the_same_approval_is_not_given_twice(w):
    moving.approve(w, w.poster, "host_manager")
    with pytest.raises(ChangedMeanwhile, match="decided already"):
        moving.approve(w, w.poster, "host_manager")


def test_an_approval_that_is_not_needed_is_not_taken(w):
    chair = factories.member("chair@rivers.example", w.home, "board")
    with pytest.raises(IllegalTransition, match="does not need"):
        moving.approve(w, chair, "home_board")


def test_hr_does_not_agree_before_saying_who_the_manager_is(in_app):
    with in_app():
        w = factories.world()
        moving.send_home(w)
        with pytest.raises(IllegalTransition, match="Confirm first"):
            moving.approve(w, w.home_hr, "home_hr")


# 4. The database itself.


@both_databases
@pytest.mark.parametrize("status", DECIDED)
def test_no_update_by_hand_skips_the_approvals(in_app, status):
    with in_app():
        w = factories.world("project")
        with pytest.raises(IntegrityError, match="ck_placement_needs_"):
            moving.statement(w.placement, COMPLETE.format(status))
        db.session.rollback()
        assert w.placement.status == "proposed"


def _refused(w, constraint, changes):
    """The constraint, and no other, is what refuses the statement."""
    with pytest.raises(IntegrityError) as error:
        moving.statement(w.placement, changes)
    db.session.rollback()
    assert f"ck_placement_{constraint}" in str(error.value.orig), error.value.orig


def _given(role, by, terms="terms_version"):
    return (
        f"{role}_by = '{by}', {role}_name = 'Mo', {role}_how = 'account',"
        f" {role}_at = '2026-11-22', {role}_terms = {terms}"
    )


# What is typed by hand upon an agreed secondment, and the constraint that refuses it.
BY_HAND = {
    "needs_home_manager": "home_manager_at = NULL",
    "needs_home_hr": "home_hr_by = NULL",
    "needs_host_manager": "host_manager_terms = 7",
    "needs_host_hr": "host_hr_terms = NULL",
    "needs_home_board": "needs_home_board = true",
    "needs_host_board": "needs_host_board = true",
    "manager_confirmed": "manager_confirmed_at = NULL",
    "agreed_at_a_moment": "agreed_at = NULL",
    "started_by_host": "status = 'active'",
    "not_started_by_mover": "started_by_id = mover_id",
    "refused_with_reason": "status = 'refused'",
    "ended_with_reason": "status = 'withdrawn'",
    "completed_how": "status = 'completed'",
    "ends_after_start": "ends_on = '2027-01-03'",
    "days_in_a_week": "days_a_week = 6",
    "from_one_answer": "application_id = NULL",
    "looked_after_by_another": "host_manager_id = mover_id",
}
# Which approvals a kind needs is not unticked by hand.
UNTICKED = {
    ("secondment", "needs_home_manager = false"): "hr_kinds_need_four",
    ("secondment", "needs_home_hr = false"): "hr_kinds_need_four",
    ("secondment", "needs_host_manager = false"): "hr_kinds_need_four",
    ("secondment", "needs_host_hr = false"): "hr_kinds_need_four",
    ("secondment", "home_organisation_id = NULL"): "hr_kinds_need_four",
    ("attachment", "needs_host_hr = false"): "hr_kinds_need_four",
    ("loan", "needs_host_hr = false"): "hr_kinds_need_four",
    ("swap", "needs_host_hr = false"): "hr_kinds_need_four",
    ("project", "needs_host_manager = false"): "manager_kinds_need_managers",
    ("project", "needs_home_manager = false"): "manager_kinds_need_managers",
    ("shadowing", "needs_home_manager = false"): "manager_kinds_need_managers",
    ("trustee", "needs_host_board = false"): "trustee_needs_board",
    ("trustee", "needs_home_manager = false"): "trustee_needs_board",
}
HOMES, HOSTS = ("home_manager", "home_hr", "home_board"), ("host_manager", "host_hr", "host_board")


@both_databases
def test_each_statement_by_hand_is_refused_by_its_constraint(in_app):
    with in_app():
        w = moving.agreed()
        for constraint, changes in BY_HAND.items():
            _refused(w, constraint, changes)
        assert w.placement.status == "agreed"


@both_databases
@pytest.mark.parametrize(
    "kind", ["secondment", "attachment", "loan", "swap", "project", "shadowing", "trustee"]
)
def test_what_a_kind_needs_is_not_unticked(in_app, kind):
    with in_app():
        w = factories.world(kind)
        for (of_kind, changes), constraint in UNTICKED.items():
            if of_kind == kind:
                _refused(w, constraint, changes)


@both_databases
def test_no_decider_is_the_mover_or_on_both_sides(in_app):
    with in_app():
        w = factories.world()
        for role in (*HOMES, *HOSTS):
            _refused(w, f"{role}_is_not_mover", _given(role, w.placement.mover_key))
        for home in HOMES:
            for host in HOSTS:
                same = f"{_given(home, 'person:99')}, {_given(host, 'person:99')}"
                _refused(w, f"{home}_is_not_{host}", same)


@both_databases
@pytest.mark.parametrize(
    "blank",
    ["refusal_category = ''", "refusal_reason = ''", "refused_by = NULL", "refused_as = NULL"],
)
def test_a_refusal_without_category_reasons_or_name_is_refused(in_app, blank):
    with in_app():
        w = factories.world()
        moving.refuse(w, w.poster, "host_manager")
        _refused(w, "refused_with_reason", blank)


def test_every_constraint_has_a_case_here():
    checks = {
        str(one.name).removeprefix("ck_placement_")
        for one in Placement.__table__.constraints
        if isinstance(one, sa.CheckConstraint) and not one._type_bound  # choices of an Enum
    }
    assert checks == CONSTRAINTS
    pairs = {f"{home}_is_not_{host}" for home in HOMES for host in HOSTS}
    movers = {f"{role}_is_not_mover" for role in (*HOMES, *HOSTS)}
    assert {*BY_HAND, *UNTICKED.values(), *pairs, *movers} == CONSTRAINTS
