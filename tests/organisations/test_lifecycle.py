"""How a membership moves: every state and action, by hand. Pure."""

from __future__ import annotations

import pytest

from exchange.errors import IllegalTransition
from exchange.organisations.lifecycle import MEMBERSHIP, MembershipStatus

MOVES = {
    "accept": {"asked": "active"},
    "refuse": {"asked": "refused"},
    "end": {"asked": "ended", "active": "ended"},
}
STATES = ("asked", "active", "refused", "ended")


def test_states_and_actions_are_those_written_here():
    assert sorted(MembershipStatus) == sorted(STATES)
    assert sorted(MEMBERSHIP.table) == sorted(MOVES)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", MOVES)
def test_every_action_in_every_state(state, action):
    status, after = MembershipStatus(state), MOVES[action].get(state)
    assert MEMBERSHIP.can(status, action) is (after is not None)
    if after is not None:
        assert MEMBERSHIP.after(status, action) == after
        return
    with pytest.raises(IllegalTransition, match=state):
        MEMBERSHIP.after(status, action)
