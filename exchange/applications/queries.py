"""Reads of applications and invitations, each for a viewer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from exchange.access import Actor, Permission, allowed
from exchange.applications.lifecycle import (
    LIVE,
    LIVE_INVITATIONS,
    UNANSWERED,
    UNDECIDED,
    UNSEEN,
    ApplicationStatus,
    InvitationStatus,
)
from exchange.applications.models import Application, Invitation
from exchange.db import db
from exchange.errors import NotFound
from exchange.opportunities import asking
from exchange.opportunities import queries as opportunities
from exchange.opportunities.models import Opportunity
from exchange.organisations import queries as organisations

POSTER_ROLES = ("poster", "organisation_admin")


def visible(viewer: Actor) -> sa.Select[Application]:
    """The viewer's own applications, and those sent to listings that the viewer looks after."""
    posts_for = viewer.organisations_as(*POSTER_ROLES)
    received = sa.and_(
        Application.status.not_in(UNSEEN),
        Application.submitted_at.is_not(None),
        sa.or_(
            Opportunity.poster_id == viewer.person_id,
            Opportunity.organisation_id.in_(posts_for),
        ),
    )
    own = Application.applicant_id == viewer.person_id
    return (
        sa.select(Application)
        .join(Opportunity, Opportunity.id == Application.opportunity_id)
        .where(sa.or_(own, received))
        .options(
            joinedload(Application.opportunity).joinedload(Opportunity.organisation),
            joinedload(Application.applicant),
            joinedload(Application.home_organisation),
        )
    )


def by_public_id(viewer: Actor, public_id: uuid.UUID) -> Application:
    """An application; raises NotFound where the viewer has no part in it."""
    found = db.session.scalar(visible(viewer).where(Application.public_id == public_id))
    if found is None:
        raise NotFound("There is no such application.")
    return found


def own(viewer: Actor, public_id: uuid.UUID) -> Application:
    """One of the viewer's own applications; raises NotFound for anybody else's."""
    found = by_public_id(viewer, public_id)
    if found.applicant_id != viewer.person_id:
        raise NotFound("There is no such application of yours.")
    return found


def to_decide(viewer: Actor, public_id: uuid.UUID) -> Application:
    """An application that the viewer decides about; raises NotFound for any other."""
    found = by_public_id(viewer, public_id)
    if not decides(viewer, found):
        raise NotFound("There is no such application for you to answer.")
    return found


def mine(viewer: Actor) -> sa.Select[Application]:
    """The viewer's own applications, newest first."""
    query = visible(viewer).where(Application.applicant_id == viewer.person_id)
    return query.order_by(Application.id.desc())


def mine_for(viewer: Actor, opportunity: Opportunity) -> Application | None:
    """The viewer's newest application for a listing."""
    if viewer.person_id is None:
        return None
    query = sa.select(Application).filter_by(
        opportunity_id=opportunity.id, applicant_id=viewer.person_id
    )
    return db.session.scalar(query.order_by(Application.id.desc()).limit(1))


def received(
    viewer: Actor, opportunity: Opportunity, status: ApplicationStatus | None = None
) -> sa.Select[Application]:
    """What came in for a listing, oldest first; raises NotFound for those who do not manage it."""
    if not opportunities.manages(viewer, opportunity):
        raise NotFound("There is no such list, or it is not shown to you.")
    query = visible(viewer).where(
        Application.opportunity_id == opportunity.id,
        Application.status.not_in(UNSEEN),
        Application.submitted_at.is_not(None),
    )
    if status is not None:
        query = query.where(Application.status == status)
    return query.order_by(Application.submitted_at, Application.id)


def counts(opportunity_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many applications each listing has, by status; drafts are nobody's business."""
    query = (
        sa.select(Application.opportunity_id, Application.status, sa.func.count())
        .where(
            Application.opportunity_id.in_(list(opportunity_ids)),
            Application.submitted_at.is_not(None),
        )
        .group_by(Application.opportunity_id, Application.status)
    )
    found: dict[int, dict[str, int]] = {}
    for opportunity_id, status, count in db.session.execute(query):
        found.setdefault(opportunity_id, {})[status.value] = count
    return found


def to_end(viewer: Actor, opportunity_id: uuid.UUID) -> Opportunity:
    """A listing that the viewer may end; raises NotFound for any other."""
    found = opportunities.by_public_id(viewer, opportunity_id)
    if not opportunities.manages(viewer, found):
        raise NotFound("There is no such listing for you to end.")
    return found


def unanswered(opportunity: Opportunity) -> int:
    """How many applications and invitations of a listing still wait for an answer."""
    applications = sa.select(sa.func.count(Application.id)).where(
        Application.opportunity_id == opportunity.id, Application.status.in_(UNANSWERED)
    )
    invitations = sa.select(sa.func.count(Invitation.id)).where(
        Invitation.opportunity_id == opportunity.id, Invitation.status == InvitationStatus.SENT
    )
    return (db.session.scalar(applications) or 0) + (db.session.scalar(invitations) or 0)


def places_held(opportunity: Opportunity) -> set[int]:
    """The numbers of the places that are taken."""
    model = Application if opportunity.side == "host" else Invitation
    query = sa.select(model.place).where(
        model.opportunity_id == opportunity.id, model.place.is_not(None)
    )
    return {place for place in db.session.scalars(query) if place is not None}


def answered_otherwise(answer: Application | Invitation) -> bool:
    """Whether the same side has given a later answer to the same listing that still lives."""
    if isinstance(answer, Application):
        query = sa.select(Application.id).where(
            Application.opportunity_id == answer.opportunity_id,
            Application.applicant_id == answer.applicant_id,
            Application.status.in_(LIVE),
        )
        return db.session.scalar(query.limit(1)) is not None
    same = (
        Invitation.inviter_id == answer.inviter_id
        if answer.organisation_id is None
        else Invitation.organisation_id == answer.organisation_id
    )
    live = sa.select(Invitation.id).where(
        Invitation.opportunity_id == answer.opportunity_id,
        Invitation.status.in_(LIVE_INVITATIONS),
        same,
    )
    return db.session.scalar(live.limit(1)) is not None


def places_agreed(opportunity: Opportunity) -> int:
    """How many places are taken by agreed placements."""
    model, placed = (
        (Application, ApplicationStatus.PLACED)
        if opportunity.side == "host"
        else (Invitation, InvitationStatus.PLACED)
    )
    query = sa.select(sa.func.count()).where(
        model.opportunity_id == opportunity.id, model.status == placed
    )
    return db.session.scalar(query) or 0


def reserves(opportunity: Opportunity) -> list[Application]:
    """Who waits in reserve for a listing."""
    query = sa.select(Application).filter_by(
        opportunity_id=opportunity.id, status=ApplicationStatus.RESERVE
    )
    return list(db.session.scalars(query))


def invitations_visible(viewer: Actor) -> sa.Select[Invitation]:
    """Invitations that the viewer sent, received, or looks after for an organisation."""
    posts_for = viewer.organisations_as(*POSTER_ROLES)
    return (
        sa.select(Invitation)
        .join(Opportunity, Opportunity.id == Invitation.opportunity_id)
        .where(
            sa.or_(
                Invitation.inviter_id == viewer.person_id,
                Invitation.organisation_id.in_(posts_for),
                Opportunity.mover_id == viewer.person_id,
                Opportunity.poster_id == viewer.person_id,
            )
        )
        .options(
            joinedload(Invitation.opportunity).joinedload(Opportunity.mover),
            joinedload(Invitation.organisation),
            joinedload(Invitation.inviter),
        )
    )


def invitation(viewer: Actor, public_id: uuid.UUID) -> Invitation:
    """An invitation; raises NotFound where the viewer has no part in it."""
    query = invitations_visible(viewer).where(Invitation.public_id == public_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such invitation.")
    return found


def answers_invitation(viewer: Actor, invitation: Invitation) -> bool:
    """Whether the viewer is invited."""
    return allowed(viewer, Permission.INVITATION_ANSWER, invitation)


def sent_invitation(viewer: Actor, invitation: Invitation) -> bool:
    """Whether the viewer looks after an invitation that was sent."""
    return allowed(viewer, Permission.INVITATION_OWN, invitation)


def invitations_received(viewer: Actor) -> sa.Select[Invitation]:
    """Invitations to the viewer, and to people whom the viewer offers, newest first."""
    query = invitations_visible(viewer).where(
        sa.or_(Opportunity.mover_id == viewer.person_id, Opportunity.poster_id == viewer.person_id)
    )
    return query.order_by(Invitation.id.desc())


def invitations_sent(viewer: Actor) -> sa.Select[Invitation]:
    """Invitations by the viewer, and by organisations that the viewer posts for, newest first."""
    query = invitations_visible(viewer).where(
        sa.or_(
            Invitation.inviter_id == viewer.person_id,
            Invitation.organisation_id.in_(viewer.organisations_as(*POSTER_ROLES)),
        )
    )
    return query.order_by(Invitation.id.desc())


def live_invitation(
    viewer: Actor, opportunity: Opportunity, organisation_id: int | None
) -> Invitation | None:
    """The live invitation of an organisation, or without one of the viewer in person."""
    query = sa.select(Invitation).where(
        Invitation.opportunity_id == opportunity.id, Invitation.status.in_(LIVE_INVITATIONS)
    )
    if organisation_id is None:
        own = sa.and_(
            Invitation.organisation_id.is_(None), Invitation.inviter_id == viewer.person_id
        )
        return db.session.scalar(query.where(own).limit(1))
    return db.session.scalar(query.where(Invitation.organisation_id == organisation_id))


def invitations_for(viewer: Actor, opportunity: Opportunity) -> list[Invitation]:
    """The invitations to a listing that the viewer has a part in, newest first."""
    query = invitations_visible(viewer).where(Invitation.opportunity_id == opportunity.id)
    return list(db.session.scalars(query.order_by(Invitation.id.desc())))


def decides(viewer: Actor, application: Application) -> bool:
    """Whether the viewer decides about an application."""
    return allowed(viewer, Permission.APPLICATION_DECIDE, application)


def waiting_for(viewer: Actor) -> sa.Select[Application]:
    """Applications that wait for the viewer's answer, oldest first."""
    query = visible(viewer).where(
        Application.applicant_id != viewer.person_id,
        Application.status.in_(UNDECIDED),
    )
    return query.order_by(Application.submitted_at)


def in_conversation(application: Application) -> dict[int, str]:
    """Who talks about an application, and for whom: the applicant and who answers them."""
    home = application.home_organisation_id
    mine = {application.applicant_id: organisations.names([home])[home] if home else ""}
    return asking.answers_for(application.opportunity) | mine


def roster(subject_id: uuid.UUID, _asker_id: int | None) -> dict[int, str] | None:
    """The same, for the conversation."""
    found = db.session.scalar(sa.select(Application).filter_by(public_id=subject_id))
    return in_conversation(found) if found is not None else None
