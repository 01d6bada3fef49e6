"""Reads of placements, each for a viewer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from exchange import tokens
from exchange.access import Actor, allowed
from exchange.accounts import queries as accounts
from exchange.db import db, lock
from exchange.errors import NotFound
from exchange.placements import together
from exchange.placements.approval_models import Appeal, AppealRoute
from exchange.placements.approvals import PERMISSION
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import DecisionLink, Placement

HOST_ROLES = ("hr", "board", "poster", "organisation_admin")
HOME_ROLES = ("hr", "board")
OVER = (
    PlacementStatus.COMPLETED,
    PlacementStatus.ENDED_EARLY,
    PlacementStatus.REFUSED,
    PlacementStatus.WITHDRAWN,
    PlacementStatus.DID_NOT_START,
)


def with_parties(query: sa.Select[Placement]) -> sa.Select[Placement]:
    """Load what every page of a placement names, in a fixed number of statements."""
    return query.options(
        joinedload(Placement.mover),
        joinedload(Placement.host_manager),
        joinedload(Placement.host_organisation),
        joinedload(Placement.home_organisation),
        joinedload(Placement.opportunity),
        joinedload(Placement.facts),
        selectinload(Placement.requests),
        selectinload(Placement.appeals),
        joinedload(Placement.cost_sheet),
        selectinload(Placement.links),
        selectinload(Placement.outside_approvals),
        selectinload(Placement.others_of_mover).options(
            joinedload(Placement.host_organisation), joinedload(Placement.home_organisation)
        ),
        joinedload(Placement.pension),
        selectinload(Placement.declarations),
        selectinload(Placement.conflicts),
        selectinload(Placement.vetting),
        selectinload(Placement.overrides),
    )


def visible(viewer: Actor) -> sa.Select[Placement]:
    """The placements that a viewer has a part in, with what every page of them names."""
    return with_parties(seen(viewer))


def seen(viewer: Actor) -> sa.Select[Placement]:
    """The placements that a viewer has a part in. Home has none before "Send to my manager"."""
    query = sa.select(Placement)
    if viewer.is_administrator:
        return query
    return query.where(
        sa.or_(_mine(viewer), _as_host(viewer), _as_home(viewer), _appealed_to(viewer))
    )


def by_public_id(viewer: Actor, public_id: uuid.UUID) -> Placement:
    """A placement; raises NotFound where the viewer has no part in it."""
    found = db.session.scalar(visible(viewer).where(Placement.public_id == public_id))
    if found is None:
        raise NotFound("There is no such placement.")
    return found


def for_change(viewer: Actor, public_id: uuid.UUID) -> Placement:
    """A placement read for a change: on PostgreSQL its row is locked until the commit."""
    found = by_public_id(viewer, public_id)
    lock_with_other(found)
    return found


def lock_with_other(placement: Placement) -> None:
    """Lock a placement, and for a swap both halves, the older first: they are agreed together."""
    other = together.other_half(placement)
    for one in sorted([placement, *([other] if other else [])], key=lambda half: half.id):
        lock(one)


def second_half(viewer: Actor, first: Placement) -> Placement | None:
    """The other half of a swap, for somebody who has a part in it."""
    return db.session.scalar(visible(viewer).where(Placement.partner_id == first.id))


def mine(viewer: Actor) -> sa.Select[Placement]:
    """Placements in which the viewer moves, looks after the mover, or is the line manager named.

    Newest first.
    """
    return (
        visible(viewer).where(sa.or_(_mine(viewer), _named(viewer))).order_by(Placement.id.desc())
    )


def waiting_for(viewer: Actor) -> list[tuple[Placement, Role]]:
    """The decisions that wait for the viewer, oldest first.

    SQL narrows to placements where some approval is missing; the access table has the last word.
    """
    missing = sa.or_(*(_lacks(role) for role in Role))
    query = (
        visible(viewer)
        .where(Placement.status == PlacementStatus.PROPOSED, missing)
        .order_by(Placement.moved_at, Placement.id)
    )
    found = db.session.scalars(query).unique().all()
    return [(placement, role) for placement in found for role in open_roles(viewer, placement)]


def open_roles(viewer: Actor, placement: Placement) -> list[Role]:
    """The approvals that the viewer may give now."""
    if placement.status is not PlacementStatus.PROPOSED:
        return []
    return [
        role
        for role in placement.needed
        if not placement.stands(role) and allowed(viewer, PERMISSION[role], placement)
    ]


def of_my_organisations(viewer: Actor, *, over: bool = False) -> sa.Select[Placement]:
    """Moves out of and into the organisations whose HR or board the viewer is, newest first.

    A refusal is not over while an appeal waits for its answer.
    """
    own = viewer.organisations_as("hr", "board", "organisation_admin")
    concerns = sa.or_(
        Placement.host_organisation_id.in_(own),
        sa.and_(Placement.home_organisation_id.in_(own), Placement.sent_home_at.is_not(None)),
    )
    query = visible(viewer).where(concerns).order_by(Placement.moved_at, Placement.id)
    done = sa.and_(Placement.status.in_(OVER), sa.not_(_appeal_waits()))
    return query.where(done if over else sa.not_(done))


def from_application(application_id: int) -> Placement | None:
    """The placement that an accepted offer led to."""
    return db.session.scalar(sa.select(Placement).filter_by(application_id=application_id))


def from_invitation(invitation_id: int) -> Placement | None:
    """The placement that an accepted invitation led to."""
    return db.session.scalar(sa.select(Placement).filter_by(invitation_id=invitation_id))


@dataclass(frozen=True)
class OpenedLink:
    """A decision link that somebody opened, and who that is."""

    link: DecisionLink
    actor: Actor
    state: str
    """open, decided, replaced or expired."""


def open_link(token: str, *, signs: bool = False) -> OpenedLink:
    """Look at a link without using it; raises NotFound for an unknown token.

    A link that signs an agreement is none that decides, and the other way round.
    """
    query = (
        sa.select(DecisionLink)
        .filter_by(token_hash=tokens.digest(token))
        .options(joinedload(DecisionLink.placement))
    )
    link = db.session.scalar(query)
    if link is None or (link.signs is not None) is not signs:
        raise NotFound("This link is not known here.", "Ask whoever forwarded it for a new one.")
    return OpenedLink(link, link_actor(link), _state(link))


def link_actor(link: DecisionLink) -> Actor:
    """The holder of a link. Where the address is somebody's own, it is that person who decides."""
    return Actor(
        name=link.name,
        email=link.email,
        link_id=link.id,
        link_key=link_key(link),
        label=f"link:{link.purpose}",
    )


def link_key(link: DecisionLink) -> str:
    """Who holds a link, as decisions record it."""
    known = accounts.person_id_by_address(link.email)
    return f"person:{known}" if known else f"address:{link.email}"


def _state(link: DecisionLink) -> str:
    if link.used_at is not None:
        return "decided"
    waits = _waits_for_signature(link) if link.signs else _waits_for_decision(link)
    if link.replaced_at is not None or not waits:
        return "replaced"
    return "expired" if link.is_expired else "open"


def _waits_for_decision(link: DecisionLink) -> bool:
    placement = link.placement
    stale = link.terms != placement.terms_version or placement.stands(link.role)
    return not stale and placement.status is PlacementStatus.PROPOSED


RUNNING = (PlacementStatus.ACTIVE, PlacementStatus.ON_LEAVE)
TO_SIGN = (PlacementStatus.AGREED,)


def _waits_for_signature(link: DecisionLink) -> bool:
    placement = link.placement
    same = link.agreement_hash is not None and link.agreement_hash == placement.hash_to_sign
    varies = placement.variation_hash is not None
    return same and (placement.status in RUNNING if varies else placement.status in TO_SIGN)


def _mine(viewer: Actor) -> sa.ColumnElement[bool]:
    if viewer.person_id is None:
        return sa.false()
    return sa.or_(
        Placement.mover_id == viewer.person_id, Placement.host_manager_id == viewer.person_id
    )


def _as_host(viewer: Actor) -> sa.ColumnElement[bool]:
    return Placement.host_organisation_id.in_(viewer.organisations_as(*HOST_ROLES))


def _as_home(viewer: Actor) -> sa.ColumnElement[bool]:
    at_home = Placement.home_organisation_id.in_(viewer.organisations_as(*HOME_ROLES))
    return sa.or_(_named(viewer), sa.and_(Placement.sent_home_at.is_not(None), at_home))


def _appeal_waits() -> sa.ColumnElement[bool]:
    return sa.exists().where(Appeal.placement_id == Placement.id, Appeal.outcome.is_(None))


def _appealed_to(viewer: Actor) -> sa.ColumnElement[bool]:
    """An appeal goes to the viewer as the organisation's administrator, who else sees no moves."""
    own = [s.organisation_id for s in viewer.standings if "organisation_admin" in s.own_roles]
    if not own:
        return sa.false()
    return sa.exists().where(
        Appeal.placement_id == Placement.id,
        Appeal.goes_to == AppealRoute.BOARD,
        Appeal.organisation_id.in_(own),
        Appeal.refused_by != viewer.key,
        Appeal.mover_key != viewer.key,
    )


def _named(viewer: Actor) -> sa.ColumnElement[bool]:
    named = Placement.manager_email == viewer.email if viewer.email else sa.false()
    return sa.and_(Placement.sent_home_at.is_not(None), named)


def _lacks(role: Role) -> sa.ColumnElement[bool]:
    columns: Any = Placement
    needs = getattr(columns, f"needs_{role.value}")
    at, terms = getattr(columns, f"{role.value}_at"), getattr(columns, f"{role.value}_terms")
    return sa.and_(needs, sa.or_(at.is_(None), terms != Placement.terms_version))
