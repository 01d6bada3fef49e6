"""The law by hand: stand-in subjects, every kind of actor, and who may do what. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from exchange.access import (
    SYSTEM,
    VISITOR,
    Actor,
    Permission,
    Standing,
    allowed,
)
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
    blocker_id: int = MOVER
    reported_id: int = MOVER
    inviter_id: int = HOST_MANAGER
    applicant_id: int = MOVER
    asker_id: int = MOVER
    mover_id: int = MOVER
    person_id: int = MOVER
    participant_ids: tuple[int, ...] = (MOVER, HOST_MANAGER)
    sender_id: int = MOVER
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
    early_end_by: str = f"person:{HOST_MANAGER}"
    notice_side: str | None = "host"
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
    P.MAIL_STOP: {"system"},
    P.ATTACHMENT_SCAN: {"system"},
    P.NOTICE_FAN_OUT: {"system"},
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
    P.QUESTION_ASK: SIGNED_IN,
    P.QUESTION_OWN: {"mover"},
    P.QUESTION_ANSWER: POSTERS,
    P.RELEASE_ASK: SIGNED_IN,
    P.RELEASE_OWN: {"mover"},
    P.RELEASE_REMIND: {"system"},
    P.APPLICATION_MAKE: SIGNED_IN,
    P.APPLICATION_OWN: {"mover"},
    P.APPLICATION_DECIDE: POSTERS,
    P.INVITATION_MAKE: SIGNED_IN,
    P.INVITATION_OWN: POSTERS,
    P.INVITATION_ANSWER: {"mover"},
    P.SWAP_ANSWER: {"mover"},
    P.SAVED_SEARCH_OWN: {"mover"},
    P.WATCH_MAKE: SIGNED_IN,
    P.WATCH_OWN: {"mover"},
    P.BLOCK_OWN: {"mover"},
    P.TALK_DECISION_OWN: {"mover"},
    P.MESSAGE_OWN: {"mover"},
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
    P.NOTICE_TAKE_BACK: {"host_manager", "host_hr"},
    P.PLACEMENT_COMPLETE: {"home_hr"},
    P.PLACEMENT_NOTE_OUTSIDE: {"host_hr", "administrator"},
    P.STAY_LOOK_AFTER: {"host_manager"},
    P.STAY_CHANGE_MANAGER: {"host_hr", "host_organisation_admin"},
    P.STAY_NOTE: {"mover", "host_manager", "host_hr", "home_hr"},
    P.STAY_READ_WORDS: {"host_hr", "home_hr"},
    P.STAY_READ_REPORT: {"mover", "host_manager", "host_hr", "home_hr", "named_manager"},
    P.EXTENSION_ASK: {"mover", "host_manager", "host_hr", "home_hr"},
    P.EXTENSION_AGREE: {"mover"},
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
    P.SAVED_SEARCH_ALERT: {"system"},
    P.LISTING_REMIND: {"system"},
    P.PLACEMENT_REMIND: {"system"},
}
OTHERS: dict[Permission, tuple[object, set[str]]] = {
    P.DEPUTY_NAME: (Holding(), {"host_hr", "host_organisation_admin"}),
    P.DEPUTY_END: (Holding(), {"host_hr", "host_manager", "host_organisation_admin"}),
    P.APPROVAL_TAKE_BACK_BY_LINK: (Link(), {"link_holder"}),
    P.RELEASE_DECIDE: (Move(links={"release": 5}), {"link_holder"}),
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
