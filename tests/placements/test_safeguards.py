"""Interests and what stands between organisations: who may do what, and what it does.

The world is a secondment of a civil servant to a hospice, from 4 January to 3 July 2027.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import VISITOR
from exchange.db import db
from exchange.errors import (
    ChangedMeanwhile,
    Gone,
    IllegalTransition,
    Invalid,
    NotAllowed,
    NotFound,
)
from exchange.organisations import services as joining
from exchange.organisations.models import Membership
from exchange.placements import checks, living, services
from exchange.placements.safeguards import conflicts, interests, pensions, vetting
from exchange.placements.safeguards.interests import NOTHING, Declared
from exchange.placements.safeguards.words import (
    Interest,
    Matter,
    PensionOption,
    Side,
)
from tests import factories
from tests.placements import guarding, moving
from tests.placements.guarding import found, may, outcome, someone
from tests.placements.moving import FIRST_DAY, on


@pytest.fixture
def w(at_stage):
    """Nobody has decided yet; home has heard of it."""
    world = at_stage(factories.world)
    moving.send_home(world)
    return world


@pytest.fixture
def agreed(at_stage):
    return at_stage(moving.agreed)


@pytest.fixture
def active(at_stage):
    return at_stage(moving.active)


# Interests, rule R11


def test_who_may_declare(w):
    ref = w.placement.public_id
    assert may(w, lambda who: interests.declare(who, ref, NOTHING)) == {
        "mover", "manager", "home_hr", "poster", "host_hr",
    }  # fmt: skip


def test_the_start_waits_for_everybody_who_declares_and_no_longer(agreed):
    w = agreed
    guarding.choose_pension(w)
    moving.issue_as_it_is(w)
    for who, party in ((w.mover, "mover"), (w.home_hr, "home"), (w.host_hr, "host")):
        moving.sign(w, who, party)
    for who in (w.mover, w.poster, w.home_hr, w.host_hr):
        assert "Still to declare" in found(w, "R11").why
        guarding.declare(w, who)
    assert found(w, "R11").why == ("Still to declare: Line manager at home, Department for Rivers.")
    with on(FIRST_DAY), pytest.raises(IllegalTransition, match="Interests are declared"):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    guarding.manager_declares(w)
    assert outcome(w, "R11") == "met"
    with on(FIRST_DAY):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    assert w.placement.status == "active"


def test_interests_do_not_hold_up_the_agreement_itself(agreed):
    assert outcome(agreed, "R11") == "unknown"
    assert agreed.placement.status == "agreed"


@pytest.mark.parametrize(
    ("declared", "field"),
    [
        (Declared(nothing=False), "interests"),
        (Declared(nothing=False, interests=frozenset({Interest.SHARES})), "details"),
        (Declared(nothing=False, details="Shares"), "interests"),
        (Declared(nothing=True, details="Shares"), "nothing"),
        (Declared(nothing=True, interests=frozenset({Interest.SHARES})), "nothing"),
    ],
)
def test_a_declaration_says_nothing_or_what(w, declared, field):
    with pytest.raises(Invalid) as refusal:
        guarding.declare(w, w.mover, declared)
    assert field in refusal.value.fields
    assert w.placement.declarations == []


def test_an_interest_is_told_to_both_hrs_without_its_words(w):
    guarding.declare(w, w.poster, guarding.SHARES)
    for who in (w.home_hr, w.host_hr):
        assert moving.told(who)[-1] == "interest_declared"
    assert "interest_declared" not in moving.told(w.mover)
    assert "Brook Water" not in str(moving.heard(w.home_hr, w.host_hr, w.mover))


def test_a_declaration_that_is_sent_twice_is_one_and_told_once(w):
    for _ in range(2):
        guarding.declare(w, w.poster, guarding.SHARES)
    assert len(w.placement.declarations) == 1
    assert moving.told(w.home_hr).count("interest_declared") == 1
    guarding.declare(w, w.poster)
    guarding.declare(w, w.poster, guarding.SHARES)
    assert len(w.placement.declarations) == 3, "a change of mind, and back"
    with on(date(2026, 12, 1)):
        guarding.declare(w, w.poster, guarding.SHARES)
    assert len(w.placement.declarations) == 4, "another day renews it"


def test_a_matter_that_is_sent_twice_is_one_and_told_once(w):
    for _ in range(2):
        guarding.declare_conflict(w)
    assert len(w.placement.conflicts) == 1
    assert moving.told(w.host_hr).count("conflict_declared") == 1
    guarding.declare_conflict(w, w.host_hr)
    guarding.declare_conflict(w, matter=Matter.CAMPAIGNS)
    assert len(w.placement.conflicts) == 3, "the other side's, and another matter"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 1, 4), "met"),
        (date(2027, 11, 21), "met"),  # declared on 22 November 2026, for 12 months
        (date(2027, 11, 22), "not_met"),
    ],
)
def test_declarations_are_renewed_every_12_months(active, day, expected):
    assert outcome(active, "R11", day) == expected


def test_hr_asks_again_when_a_role_changes(active):
    w = active
    mine = w.placement.declarations[0]
    run = lambda who: interests.ask_again(  # noqa: E731 - short, and used twice
        who, w.placement.public_id, mine.public_id, "A new post"
    )
    for name in ("mover", "manager", "poster", "colleague"):
        with pytest.raises((NotAllowed, NotFound)):
            run(someone(w, name))
    run(w.host_hr)
    assert moving.told(w.mover)[-1] == "declare_again"
    assert found(w, "R11").why == (
        "A declaration has to be renewed. Still to declare: The person who moves."
    )
    with pytest.raises(IllegalTransition):
        run(w.home_hr)
    guarding.declare(w, w.mover)
    assert outcome(w, "R11") == "met"


def test_a_link_that_was_replaced_declares_nothing(w):
    token = moving.link_to(w.manager.email)
    moving.change_terms(w, w.mover, ends_on=date(2027, 6, 3))
    with pytest.raises(Gone):
        interests.declare_by_link(VISITOR, token, NOTHING)


# Between the organisations, rule R12


def test_who_may_declare_a_matter_and_write_how_it_is_handled(w):
    ref = w.placement.public_id
    assert may(
        w, lambda who: conflicts.declare_conflict(who, ref, Matter.FUNDS, Side.HOME, "A grant")
    ) == {"home_hr", "host_hr"}
    mine = w.placement.conflicts[0]
    assert may(
        w,
        lambda who: conflicts.write_handling(
            who, ref, mine.public_id, mine.version, "The grant", "Others decide"
        ),
    ) == {"home_hr", "host_hr"}


def all_approve(w):
    moving.home_agrees(w)
    moving.host_agrees(w)
    moving.give_facts(w)


@pytest.mark.parametrize("matter", list(Matter))
@pytest.mark.parametrize("done_by", list(Side))
def test_no_agreement_until_both_hrs_accept(at_stage, matter, done_by):
    w = at_stage(factories.world)
    moving.send_home(w)
    guarding.declare_conflict(w, w.host_hr, matter, done_by)
    all_approve(w)
    assert w.placement.status == "proposed"
    guarding.write_handling(w, w.host_hr)
    assert w.placement.status == "proposed"
    guarding.accept(w, w.home_hr)
    assert w.placement.status == "agreed"


def test_a_change_of_the_handling_voids_what_was_accepted(w):
    guarding.declare_conflict(w)
    guarding.write_handling(w, w.home_hr)
    handled = guarding.accept(w, w.host_hr)
    assert handled.is_handled
    changed = guarding.write_handling(w, w.home_hr, handling="The minister decides it")
    assert [side.value for side in changed.waits_for] == ["host"]
    assert outcome(w, "R12") == "not_met"
    assert moving.told(w.host_hr)[-1] == "handling_wanted"


def test_the_same_words_void_nothing(w):
    guarding.declare_conflict(w)
    guarding.write_handling(w, w.home_hr)
    guarding.accept(w, w.host_hr)
    assert guarding.write_handling(w, w.home_hr).is_handled


def test_nobody_accepts_for_both_sides(w):
    guarding.declare_conflict(w)
    both = factories.member(w.home_hr.email, w.host, "hr")
    guarding.write_handling(w, both)  # for home, whose HR they are first
    with pytest.raises(ChangedMeanwhile):
        guarding.accept(w, both)
    membership = db.session.scalars(
        sa.select(Membership).filter_by(person_id=both.person_id, organisation_id=w.home.id)
    ).one()
    admin = factories.administrator()
    joining.set_roles(admin, membership.public_id, frozenset(), "They moved to another team")
    only_host = factories.actor(w.home_hr.email)
    with pytest.raises(NotAllowed, match="for the other side"):
        guarding.accept(w, only_host)


def test_nothing_is_accepted_that_nobody_wrote(w):
    guarding.declare_conflict(w)
    with pytest.raises(IllegalTransition):
        guarding.accept(w, w.host_hr)


@pytest.mark.parametrize(("stand_aside", "handling"), [("", "Others"), ("The grant", " ")])
def test_both_parts_of_a_handling_are_given(w, stand_aside, handling):
    guarding.declare_conflict(w)
    with pytest.raises(Invalid):
        guarding.write_handling(w, w.home_hr, stand_aside, handling)


def test_whoever_read_an_older_handling_accepts_nothing(w):
    mine = guarding.declare_conflict(w)
    guarding.write_handling(w, w.home_hr)
    seen = mine.version
    guarding.write_handling(w, w.home_hr, handling="Something else")
    with pytest.raises(ChangedMeanwhile):
        conflicts.accept_handling(w.host_hr, w.placement.public_id, mine.public_id, seen)


def test_only_the_side_that_declared_a_matter_says_that_it_is_over(w):
    mine = guarding.declare_conflict(w, w.home_hr)
    ref = w.placement.public_id
    with pytest.raises(NotAllowed):
        conflicts.close_conflict(w.host_hr, ref, mine.public_id, mine.version, "It ended")
    with pytest.raises(Invalid):
        conflicts.close_conflict(w.home_hr, ref, mine.public_id, mine.version, " ")
    conflicts.close_conflict(w.home_hr, ref, mine.public_id, mine.version, "It ended")
    assert outcome(w, "R12") == "waiting"
    with pytest.raises(IllegalTransition):
        conflicts.close_conflict(w.home_hr, ref, mine.public_id, mine.version, "It ended")


def test_the_last_matter_that_ends_lets_the_placement_be_agreed(w):
    mine = guarding.declare_conflict(w, w.home_hr)
    all_approve(w)
    ref = w.placement.public_id
    conflicts.close_conflict(w.home_hr, ref, mine.public_id, mine.version, "The grant ended")
    assert w.placement.status == "agreed"
    assert found(w, "R12").why == "HR of both sides decided, and declared nothing between them."


# What is over, and what asks nothing


def test_nothing_is_asked_when_it_is_over(w):
    services.withdraw(w.mover, w.placement.public_id, w.placement.version, "No more")
    ref = w.placement.public_id
    for run in (
        lambda: interests.declare(w.mover, ref, NOTHING),
        lambda: conflicts.declare_conflict(w.home_hr, ref, Matter.FUNDS, Side.HOME, "A grant"),
        lambda: vetting.choose_needed(w.host_hr, ref, "", frozenset()),
        lambda: pensions.choose_pension(w.home_hr, ref, 0, PensionOption.HOME_PAYS, None, None),
        lambda: guarding.set_aside(w, w.home_hr, "R07"),
    ):
        with pytest.raises(IllegalTransition):
            run()


def test_a_shadow_day_asks_none_of_this(in_app):
    with in_app():
        w = factories.world("shadowing")
        assert {one.rule.id for one in checks.findings(w.placement, clock.today())} == {
            "R06",
            "R19",
        }
        with pytest.raises(IllegalTransition):
            interests.declare(w.mover, w.placement.public_id, NOTHING)


def test_the_clock_of_a_declaration_is_londons(w):
    with clock.at(datetime(2027, 6, 30, 23, 30, tzinfo=UTC)):  # half past midnight on 1 July
        guarding.declare(w, w.mover)
    assert w.placement.declarations[-1].made_on == date(2027, 7, 1)
