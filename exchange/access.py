"""Who may do what: one table, asked by views, services and templates alike.

`POLICY` maps each permission to alternatives; each alternative is a tuple of predicates that
must all hold. Predicates read attributes of the actor and the subject, and import no room.
A permission that is not in the table is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from exchange.actors import SYSTEM, VISITOR, Actor, Deputised, ForOrganisation, Standing
from exchange.errors import NotAllowed
from exchange.permissions import Permission
from exchange.predicates import (
    Predicate,
    administrator,
    an_appeal_is_theirs,
    anyone,
    appeal_is_theirs,
    by_link,
    decided_by_this_link,
    decided_for,
    decides_at,
    holds,
    holds_at,
    holds_role_of,
    is_mover_somehow,
    key_is,
    moderator,
    named_manager,
    negated,
    not_person,
    notice_is_of,
    of_own_organisation,
    person_is,
    refusal_fell,
    says,
    sent_home,
    signed_in,
    system,
)

__all__ = [
    "POLICY",
    "SYSTEM",
    "VISITOR",
    "Actor",
    "Deputised",
    "ForOrganisation",
    "Permission",
    "Standing",
    "allowed",
    "permission_of",
    "require",
    "requires",
]

View = TypeVar("View", bound=Callable[..., Any])


_HOME_SIDE = (negated(is_mover_somehow), negated(decided_for("host")), sent_home)
_HOST_SIDE = (negated(is_mover_somehow), negated(decided_for("home")))
_HOME_CONFIRMS = (
    (decides_at("home", "hr"), *_HOME_SIDE),
    (decides_at("home", "board"), says("needs_home_board"), *_HOME_SIDE),
)
_PARTIES = (
    (person_is("mover_id"),),
    (person_is("host_manager_id"),),
    (holds_at("host", "hr"),),
    (holds_at("home", "hr"), sent_home),
)
_POSTER_ROLES = ("poster", "organisation_admin")
_HOME_HR = (
    (holds_at("home", "hr"), *_HOME_SIDE),
    (holds_at("home", "board"), says("needs_home_board"), *_HOME_SIDE),
)
_HOST_HR = ((holds_at("host", "hr"), *_HOST_SIDE),)
_NOT_OWN_MOVE = negated(is_mover_somehow)
# What somebody earns: for that person and those who settle the bill, and for no line manager.
_THE_BILL: tuple[tuple[Predicate, ...], ...] = (
    (person_is("mover_id"),),
    (holds_at("home", "hr"), sent_home),
    (holds_at("home", "board"), says("needs_home_board"), sent_home),
    (holds_at("host", "hr"),),
    (person_is("host_manager_id"), says("host_pays")),
)

POLICY: dict[Permission, tuple[tuple[Predicate, ...], ...]] = {
    Permission.PAGE_PUBLIC: ((anyone,),),
    Permission.PAGE_SIGNED_IN: ((signed_in,),),
    Permission.PAGE_LINK: ((anyone,),),
    Permission.MAIL_STOP: ((system,),),
    Permission.ATTACHMENT_SCAN: ((system,),),
    Permission.NOTICE_FAN_OUT: ((system,),),
    Permission.PERSON_CREATE: ((system,),),
    Permission.STAFF_APPOINT: ((administrator,), (system,)),
    Permission.ORGANISATION_JOIN: ((signed_in,),),
    Permission.ORGANISATION_MANAGE: ((holds("organisation_admin"),), (administrator,)),
    Permission.ORGANISATION_ADMINISTER: ((administrator,),),
    Permission.ORGANISATION_IMPORT: ((administrator,), (system,)),
    Permission.MEMBERSHIP_LEAVE: ((person_is("person_id"),),),
    Permission.DEPUTY_NAME: (
        (person_is("person_id"), holds_role_of),
        (holds("organisation_admin"),),
    ),
    Permission.DEPUTY_END: (
        (person_is("person_id"),),
        (person_is("deputy_id"),),
        (holds("organisation_admin"),),
    ),
    Permission.PROFILE_EDIT: ((person_is("person_id"),),),
    Permission.OPPORTUNITY_CREATE: ((signed_in,),),
    Permission.OPPORTUNITY_POST_FOR: ((holds(*_POSTER_ROLES),),),
    Permission.OPPORTUNITY_MANAGE: ((person_is("poster_id"),), (holds(*_POSTER_ROLES),)),
    Permission.OPPORTUNITY_CONSENT: ((person_is("mover_id"),),),
    Permission.OPPORTUNITY_REVIEW: (
        (moderator, not_person("poster_id"), negated(of_own_organisation)),
    ),
    Permission.OPPORTUNITY_IMPORT: ((administrator,), (system,)),
    Permission.QUESTION_ASK: ((signed_in,),),
    Permission.QUESTION_OWN: ((person_is("asker_id"),),),
    Permission.QUESTION_ANSWER: (
        (person_is("poster_id"), not_person("asker_id")),
        (holds(*_POSTER_ROLES), not_person("asker_id")),
    ),
    Permission.RELEASE_ASK: ((signed_in,),),
    Permission.RELEASE_OWN: ((person_is("person_id"),),),
    Permission.RELEASE_DECIDE: ((by_link("release"), negated(is_mover_somehow)),),
    Permission.RELEASE_REMIND: ((system,),),
    Permission.APPLICATION_MAKE: ((signed_in,),),
    Permission.APPLICATION_OWN: ((person_is("applicant_id"),),),
    Permission.APPLICATION_DECIDE: (
        (person_is("poster_id"), not_person("applicant_id")),
        (holds(*_POSTER_ROLES), not_person("applicant_id")),
    ),
    Permission.INVITATION_MAKE: ((signed_in,),),
    Permission.INVITATION_OWN: ((person_is("inviter_id"),), (holds(*_POSTER_ROLES),)),
    Permission.INVITATION_ANSWER: ((person_is("mover_id"),),),
    Permission.BLOCK_OWN: ((person_is("blocker_id"),),),
    Permission.CONVERSATION_TAKE_PART: ((lambda a, s: a.person_id in s.participant_ids,),),
    Permission.MESSAGE_OWN: ((person_is("sender_id"),),),
    Permission.PLACEMENT_VIEW: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        (holds_at("host", "hr", "board", *_POSTER_ROLES),),
        (holds_at("home", "hr", "board"), sent_home),
        (named_manager, sent_home),
        (an_appeal_is_theirs,),
        (administrator,),
    ),
    Permission.PLACEMENT_MOVE: ((person_is("mover_id"),),),
    Permission.PLACEMENT_EDIT_TERMS: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        (holds_at("host", "hr"),),
        (holds_at("home", "hr"), sent_home),
    ),
    Permission.PLACEMENT_CONFIRM_MANAGER: ((decides_at("home", "hr"), *_HOME_SIDE),),
    Permission.PLACEMENT_HAND_OVER: (
        (person_is("host_manager_id"),),
        (holds_at("host", "hr", "organisation_admin"), not_person("mover_id")),
    ),
    Permission.SAVED_SEARCH_OWN: ((person_is("person_id"),),),
    Permission.SAVED_SEARCH_ALERT: ((system,),),
    Permission.WATCH_MAKE: ((signed_in,),),
    Permission.WATCH_OWN: ((person_is("person_id"),),),
    Permission.LISTING_REMIND: ((system,),),
    Permission.PLACEMENT_REMIND: ((system,),),
    Permission.APPROVAL_TAKE_BACK_BY_LINK: ((decided_by_this_link,),),
    Permission.APPEAL_DECIDE: ((appeal_is_theirs,),),
    Permission.PLACEMENT_WITHDRAW: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        (holds_at("host", "hr"),),
    ),
    Permission.PLACEMENT_START: (
        (person_is("host_manager_id"), not_person("mover_id")),
        (holds_at("host", "hr"), not_person("mover_id")),
    ),
    Permission.PLACEMENT_NOTE_OUTSIDE: (
        (holds_at("host", "hr"), *_HOST_SIDE),
        (administrator, *_HOST_SIDE),
    ),
    Permission.PLACEMENT_RECORD: ((person_is("mover_id"),), (person_is("host_manager_id"),)),
    Permission.PLACEMENT_END: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        (holds_at("host", "hr"),),
        (holds_at("home", "hr"), sent_home),
        (named_manager, sent_home),
    ),
    Permission.NOTICE_TAKE_BACK: (
        (key_is("early_end_by"),),
        (holds_at("host", "hr"), notice_is_of("host"), not_person("mover_id")),
        (holds_at("home", "hr"), notice_is_of("home"), not_person("mover_id")),
    ),
    Permission.PLACEMENT_COMPLETE: _HOME_CONFIRMS,
    Permission.PLACEMENT_BACKFILL: (
        (holds_at("home", "hr", "board", *_POSTER_ROLES), sent_home, negated(is_mover_somehow)),
    ),
    Permission.APPROVE_HOME_MANAGER: (
        (named_manager, *_HOME_SIDE, negated(refusal_fell("home_manager"))),
        (by_link("home_manager"), *_HOME_SIDE, negated(refusal_fell("home_manager"))),
        (
            decides_at("home", "hr"),
            says("home_one_person_decides"),
            *_HOME_SIDE,
            negated(refusal_fell("home_manager")),
        ),
    ),
    Permission.APPROVE_HOME_HR: (
        (decides_at("home", "hr"), *_HOME_SIDE, negated(refusal_fell("home_hr"))),
        (by_link("home_hr"), *_HOME_SIDE, negated(refusal_fell("home_hr"))),
    ),
    Permission.APPROVE_HOME_BOARD: (
        (decides_at("home", "board"), *_HOME_SIDE, negated(refusal_fell("home_board"))),
        (by_link("home_board"), *_HOME_SIDE, negated(refusal_fell("home_board"))),
    ),
    Permission.APPROVE_HOST_MANAGER: (
        (person_is("host_manager_id"), *_HOST_SIDE, negated(refusal_fell("host_manager"))),
        (
            decides_at("host", "hr"),
            says("host_one_person_decides"),
            *_HOST_SIDE,
            negated(refusal_fell("host_manager")),
        ),
    ),
    Permission.APPROVE_HOST_HR: (
        (decides_at("host", "hr"), *_HOST_SIDE, negated(refusal_fell("host_hr"))),
        (by_link("host_hr"), *_HOST_SIDE, negated(refusal_fell("host_hr"))),
    ),
    Permission.APPROVE_HOST_BOARD: (
        (decides_at("host", "board"), *_HOST_SIDE, negated(refusal_fell("host_board"))),
        (by_link("host_board"), *_HOST_SIDE, negated(refusal_fell("host_board"))),
    ),
    Permission.PLACEMENT_DECLARE: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        (holds_at("host", "hr", "board"),),
        (holds_at("home", "hr", "board"), sent_home),
        (named_manager, sent_home),
        (decided_for("home"),),
        (decided_for("host"),),
        *((by_link(f"{side}_{role}"),) for side in ("home", "host") for role in ("hr", "board")),
        (by_link("home_manager"),),
    ),
    Permission.PLACEMENT_HR: (*_HOME_HR, *_HOST_HR),
    Permission.PLACEMENT_HR_HOME: _HOME_HR,
    Permission.PLACEMENT_HR_HOST: _HOST_HR,
    Permission.PLACEMENT_VETTING_SEE: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        *_HOME_HR,
        *_HOST_HR,
    ),
    Permission.PLACEMENT_OVERRIDE_HOME: (*_HOME_HR, (administrator, _NOT_OWN_MOVE)),
    Permission.PLACEMENT_OVERRIDE_HOST: (*_HOST_HR, (administrator, _NOT_OWN_MOVE)),
    Permission.PLACEMENT_NOTE: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        (named_manager, sent_home),
        *_HOME_HR,
        *_HOST_HR,
    ),
    Permission.ADJUSTMENTS_OWN: ((person_is("person_id"),),),
    Permission.ADJUSTMENTS_SEE: (
        (person_is("host_manager_id"), _NOT_OWN_MOVE),
        (holds_at("host", "hr"), _NOT_OWN_MOVE),
    ),
    Permission.STAY_LOOK_AFTER: ((person_is("host_manager_id"), not_person("mover_id")),),
    Permission.STAY_CHANGE_MANAGER: (
        (holds_at("host", "hr", "organisation_admin"), negated(is_mover_somehow)),
    ),
    Permission.STAY_NOTE: _PARTIES,
    Permission.STAY_READ_WORDS: (
        (holds_at("host", "hr"), negated(is_mover_somehow)),
        (holds_at("home", "hr"), negated(is_mover_somehow), sent_home),
    ),
    Permission.STAY_READ_REPORT: (*_PARTIES, (named_manager, sent_home)),
    Permission.EXTENSION_ASK: _PARTIES,
    Permission.EXTENSION_AGREE: ((person_is("mover_id"),),),
    Permission.EXTENSION_WITHDRAW: ((person_is("asked_by_id"),),),
    Permission.RETURN_CONFIRM: (*_HOME_CONFIRMS, (by_link("coming_back"), *_HOME_SIDE)),
    Permission.RETURN_WAIVE: (
        *_HOME_CONFIRMS,
        (by_link("coming_back"), *_HOME_SIDE),
        (holds_at("home", "board"), *_HOME_SIDE),
        (administrator, negated(is_mover_somehow)),
    ),
    Permission.RETURN_ASK: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        (holds_at("host", "hr"),),
        (administrator,),
    ),
    Permission.SIGN_HOME: (
        (decides_at("home", "hr", "board"), *_HOME_SIDE),
        (by_link("sign_home"), *_HOME_SIDE),
    ),
    Permission.SIGN_HOST: (
        (decides_at("host", "hr", "board"), *_HOST_SIDE),
        (by_link("sign_host"), *_HOST_SIDE),
    ),
    Permission.SIGN_MOVER: ((person_is("mover_id"),),),
    Permission.AGREEMENT_VIEW: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        (holds_at("host", "hr", "board"),),
        (holds_at("home", "hr", "board"), sent_home),
        (named_manager, sent_home),
    ),
    Permission.AGREEMENT_EDIT: (
        (decides_at("host", "hr"), negated(is_mover_somehow)),
        (decides_at("home", "hr"), negated(is_mover_somehow), sent_home),
        (holds_at("home", "board"), says("needs_home_board"), *_HOME_SIDE),
    ),
    Permission.COSTS_SEE: _THE_BILL,
    Permission.COSTS_EDIT: _THE_BILL,
    Permission.SWAP_NAME: (
        (person_is("host_manager_id"), *_HOST_SIDE),
        (holds_at("host", "hr"), *_HOST_SIDE),
    ),
    Permission.SWAP_RECEIVE: ((holds_at("home", "hr"), *_HOME_SIDE),),
    Permission.SWAP_ANSWER: ((person_is("mover_id"),),),
    Permission.DESK_HR: ((holds("hr", "board", "organisation_admin"),),),
    Permission.REPORT_MAKE: ((signed_in,),),
    Permission.MODERATION_WORK: ((moderator,),),
    Permission.TALK_DECISION_OWN: ((person_is("reported_id"),),),
    Permission.REPORT_DECIDE: (
        (moderator, not_person("reporter_id"), not_person("reported_person_id")),
    ),
    Permission.PLATFORM_ADMINISTER: ((administrator,),),
}

PAGES_FOR_VISITORS = frozenset({Permission.PAGE_PUBLIC, Permission.PAGE_LINK})


def allowed(actor: Actor, permission: Permission, subject: Any = None) -> bool:
    """Whether one alternative of the permission holds in full for this actor and subject."""
    return any(
        all(predicate(actor, subject) for predicate in alternative)
        for alternative in POLICY.get(permission, ())
    )


def require(actor: Actor, permission: Permission, subject: Any, refusal: str = "") -> None:
    """Raise NotAllowed unless the actor may do this to the subject."""
    if not allowed(actor, permission, subject):
        raise NotAllowed(
            refusal or "You may see this, but this step belongs to somebody else.",
            "The page says who acts next. Ask them, or your organisation's administrator.",
        )


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare what a view needs. A view without this is refused by the guard."""

    def mark(view: View) -> View:
        view.__permission__ = permission  # type: ignore[attr-defined]  # the guard reads it
        return view

    return mark


def permission_of(view: Callable[..., Any] | None) -> Permission | None:
    """What a view declared, if anything."""
    return getattr(view, "__permission__", None)
