"""What somebody looks after for an organisation and cannot leave without an owner."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from exchange.access import Actor, Permission, allowed
from exchange.accounts import queries as accounts
from exchange.accounts.models import Person
from exchange.applications.lifecycle import LIVE, InvitationStatus
from exchange.applications.models import Application, Invitation
from exchange.db import db
from exchange.messages.models import Conversation, Participant
from exchange.opportunities.lifecycle import OpportunityStatus
from exchange.opportunities.models import Opportunity, PostedAs
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Membership
from exchange.placements import queries as placements
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement

ENDED_LISTINGS = (OpportunityStatus.CONCLUDED, OpportunityStatus.WITHDRAWN)
LIVE_INVITATIONS = (InvitationStatus.SENT, InvitationStatus.ACCEPTED, InvitationStatus.PLACED)
POSTS = sa.or_(Membership.is_poster, Membership.is_organisation_admin)
MOST_SUCCESSORS = 200


@dataclass(frozen=True)
class Estate:
    """Listings, invitations and placements of one person in one organisation."""

    listings: list[Opportunity]
    invitations: list[Invitation]
    placements: list[Placement]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to be handed over."""
        return not (self.listings or self.invitations or self.placements)


def of(membership: Membership) -> Estate:
    """What would have no owner without this person; who only asked to join owns nothing there."""
    if membership.status is not MembershipStatus.ACTIVE:
        return Estate([], [], [])
    return Estate(_listings(membership), _invitations(membership), _placements(membership))


def successors(viewer: Actor, leaver: Membership) -> list[Membership]:
    """Who may take over, by name: those who post already, and where the viewer manages everybody.

    Taking over makes a poster, and every role is given by those who manage the organisation.
    """
    query = (
        sa.select(Membership)
        .join(Membership.person)
        .options(joinedload(Membership.person))
        .where(
            Membership.organisation_id == leaver.organisation_id,
            Membership.status == MembershipStatus.ACTIVE,
            Membership.id != leaver.id,
            Person.deactivated_at.is_(None),
        )
        .order_by(Person.name, Membership.id)
        .limit(MOST_SUCCESSORS)
    )
    if not allowed(viewer, Permission.ORGANISATION_MANAGE, leaver):
        query = query.where(POSTS)
    return list(db.session.scalars(query))


def objection(estate: Estate, successor: Membership) -> str:
    """Why this person cannot take over; empty where nothing speaks against it."""
    heir = successor.person_id
    name = successor.person.name
    movers = {one.mover_id for one in estate.placements}
    if heir in movers | {one.mover_id for one in estate.invitations}:
        return f"{name} is the person who moves in one of these placements."
    if any(one.published_by_id == heir for one in estate.listings):
        return f"{name} published one of these listings as a moderator."
    if _applied(heir, estate):
        return f"{name} applied for one of these listings."
    if any(_stands_at_home(heir, one) for one in estate.placements):
        return f"{name} decides for the home employer in one of these placements."
    return ""


def conversations(membership: Membership, estate: Estate) -> list[Conversation]:
    """The leaver's talks about what is handed over."""
    about = [one.public_id for one in estate.listings]
    about += [one.public_id for one in estate.invitations]
    about += [one.public_id for one in estate.placements]
    ids = [one.id for one in estate.listings]
    sent_to = sa.select(Application.public_id).where(Application.opportunity_id.in_(ids))
    query = (
        sa.select(Conversation)
        .join(Participant, Participant.conversation_id == Conversation.id)
        .where(
            Participant.person_id == membership.person_id,
            Participant.left_at.is_(None),
            sa.or_(Conversation.subject_id.in_(about), Conversation.subject_id.in_(sent_to)),
        )
        .options(selectinload(Conversation.participants))
    )
    return list(db.session.scalars(query).unique())


def managed_moves(membership: Membership) -> list[Placement]:
    """Moves out of the organisation that wait for the leaver as the line manager named."""
    if membership.status is not MembershipStatus.ACTIVE:
        return []
    found = db.session.scalars(
        placements.with_parties(sa.select(Placement)).where(
            Placement.home_organisation_id == membership.organisation_id,
            Placement.status == PlacementStatus.PROPOSED,
            Placement.manager_email.in_(accounts.own_addresses(membership.person_id)),
        )
    ).unique()
    return [one for one in found if not one.stands(Role.HOME_MANAGER)]


def _listings(membership: Membership) -> list[Opportunity]:
    query = sa.select(Opportunity).where(
        Opportunity.poster_id == membership.person_id,
        Opportunity.organisation_id == membership.organisation_id,
        Opportunity.posted_as == PostedAs.ORGANISATION,
        Opportunity.status.not_in(ENDED_LISTINGS),
    )
    return list(db.session.scalars(query.order_by(Opportunity.id)))


def _invitations(membership: Membership) -> list[Invitation]:
    query = sa.select(Invitation).where(
        Invitation.inviter_id == membership.person_id,
        Invitation.organisation_id == membership.organisation_id,
        Invitation.status.in_(LIVE_INVITATIONS),
    )
    with_listing = query.options(joinedload(Invitation.opportunity)).order_by(Invitation.id)
    return list(db.session.scalars(with_listing))


def _placements(membership: Membership) -> list[Placement]:
    query = placements.with_parties(sa.select(Placement)).where(
        Placement.host_manager_id == membership.person_id,
        Placement.host_organisation_id == membership.organisation_id,
        Placement.status.not_in(placements.OVER),
    )
    return list(db.session.scalars(query.order_by(Placement.id)).unique())


def _applied(person_id: int, estate: Estate) -> bool:
    query = sa.select(Application.id).where(
        Application.applicant_id == person_id,
        Application.opportunity_id.in_([one.id for one in estate.listings]),
        Application.status.in_(LIVE),
    )
    return db.session.scalar(query.limit(1)) is not None


def _stands_at_home(person_id: int, placement: Placement) -> bool:
    """Whether that person decided, or was named to decide, for the other side."""
    if placement.decided_by("home", Actor(person_id=person_id)):
        return True
    return placement.manager_email in accounts.own_addresses(person_id)
