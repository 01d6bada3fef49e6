"""Commands about organisations and who belongs to them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import because, command, db, lock
from exchange.errors import IllegalTransition, Invalid
from exchange.notices import services as notices
from exchange.organisations import queries
from exchange.organisations.domains import domain_of, is_domain, is_free_mail
from exchange.organisations.lifecycle import MEMBERSHIP, MembershipStatus
from exchange.organisations.models import (
    ContactRole,
    Membership,
    Organisation,
    OrganisationContact,
    OrganisationDomain,
    Sector,
    StaffStatus,
)

ROLES = ("poster", "hr", "board", "organisation_admin", "chief_executive")
BY_PLATFORM_ONLY = frozenset({"chief_executive"})


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation that no register of ours lists, as somebody describes it."""

    name: str
    sector: str
    register_number: str


@command
def ask_to_join(
    actor: Actor, organisation_id: uuid.UUID, job_title: str, evidence: str
) -> MembershipStatus:
    """Join an organisation. A matching e-mail domain makes a member at once; others ask."""
    require(actor, Permission.ORGANISATION_JOIN, None)
    return _join(actor, queries.by_public_id(organisation_id), job_title, evidence)


@command
def ask_to_add(actor: Actor, new: NewOrganisation, job_title: str, evidence: str) -> uuid.UUID:
    """Ask for an organisation that is not listed; an administrator checks it and the person."""
    require(actor, Permission.ORGANISATION_JOIN, None)
    number = new.register_number.replace(" ", "").upper()
    listed = queries.by_charity_number(number) or queries.asked_for(number, Sector(new.sector))
    organisation = listed or Organisation(
        source=queries.ASKED_FOR,
        external_id=f"{new.sector}-{number}" if number else uuid.uuid4().hex,
        name=new.name,
        sector=Sector(new.sector),
        staff_status=StaffStatus.UNKNOWN,
        staff_status_source="Not checked yet",
    )
    if listed is None:
        db.session.add(organisation)
        db.session.flush()
    _join(actor, organisation, job_title, evidence)
    return organisation.public_id


@command
def accept_member(
    actor: Actor, membership_id: uuid.UUID, roles: frozenset[str], how_verified: str
) -> None:
    """Let somebody in, in the roles that were verified, saying how."""
    membership = queries.membership_to_decide(actor, membership_id)
    if not how_verified.strip():
        raise Invalid({"how_verified": "Say how you know that this person works there."})
    membership.status = MEMBERSHIP.after(membership.status, "accept")
    membership.joined_at = clock.now()
    membership.decided_by_id = actor.person_id
    membership.how_verified = how_verified
    _give_roles(actor, membership, roles)
    name = membership.organisation.name
    notices.tell(membership.person_id, "joined", f"You now belong to {name}.", "/account")


@command
def refuse_member(actor: Actor, membership_id: uuid.UUID, reason: str) -> None:
    """Not let somebody in, with a reason that they read."""
    membership = queries.membership_to_decide(actor, membership_id)
    if not reason.strip():
        raise Invalid({"reason": "Give a reason. The person reads it."})
    membership.status = MEMBERSHIP.after(membership.status, "refuse")
    membership.decided_by_id, membership.reason = actor.person_id, reason
    membership.ended_at = clock.now()
    because(reason)
    text = f"{membership.organisation.name} did not accept your request to join. {reason}"
    notices.tell(membership.person_id, "join_refused", text, "/account")


@command
def set_roles(
    actor: Actor, membership_id: uuid.UUID, roles: frozenset[str], how_verified: str
) -> None:
    """Change what a member may do for the organisation; the person hears of what is new."""
    membership = queries.membership_to_decide(actor, membership_id)
    if not how_verified.strip():
        raise Invalid({"how_verified": "Say how the role was verified."})
    if membership.status is not MembershipStatus.ACTIVE:
        raise IllegalTransition(
            "This person is no member, so there are no roles to change.",
            "Roles are given when somebody is let in.",
        )
    lock(membership)
    membership.how_verified = how_verified
    before = membership.roles
    _give_roles(actor, membership, roles)
    if membership.roles == before:
        return
    names = ", ".join(sorted(role.replace("_", " ") for role in roles)) or "member"
    text = f"Your roles at {membership.organisation.name} are now: {names}."
    notices.tell(membership.person_id, "roles_changed", text, "/account")


@command
def change_settings(
    actor: Actor,
    organisation_id: uuid.UUID,
    *,
    ask_before_applying: bool,
    one_person_decides: bool,
    how_we_decide: str,
) -> None:
    """What an organisation's own administrator decides about how it works here."""
    organisation = queries.by_public_id(organisation_id)
    require(actor, Permission.ORGANISATION_MANAGE, organisation)
    organisation.ask_before_applying = ask_before_applying
    organisation.one_person_decides = one_person_decides
    organisation.how_we_decide = how_we_decide


@command
def set_staff_status(
    actor: Actor, organisation_id: uuid.UUID, status: StaffStatus, source: str, as_of: date
) -> None:
    """What the organisation's staff are; rules on placements follow it. Needs a source."""
    organisation = queries.by_public_id(organisation_id)
    require(actor, Permission.ORGANISATION_ADMINISTER, organisation)
    if not source.strip():
        raise Invalid({"source": "Say where this is written, so that others can check it."})
    if as_of > clock.today():
        raise Invalid({"as_of": "The date must be today or in the past."})
    organisation.staff_status = status
    organisation.staff_status_source = source
    organisation.staff_status_as_of = as_of


@command
def add_domain(actor: Actor, organisation_id: uuid.UUID, domain: str) -> None:
    """People with a confirmed address there become members at once."""
    organisation = queries.by_public_id(organisation_id)
    require(actor, Permission.ORGANISATION_ADMINISTER, organisation)
    wanted = domain_of(f"@{domain.strip().lstrip('@')}")
    if not is_domain(wanted) or is_free_mail(f"x@{wanted}"):
        raise Invalid({"domain": "Enter a domain of its own, such as northmoor.example."})
    row = next((one for one in organisation.domains if one.domain == wanted), None)
    if row is None:
        row = OrganisationDomain(domain=wanted)
        organisation.domains.append(row)
    if row.source in {None, queries.REMOVED}:
        row.source = "checked by an administrator"


@command
def remove_domain(actor: Actor, organisation_id: uuid.UUID, domain: str) -> None:
    """New people with an address there ask to join again; who is a member stays one."""
    organisation = queries.by_public_id(organisation_id)
    require(actor, Permission.ORGANISATION_ADMINISTER, organisation)
    for row in organisation.domains:
        if row.domain == domain:
            row.source = queries.REMOVED


@command
def verify_contact(
    actor: Actor,
    organisation_id: uuid.UUID,
    role: ContactRole,
    name: str,
    email: str,
    how_verified: str,
) -> None:
    """Name who decides by link where nobody has an account; replaces the one before."""
    organisation = queries.by_public_id(organisation_id)
    require(actor, Permission.ORGANISATION_ADMINISTER, organisation)
    lock(organisation)
    email = email.strip().lower()
    earlier = queries.contact(organisation.id, role)
    if earlier is not None:
        said = (earlier.name, earlier.email, earlier.how_verified)
        if said == (name, email, how_verified):
            return
        earlier.retired_at = clock.now()
    db.session.add(
        OrganisationContact(
            organisation_id=organisation.id,
            role=role,
            name=name,
            email=email,
            how_verified=how_verified,
            verified_by_id=actor.person_id,
        )
    )


@command
def retire_contact(actor: Actor, organisation_id: uuid.UUID, role: ContactRole) -> None:
    """The contact no longer decides, such as after leaving; links sent later go to nobody."""
    organisation = queries.by_public_id(organisation_id)
    require(actor, Permission.ORGANISATION_ADMINISTER, organisation)
    found = queries.contact(organisation.id, role)
    if found is not None:
        found.retired_at = clock.now()


def end_membership(actor: Actor, membership: Membership, reason: str) -> None:
    """A step of the hand-over: the person no longer belongs."""
    membership.status = MEMBERSHIP.after(membership.status, "end")
    membership.ended_at, membership.reason = clock.now(), reason
    membership.decided_by_id = actor.person_id
    for role in ROLES:
        setattr(membership, f"is_{role}", False)


def _join(
    actor: Actor, organisation: Organisation, job_title: str, evidence: str
) -> MembershipStatus:
    if any(one.organisation_id == organisation.id for one in queries.memberships_of(actor)):
        raise Invalid({"organisation": "You belong to it, or asked to, already."})
    by_domain = _has_own_domain(actor, organisation)
    status = MembershipStatus.ACTIVE if by_domain else MembershipStatus.ASKED
    membership = Membership(
        person_id=actor.person_id,
        organisation_id=organisation.id,
        status=status,
        job_title=job_title,
        evidence=evidence,
        joined_at=clock.now() if by_domain else None,
        how_verified=f"E-mail address at {domain_of(actor.email)}" if by_domain else "",
    )
    db.session.add(membership)
    deciders = queries.holders(organisation.id, "organisation_admin")
    for person_id in [] if by_domain else (deciders or queries.administrators()):
        path = "/organisations/joining"
        text = f"{actor.name} asks to join {organisation.name}. Check and answer."
        notices.tell(person_id, "asked_to_join", text, path)
    return status


def _has_own_domain(actor: Actor, organisation: Organisation) -> bool:
    if not actor.email or is_free_mail(actor.email):
        return False
    return domain_of(actor.email) in queries.verified_domains(organisation.id)


def _give_roles(actor: Actor, membership: Membership, roles: frozenset[str]) -> None:
    if not roles <= set(ROLES):
        raise Invalid({"roles": "Choose roles from the list."})
    held = membership.roles - {"member"}
    if (roles ^ held) & BY_PLATFORM_ONLY and not actor.is_administrator:
        raise Invalid({"roles": "Who leads an organisation is verified by our administrators."})
    for role in ROLES:
        setattr(membership, f"is_{role}", role in roles)
