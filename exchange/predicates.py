"""The sentences of which the access table is made. Pure: they read attributes of the actor and of
the subject, and import no room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from exchange.actors import Actor, Deputised

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


def decides_at(side: str, *roles: str) -> Predicate:
    """One of the roles in the home or host organisation of a placement, or a deputy's for somebody
    who could decide too: not for the mover, and not for who decided for the other side (R19)."""

    def predicate(actor: Actor, subject: Any) -> bool:
        organisation_id = getattr(subject, f"{side}_organisation_id")
        return actor.holds_itself(organisation_id, *roles) or any(
            stands_in_for(actor, subject, side, role) for role in roles
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
    """One to whom the appeal goes, in a role of their own; never who refused, nor the mover, nor
    who decided for the other side."""
    if subject.is_by(actor) or subject.is_mover(actor) or subject.took_other_side(actor):
        return False
    return bool(subject.goes_to_actor(actor))


def an_appeal_is_theirs(actor: Actor, subject: Any) -> bool:
    """An appeal about the placement goes to the actor, who has to read what it is about."""
    return any(appeal_is_theirs(actor, one) for one in subject.appeals)


def person_is(attribute: str) -> Predicate:
    """The actor is the person whom the subject names in that attribute."""

    def predicate(actor: Actor, subject: Any) -> bool:
        if subject is None:
            return actor.person_id is not None
        return actor.person_id is not None and getattr(subject, attribute) == actor.person_id

    return predicate


def key_is(attribute: str) -> Predicate:
    """The signed-in actor is whom the subject names by key in that attribute."""

    def predicate(actor: Actor, subject: Any) -> bool:
        if subject is None or actor.person_id is None:
            return False
        return bool(getattr(subject, attribute) == actor.key)

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


def notice_is_of(side: str) -> Predicate:
    """Notice of an early end was given for that employer, by whomever."""

    def predicate(_actor: Actor, subject: Any) -> bool:
        return bool(subject.notice_side == side)

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
