"""Who may do what: one table, asked by views, services and templates alike.

`POLICY` maps each permission to alternatives; each alternative is a tuple of predicates that
must all hold. Predicates read attributes of the actor and the subject, and import no room.
A permission that is not in the table is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from exchange.errors import NotAllowed

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Deputised:
    """A role that somebody holds for a while in place of another person."""

    role: str
    person_id: int
    name: str

    @property
    def key(self) -> str:
        """Who is stood in for, as a decision records it."""
        return f"person:{self.person_id}"


@dataclass(frozen=True)
class Standing:
    """What a person is in one organisation: a live membership and its roles."""

    organisation_id: int
    organisation_name: str
    roles: frozenset[str]
    """Of: member, poster, hr, board, organisation_admin, chief_executive."""
    deputises: tuple[Deputised, ...] = ()
    """The roles among them that are held only as somebody's deputy, for whom."""

    @property
    def own_roles(self) -> frozenset[str]:
        """The roles that the person holds themselves."""
        return self.roles - {one.role for one in self.deputises}


@dataclass(frozen=True)
class Actor:
    """Who asks: a person with standings, the holder of a decision link, or the system."""

    person_id: int | None = None
    name: str = ""
    email: str = ""
    standings: tuple[Standing, ...] = ()
    platform_roles: frozenset[str] = frozenset()
    """Of: moderator, administrator."""
    link_id: int | None = None
    """The decision link that was opened; it allows one approval of one placement."""
    label: str = "visitor"
    link_key: str = ""
    """Who holds that link: person:12 where the address is somebody's own, else address:…"""

    @property
    def is_anonymous(self) -> bool:
        """True for a visitor who is not signed in."""
        return self.person_id is None

    @property
    def key(self) -> str:
        """Who this is, for "nobody decides for two sides"."""
        return self.link_key or f"person:{self.person_id}"

    @property
    def organisation_ids(self) -> frozenset[int]:
        """Where the person belongs."""
        return frozenset(standing.organisation_id for standing in self.standings)

    def organisations_as(self, *roles: str) -> frozenset[int]:
        """Where the person holds one of the roles."""
        wanted = frozenset(roles)
        return frozenset(s.organisation_id for s in self.standings if s.roles & wanted)

    def has_role(self, organisation_id: int | None, *roles: str) -> bool:
        """Whether the person holds one of the roles in that organisation."""
        return organisation_id is not None and organisation_id in self.organisations_as(*roles)

    def holds_itself(self, organisation_id: int | None, *roles: str) -> bool:
        """Whether the person holds one of the roles there other than as a deputy."""
        return any(
            standing.organisation_id == organisation_id and standing.own_roles & frozenset(roles)
            for standing in self.standings
        )

    def deputised(self, organisation_id: int | None, role: str) -> tuple[Deputised, ...]:
        """For whom the person holds the role there, where they do not hold it themselves."""
        return tuple(
            one
            for standing in self.standings
            if standing.organisation_id == organisation_id
            for one in standing.deputises
            if one.role == role
        )

    @property
    def is_moderator(self) -> bool:
        """Whether the person moderates the platform."""
        return "moderator" in self.platform_roles

    @property
    def is_administrator(self) -> bool:
        """Whether the person administers the platform."""
        return "administrator" in self.platform_roles


VISITOR = Actor()
SYSTEM = Actor(label="system", platform_roles=frozenset({"system"}))


class Permission(StrEnum):
    """Everything that anybody may be allowed to do, as scope:action."""

    PAGE_PUBLIC = "page:public"
    PAGE_SIGNED_IN = "page:signed_in"
    PAGE_LINK = "page:link"
    PERSON_CREATE = "person:create"
    STAFF_APPOINT = "staff:appoint"
    ORGANISATION_JOIN = "organisation:join"
    ORGANISATION_MANAGE = "organisation:manage"
    ORGANISATION_ADMINISTER = "organisation:administer"
    ORGANISATION_IMPORT = "organisation:import"
    MEMBERSHIP_LEAVE = "membership:leave"
    DEPUTY_NAME = "deputy:name"
    DEPUTY_END = "deputy:end"
    PROFILE_EDIT = "profile:edit"
    OPPORTUNITY_CREATE = "opportunity:create"
    OPPORTUNITY_POST_FOR = "opportunity:post_for"
    OPPORTUNITY_MANAGE = "opportunity:manage"
    OPPORTUNITY_CONSENT = "opportunity:consent"
    OPPORTUNITY_REVIEW = "opportunity:review"
    OPPORTUNITY_IMPORT = "opportunity:import"
    APPLICATION_MAKE = "application:make"
    APPLICATION_OWN = "application:own"
    APPLICATION_DECIDE = "application:decide"
    INVITATION_MAKE = "invitation:make"
    INVITATION_OWN = "invitation:own"
    INVITATION_ANSWER = "invitation:answer"
    CONVERSATION_TAKE_PART = "conversation:take_part"
    PLACEMENT_VIEW = "placement:view"
    PLACEMENT_MOVE = "placement:move"
    PLACEMENT_EDIT_TERMS = "placement:edit_terms"
    PLACEMENT_CONFIRM_MANAGER = "placement:confirm_manager"
    PLACEMENT_HAND_OVER = "placement:hand_over"
    PLACEMENT_REMIND = "placement:remind"
    APPROVAL_TAKE_BACK_BY_LINK = "placement:take_back_by_link"
    APPEAL_DECIDE = "placement:decide_appeal"
    PLACEMENT_WITHDRAW = "placement:withdraw"
    PLACEMENT_START = "placement:start"
    PLACEMENT_RECORD = "placement:record"
    PLACEMENT_END = "placement:end"
    PLACEMENT_COMPLETE = "placement:complete"
    APPROVE_HOME_MANAGER = "placement:approve_home_manager"
    APPROVE_HOME_HR = "placement:approve_home_hr"
    APPROVE_HOME_BOARD = "placement:approve_home_board"
    APPROVE_HOST_MANAGER = "placement:approve_host_manager"
    APPROVE_HOST_HR = "placement:approve_host_hr"
    APPROVE_HOST_BOARD = "placement:approve_host_board"
    DESK_HR = "desk:hr"
    REPORT_MAKE = "report:make"
    MODERATION_WORK = "moderation:work"
    REPORT_DECIDE = "report:decide"
    PLATFORM_ADMINISTER = "platform:administer"


Predicate = Callable[[Actor, Any], bool]
"""Answers for an actor and a subject; the subject is None where a page, not a thing, is asked."""


def anyone(_actor: Actor, _subject: Any) -> bool:
    """Everybody, signed in or not."""
    return True


def signed_in(actor: Actor, _subject: Any) -> bool:
    """A person with an account."""
    return actor.person_id is not None


def moderator(actor: Actor, _subject: Any) -> bool:
    """A moderator of the platform."""
    return actor.is_moderator


def administrator(actor: Actor, _subject: Any) -> bool:
    """An administrator of the platform."""
    return actor.is_administrator


def system(actor: Actor, _subject: Any) -> bool:
    """The command line and the worker."""
    return "system" in actor.platform_roles


def holds(*roles: str) -> Predicate:
    """One of the roles in the subject's `organisation_id`; in any organisation without subject."""

    def predicate(actor: Actor, subject: Any) -> bool:
        if subject is None:
            return bool(actor.organisations_as(*roles))
        return actor.has_role(subject.organisation_id, *roles)

    return predicate


def holds_at(side: str, *roles: str) -> Predicate:
    """One of the roles in the home or host organisation of a placement."""

    def predicate(actor: Actor, subject: Any) -> bool:
        return actor.has_role(getattr(subject, f"{side}_organisation_id"), *roles)

    return predicate


def decides_at(side: str, role: str) -> Predicate:
    """The role in the home or host organisation of a placement, or a deputy's for somebody who
    could decide too: not for the mover, and not for who decided for the other side (R19)."""

    def predicate(actor: Actor, subject: Any) -> bool:
        organisation_id = getattr(subject, f"{side}_organisation_id")
        return actor.holds_itself(organisation_id, role) or bool(
            stands_in_for(actor, subject, side, role)
        )

    return predicate


def stands_in_for(actor: Actor, subject: Any, side: str, role: str) -> Deputised | None:
    """For whom the actor can decide as a deputy; None where they hold the role themselves."""
    organisation_id = getattr(subject, f"{side}_organisation_id")
    if actor.holds_itself(organisation_id, role):
        return None
    other = "host" if side == "home" else "home"
    for one in actor.deputised(organisation_id, role):
        absent = Actor(person_id=one.person_id)
        if not subject.is_mover(absent) and not subject.decided_by(other, absent):
            return one
    return None


def holds_role_of(actor: Actor, subject: Any) -> bool:
    """The role that the subject names in its organisation, held other than as a deputy."""
    return actor.holds_itself(subject.organisation_id, subject.role)


def decided_by_this_link(actor: Actor, subject: Any) -> bool:
    """The holder of the link by which that decision was given."""
    return actor.link_id is not None and actor.link_id == subject.id and bool(subject.used_at)


def appeal_is_theirs(actor: Actor, subject: Any) -> bool:
    """One to whom the appeal goes, in a role of their own; never who refused, nor the mover."""
    if subject.is_by(actor) or subject.is_mover(actor):
        return False
    return bool(subject.goes_to_actor(actor))


def person_is(attribute: str) -> Predicate:
    """The actor is the person whom the subject names in that attribute."""

    def predicate(actor: Actor, subject: Any) -> bool:
        if subject is None:
            return actor.person_id is not None
        return actor.person_id is not None and getattr(subject, attribute) == actor.person_id

    return predicate


def not_person(attribute: str) -> Predicate:
    """The actor is somebody else than the person named."""
    return negated(person_is(attribute))


def negated(predicate: Predicate) -> Predicate:
    """The opposite of a predicate, for a subject; without one it cannot be known and holds."""

    def opposite(actor: Actor, subject: Any) -> bool:
        return subject is None or not predicate(actor, subject)

    return opposite


def of_own_organisation(actor: Actor, subject: Any) -> bool:
    """The subject belongs to an organisation of the actor."""
    return subject.organisation_id in actor.organisation_ids


def sent_home(_actor: Actor, subject: Any) -> bool:
    """The mover has pressed "Send to my manager"; before that the employer hears nothing."""
    return subject.sent_home_at is not None


def named_manager(actor: Actor, subject: Any) -> bool:
    """The signed-in person whose confirmed address the mover named as line manager."""
    return bool(actor.email) and actor.email == subject.manager_email


def by_link(role: str) -> Predicate:
    """The holder of the link that this placement sent for this approval."""

    def predicate(actor: Actor, subject: Any) -> bool:
        return actor.link_id is not None and actor.link_id in subject.link_ids(role)

    return predicate


def says(attribute: str) -> Predicate:
    """The subject says so itself: that one person decides at home, that its board decides."""

    def predicate(_actor: Actor, subject: Any) -> bool:
        return bool(getattr(subject, attribute))

    return predicate


def decided_for(side: str) -> Predicate:
    """The actor already decided something for that side of the placement."""

    def predicate(actor: Actor, subject: Any) -> bool:
        return bool(subject.decided_by(side, actor))

    return predicate


def is_mover_somehow(actor: Actor, subject: Any) -> bool:
    """The actor moves, signed in or behind a link sent to one of the mover's own addresses."""
    return bool(subject.is_mover(actor))


def refusal_fell(role: str) -> Predicate:
    """The actor refused in that role, and the refusal fell on appeal: others decide now."""

    def predicate(actor: Actor, subject: Any) -> bool:
        return bool(subject.was_overturned(role, actor))

    return predicate


_HOME_SIDE = (negated(is_mover_somehow), negated(decided_for("host")), sent_home)
_HOST_SIDE = (negated(is_mover_somehow), negated(decided_for("home")))
_POSTER_ROLES = ("poster", "organisation_admin")

POLICY: dict[Permission, tuple[tuple[Predicate, ...], ...]] = {
    Permission.PAGE_PUBLIC: ((anyone,),),
    Permission.PAGE_SIGNED_IN: ((signed_in,),),
    Permission.PAGE_LINK: ((anyone,),),
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
    Permission.APPLICATION_MAKE: ((signed_in,),),
    Permission.APPLICATION_OWN: ((person_is("applicant_id"),),),
    Permission.APPLICATION_DECIDE: (
        (person_is("poster_id"), not_person("applicant_id")),
        (holds(*_POSTER_ROLES), not_person("applicant_id")),
    ),
    Permission.INVITATION_MAKE: ((signed_in,),),
    Permission.INVITATION_OWN: ((person_is("inviter_id"),), (holds(*_POSTER_ROLES),)),
    Permission.INVITATION_ANSWER: ((person_is("mover_id"),),),
    Permission.CONVERSATION_TAKE_PART: ((lambda a, s: a.person_id in s.participant_ids,),),
    Permission.PLACEMENT_VIEW: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        (holds_at("host", "hr", "board", *_POSTER_ROLES),),
        (holds_at("home", "hr", "board"), sent_home),
        (named_manager, sent_home),
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
    Permission.PLACEMENT_RECORD: ((person_is("mover_id"),), (person_is("host_manager_id"),)),
    Permission.PLACEMENT_END: (
        (person_is("mover_id"),),
        (person_is("host_manager_id"),),
        (holds_at("host", "hr"),),
        (holds_at("home", "hr"), sent_home),
    ),
    Permission.PLACEMENT_COMPLETE: (
        (decides_at("home", "hr"), *_HOME_SIDE),
        (decides_at("home", "board"), says("needs_home_board"), *_HOME_SIDE),
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
    Permission.DESK_HR: ((holds("hr", "board", "organisation_admin"),),),
    Permission.REPORT_MAKE: ((signed_in,),),
    Permission.MODERATION_WORK: ((moderator,),),
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


@dataclass(frozen=True)
class ForOrganisation:
    """An organisation as a subject, where no row exists yet."""

    organisation_id: int | None
