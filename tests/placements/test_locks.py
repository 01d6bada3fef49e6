"""Four locks before "no placement is agreed or active without its approvals".

Each part of this file holds one lock; taking that lock out turns its part red: who may (access),
when (the lifecycle's guard), and the facts on the row. The fourth, what the database itself
refuses, is beside it in test_locks_database.py.
"""

from __future__ import annotations

from datetime import date

import pytest

from exchange.access import VISITOR, Actor
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, NotAllowed, NotFound
from exchange.placements import living, releasing, steps
from exchange.placements.lifecycle import PLACEMENT, PlacementStatus, Role
from tests import factories
from tests.placements import guarding, moving
from tests.placements.moving import FIRST_DAY, on

both_databases = pytest.mark.both_databases
DECIDED = ("agreed", "signed", "active", "on_leave", "completed", "ended_early", "did_not_start")


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


@pytest.mark.parametrize("signed", [(), ("mover",), ("home", "mover"), ("host", "home")])
def test_nothing_starts_that_is_not_signed_by_all(in_app, signed):
    with in_app():
        w = moving.agreed()
        guarding.settle(w)
        moving.issue(w)
        for party in signed:
            moving.sign(w, {"home": w.home_hr, "host": w.host_hr, "mover": w.mover}[party], party)
        with on(FIRST_DAY), pytest.raises(IllegalTransition, match="still needs a signature"):
            living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
        assert w.placement.status == "agreed"


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
