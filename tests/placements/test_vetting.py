"""The vetting tracker and the pension: who keeps them, and what they hold up."""

from __future__ import annotations

from datetime import date

import pytest

from exchange import clock
from exchange.access import VISITOR
from exchange.errors import (
    ChangedMeanwhile,
    IllegalTransition,
    Invalid,
)
from exchange.placements import checks, releasing
from exchange.placements.safeguards import pensions, vetting
from exchange.placements.safeguards.words import (
    InjuryCover,
    PensionOption,
    Vetting,
    VettingState,
)
from tests import factories
from tests.placements import guarding, moving
from tests.placements.guarding import found, may, outcome

INWARD = {
    "home": {"name": "Harbour Hospice"},
    "host": {
        "name": "Department for Rivers",
        "sector": "civil_service",
        "staff_status": "home_civil_service",
    },
}


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
def inward(at_stage):
    """An inward secondment, agreed."""

    def build():
        w = factories.world(**INWARD)
        moving.home_agrees(w)
        moving.host_agrees(w)
        moving.give_facts(w, earlier_months=0)
        assert w.placement.status == "agreed"

    return at_stage(build)


# The vetting tracker, rule R14


def test_who_may_keep_the_vetting_tracker(w):
    ref = w.placement.public_id

    def choose(who):
        vetting.choose_needed(who, ref, vetting.last_change(w.placement), frozenset())

    assert may(w, choose) == {"host_hr"}


def test_nobody_comes_into_the_civil_service_without_the_baseline_check(inward):
    w = inward
    assert outcome(w, "R14") == "unknown"
    guarding.need(w, Vetting.SC)
    assert found(w, "R14").why == "Nobody comes into the Civil Service without the baseline check."
    guarding.need(w, Vetting.BPSS, Vetting.SC)
    assert found(w, "R14").why == "2 of 2 checks that the post needs are not confirmed yet."
    guarding.confirm(w, Vetting.BPSS)
    guarding.note_state(w, Vetting.SC, VettingState.REQUESTED)
    assert found(w, "R14").why == "1 of 2 checks that the post needs is not confirmed yet."
    guarding.confirm(w, Vetting.SC)
    assert outcome(w, "R14") == "met"


def test_what_is_under_way_goes_on_when_the_list_changes(inward):
    w = inward
    guarding.need(w, Vetting.BPSS)
    guarding.note_state(w, Vetting.BPSS, VettingState.REQUESTED)
    guarding.need(w, Vetting.BPSS, Vetting.DBS)
    states = {row.vetting.value: row.state.value for row in w.placement.vetting}
    assert states == {
        "bpss": "requested",
        "ctc": "not_needed",
        "sc": "not_needed",
        "dv": "not_needed",
        "dbs": "needed",
        "right_to_work": "not_needed",
        "references": "not_needed",
    }


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        (None, "met"),
        (date(2027, 1, 3), "not_met"),  # the day before the first day
        (date(2027, 1, 4), "met"),
    ],
)
def test_a_check_that_runs_out_before_the_first_day_does_not_count(inward, expires, expected):
    guarding.need(inward, Vetting.BPSS)
    guarding.confirm(inward, Vetting.BPSS, expires)
    assert outcome(inward, "R14") == expected


def test_only_what_is_confirmed_runs_out_and_not_in_the_past(inward):
    guarding.need(inward, Vetting.BPSS)
    for state, day in (
        (VettingState.REQUESTED, date(2027, 5, 1)),
        (VettingState.CONFIRMED, date(2026, 11, 21)),
    ):
        with pytest.raises(Invalid):
            guarding.note_state(inward, Vetting.BPSS, state, day)


def test_the_second_of_two_who_note_a_state_is_told(inward):
    seen = vetting.last_change(inward.placement)
    guarding.need(inward, Vetting.BPSS)
    with pytest.raises(ChangedMeanwhile):
        vetting.choose_needed(inward.host_hr, inward.placement.public_id, seen, frozenset())


@pytest.mark.parametrize(
    ("needed", "today", "expected"),
    [
        # the first day is 4 January 2027: 99 days before it is 27 September 2026
        ((Vetting.BPSS,), date(2026, 9, 27), "met"),
        ((Vetting.BPSS,), date(2026, 9, 28), "not_met"),
        # 270 days before it is 9 April 2026
        ((Vetting.BPSS, Vetting.DV), date(2026, 4, 9), "met"),
        ((Vetting.BPSS, Vetting.DV), date(2026, 4, 10), "not_met"),
    ],
)
def test_a_first_day_that_is_too_near_is_warned_of(inward, needed, today, expected):
    guarding.need(inward, *needed)
    finding = found(inward, "R14W", today)
    assert (finding.outcome.value, finding.blocks) == (expected, False)


def test_no_warning_where_everything_is_confirmed(inward):
    guarding.need(inward, Vetting.BPSS)
    guarding.confirm(inward, Vetting.BPSS)
    assert "R14W" not in {one.rule.id for one in checks.findings(inward.placement, clock.today())}


def test_findings_name_no_check(inward):
    guarding.need(inward, Vetting.BPSS, Vetting.DV)
    words = " ".join(one.why for one in checks.findings(inward.placement, clock.today()))
    for name in ("BPSS", "DV", "Developed", "DBS", "SC"):
        assert name not in words


def test_outside_the_civil_service_nothing_is_asked_until_the_host_asks(agreed):
    rules = {one.rule.id for one in checks.findings(agreed.placement, clock.today())}
    assert "R14" not in rules
    guarding.need(agreed, Vetting.DBS)
    assert outcome(agreed, "R14") == "not_met"
    guarding.confirm(agreed, Vetting.DBS)
    assert outcome(agreed, "R14") == "met"


# The pension, rule R16


def test_who_may_record_the_pension(w):
    ref = w.placement.public_id

    def choose(who):
        version = w.placement.pension.version if w.placement.pension else 0
        pensions.choose_pension(who, ref, version, PensionOption.HOST_PAYS, None, None)

    assert may(w, choose) == {"home_hr"}


@pytest.mark.parametrize(
    ("option", "statement", "cover", "days", "expected"),
    [
        ("a", "2026-11-22", "scheme", 5, "met"),
        ("b", "2026-11-22", "host", 2.5, "met"),
        ("c", "2026-11-22", "nobody", 5, "met"),
        ("d", "2026-11-22", "host", 5, "met"),
        ("a", None, "scheme", 5, "not_met"),
        ("a", "2026-11-22", None, 5, "not_met"),
        ("c", "2026-11-22", "host", 4.5, "not_met"),
        ("d", "2026-11-22", "host", 3, "not_met"),
    ],
)
def test_the_pension_is_settled_before_anybody_signs(
    agreed, option, statement, cover, days, expected
):
    w = agreed
    day = date.fromisoformat(statement) if statement else None
    given = {
        "option": PensionOption(option),
        "statement_on": day,
        "injury_cover": InjuryCover(cover) if cover else None,
    }
    guarding.choose_pension(w, **given)
    if days != 5:
        moving.change_terms(w, w.mover, days_a_week=days)
        releasing.agree(VISITOR, moving.link_to(w.manager.email))
        moving.approve(w, w.home_hr, "home_hr")
        moving.host_agrees(w)
    assert outcome(w, "R16") == expected
    moving.issue(w)
    if expected == "met":
        moving.sign(w, w.mover, "mover")
        return
    with pytest.raises(IllegalTransition, match="The pension is settled first"):
        moving.sign(w, w.mover, "mover")


def test_a_part_time_move_refuses_c_and_d_beside_the_field(w):
    moving.change_terms(w, w.mover, days_a_week=3)
    for option in (PensionOption.LEAVES, PensionOption.UNPAID_LEAVE):
        with pytest.raises(Invalid) as refusal:
            guarding.choose_pension(w, option=option)
        assert "option" in refusal.value.fields


def test_a_statement_is_not_given_tomorrow(w):
    with pytest.raises(Invalid):
        guarding.choose_pension(w, statement_on=date(2026, 11, 23))


@pytest.mark.parametrize(
    ("home", "host", "expected"),
    [
        ("home_civil_service", "neither", True),
        ("home_civil_service", "ni_civil_service", True),
        ("home_civil_service", "home_civil_service", False),
        ("neither", "home_civil_service", False),
        ("ni_civil_service", "neither", False),
        ("neither", "neither", False),
        ("mixed", "neither", True),  # nobody has said: unknown, and unknown never passes
        ("unknown", "unknown", True),
    ],
)
def test_the_pension_is_asked_of_whoever_leaves_the_civil_service(in_app, home, host, expected):
    with in_app():
        w = factories.world(
            home={"name": "Home", "sector": "public_body", "staff_status": home},
            host={"name": "Host", "sector": "public_body", "staff_status": host},
        )
        asked = {one.rule.id for one in checks.findings(w.placement, clock.today())}
        assert ("R16" in asked) == expected
