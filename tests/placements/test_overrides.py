"""Checks that are set aside: by whom, on whose word, and for how long."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.errors import (
    IllegalTransition,
    Invalid,
    NotAllowed,
)
from exchange.placements import living
from exchange.placements.safeguards import overrides
from exchange.placements.safeguards.overrides import Authority
from tests import factories
from tests.placements import guarding, moving
from tests.placements.guarding import PEOPLE, found, set_aside, someone
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


RULES = {
    "R01": {"host_hr", "admin"},
    "R07": {"home_hr", "admin"},
    "R11": {"home_hr", "host_hr", "admin"},
    "R14": {"host_hr", "admin"},
    "R16": {"home_hr", "admin"},
    "R06": set(),
    "R12": set(),
    "R18": set(),
    "R19": set(),
    "R20": set(),
}


@pytest.mark.parametrize("rule", RULES)
def test_who_may_set_a_rule_aside(w, rule):
    allowed = {name for name in PEOPLE if overrides.may(someone(w, name), w.placement, rule)}
    assert allowed == RULES[rule]


@pytest.mark.parametrize("rule", ["R06", "R12", "R18", "R19", "R20"])
def test_separation_of_duties_is_never_set_aside(w, rule):
    for name in ("home_hr", "host_hr", "admin"):
        with pytest.raises(NotAllowed, match="Nobody can set this check aside"):
            set_aside(w, someone(w, name), rule)


def test_what_is_set_aside_stands_in_nobodys_way_and_can_count_again(w):
    moving.home_agrees(w)
    moving.host_agrees(w)
    assert (found(w, "R07").blocks, w.placement.status.value) == (True, "proposed")
    set_aside(w, w.home_hr, "R07")
    finding = found(w, "R07")
    assert (finding.blocks, finding.would_block) == (False, True)
    assert finding.override.authority_name == "Jane Doe"
    assert finding.override.recorded_for == "HR, Department for Rivers"
    assert "check_overridden" in moving.told(w.mover)
    overrides.take_back_override(w.home_hr, w.placement.public_id, finding.override.public_id)
    assert found(w, "R07").blocks


def test_an_override_agrees_what_waited_for_nothing_else(w):
    moving.home_agrees(w)
    moving.host_agrees(w)
    set_aside(w, w.home_hr, "R07")
    assert found(w, "R18").outcome == "met"
    assert w.placement.status == "agreed"


def test_other_terms_void_an_override(w):
    set_aside(w, w.home_hr, "R07")
    moving.change_terms(w, w.mover, ends_on=date(2027, 8, 3))
    assert found(w, "R07").override is None
    assert found(w, "R07").blocks


def test_an_override_needs_a_finding_that_blocks(w):
    moving.give_facts(w)
    with pytest.raises(IllegalTransition):
        set_aside(w, w.home_hr, "R07")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"authority": Authority("", "Director", "Rivers", date(2026, 11, 20))}, "authority_name"),
        ({"authority": Authority("Jane", "", "Rivers", date(2026, 11, 20))}, "authority_role"),
        (
            {"authority": Authority("Jane", "Director", "", date(2026, 11, 20))},
            "authority_organisation",
        ),
        ({"authority": Authority("Jane", "Boss", "Rivers", date(2026, 11, 23))}, "authority_on"),
    ],
)
def test_an_override_names_reason_and_authority(w, changes, field):
    with pytest.raises(Invalid) as refusal:
        set_aside(w, w.home_hr, "R07", **changes)
    assert field in refusal.value.fields


def test_an_override_lets_the_start_go_on_without_a_manager_who_never_answers(agreed):
    w = agreed
    guarding.choose_pension(w)
    for who in (w.mover, w.poster, w.home_hr, w.host_hr):
        guarding.declare(w, who)
    set_aside(w, w.home_hr, "R11")
    moving.issue(w)
    for who, party in ((w.mover, "mover"), (w.home_hr, "home"), (w.host_hr, "host")):
        moving.sign(w, who, party)
    with on(FIRST_DAY):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    assert w.placement.status == "active"
