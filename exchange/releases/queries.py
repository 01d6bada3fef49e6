"""Reading requests: the asker's own, and the one behind a link."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from exchange import clock, tokens
from exchange.access import Actor
from exchange.accounts import queries as accounts
from exchange.db import db
from exchange.errors import NotFound
from exchange.opportunities.models import Opportunity
from exchange.releases.lifecycle import ReleaseStatus
from exchange.releases.models import ReleaseLink, ReleaseRequest


@dataclass(frozen=True)
class OpenedLink:
    """A link that somebody opened, and who that is."""

    link: ReleaseLink
    actor: Actor
    state: str
    """open, decided, withdrawn or expired."""

    @property
    def request(self) -> ReleaseRequest:
        """What it asks."""
        return self.link.request


def mine(viewer: Actor) -> sa.Select[ReleaseRequest]:
    """The viewer's own requests, the newest first. Nobody else reads them here."""
    return (
        _loaded()
        .where(ReleaseRequest.person_id == viewer.person_id)
        .order_by(ReleaseRequest.asked_at.desc(), ReleaseRequest.id.desc())
    )


def by_public_id(viewer: Actor, public_id: uuid.UUID) -> ReleaseRequest:
    """One of the viewer's own requests; raises NotFound for any other."""
    query = mine(viewer).where(ReleaseRequest.public_id == public_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such request.")
    return found


def holding(viewer: Actor, opportunity: Opportunity) -> list[ReleaseRequest]:
    """Every yes in principle that holds today for that listing: one of each employer.

    One that was given for the listing goes before one for any.
    """
    query = mine(viewer).where(
        ReleaseRequest.status == ReleaseStatus.AGREED,
        ReleaseRequest.holds_until >= clock.today(),
        sa.or_(
            ReleaseRequest.opportunity_id == opportunity.id,
            ReleaseRequest.opportunity_id.is_(None),
        ),
    )
    for_any_first = ReleaseRequest.opportunity_id.is_not(None)
    rows = db.session.scalars(query.order_by(None).order_by(for_any_first, ReleaseRequest.id))
    return [*{one.home_organisation_id: one for one in rows}.values()]


def standing(viewer: Actor, opportunity: Opportunity, home_id: int) -> ReleaseRequest | None:
    """The yes in principle of that employer that holds today for the listing."""
    found = holding(viewer, opportunity)
    return next((one for one in found if one.home_organisation_id == home_id), None)


def open_for(viewer: Actor, opportunity: Opportunity | None) -> ReleaseRequest | None:
    """The viewer's request about the listing (or about any) that waits for an answer."""
    about = ReleaseRequest.opportunity_id
    same = about.is_(None) if opportunity is None else about == opportunity.id
    query = mine(viewer).where(ReleaseRequest.status == ReleaseStatus.ASKED, same)
    return db.session.scalar(query)


def open_link(token: str) -> OpenedLink:
    """Look at a link without using it; raises NotFound for an unknown token."""
    query = sa.select(ReleaseLink).filter_by(token_hash=tokens.digest(token))
    link = db.session.scalar(query.options(joinedload(ReleaseLink.request)))
    if link is None:
        raise NotFound("This link is not known here.", "Ask whoever forwarded it for a new one.")
    return OpenedLink(link, _holder(link), _state(link))


def _holder(link: ReleaseLink) -> Actor:
    email = link.request.manager_email
    known = accounts.person_id_by_address(email)
    return Actor(
        name=link.request.manager_name,
        email=email,
        link_id=link.id,
        link_key=f"person:{known}" if known else f"address:{email}",
        label="link:release",
    )


def _state(link: ReleaseLink) -> str:
    status = link.request.status
    if status is ReleaseStatus.WITHDRAWN:
        return "withdrawn"
    if status is not ReleaseStatus.ASKED:
        return "decided"
    return "expired" if clock.now() > link.expires_at else "open"


def _loaded() -> sa.Select[ReleaseRequest]:
    return sa.select(ReleaseRequest).options(
        joinedload(ReleaseRequest.opportunity), joinedload(ReleaseRequest.home_organisation)
    )
