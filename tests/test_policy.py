"""The law on one page: every permission for every kind of actor, written by hand.

Pure: stand-in subjects, no app, no database. Who is not named beside a permission is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from exchange.access import (
    POLICY,
    SYSTEM,
    VISITOR,
    Actor,
    ForOrganisation,
    Permission,
    Standing,
    allowed,
    require,
)
from exchange.errors import NotAllowed
from tests.subjects import Against, Holding, Link

P = Permission
HOME, HOST, ELSEWHERE = 1, 2, 3
MOVER, HOST_MANAGER, NAMED_MANAGER, STRANGER = 10, 20, 30, 90
MANAGER_EMAIL = "manager@rivers.example"


@dataclass(frozen=True)
class Thing:
    """A listing, application, invitation, membership, profile, conversation or report."""

    organisation_id: int | None = HOST
    poster_id: int = HOST_MANAGER
    inviter_id: int = HOST_MANAGER
    applicant_id: int = MOVER
    mover_id: int = MOVER
    person_id: int = MOVER
    participant_ids: tuple[int, ...] = (MOVER, HOST_MANAGER)
    reporter_id: int = STRANGER
    reported_person_id: int = HOST_MANAGER


@dataclass(frozen=True)
class Move:
    """A placement as the access table reads it."""

    mover_id: int = MOVER
    host_manager_id: int = HOST_MANAGER
    home_organisation_id: int | None = HOME
    host_organisation_id: int | None = HOST
    sent_home_at: datetime | None = datetime(2026, 11, 22, tzinfo=UTC)
    manager_email: str = MANAGER_EMAIL
    home_one_person_decides: bool = False
    host_one_person_decides: bool = False
    needs_home_board: bool = False
    host_pays: bool = False
    asked_by_id: int = HOST_MANAGER
    links: dict[str, int] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)
    """Side: the key of who decided for it."""
    appeals: tuple[Against, ...] = ()
    overturned: dict[str, str] = field(default_factory=dict)
    """Role: the key of whose refusal fell on appeal."""

    def link_ids(self, role):
        return {self.links[role]} if role in self.links else set()

    def decided_by(self, side, actor):
        return self.decided.get(side) == actor.key

    def is_mover(self, actor):
        return actor.key == f"person:{self.mover_id}"

    def was_overturned(self, role, actor):
        return self.overturned.get(role) == actor.key


def someone(person_id, organisation_id=None, *roles, email="", platform=()):
    standing = Standing(organisation_id or 0, "", frozenset({"member", *roles}))
    return Actor(
        person_id=person_id,
        email=email,
        standings=(standing,) if organisation_id else (),
        platform_roles=frozenset(platform),
    )


ROLES = ("member", "poster", "hr", "board", "organisation_admin", "chief_executive")
PLACES = {"home": HOME, "host": HOST, "other": ELSEWHERE}
ACTORS = {
    "visitor": VISITOR,
    "stranger": someone(STRANGER),
    "mover": someone(MOVER, HOME),
    "named_manager": someone(NAMED_MANAGER, HOME, email=MANAGER_EMAIL),
    "host_manager": someone(HOST_MANAGER, HOST),
    "moderator": someone(61, platform=("moderator",)),
    "administrator": someone(62, platform=("administrator",)),
    "system": SYSTEM,
    "link_holder": Actor(link_id=5, link_key="address:chair@lantern.example"),
    "link_holder_elsewhere": Actor(link_id=6, link_key="address:other@lantern.example"),
} | {
    f"{place}_{role}": someone(100 * number + index, number, role)
    for place, number in PLACES.items()
    for index, role in enumerate(ROLES)
}
NO_PERSON = {"visitor", "system", "link_holder", "link_holder_elsewhere"}
EVERYBODY = set(ACTORS)
SIGNED_IN = EVERYBODY - NO_PERSON
POSTERS = {"host_manager", "host_poster", "host_organisation_admin"}

THINGS: dict[Permission, set[str]] = {
    P.PAGE_PUBLIC: EVERYBODY,
    P.PAGE_LINK: EVERYBODY,
    P.PAGE_SIGNED_IN: SIGNED_IN,
    P.PERSON_CREATE: {"system"},
    P.STAFF_APPOINT: {"administrator", "system"},
    P.ORGANISATION_JOIN: SIGNED_IN,
    P.ORGANISATION_MANAGE: {"host_organisation_admin", "administrator"},
    P.ORGANISATION_ADMINISTER: {"administrator"},
    P.ORGANISATION_IMPORT: {"administrator", "system"},
    P.MEMBERSHIP_LEAVE: {"mover"},
    P.PROFILE_EDIT: {"mover"},
    P.OPPORTUNITY_CREATE: SIGNED_IN,
    P.OPPORTUNITY_POST_FOR: {"host_poster", "host_organisation_admin"},
    P.OPPORTUNITY_MANAGE: POSTERS,
    P.OPPORTUNITY_CONSENT: {"mover"},
    P.OPPORTUNITY_REVIEW: {"moderator"},
    P.OPPORTUNITY_IMPORT: {"administrator", "system"},
    P.APPLICATION_MAKE: SIGNED_IN,
    P.APPLICATION_OWN: {"mover"},
    P.APPLICATION_DECIDE: POSTERS,
    P.INVITATION_MAKE: SIGNED_IN,
    P.INVITATION_OWN: POSTERS,
    P.INVITATION_ANSWER: {"mover"},
    P.SWAP_ANSWER: {"mover"},
    P.CONVERSATION_TAKE_PART: {"mover", "host_manager"},
    P.REPORT_MAKE: SIGNED_IN,
    P.MODERATION_WORK: {"moderator"},
    P.REPORT_DECIDE: {"moderator"},
    P.PLATFORM_ADMINISTER: {"administrator"},
    P.ADJUSTMENTS_OWN: {"mover"},
}
MOVES: dict[Permission, set[str]] = {
    P.PLACEMENT_VIEW: {
        "mover",
        "host_manager",
        "host_hr",
        "host_board",
        "host_poster",
        "host_organisation_admin",
        "home_hr",
        "home_board",
        "named_manager",
        "administrator",
    },
    P.PLACEMENT_MOVE: {"mover"},
    P.PLACEMENT_EDIT_TERMS: {"mover", "host_manager", "host_hr", "home_hr"},
    P.PLACEMENT_CONFIRM_MANAGER: {"home_hr"},
    P.PLACEMENT_WITHDRAW: {"mover", "host_manager", "host_hr"},
    P.PLACEMENT_START: {"host_manager", "host_hr"},
    P.PLACEMENT_RECORD: {"mover", "host_manager"},
    P.PLACEMENT_END: {"mover", "host_manager", "host_hr", "home_hr", "named_manager"},
    P.PLACEMENT_COMPLETE: {"home_hr"},
    P.PLACEMENT_NOTE_OUTSIDE: {"host_hr", "administrator"},
    P.STAY_LOOK_AFTER: {"host_manager"},
    P.STAY_CHANGE_MANAGER: {"host_hr", "host_organisation_admin"},
    P.STAY_NOTE: {"mover", "host_manager", "host_hr", "home_hr"},
    P.STAY_READ_WORDS: {"host_hr", "home_hr"},
    P.STAY_READ_REPORT: {"mover", "host_manager", "host_hr", "home_hr", "named_manager"},
    P.EXTENSION_ASK: {"mover", "host_manager", "host_hr", "home_hr"},
    P.EXTENSION_WITHDRAW: {"host_manager"},
    P.RETURN_CONFIRM: {"home_hr"},
    P.RETURN_WAIVE: {"home_hr", "home_board", "administrator"},
    P.RETURN_ASK: {"mover", "host_manager", "host_hr", "administrator"},
    P.SWAP_NAME: {"host_manager", "host_hr"},
    P.SWAP_RECEIVE: {"home_hr"},
    P.PLACEMENT_BACKFILL: {"home_hr", "home_board", "home_poster", "home_organisation_admin"},
    P.APPROVE_HOME_MANAGER: {"named_manager"},
    P.APPROVE_HOME_HR: {"home_hr"},
    P.APPROVE_HOME_BOARD: {"home_board"},
    P.APPROVE_HOST_MANAGER: {"host_manager"},
    P.APPROVE_HOST_HR: {"host_hr"},
    P.APPROVE_HOST_BOARD: {"host_board"},
    P.PLACEMENT_DECLARE: {
        "mover",
        "host_manager",
        "host_hr",
        "host_board",
        "home_hr",
        "home_board",
        "named_manager",
    },
    P.PLACEMENT_HR: {"home_hr", "host_hr"},
    P.PLACEMENT_HR_HOME: {"home_hr"},
    P.PLACEMENT_HR_HOST: {"host_hr"},
    P.PLACEMENT_VETTING_SEE: {"mover", "host_manager", "home_hr", "host_hr"},
    P.PLACEMENT_OVERRIDE_HOME: {"home_hr", "administrator"},
    P.PLACEMENT_OVERRIDE_HOST: {"host_hr", "administrator"},
    P.PLACEMENT_NOTE: {"mover", "host_manager", "named_manager", "home_hr", "host_hr"},
    P.ADJUSTMENTS_SEE: {"host_manager", "host_hr"},
    P.AGREEMENT_VIEW: {
        "mover",
        "host_manager",
        "named_manager",
        *("home_hr", "home_board", "host_hr", "host_board"),
    },
    P.AGREEMENT_EDIT: {"home_hr", "host_hr"},
    P.SIGN_HOME: {"home_hr", "home_board"},
    P.SIGN_HOST: {"host_hr", "host_board"},
    P.SIGN_MOVER: {"mover"},
    P.COSTS_SEE: {"mover", "home_hr", "host_hr"},
    P.COSTS_EDIT: {"mover", "home_hr", "host_hr"},
    P.PLACEMENT_HAND_OVER: {"host_manager", "host_hr", "host_organisation_admin"},
    P.PLACEMENT_REMIND: {"system"},
}
OTHERS: dict[Permission, tuple[object, set[str]]] = {
    P.DEPUTY_NAME: (Holding(), {"host_hr", "host_organisation_admin"}),
    P.DEPUTY_END: (Holding(), {"host_hr", "host_manager", "host_organisation_admin"}),
    P.APPROVAL_TAKE_BACK_BY_LINK: (Link(), {"link_holder"}),
    P.APPEAL_DECIDE: (Against(), {"home_board"}),
}
PAGES: dict[Permission, set[str]] = {
    P.DESK_HR: {
        f"{place}_{role}" for place in PLACES for role in ("hr", "board", "organisation_admin")
    },
}
APPROVALS = [permission for permission in MOVES if permission.name.startswith("APPROVE_")]
BY_HOME = [one for one in APPROVALS if "HOME" in one.name]
BY_HOST = [one for one in APPROVALS if "HOST" in one.name]
BY_ROLE = {one: one.value.removeprefix("placement:approve_") for one in APPROVALS}


def who_may(permission, subject):
    return {name for name, actor in ACTORS.items() if allowed(actor, permission, subject)}


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


def test_nobody_decides_on_their_own_application():
    assert not allowed(someone(MOVER, HOST, "poster"), P.APPLICATION_DECIDE, Thing())


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
