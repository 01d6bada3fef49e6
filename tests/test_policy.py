"""The law on one page: every permission for every kind of actor, written by hand.

Pure: stand-in subjects, no app, no database. Who is not named beside a permission is refused.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.access import (
    POLICY,
    VISITOR,
    Actor,
    ForOrganisation,
    Permission,
    Standing,
    allowed,
    require,
)
from exchange.errors import NotAllowed
from tests.policy_tables import (
    ACTORS,
    APPROVALS,
    BY_HOME,
    BY_HOST,
    BY_ROLE,
    HOME,
    HOST,
    HOST_MANAGER,
    MANAGER_EMAIL,
    MOVER,
    MOVES,
    OTHERS,
    PAGES,
    ROLES,
    STRANGER,
    THINGS,
    Move,
    P,
    Thing,
    someone,
    who_may,
)


def test_every_permission_stands_in_one_table_here_and_in_the_law():
    tables = [*THINGS, *MOVES, *PAGES, *OTHERS]
    assert sorted(tables) == sorted(Permission), "write the new permission into a table here"
    assert set(POLICY) == set(Permission), "a permission without a line in POLICY refuses everybody"


@pytest.mark.parametrize("permission", THINGS)
def test_who_may_do_it_to_a_thing(permission):
    assert who_may(permission, Thing()) == THINGS[permission]


@pytest.mark.parametrize("permission", MOVES)
def test_who_may_do_it_to_a_placement(permission):
    assert who_may(permission, Move()) == MOVES[permission]


@pytest.mark.parametrize("permission", OTHERS)
def test_who_may_do_it_to_what_belongs_to_somebody(permission):
    subject, expected = OTHERS[permission]
    assert who_may(permission, subject) == expected


@pytest.mark.parametrize("permission", PAGES)
def test_who_may_open_a_page_that_is_about_no_one_thing(permission):
    assert who_may(permission, None) == PAGES[permission]


def test_no_permission_without_a_line_in_the_table():
    assert not any(allowed(actor, "placement:forget", Thing()) for actor in ACTORS.values())


@pytest.mark.parametrize("permission", [*BY_HOME, P.PLACEMENT_CONFIRM_MANAGER, P.SIGN_HOME])
def test_home_decides_nothing_before_the_mover_sends_it(permission):
    assert who_may(permission, Move(sent_home_at=None)) == set()


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        (P.PLACEMENT_VIEW, MOVES[P.PLACEMENT_VIEW] - {"home_hr", "home_board", "named_manager"}),
        (P.PLACEMENT_EDIT_TERMS, {"mover", "host_manager", "host_hr"}),
        (P.PLACEMENT_END, {"mover", "host_manager", "host_hr"}),
        (P.COSTS_SEE, {"mover", "host_hr"}),
        (P.COSTS_EDIT, {"mover", "host_hr"}),
        (P.PLACEMENT_COMPLETE, set()),
        (P.PLACEMENT_DECLARE, {"mover", "host_manager", "host_hr", "host_board"}),
        (P.PLACEMENT_HR, {"host_hr"}),
        (P.PLACEMENT_HR_HOME, set()),
        (P.PLACEMENT_HR_HOST, {"host_hr"}),
        (P.PLACEMENT_VETTING_SEE, {"mover", "host_manager", "host_hr"}),
        (P.PLACEMENT_OVERRIDE_HOME, {"administrator"}),
        (P.PLACEMENT_NOTE, {"mover", "host_manager", "host_hr"}),
        (P.AGREEMENT_VIEW, {"mover", "host_manager", "host_hr", "host_board"}),
        (P.AGREEMENT_EDIT, {"host_hr"}),
        (P.STAY_NOTE, {"mover", "host_manager", "host_hr"}),
        (P.STAY_READ_WORDS, {"host_hr"}),
        (P.STAY_READ_REPORT, {"mover", "host_manager", "host_hr"}),
        (P.RETURN_CONFIRM, set()),
        (P.RETURN_WAIVE, {"administrator"}),
        (P.PLACEMENT_BACKFILL, set()),
        (P.SWAP_RECEIVE, set()),
    ],
)
def test_the_employer_has_no_part_before_the_mover_sends_it(permission, expected):
    assert who_may(permission, Move(sent_home_at=None)) == expected


@pytest.mark.parametrize("permission", [one for one in APPROVALS if "HOST_MANAGER" not in one.name])
def test_a_link_decides_in_its_own_role_only(permission):
    with_link = Move(links={BY_ROLE[permission]: 5})
    assert who_may(permission, with_link) == MOVES[permission] | {"link_holder"}
    for other in set(APPROVALS) - {permission}:
        assert not allowed(ACTORS["link_holder"], other, with_link)


@pytest.mark.parametrize("side", ["home", "host"])
def test_a_link_that_signs_decides_nothing_and_one_that_decides_signs_nothing(side):
    sign = {"home": P.SIGN_HOME, "host": P.SIGN_HOST}[side]
    assert who_may(sign, Move(links={f"sign_{side}": 5})) == MOVES[sign] | {"link_holder"}
    for permission in APPROVALS:
        assert not allowed(ACTORS["link_holder"], permission, Move(links={f"sign_{side}": 5}))
    assert who_may(sign, Move(links={f"{side}_hr": 5})) == MOVES[sign]


def test_the_host_manager_has_an_account_so_no_link_decides_for_them():
    assert "link_holder" not in who_may(P.APPROVE_HOST_MANAGER, Move(links={"host_manager": 5}))


@pytest.mark.parametrize(
    ("permission", "change", "also"),
    [
        (P.APPROVE_HOME_MANAGER, {"home_one_person_decides": True}, {"home_hr"}),
        (P.APPROVE_HOST_MANAGER, {"host_one_person_decides": True}, {"host_hr"}),
        (P.APPROVE_HOME_MANAGER, {"host_one_person_decides": True}, set()),
        (P.APPROVE_HOST_MANAGER, {"home_one_person_decides": True}, set()),
        (P.APPROVE_HOME_HR, {"home_one_person_decides": True}, set()),
        (P.APPROVE_HOME_BOARD, {"home_one_person_decides": True}, set()),
        (P.APPROVE_HOST_BOARD, {"host_one_person_decides": True}, set()),
        (P.PLACEMENT_COMPLETE, {"needs_home_board": True}, {"home_board"}),
        (P.PLACEMENT_HR, {"needs_home_board": True}, {"home_board"}),
        (P.PLACEMENT_HR_HOME, {"needs_home_board": True}, {"home_board"}),
        (P.PLACEMENT_HR_HOST, {"needs_home_board": True}, set()),
        (P.PLACEMENT_OVERRIDE_HOME, {"needs_home_board": True}, {"home_board"}),
        (P.COSTS_SEE, {"needs_home_board": True}, {"home_board"}),
        (P.COSTS_EDIT, {"needs_home_board": True}, {"home_board"}),
        (P.COSTS_SEE, {"host_pays": True}, {"host_manager"}),
        (P.COSTS_EDIT, {"host_pays": True}, {"host_manager"}),
        (P.AGREEMENT_EDIT, {"needs_home_board": True}, {"home_board"}),
        (P.RETURN_CONFIRM, {"needs_home_board": True}, {"home_board"}),
    ],
)
def test_where_one_person_or_the_board_decides(permission, change, also):
    assert who_may(permission, Move(**change)) == MOVES[permission] | also


@pytest.mark.parametrize("permission", [*APPROVALS, P.SIGN_HOME, P.SIGN_HOST])
def test_nobody_decides_for_two_sides(permission):
    other_side = "home" if "HOST" in permission.name else "host"
    for name in MOVES[permission]:
        decided = Move(decided={other_side: ACTORS[name].key})
        assert not allowed(ACTORS[name], permission, decided)
        same_side = {"home": "host", "host": "home"}[other_side]
        assert allowed(ACTORS[name], permission, Move(decided={same_side: ACTORS[name].key}))


@pytest.mark.parametrize("permission", [one for one in APPROVALS if "HOST_MANAGER" not in one.name])
def test_a_link_holder_who_decided_for_the_other_side_is_refused(permission):
    other_side = "home" if permission in BY_HOST else "host"
    holder = ACTORS["link_holder"]
    decided = Move(links={BY_ROLE[permission]: 5}, decided={other_side: holder.key})
    assert not allowed(holder, permission, decided)


def test_a_link_for_the_return_plans_it_and_nothing_else():
    with_link = Move(links={"coming_back": 5})
    for permission, names in MOVES.items():
        also = {"link_holder"} if permission in {P.RETURN_CONFIRM, P.RETURN_WAIVE} else set()
        assert who_may(permission, with_link) == names | also, permission


@pytest.mark.parametrize("permission", [P.RETURN_CONFIRM, P.RETURN_WAIVE, P.STAY_READ_WORDS])
def test_the_mover_does_not_plan_their_own_return_nor_read_what_is_for_hr(permission):
    own = Actor(
        person_id=MOVER,
        standings=tuple(Standing(one, "", frozenset(ROLES)) for one in (HOME, HOST)),
        platform_roles=frozenset({"administrator"}),
    )
    assert not allowed(own, permission, Move(needs_home_board=True, links={"coming_back": 5}))


@pytest.mark.parametrize(
    "permission",
    [*APPROVALS, P.PLACEMENT_CONFIRM_MANAGER, P.SIGN_HOME, P.SIGN_HOST, P.AGREEMENT_EDIT],
)
def test_nobody_decides_on_their_own_move_whatever_they_are(permission):
    everything = Actor(
        person_id=MOVER,
        email=MANAGER_EMAIL,
        standings=tuple(Standing(one, "", frozenset(ROLES)) for one in (HOME, HOST)),
        platform_roles=frozenset({"moderator", "administrator"}),
    )
    links = dict.fromkeys(BY_ROLE.values(), 5)
    alone = Move(home_one_person_decides=True, host_one_person_decides=True, links=links)
    assert not allowed(everything, permission, alone)
    assert not allowed(
        replace(everything, person_id=None, link_id=5, link_key="person:10"), permission, alone
    )


SAFEGUARDS = [
    P.PLACEMENT_HR,
    P.PLACEMENT_HR_HOME,
    P.PLACEMENT_HR_HOST,
    P.PLACEMENT_OVERRIDE_HOME,
    P.PLACEMENT_OVERRIDE_HOST,
    P.ADJUSTMENTS_SEE,
]


@pytest.mark.parametrize("permission", SAFEGUARDS)
def test_the_mover_guards_nothing_of_their_own_move_whatever_they_are(permission):
    everything = Actor(
        person_id=MOVER,
        standings=tuple(Standing(one, "", frozenset(ROLES)) for one in (HOME, HOST)),
        platform_roles=frozenset({"moderator", "administrator"}),
    )
    assert not allowed(everything, permission, Move(needs_home_board=True))


@pytest.mark.parametrize(
    ("permission", "side", "name"),
    [
        (P.PLACEMENT_HR_HOME, "host", "home_hr"),
        (P.PLACEMENT_HR_HOST, "home", "host_hr"),
        (P.PLACEMENT_OVERRIDE_HOME, "host", "home_hr"),
        (P.PLACEMENT_OVERRIDE_HOST, "home", "host_hr"),
    ],
)
def test_who_decided_for_one_side_guards_nothing_for_the_other(permission, side, name):
    assert not allowed(ACTORS[name], permission, Move(decided={side: ACTORS[name].key}))


def test_who_decided_by_link_may_still_declare_interests():
    holder = ACTORS["link_holder"]
    assert not allowed(holder, P.PLACEMENT_DECLARE, Move())
    for role in ("home_manager", "home_hr", "home_board", "host_hr", "host_board"):
        assert allowed(holder, P.PLACEMENT_DECLARE, Move(links={role: 5}))
    for side in ("home", "host"):
        assert allowed(holder, P.PLACEMENT_DECLARE, Move(decided={side: holder.key}))


def test_the_mover_does_not_confirm_the_start_even_as_hr_of_the_host():
    own = someone(MOVER, HOST, "hr")
    assert not allowed(own, P.PLACEMENT_START, Move())


@pytest.mark.parametrize("permission", MOVES)
def test_a_placement_without_organisations_opens_nothing_to_people_without_one(permission):
    private = Move(home_organisation_id=None, host_organisation_id=None, manager_email="")
    people = {"mover", "host_manager", "administrator", "system"}
    assert who_may(permission, private) == MOVES[permission] & people


@pytest.mark.parametrize("permission", [P.OPPORTUNITY_MANAGE, P.APPLICATION_DECIDE])
def test_a_listing_in_a_persons_own_name_belongs_to_that_person_alone(permission):
    assert who_may(permission, Thing(organisation_id=None)) == {"host_manager"}


@pytest.mark.parametrize("permission", [P.APPLICATION_DECIDE, P.QUESTION_ANSWER])
def test_nobody_answers_their_own_application_or_question(permission):
    assert not allowed(someone(MOVER, HOST, "poster"), permission, Thing())


@pytest.mark.parametrize(
    ("moderator", "permission"),
    [
        (someone(HOST_MANAGER, platform=("moderator",)), P.OPPORTUNITY_REVIEW),
        (someone(61, HOST, platform=("moderator",)), P.OPPORTUNITY_REVIEW),
        (someone(HOST_MANAGER, platform=("moderator",)), P.REPORT_DECIDE),
        (someone(STRANGER, platform=("moderator",)), P.REPORT_DECIDE),
    ],
)
def test_a_moderator_stands_back_from_their_own_matters(moderator, permission):
    assert not allowed(moderator, permission, Thing())


def test_an_organisation_that_is_not_named_has_no_posters():
    assert who_may(P.OPPORTUNITY_POST_FOR, ForOrganisation(None)) == set()


def test_require_raises_in_the_words_it_was_given():
    with pytest.raises(NotAllowed, match="Only those who post"):
        require(VISITOR, P.OPPORTUNITY_POST_FOR, Thing(), "Only those who post")
    require(ACTORS["host_poster"], P.OPPORTUNITY_POST_FOR, Thing())
