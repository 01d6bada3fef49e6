"""A refusal is looked at again, once, by somebody else; upheld, the place is held where it can be.

20 working days are counted by hand: refused on Sunday 22 November 2026, with Christmas and Boxing
Day out of reach, the last day is Friday 18 December.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange import clock
from exchange.access import VISITOR, Permission, allowed
from exchange.db import db
from exchange.desk import handover
from exchange.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.organisations import services as joining
from exchange.organisations.models import Membership
from exchange.placements import (
    acts,
    appeals,
    queries,
    reconsidering,
    releasing,
    reminding,
)
from exchange.placements.approval_models import Appeal
from exchange.placements.lifecycle import Role
from tests import factories
from tests.placements import moving
from tests.placements.appealing import AGREE, ASK_ANOTHER, DISMISS, answer, appeal, head, refuse


def on_day(text):
    return clock.at(datetime.fromisoformat(f"{text}T09:00").replace(tzinfo=UTC))


@pytest.fixture
def w(at_stage):
    """Sent home, the manager confirmed; nobody has decided yet."""
    world = at_stage(factories.world)
    moving.send_home(world)
    moving.confirm(world)
    return world


# Where it goes.


@pytest.mark.parametrize(
    ("role", "route", "decider"),
    [
        ("home_manager", "hr", "hr@rivers.example"),
        ("host_manager", "hr", "hr@harbour.example"),
        ("home_hr", "board", "head@rivers.example"),
        ("host_hr", "board", "head@harbour.example"),
    ],
)
def test_it_goes_to_who_stands_above(w, role, route, decider):
    head(w, "home"), head(w, "host")
    refuse(w, role)
    made = appeal(w)
    assert made.goes_to == route
    theirs = [factories.actor(decider).person_id]
    assert appeals.deciders(made, w.placement) == theirs
    assert "appeal_made" in moving.told(factories.actor(decider))


@pytest.mark.parametrize("role", ["home_hr", "host_hr"])
def test_where_nobody_else_is_left_it_goes_to_the_platform(w, role):
    refuse(w, role)
    made = appeal(w)
    assert made.goes_to == "platform"
    admin = factories.administrator()
    assert "appeal_made" in moving.told(admin)
    with pytest.raises(NotAllowed):
        answer(w, admin, AGREE)  # the platform agrees in no employer's place
    answer(w, admin, DISMISS)
    assert w.placement.status == "refused"


def test_the_chair_decides_where_hr_refused(w):
    chair = head(w, "home", "board")
    refuse(w, "home_hr")
    assert appeal(w).goes_to == "board"
    assert allowed(chair, Permission.APPEAL_DECIDE, w.placement.open_appeal)


def test_who_decided_for_the_other_side_is_passed_over(w):
    """HR of both employers who agreed for the host does not judge home's refusal."""
    both = factories.member("both@rivers.example", w.home, "hr")
    both = factories.member("both@rivers.example", w.host, "hr")
    moving.approve(w, both, "host_hr")
    joining.set_roles(
        factories.administrator(), _membership(w.home_hr, w.home), frozenset(), "Left HR"
    )
    refuse(w, "home_manager")
    made = appeal(w)
    assert made.goes_to == "platform"
    assert not allowed(both, Permission.APPEAL_DECIDE, made)


def _membership(actor, organisation):
    query = sa.select(Membership.public_id).filter_by(
        person_id=actor.person_id, organisation_id=organisation.id
    )
    return db.session.scalars(query).one()


@pytest.mark.parametrize("who", ["mover", "manager", "poster", "host_hr", "colleague", "refuser"])
def test_nobody_else_decides_it(w, who):
    chair = head(w, "home", "board")
    refuse(w, "home_hr")
    appeal(w)
    people = {
        "refuser": w.home_hr,
        "colleague": factories.member("colleague@rivers.example", w.home, "poster"),
    }
    actor = people.get(who) or getattr(w, who)
    with pytest.raises((NotAllowed, NotFound)):
        answer(w, actor, DISMISS)
    answer(w, chair, DISMISS)


def test_never_the_person_who_refused_even_where_they_hold_the_higher_role_too(w):
    factories.member(w.home_hr.email, w.home, "hr", "board", "organisation_admin")
    both = factories.actor(w.home_hr.email)
    moving.refuse(w, both, "home_hr", "cost", "No money.")
    assert appeal(w).goes_to == "platform"
    with pytest.raises(NotAllowed):
        answer(w, both, ASK_ANOTHER)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("decided_by_another", "decided_by = refused_by"),
        ("not_decided_by_mover", "decided_by = mover_key"),
        ("decided_with_reason", "answer = ''"),
        ("decided_with_reason", "decided_by = NULL"),
        ("decided_with_reason", "outcome = NULL"),
        ("has_reason", "reason = ''"),
    ],
)
def test_no_statement_by_hand_goes_round_it(in_app, constraint, changes):
    with in_app():
        w = factories.world("project")
        moving.refuse(w, w.poster, "host_manager")
        appeal(w)
        answer(w, w.host_hr, DISMISS)
        db.session.rollback()
        with pytest.raises(IntegrityError) as error:
            db.session.execute(sa.text(f"UPDATE placement_appeal SET {changes}"))  # noqa: S608
        assert f"ck_placement_appeal_{constraint}" in str(error.value.orig)
        db.session.rollback()


# When.


@pytest.mark.parametrize(("day", "works"), [("2026-12-18", True), ("2026-12-19", False)])
def test_within_twenty_working_days(w, day, works):
    refuse(w, "home_manager")
    with on_day(day):
        if works:
            appeal(w)
            return
        with pytest.raises(IllegalTransition, match="20 working days"):
            appeal(w)


@pytest.mark.parametrize(("outcode", "last"), [("LS1", "2027-01-05"), ("EH1", "2027-01-06")])
def test_bank_holidays_of_the_side_that_refused_do_not_count(w, outcode, last):
    """Refused on Thursday 3 December: 15 days to the 24th, 29 to 31 December make 18, and in
    England 4 and 5 January make 20. In Scotland 4 January is a holiday."""
    w.home.outcode = outcode
    db.session.commit()
    with on_day("2026-12-03"):
        refuse(w, "home_manager")
    assert appeals.last_day(w.placement).isoformat() == last


def test_once_for_each_role_that_refused(w):
    refuse(w, "home_manager")
    appeal(w)
    with pytest.raises(IllegalTransition, match="already"):
        appeal(w)
    answer(w, w.home_hr, DISMISS)
    with pytest.raises(IllegalTransition, match="already"):
        appeal(w)


def test_only_the_mover_with_a_reason_and_only_against_a_refusal(w):
    with pytest.raises(IllegalTransition):
        appeal(w)
    refuse(w, "home_manager")
    with pytest.raises(Invalid):
        appeal(w, " ")
    for other in (w.poster, w.home_hr):
        with pytest.raises(NotAllowed):
            reconsidering.appeal(other, w.placement.public_id, w.placement.version, "Please.")


# Who sees it.


def test_the_administrator_who_decides_sees_the_room_and_nothing_before(w):
    admin, ref = head(w, "home"), w.placement.public_id
    with pytest.raises(NotFound):
        queries.by_public_id(admin, ref)
    refuse(w, "home_hr")
    with pytest.raises(NotFound):
        queries.by_public_id(admin, ref)
    appeal(w)
    found = queries.by_public_id(admin, ref)
    offered = {act.code for act in acts.open_to(admin, found, clock.today())}
    assert offered == {"decide-appeal"}


def test_an_appeal_whose_decider_has_left_goes_on(w):
    chair = head(w, "home", "board")
    refuse(w, "home_hr")
    made = appeal(w)
    admin = factories.administrator()
    handover.leave(chair, _membership(chair, w.home), None, "A new post")
    assert reminding.step() == 1
    assert reminding.step() == 0
    assert db.session.get(Appeal, made.id).goes_to == "platform"
    assert "appeal_made" in moving.told(admin)


def test_a_refusal_by_link_is_appealed_the_same(w):
    releasing.refuse(VISITOR, moving.link_to(moving.MANAGER), "cost", "No money.")
    made = appeal(w)
    assert made.refused_by == w.manager.key  # the address is somebody's own
    answer(w, w.home_hr, AGREE)
    assert w.placement.stands(Role.HOME_MANAGER)


def test_while_it_waits_the_refusal_is_not_among_what_has_ended(w):
    def listed(over):
        return [one.id for one in db.session.scalars(of(w.home_hr, over=over)).unique()]

    of = queries.of_my_organisations
    refuse(w, "home_manager")
    assert (listed(over=False), listed(over=True)) == ([], [w.placement.id])
    appeal(w)
    assert (listed(over=False), listed(over=True)) == ([w.placement.id], [])
    answer(w, w.home_hr, DISMISS)
    assert (listed(over=False), listed(over=True)) == ([], [w.placement.id])
