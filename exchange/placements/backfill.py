"""The desk that a move leaves empty: a listing offers it, and hears when the move is off.

Outsiders never learn whose desk it is: the link stands here, is shown to the home employer only,
and what the listing is told names nobody.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.access import Actor, Permission, allowed
from exchange.audit import Audited
from exchange.db import Base, Identified, db
from exchange.notices import services as notices
from exchange.opportunities import steps as listings
from exchange.opportunities.lifecycle import OpportunityStatus
from exchange.opportunities.models import Opportunity, PostedAs, Remote, Side
from exchange.opportunities.rules import ListingValues
from exchange.organisations import queries as organisations
from exchange.placements.lifecycle import PlacementStatus
from exchange.placements.models import Placement
from exchange.reference import kinds
from exchange.reference.lengths import length_problem
from exchange.web.look import day

POSTER_ROLES = ("poster", "organisation_admin")
OVER = (OpportunityStatus.WITHDRAWN, OpportunityStatus.CONCLUDED, OpportunityStatus.REMOVED)
LONGEST_POST = 90
GONE = {
    PlacementStatus.REFUSED: "The move that would empty this desk was refused.",
    PlacementStatus.WITHDRAWN: "The move that would empty this desk was withdrawn.",
    PlacementStatus.DID_NOT_START: "The move that would empty this desk did not start.",
    PlacementStatus.ENDED_EARLY: "The move that emptied this desk has ended early.",
}
"""What the listing's own side reads, by what became of the move."""


class Backfill(Identified, Audited, Base):
    """Which listing offers the desk that a placement leaves empty."""

    __tablename__ = "backfill"
    audit_kind = "backfill"

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), unique=True)
    offered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    opportunity: Mapped[Opportunity] = relationship()


def is_released(placement: Placement) -> bool:
    """Whether the home employer said yes to a move that leaves a desk empty for long."""
    home = [role for role in placement.needed if role.side == "home"]
    return (
        kinds.get(placement.kind).needs_hr
        and bool(home)
        and all(placement.stands(role) for role in home)
    )


def listings_for(placement: Placement) -> list[Opportunity]:
    """The listings that offered this desk, the newest first."""
    query = (
        sa.select(Opportunity)
        .join(Backfill, Backfill.opportunity_id == Opportunity.id)
        .where(Backfill.placement_id == placement.id)
        .order_by(Backfill.id.desc())
    )
    return list(db.session.scalars(query))


def may_be_offered(placement: Placement, _today: date) -> bool:
    """Whether the desk can be offered: it was released, and no listing offers it now."""
    return is_released(placement) and all(one.status in OVER for one in listings_for(placement))


def empty_desks(viewer: Actor, visible: sa.Select[Placement]) -> list[Placement]:
    """Of the placements that a viewer sees, those whose desk they may offer; newest first."""
    offered = (
        sa.select(Backfill.placement_id)
        .join(Opportunity, Opportunity.id == Backfill.opportunity_id)
        .where(Opportunity.status.not_in(OVER))
    )
    own = viewer.organisations_as("hr", "board", *POSTER_ROLES)
    columns: Any = Placement
    query = visible.where(
        Placement.home_organisation_id.in_(own),
        Placement.status.in_(EMPTIES),
        sa.or_(columns.home_hr_at.is_not(None), columns.home_board_at.is_not(None)),
        Placement.id.not_in(offered),
    ).order_by(Placement.id.desc())
    return [
        one
        for one in db.session.scalars(query).unique()
        if is_released(one) and allowed(viewer, Permission.PLACEMENT_BACKFILL, one)
    ]


EMPTIES = (
    PlacementStatus.PROPOSED,
    PlacementStatus.AGREED,
    PlacementStatus.SIGNED,
    PlacementStatus.ACTIVE,
    PlacementStatus.ON_LEAVE,
)
"""While it stands so, the desk is empty or will be."""


def offer(actor: Actor, placement: Placement) -> Opportunity:
    """A draft that offers the desk, with what is known filled in; those who post are told."""
    home = placement.home_organisation_id
    draft = listings.begin(actor, Side.HOST, PostedAs.ORGANISATION, home, drafted(placement))
    db.session.add(
        Backfill(placement_id=placement.id, opportunity_id=draft.id, offered_by_id=actor.person_id)
    )
    text = f"A desk will be empty: finish the draft “{draft.title}” and send it to review."
    for person_id in organisations.holders(home, *POSTER_ROLES):
        if person_id not in {actor.person_id, placement.mover_id}:
            notices.tell(person_id, "backfill_drafted", text, _path(draft))
    return draft


def drafted(placement: Placement) -> ListingValues:
    """What is known of the desk; its name is the post, never the person's."""
    post = organisations.job_title(placement.mover_id, placement.home_organisation_id)
    title = f"{post[:LONGEST_POST]}, while a colleague is away" if post else ""
    home = placement.home_organisation
    dates = placement.starts_on, placement.ends_on
    fits = length_problem(kinds.get("secondment"), *dates) is None
    return ListingValues(
        kind="secondment" if fits else "attachment",
        title=title or "Work to do while a colleague is away",
        summary=(
            f"A colleague of ours is away from {day(dates[0])} to {day(dates[1])}. We look for"
            " somebody from another employer who does this work meanwhile."
        ),
        level=placement.opportunity.level,
        outcode=home.outcode if home else "",
        remote=Remote.HYBRID,
        starts_on=dates[0],
        ends_on=dates[1],
        days_a_week=placement.days_a_week,
    )


def parent_gone(placement: Placement) -> None:
    """The move is off: what offers its desk is paused, and its own side hears why and what now."""
    why = GONE.get(placement.status)
    if why is None:
        return
    # The row is half written: its reason follows the step that this is part of.
    with db.session.no_autoflush:
        for listing in listings_for(placement):
            if listing.status not in OVER:
                listings.warn(listing, why)
                _tell(placement, listing, why)


def _tell(placement: Placement, listing: Opportunity, why: str) -> None:
    paused = listing.status is OpportunityStatus.PAUSED
    now = "It is paused: resume" if paused else "Go on with"
    text = f"“{listing.title}”: {why} {now} it if it is still needed, or withdraw it."
    people = {listing.poster_id, *organisations.holders(listing.organisation_id, *POSTER_ROLES)}
    for person_id in sorted(one for one in people if one not in {None, placement.mover_id}):
        notices.tell(person_id, "backfill_warned", text, _path(listing))


def _path(listing: Opportunity) -> str:
    return f"/opportunities/{listing.public_id}"
