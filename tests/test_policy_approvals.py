"""The law about deputies, withdrawn approvals and appeals, written by hand. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from exchange.access import Actor, Deputised, Standing, allowed
from exchange.access import Permission as P
from tests.policy_tables import (
    ACTORS,
    APPROVALS,
    BY_ROLE,
    ELSEWHERE,
    HOME,
    HOST,
    MOVES,
    Move,
)
from tests.subjects import Against, Holding, Link
from tests.test_policy import who_may


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (Holding(role="board"), {"host_organisation_admin"}),  # HR names nobody for the board
        (
            Holding(person_id=100 * HOST + 3, role="board"),
            {"host_board", "host_organisation_admin"},
        ),
        (Holding(organisation_id=ELSEWHERE), {"other_organisation_admin"}),
    ],
)
def test_a_deputy_is_named_for_ones_own_role_only(subject, expected):
    assert who_may(P.DEPUTY_NAME, subject) == expected


@pytest.mark.parametrize("used", [None, datetime(2026, 11, 22, tzinfo=UTC)])
def test_only_a_link_by_which_somebody_decided_takes_back(used):
    expected = {"link_holder"} if used else set()
    assert who_may(P.APPROVAL_TAKE_BACK_BY_LINK, Link(used_at=used)) == expected
    assert who_may(P.APPROVAL_TAKE_BACK_BY_LINK, Link(id=6, used_at=used)) == (
        {"link_holder_elsewhere"} if used else set()
    )


@pytest.mark.parametrize(
    ("appeal", "expected"),
    [
        (Against(), {"home_board"}),
        (Against(goes_to="home_hr", refused_by="person:30"), {"home_hr"}),
        (Against(goes_to="home_hr"), set()),  # never who refused
        (Against(goes_to="home_board", other_side="person:103"), set()),
        (Against(goes_to="home_board", mover_id=103), set()),
        (Against(goes_to="host_organisation_admin"), {"host_organisation_admin"}),
        (Against(goes_to="platform"), {"administrator"}),
        (Against(goes_to="platform", refused_by="person:62"), set()),
    ],
)
def test_an_appeal_goes_to_somebody_who_took_no_part(appeal, expected):
    assert who_may(P.APPEAL_DECIDE, appeal) == expected
    seen = who_may(P.PLACEMENT_VIEW, Move(appeals=(appeal,)))
    assert seen == MOVES[P.PLACEMENT_VIEW] | expected


@pytest.mark.parametrize("permission", APPROVALS)
def test_whose_refusal_fell_does_not_decide_again(permission):
    for name in MOVES[permission]:
        fell = Move(overturned={BY_ROLE[permission]: ACTORS[name].key})
        assert not allowed(ACTORS[name], permission, fell)
        others = dict.fromkeys(set(BY_ROLE.values()) - {BY_ROLE[permission]}, ACTORS[name].key)
        assert allowed(ACTORS[name], permission, Move(overturned=others))


def deputy_of(person_id, organisation_id, role, at=80):
    """A plain member who stands in for somebody."""
    standing = Standing(
        organisation_id, "", frozenset({"member", role}), (Deputised(role, person_id, "Hana"),)
    )
    return Actor(person_id=at, standings=(standing,))


DEPUTISED = {
    # permission: the organisation and role in which a deputy decides it
    P.APPROVE_HOME_HR: (HOME, "hr", "host"),
    P.APPROVE_HOME_BOARD: (HOME, "board", "host"),
    P.APPROVE_HOST_HR: (HOST, "hr", "home"),
    P.APPROVE_HOST_BOARD: (HOST, "board", "home"),
    P.PLACEMENT_CONFIRM_MANAGER: (HOME, "hr", "host"),
    P.SIGN_HOME: (HOME, "hr", "host"),
    P.SIGN_HOST: (HOST, "board", "home"),
    P.PLACEMENT_COMPLETE: (HOME, "hr", "host"),
}


@pytest.mark.parametrize("permission", DEPUTISED)
def test_a_deputy_decides_what_the_person_away_could_decide_and_no_more(permission):
    place, role, other_side = DEPUTISED[permission]
    deputy = deputy_of(70, place, role)
    assert allowed(deputy, permission, Move())
    assert not allowed(deputy, permission, Move(mover_id=70)), "the move of who is away"
    assert not allowed(deputy, permission, Move(mover_id=80)), "their own move"
    for who in ("person:70", "person:80"):
        assert not allowed(deputy, permission, Move(decided={other_side: who})), "both sides"
    assert not allowed(deputy_of(70, ELSEWHERE, role), permission, Move())


@pytest.mark.parametrize("permission", APPROVALS)
def test_a_deputy_gains_no_other_approval(permission):
    deputy = deputy_of(70, HOME, "hr")
    assert allowed(deputy, permission, Move()) is (permission is P.APPROVE_HOME_HR)


def test_a_deputy_names_no_deputy_and_decides_no_appeal():
    deputy = deputy_of(100 * HOST + 2, HOST, "hr", at=80)
    assert not allowed(deputy, P.DEPUTY_NAME, Holding(person_id=80))
    assert not allowed(deputy_of(70, HOME, "board"), P.APPEAL_DECIDE, Against())
