"""Reads about organisations and memberships; builds the actor."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from exchange.access import Actor, Deputised, Permission, Standing, allowed, require
from exchange.accounts.models import Person
from exchange.db import db
from exchange.errors import NotAllowed, NotFound
from exchange.organisations import deputising
from exchange.organisations.domains import domain_of, is_free_mail
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import (
    ContactRole,
    Membership,
    Organisation,
    OrganisationContact,
    OrganisationDomain,
    Sector,
)

ASKED_FOR = "asked"
"""The source of an organisation that no register of ours lists and that somebody described."""
REMOVED = "removed by an administrator"
"""The source of a domain that is not used any more; its row stops an import bringing it back."""
ROLE_COLUMNS = {
    "poster": Membership.is_poster,
    "hr": Membership.is_hr,
    "board": Membership.is_board,
    "organisation_admin": Membership.is_organisation_admin,
    "chief_executive": Membership.is_chief_executive,
}

_WHO_AND_WHERE = (joinedload(Membership.organisation), joinedload(Membership.person))
_IN_USE = OrganisationDomain.source != REMOVED
_CHECKED = sa.or_(
    Organisation.source != ASKED_FOR,
    sa.exists().where(
        Membership.organisation_id == Organisation.id,
        Membership.status == MembershipStatus.ACTIVE,
    ),
)


def actor_for(person: Person) -> Actor:
    """The person as an actor, with their live memberships and as whose deputy: two statements."""
    platform = {
        "moderator": person.is_moderator,
        "administrator": person.is_administrator,
    }
    stands_in = deputising.of_person(person.id)
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email if person.confirmed_at else "",
        standings=tuple(
            _standing(one, stands_in.get(one.organisation_id, ()))
            for one in _memberships(person.id, MembershipStatus.ACTIVE)
        ),
        platform_roles=frozenset(role for role, held in platform.items() if held),
        label="person",
    )


def _standing(membership: Membership, stands_in: tuple[Deputised, ...]) -> Standing:
    """A role that somebody holds themselves needs no other: being a deputy adds nothing to it."""
    added = tuple(one for one in stands_in if one.role not in membership.roles)
    roles = membership.roles | {one.role for one in added}
    return Standing(membership.organisation_id, membership.organisation.name, roles, added)


def actor_by_email(email: str) -> Actor:
    """A confirmed person as an actor, for the command line and the demo; raises NotFound."""
    person = db.session.scalar(sa.select(Person).where(Person.email == email.lower()))
    if person is None:
        raise NotFound(f"Nobody has the address {email}.")
    return actor_for(person)


def by_public_id(public_id: uuid.UUID) -> Organisation:
    """An organisation; everybody may see each of them. Raises NotFound."""
    found = db.session.scalar(sa.select(Organisation).filter_by(public_id=public_id))
    if found is None:
        raise NotFound("There is no such organisation.")
    return found


def visible(viewer: Actor, public_id: uuid.UUID) -> Organisation:
    """An organisation as the viewer may see it; raises NotFound.

    One that somebody asked us to add is shown to those who asked and to administrators only,
    until a first member was let in: anybody can ask, in any words.
    """
    found = by_public_id(public_id)
    asked = any(one.organisation_id == found.id for one in memberships_of(viewer))
    if asked or viewer.is_administrator:
        return found
    if db.session.scalar(sa.select(Organisation.id).where(_CHECKED, Organisation.id == found.id)):
        return found
    raise NotFound("There is no such organisation.")


def listed(words: str = "", sector: str = "") -> sa.Select[Organisation]:
    """Organisations by name; words may stand in any order."""
    query = sa.select(Organisation).where(_CHECKED).order_by(Organisation.name, Organisation.id)
    for word in words.split()[:8]:
        pattern = f"%{_escaped(word)}%"
        query = query.where(
            sa.or_(
                Organisation.name.ilike(pattern, escape="\\"),
                Organisation.short_name.ilike(pattern, escape="\\"),
            )
        )
    return query.where(Organisation.sector == sector) if sector else query


def keys_named(text: str) -> tuple[str, ...]:
    """The keys of those with this name, in any case; else of the only one whose name begins so."""
    typed = text.strip()
    if not typed:
        return ()
    query = sa.select(Organisation.public_id, Organisation.name, Organisation.short_name).where(
        sa.or_(
            Organisation.name.istartswith(typed, autoescape=True),
            sa.func.lower(Organisation.short_name) == typed.lower(),
        )
    )
    rows = db.session.execute(query.order_by(sa.func.length(Organisation.name)).limit(20)).all()
    exact = [row for row in rows if typed.lower() in {row[1].lower(), row[2].lower()}]
    found = exact or (rows if len(rows) == 1 else [])
    return tuple(search_key(row[1], row[0]) for row in found)


def search_key(name: str, public_id: uuid.UUID) -> str:
    """An organisation as an index holds it: its counts then need no names from the database.

    Documents are indexed again when a name changes.
    """
    return f"{name} {public_id}"


def told_by(key: str) -> tuple[str, str]:
    """Name and public id of an organisation, from its key."""
    name, _, public_id = key.rpartition(" ")
    return name, public_id


def keys_of(public_ids: Iterable[str]) -> list[str]:
    """The keys of those organisations that there are."""
    wanted = [uuid.UUID(one) for one in public_ids]
    query = sa.select(Organisation.name, Organisation.public_id)
    found = db.session.execute(query.where(Organisation.public_id.in_(wanted)))
    return [search_key(*row) for row in found]


def candidates_by_domain(email: str) -> list[Organisation]:
    """Organisations that use the domain of an address, to choose from."""
    if is_free_mail(email):
        return []
    query = (
        sa.select(Organisation)
        .join(OrganisationDomain)
        .where(OrganisationDomain.domain == domain_of(email), _IN_USE)
        .order_by(Organisation.name)
    )
    return list(db.session.scalars(query))


def by_charity_number(number: str) -> Organisation | None:
    """A charity by its number in a register of England and Wales, Scotland or NI."""
    wanted = number.upper().replace(" ", "")
    query = sa.select(Organisation).where(
        Organisation.sector == "charity",
        _CHECKED,
        sa.or_(
            Organisation.external_id == wanted,
            Organisation.external_id.endswith(f"-{wanted}", autoescape=True),
        ),
    )
    return db.session.scalar(query.limit(1)) if wanted else None


def asked_for(number: str, sector: Sector) -> Organisation | None:
    """An organisation that somebody else asked us to add, by the number they gave."""
    if not number:
        return None
    wanted = {"source": ASKED_FOR, "external_id": f"{sector}-{number}"}
    return db.session.scalar(sa.select(Organisation).filter_by(**wanted))


def memberships_of(viewer: Actor) -> list[Membership]:
    """Where the viewer belongs or asked to belong."""
    if viewer.person_id is None:
        return []
    return _memberships(viewer.person_id, MembershipStatus.ACTIVE, MembershipStatus.ASKED)


def membership_in(viewer: Actor, organisation: Organisation) -> Membership | None:
    """The viewer's own membership there, asked for or live."""
    mine = (one for one in memberships_of(viewer) if one.organisation_id == organisation.id)
    return next(mine, None)


def membership_for(viewer: Actor, public_id: uuid.UUID) -> Membership:
    """A membership that the viewer manages or holds; raises NotFound for others."""
    query = sa.select(Membership).filter_by(public_id=public_id)
    found = db.session.scalar(query.options(*_WHO_AND_WHERE))
    visible = found is not None and (
        found.person_id == viewer.person_id
        or allowed(viewer, Permission.ORGANISATION_MANAGE, found)
    )
    if found is None or not visible:
        raise NotFound("There is no such membership.")
    return found


def membership_to_decide(viewer: Actor, public_id: uuid.UUID) -> Membership:
    """A membership of somebody else that the viewer manages; raises NotFound, NotAllowed."""
    membership = membership_for(viewer, public_id)
    if membership.person_id == viewer.person_id:
        raise NotAllowed(
            "Nobody decides about their own membership.",
            "Ask another administrator of the organisation, or ours.",
        )
    return membership


def members_of(viewer: Actor, organisation: Organisation) -> sa.Select[Membership]:
    """Everybody in an organisation by name, for those who manage it."""
    require(viewer, Permission.ORGANISATION_MANAGE, organisation)
    return (
        sa.select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(
            Membership.organisation_id == organisation.id,
            Membership.status == MembershipStatus.ACTIVE,
        )
        .order_by(Person.name, Membership.id)
    )


def joining_queue(viewer: Actor) -> sa.Select[Membership]:
    """Who asks to join and waits for the viewer, oldest first; raises NotAllowed.

    An organisation's own administrator decides; a platform administrator sees all, since most
    organisations have no administrator yet. Nobody sees their own request here.
    """
    require(viewer, Permission.ORGANISATION_MANAGE, None, "Only administrators see who asks.")
    query = (
        sa.select(Membership)
        .options(*_WHO_AND_WHERE)
        .where(
            Membership.status == MembershipStatus.ASKED,
            Membership.person_id != viewer.person_id,
        )
        .order_by(Membership.created_at, Membership.id)
    )
    if viewer.is_administrator:
        return query
    mine = viewer.organisations_as("organisation_admin")
    return query.where(Membership.organisation_id.in_(mine))


def oldest_in_queue(viewer: Actor) -> datetime | None:
    """Since when the first in the viewer's queue has waited."""
    return db.session.scalar(
        joining_queue(viewer).with_only_columns(Membership.created_at).limit(1)
    )


def holders(organisation_id: int | None, *roles: str) -> list[int]:
    """The ids of the people who hold one of the roles in an organisation."""
    if organisation_id is None:
        return []
    query = (
        sa.select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.status == MembershipStatus.ACTIVE,
            Person.deactivated_at.is_(None),
            sa.or_(*(ROLE_COLUMNS[role] for role in roles)),
        )
    )
    return list(db.session.scalars(query.order_by(Membership.id)))


def deciders(organisation_id: int | None, role: str, mover_id: int) -> list[int]:
    """Who decides about somebody's move in a role today: those who hold it, and their deputies.

    The mover never does, and nobody does as the mover's deputy.
    """
    themselves = [one for one in holders(organisation_id, role) if one != mover_id]
    deputies = [
        deputy
        for deputy, absent in deputising.of_role(organisation_id, role)
        if mover_id not in {deputy, absent}
    ]
    return list(dict.fromkeys(themselves + deputies))


def member_by_email(organisation_id: int | None, email: str) -> int | None:
    """The id of the member of an organisation who has this address."""
    query = (
        sa.select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.email == email.strip().lower(),
            Membership.organisation_id == organisation_id,
            Membership.status == MembershipStatus.ACTIVE,
        )
    )
    return db.session.scalar(query)


def job_title(person_id: int, organisation_id: int | None) -> str:
    """What a live member said their post in an organisation is called; empty where unknown."""
    query = sa.select(Membership.job_title).where(
        Membership.person_id == person_id,
        Membership.organisation_id == organisation_id,
        Membership.status == MembershipStatus.ACTIVE,
    )
    return db.session.scalar(query) or ""


def employers_of(person_id: int | None) -> frozenset[int]:
    """The ids of the organisations where a person works or says so."""
    query = sa.select(Membership.organisation_id).where(
        Membership.person_id == person_id,
        Membership.status.in_((MembershipStatus.ACTIVE, MembershipStatus.ASKED)),
    )
    return frozenset(db.session.scalars(query))


def administrators() -> list[int]:
    """The ids of the platform's administrators."""
    query = sa.select(Person.id).where(Person.is_administrator, Person.deactivated_at.is_(None))
    return list(db.session.scalars(query))


def contact(organisation_id: int | None, role: ContactRole) -> OrganisationContact | None:
    """The verified contact who decides by link, if there is one."""
    query = sa.select(OrganisationContact).filter_by(
        organisation_id=organisation_id, role=role, retired_at=None
    )
    return db.session.scalar(query.order_by(OrganisationContact.id.desc()).limit(1))


def verified_domains(organisation_id: int) -> frozenset[str]:
    """The e-mail domains of an organisation."""
    query = sa.select(OrganisationDomain.domain).where(
        OrganisationDomain.organisation_id == organisation_id, _IN_USE
    )
    return frozenset(db.session.scalars(query))


def is_chief_executive(person_id: int, organisation_id: int | None) -> bool:
    """Whether the person leads the organisation, so that its board decides about them."""
    return person_id in holders(organisation_id, "chief_executive")


def detailed(public_id: uuid.UUID) -> Organisation:
    """An organisation with its domains and contacts, for the administrator's page."""
    query = sa.select(Organisation).filter_by(public_id=public_id)
    loaded = query.options(selectinload(Organisation.domains), selectinload(Organisation.contacts))
    found = db.session.scalar(loaded)
    if found is None:
        raise NotFound("There is no such organisation.")
    return found


def names(ids: Iterable[int]) -> dict[int, str]:
    """Names by id."""
    query = sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(ids)))
    return {row[0]: row[1] for row in db.session.execute(query)}


def _memberships(person_id: int, *statuses: MembershipStatus) -> list[Membership]:
    query = (
        sa.select(Membership)
        .options(joinedload(Membership.organisation))
        .where(Membership.person_id == person_id, Membership.status.in_(statuses))
        .order_by(Membership.id)
    )
    return list(db.session.scalars(query))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
