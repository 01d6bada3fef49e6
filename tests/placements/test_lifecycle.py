"""How a placement moves: every state and action by hand, and the guard before "agreed". Pure."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from exchange.errors import IllegalTransition
from exchange.placements.lifecycle import (
    NEEDS_APPROVAL,
    PLACEMENT,
    Party,
    PlacementStatus,
    Role,
    guard_agree,
    guard_signed,
    missing,
    unsigned,
)

# action: {state before: state after}. Everything that is not here is refused.
LIVING = ("proposed", "agreed", "signed", "active", "on_leave")
MOVES = {
    "send_home": {"proposed": "proposed"},
    "confirm_manager": {"proposed": "proposed", "agreed": "agreed"},
    "challenge_manager": {"proposed": "proposed", "agreed": "proposed"},
    "approve": {"proposed": "proposed"},
    "give_facts": {"proposed": "proposed"},
    "pass_on": {"proposed": "proposed"},
    "replace_manager": {"proposed": "proposed"},
    "hand_over": {"proposed": "proposed", "agreed": "agreed", "signed": "signed"},
    "take_back": {"proposed": "proposed", "agreed": "proposed"},
    "appeal": {"refused": "refused"},
    "answer_appeal": {"refused": "refused"},
    "uphold_appeal": {"refused": "proposed"},
    "record_outside": {one: one for one in LIVING},
    "note_nationality": {one: one for one in LIVING},
    "say_staying": {"active": "active", "on_leave": "on_leave"},
    "change_terms": {"proposed": "proposed", "agreed": "proposed", "signed": "proposed"},
    "change_costs": {"proposed": "proposed", "agreed": "agreed", "signed": "agreed"},
    "agree": {"proposed": "agreed"},
    "refuse": {"proposed": "refused"},
    "reopen": {"agreed": "proposed", "signed": "proposed"},
    "unseal": {"signed": "agreed"},
    "offer_desk": {
        "proposed": "proposed",
        "agreed": "agreed",
        "signed": "signed",
        "active": "active",
        "on_leave": "on_leave",
    },
    "withdraw": {"proposed": "withdrawn", "agreed": "withdrawn", "signed": "withdrawn"},
    "issue_agreement": {"agreed": "agreed", "signed": "agreed"},
    "recall_agreement": {"agreed": "agreed", "signed": "agreed"},
    "sign": {"agreed": "agreed"},
    "seal": {"agreed": "signed"},
    "start": {"agreed": "active", "signed": "active"},
    "did_not_start": {"agreed": "did_not_start", "signed": "did_not_start"},
    "record_happened": {"agreed": "completed"},
    "go_on_leave": {"active": "on_leave"},
    "come_back": {"on_leave": "active"},
    "take_back_notice": {"active": "active", "on_leave": "on_leave"},
    "end_early": {"active": "ended_early", "on_leave": "ended_early"},
    "complete": {"active": "completed"},
}
STATES = (
    "proposed",
    "agreed",
    "signed",
    "active",
    "on_leave",
    "completed",
    "ended_early",
    "refused",
    "withdrawn",
    "did_not_start",
)
OVER = ("completed", "ended_early", "withdrawn", "did_not_start")
ALL_FOUR = (Role.HOME_MANAGER, Role.HOME_HR, Role.HOST_MANAGER, Role.HOST_HR)


@dataclass
class Facts:
    """What the guard reads."""

    needed: tuple[Role, ...] = ALL_FOUR
    given: frozenset[Role] = frozenset(ALL_FOUR)

    def stands(self, role: Role) -> bool:
        return role in self.given


def test_states_and_actions_are_those_written_here():
    assert sorted(PlacementStatus) == sorted(STATES)
    assert sorted(PLACEMENT.table) == sorted(MOVES)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", MOVES)
def test_every_action_in_every_state(state, action):
    status, after = PlacementStatus(state), MOVES[action].get(state)
    assert PLACEMENT.can(status, action) is (after is not None)
    if after is not None:
        assert PLACEMENT.after(status, action) == after
        return
    with pytest.raises(IllegalTransition, match=state.replace("_", " ")):
        PLACEMENT.after(status, action)


@pytest.mark.parametrize("state", OVER)
def test_what_is_over_stays_over(state):
    assert PLACEMENT.actions(PlacementStatus(state)) == []


def test_what_is_refused_moves_by_an_appeal_only():
    actions = sorted(PLACEMENT.actions(PlacementStatus("refused")))
    assert actions == ["answer_appeal", "appeal", "uphold_appeal"]


def test_only_agree_leads_from_proposed_to_a_state_that_needs_approval():
    """And each later state is reached from agreed on, so that nothing goes round the guard."""
    assert sorted(NEEDS_APPROVAL) == [
        "active",
        "agreed",
        "completed",
        "did_not_start",
        "ended_early",
        "on_leave",
        "signed",
    ]
    doors = {
        action
        for action, moves in PLACEMENT.table.items()
        for before, after in moves.items()
        if before not in NEEDS_APPROVAL and after in NEEDS_APPROVAL
    }
    assert doors == {"agree"}


def test_the_guard_lets_through_what_stands_on_every_approval():
    guard_agree(Facts(), [])


@pytest.mark.parametrize("role", ALL_FOUR)
def test_the_guard_names_the_one_approval_that_is_missing(role):
    facts = Facts(given=frozenset(ALL_FOUR) - {role})
    assert missing(facts) == [role]
    with pytest.raises(IllegalTransition, match=f"still needs: {role.value.replace('_', ' ')}"):
        guard_agree(facts, [])


def test_an_approval_that_was_not_asked_replaces_none_that_was():
    facts = Facts(given=frozenset(ALL_FOUR[1:]) | {Role.HOME_BOARD})
    with pytest.raises(IllegalTransition):
        guard_agree(facts, [])


def test_the_guard_stops_at_a_check_that_blocks():
    with pytest.raises(IllegalTransition, match=r"must be met first: R01, R18\."):
        guard_agree(Facts(), ["R01", "R18"])


def test_a_session_needs_nobodys_approval():
    guard_agree(Facts(needed=(), given=frozenset()), [])


@pytest.mark.parametrize(
    ("role", "side"),
    [
        ("home_manager", "home"),
        ("home_hr", "home"),
        ("home_board", "home"),
        ("host_manager", "host"),
        ("host_hr", "host"),
        ("host_board", "host"),
    ],
)
def test_each_role_has_its_side(role, side):
    assert Role(role).side == side
    assert len(Role) == 6


@dataclass
class Paper:
    """What the guard of the signatures reads."""

    needs_signatures: bool = True
    signed_on_paper: bool = False
    signed: frozenset[str] = frozenset({"home", "host", "mover"})

    def has_signed(self, party: Party) -> bool:
        return party.value in self.signed


@pytest.mark.parametrize("party", ["home", "host", "mover"])
def test_the_guard_names_the_one_signature_that_is_missing(party):
    paper = Paper(signed=frozenset({"home", "host", "mover"} - {party}))
    assert unsigned(paper) == [party]
    with pytest.raises(IllegalTransition, match=f"still needs a signature: {party}"):
        guard_signed(paper)


@pytest.mark.parametrize(
    "paper",
    [
        Paper(),
        Paper(needs_signatures=False, signed=frozenset()),
        Paper(signed_on_paper=True, signed=frozenset()),
    ],
)
def test_the_guard_lets_through_what_is_signed_or_need_not_be(paper):
    assert unsigned(paper) == []
    guard_signed(paper)
