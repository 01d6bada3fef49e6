"""What waits for one person, gathered from all rooms in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor, Permission, allowed
from exchange.applications import queries as applications
from exchange.applications.lifecycle import ApplicationStatus, InvitationStatus
from exchange.applications.models import Application, Invitation
from exchange.desk import contacts, waiting
from exchange.desk.hr import next_step, to_decide
from exchange.desk.waiting import Waiting
from exchange.messages import queries as messages
from exchange.notices import queries as notices
from exchange.opportunities.models import Opportunity
from exchange.organisations import queries as organisations
from exchange.organisations.models import Membership
from exchange.placements import queries as placements
from exchange.placements.lifecycle import Party, PlacementStatus, unsigned
from exchange.placements.models import Placement
from exchange.profiles import queries as profiles
from exchange.questions import queries as questions
from exchange.reference import kinds
from exchange.web.paging import paginate

A_FEW = 5
FOLLOWED = (
    ApplicationStatus.DRAFT,
    ApplicationStatus.QUEUED,
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.SHORTLISTED,
    ApplicationStatus.RESERVE,
    ApplicationStatus.OFFERED,
)


@dataclass(frozen=True)
class Followed:
    """Something of the person's own that is under way: what comes next, who does it, since when."""

    href: str
    title: str
    where: str
    kind: str
    step: str
    who: str
    since: datetime | None
    mine: bool
    """Whether it is the person's own turn."""


@dataclass(frozen=True)
class SetUp:
    """A step of settling in that is still to do, or waits for somebody else."""

    text: str
    why: str
    href: str
    link: str


@dataclass(frozen=True)
class Part:
    """The oldest few of something that waits, and how many there are."""

    items: list[Any]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(0, self.total - len(self.items))


@dataclass(frozen=True)
class Work:
    """Everything that the home page of a signed-in person shows."""

    decisions: Part
    to_answer: Part
    questions: Part
    invited: Part
    own_applications: Part
    own_placements: Part
    messages: int
    notices: int
    set_up: list[SetUp]
    moderation: Waiting | None
    joining: Waiting | None
    contacts_wanted: int

    @property
    def turns(self) -> int:
        """How many of the person's own things that are shown wait for the person."""
        return sum(one.mine for one in (*self.own_applications.items, *self.own_placements.items))

    @property
    def waits(self) -> int:
        """How many things wait for this person."""
        others = self.to_answer.total + self.questions.total + self.invited.total
        return self.decisions.total + others + self.turns

    @property
    def is_new(self) -> bool:
        """Whether there is nothing at all to show yet."""
        return not (self.waits or self.own_applications.total or self.own_placements.total)


def of(viewer: Actor) -> Work:
    """The work of a signed-in person: the same number of statements whatever its length."""
    return Work(
        decisions=_decisions(viewer),
        to_answer=_part(applications.waiting_for(viewer)),
        questions=_part(questions.waiting_for(viewer)),
        invited=_part(_invited(viewer)),
        own_applications=_followed(_own_applications(viewer), _application_step),
        own_placements=_followed(_own_placements(viewer), _placement_step(viewer)),
        messages=messages.unread_total(viewer),
        notices=notices.unread_count(viewer),
        set_up=_set_up(viewer),
        moderation=_moderation(viewer),
        joining=_joining(viewer),
        contacts_wanted=len(contacts.wanted()) if viewer.is_administrator else 0,
    )


def _part(query: sa.Select[Any]) -> Part:
    page = paginate(query, 1, A_FEW)
    return Part(page.items, page.total)


def _decisions(viewer: Actor) -> Part:
    page = waiting.decisions(viewer, 1, A_FEW)
    return Part(list(to_decide(viewer, page.items)), page.total)


def _followed(query: sa.Select[Any], step: Any) -> Part:
    part = _part(query)
    return Part([step(one) for one in part.items], part.total)


def _invited(viewer: Actor) -> sa.Select[Invitation]:
    query = applications.invitations_visible(viewer).where(
        Invitation.status == InvitationStatus.SENT, Opportunity.mover_id == viewer.person_id
    )
    return query.order_by(Invitation.id)


def _own_applications(viewer: Actor) -> sa.Select[Application]:
    return applications.mine(viewer).where(Application.status.in_(FOLLOWED))


def _own_placements(viewer: Actor) -> sa.Select[Placement]:
    """Those that do not stand among what waits already."""
    query = placements.mine(viewer).where(Placement.status.not_in(placements.OVER))
    return query.where(sa.not_(waiting.waits_for(viewer)))


def _application_step(application: Application) -> Followed:
    listing, status = application.opportunity, application.status
    mine = status in {ApplicationStatus.DRAFT, ApplicationStatus.OFFERED}
    step = {
        ApplicationStatus.DRAFT: "Finish it and send it",
        ApplicationStatus.OFFERED: "You have an offer: accept or decline it",
        ApplicationStatus.QUEUED: "In the queue: you are told when it is your turn",
        ApplicationStatus.SHORTLISTED: "Shortlisted: wait for the answer",
        ApplicationStatus.RESERVE: "In reserve: you are told when a place comes free",
    }.get(status, "Wait for the answer")
    draft = status is ApplicationStatus.DRAFT
    path = (
        f"/opportunities/{listing.public_id}/apply"
        if draft
        else f"/applications/{application.public_id}"
    )
    since = application.moved_at or application.created_at
    who = "You" if mine else listing.posted_by
    return Followed(path, listing.title, listing.posted_by, listing.kind, step, who, since, mine)


def _placement_step(viewer: Actor) -> Any:
    def step_of(placement: Placement) -> Followed:
        step, mine = next_step(placement), _is_turn_of(viewer, placement)
        where = placement.host_name
        if placement.mover_id != viewer.person_id:
            where = f"{placement.mover.name} comes to {where}"
        return Followed(
            f"/placements/{placement.public_id}",
            placement.opportunity.title,
            where,
            placement.kind,
            step.what if step else "Nothing is waited for",
            "You" if mine else step.who if step else "",
            step.since if step else None,
            mine,
        )

    return step_of


def _is_turn_of(viewer: Actor, placement: Placement) -> bool:
    if placement.status is PlacementStatus.PROPOSED:
        has_home = any(role.side == "home" for role in placement.needed)
        return (
            has_home and placement.sent_home_at is None and placement.mover_id == viewer.person_id
        )
    ending, hosts = kinds.get(placement.kind).ending, placement.host_manager_id == viewer.person_id
    if unsigned(placement) and placement.status is PlacementStatus.AGREED:
        return placement.agreement_hash is not None and (
            placement.mover_id == viewer.person_id and not placement.has_signed(Party.MOVER)
        )
    if placement.status in {PlacementStatus.AGREED, PlacementStatus.SIGNED}:
        due = placement.starts_on <= clock.today()
        return due and (hosts or ending == "either_records")
    due = placement.ends_on <= clock.today() or placement.status is PlacementStatus.ON_LEAVE
    return due and hosts and ending != "home_hr_confirms"


def _set_up(viewer: Actor) -> list[SetUp]:
    found = _belonging(organisations.memberships_of(viewer))
    profile = profiles.own(viewer)
    if profile is None or not profile.headline:
        found.append(
            SetUp(
                "Write your profile",
                "Two lines are enough to begin. It goes with each application that you send, and"
                " nobody else sees it unless you let them.",
                "/profile",
                "Write your profile",
            )
        )
    return found


def _belonging(memberships: list[Membership]) -> list[SetUp]:
    if not memberships:
        return [
            SetUp(
                "Join your organisation",
                "Then you can post for it, and your manager and HR can agree to your move. If you"
                " have no employer you can go on without.",
                "/organisations/join",
                "Join your organisation",
            )
        ]
    return [
        SetUp(
            f"{one.organisation.name} is checking that you belong there",
            "Usually answered within 2 working days. You can search and write drafts meanwhile.",
            f"/organisations/{one.organisation.public_id}",
            "See what is checked",
        )
        for one in memberships
        if one.status == "asked"
    ]


def _moderation(viewer: Actor) -> Waiting | None:
    if not allowed(viewer, Permission.MODERATION_WORK):
        return None
    return waiting.for_moderators(viewer)


def _joining(viewer: Actor) -> Waiting | None:
    if not allowed(viewer, Permission.ORGANISATION_MANAGE):
        return None
    return waiting.to_join(viewer)
