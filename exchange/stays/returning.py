"""The return: which post waits at home, or why there is none. Home decides, by account or link."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import because, command
from exchange.errors import IllegalTransition, Invalid
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.organisations.models import ContactRole, OrganisationContact
from exchange.placements import queries as placements
from exchange.placements import telling
from exchange.placements.ending import ReturnPost, Waived
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import EndedHow, Placement
from exchange.reference import kinds
from exchange.stays import queries, steps
from exchange.web.look import day

OPEN = (*queries.RUNNING, PlacementStatus.ENDED_EARLY)
"""When a return can be planned; after an early end it is still to be done."""


@dataclass(frozen=True)
class Post:
    """The post to return to, and the meeting before the return."""

    title: str
    which: ReturnPost
    free_from: date
    meeting_on: date | None = None


@command
def confirm(actor: Actor, placement_id: uuid.UUID, version: int, post: Post) -> None:
    """Home HR confirms the post that waits."""
    placement = steps.read(actor, placement_id, version, Permission.RETURN_CONFIRM)
    confirm_step(actor, placement, post)


@command
def waive(actor: Actor, placement_id: uuid.UUID, version: int, waived: Waived, reason: str) -> None:
    """Say why there is no post: home HR, its board, or an administrator where nobody is left."""
    placement = steps.read(actor, placement_id, version, Permission.RETURN_WAIVE)
    waive_step(actor, placement, waived, reason)


@command
def ask_home(actor: Actor, placement_id: uuid.UUID) -> None:
    """Ask home for the post to return to, by a link where nobody there has an account; the same
    people once a day."""
    placement = placements.for_change(actor, placement_id)
    require(actor, Permission.RETURN_ASK, placement)
    steps.need(placement, *OPEN)
    _needs_return(placement)
    if placement.return_is_settled:
        raise IllegalTransition("The return is settled already.", "The placement's page shows it.")
    people, contact = _who_plans(placement)
    whom = f"{len(people)}:{contact.id if contact else 0}"
    if notices.once(f"return-asked:{placement.public_id}:{clock.today()}:{whom}"):
        ask_step(placement)


def confirm_step(actor: Actor, placement: Placement, post: Post) -> None:
    """Write the post onto the row, whether signed in or by link."""
    _needs_return(placement)
    steps.need(placement, *OPEN)
    problems = {}
    if not post.title.strip():
        problems["title"] = "Enter the post, such as Analyst, Flood Team."
    if post.free_from <= placement.last_day:
        problems["free_from"] = f"Enter a day after {day(placement.last_day)}, the last day there."
    if post.meeting_on is not None and post.meeting_on < clock.today():
        problems["meeting_on"] = "Enter a day that is still to come."
    if problems:
        raise Invalid(problems)
    _settle(actor, placement)
    placement.return_waived, placement.return_waived_reason = None, ""
    placement.return_post, placement.return_is = post.title.strip(), post.which
    placement.return_from, placement.return_meeting_on = post.free_from, post.meeting_on
    if placement.status is PlacementStatus.ENDED_EARLY and placement.ended_how is None:
        placement.ended_how = EndedHow.RETURNED
    text = (
        f"{placement.home_name} confirmed the post to which {placement.mover.name} returns on"
        f" {day(post.free_from)}: {post.title.strip()}."
    )
    telling.everybody(placement, "return_confirmed", text)


def waive_step(actor: Actor, placement: Placement, waived: Waived, reason: str) -> None:
    """Write the reason onto the row, whether signed in or by link."""
    _needs_return(placement)
    steps.need(placement, *OPEN)
    if not reason.strip():
        raise Invalid({"reason": "Give the reason. The person who moves reads it."})
    _settle(actor, placement)
    placement.return_post, placement.return_is = "", None
    placement.return_from = placement.return_meeting_on = None
    placement.return_waived, placement.return_waived_reason = waived, reason
    if placement.status is PlacementStatus.ENDED_EARLY and placement.ended_how is None:
        placement.ended_how = AFTER_WAIVER.get(waived)
    because(reason)
    text = (
        f"There is no post at {placement.home_name} to which {placement.mover.name} returns."
        " The placement's page gives the reason and what happens now."
    )
    telling.everybody(placement, "return_waived", text)


AFTER_WAIVER = {
    Waived.STAYS_WITH_HOST: EndedHow.STAYED_WITH_HOST,
    Waived.LEAVES: EndedHow.LEFT,
}
"""What a waiver says about what the person does now."""


def ask_step(placement: Placement) -> None:
    """Ask whoever decides at home: on the page, else the verified contact by link."""
    people, contact = _who_plans(placement)
    text = (
        f"{placement.mover.name} returns from {placement.host_name} after"
        f" {day(placement.last_day)}. Confirm the post that waits, or say why there is none."
    )
    for person_id in people:
        notices.tell(person_id, "return_wanted", text, steps.path_of(placement))
    if people:
        return
    if contact is not None:
        sent_as = Role.HOME_BOARD if placement.needs_home_board else Role.HOME_HR
        steps.send_link(placement, sent_as, (contact.name, contact.email), text, code=True)
        return
    words = f"{placement.home_name} has nobody here who can plan a return. Verify a contact."
    for person_id in organisations.administrators():
        notices.tell(person_id, "contact_wanted", words, steps.path_of(placement))


def _who_plans(placement: Placement) -> tuple[list[int], OrganisationContact | None]:
    """Who plans the return at home, and the verified contact for where nobody has an account."""
    board, home = placement.needs_home_board, placement.home_organisation_id
    people = organisations.holders(home, "board" if board else "hr")
    contact = organisations.contact(home, ContactRole.CHAIR if board else ContactRole.HR)
    return [one for one in people if one != placement.mover_id], contact


def _settle(actor: Actor, placement: Placement) -> None:
    placement.return_confirmed_at, placement.return_confirmed_by = clock.now(), actor.key


def _needs_return(placement: Placement) -> None:
    if not kinds.get(placement.kind).needs_hr:
        raise IllegalTransition("This kind has no post to return to: the person never left it.")
