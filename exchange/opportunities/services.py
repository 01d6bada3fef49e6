"""Commands of those who post listings. Review stands in the moderation room."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from flask import current_app

from exchange import clock
from exchange.access import Actor, ForOrganisation, Permission, allowed, require
from exchange.db import command, db
from exchange.errors import IllegalTransition, Invalid, NotAllowed
from exchange.notices import services as notices
from exchange.opportunities import queries, rules, steps
from exchange.opportunities.lifecycle import MATERIAL, REVISION
from exchange.opportunities.models import (
    Opportunity,
    OpportunityRevision,
    PostedAs,
    Side,
)
from exchange.opportunities.rules import ListingValues
from exchange.organisations import queries as organisations

NOT_YET = (
    "Your place in this organisation is not checked yet, or you may not post for it. Your draft"
    " is kept. Ask the organisation's administrator for the role “poster”, or wait for the check."
)


@command
def start_draft(
    actor: Actor,
    side: Side,
    posted_as: PostedAs,
    organisation_id: uuid.UUID | None,
    values: ListingValues,
) -> Opportunity:
    """Begin a listing. Anybody may draft; who may post for an organisation is asked on sending."""
    require(actor, Permission.OPPORTUNITY_CREATE, None)
    organisation = None
    if posted_as is PostedAs.ORGANISATION:
        organisation = own_organisation(actor, organisation_id)
    return steps.begin(actor, side, posted_as, organisation, values)


@command
def save_draft(
    actor: Actor, opportunity_id: uuid.UUID, values: ListingValues, version: int
) -> None:
    """Keep what was written so far; a draft need not be complete."""
    draft = _managed(actor, opportunity_id, version)
    steps.keep(draft, values)


@command
def name_mover(actor: Actor, opportunity_id: uuid.UUID, email: str) -> None:
    """An organisation names whom it offers; the person must agree before review. Whoever is
    asked already is not asked again."""
    draft = _managed(actor, opportunity_id, None)
    steps.move(draft, "edit")
    if draft.side is not Side.MOVER or draft.posted_as is not PostedAs.ORGANISATION:
        raise Invalid({"email": "Only an organisation that offers somebody names a person."})
    person_id = _colleague(email, draft.organisation_id)
    if draft.mover_id == person_id:
        return
    draft.mover_id, draft.mover_consented_at = person_id, None
    organisation = draft.organisation.name if draft.organisation else ""
    text = f"{organisation} would like to offer you for a move. Nothing is shown unless you agree."
    notices.tell(person_id, "named_as_mover", text, f"/opportunities/{draft.public_id}")


@command
def consent(actor: Actor, opportunity_id: uuid.UUID, agrees: bool) -> None:
    """The named person agrees to be offered, or does not."""
    draft = queries.for_change(actor, opportunity_id)
    require(actor, Permission.OPPORTUNITY_CONSENT, draft)
    steps.move(draft, "edit")
    if agrees and draft.mover_consented_at is not None:
        return
    if agrees:
        draft.mover_consented_at = clock.now()
        answer = "agrees to be offered"
    else:
        draft.mover_id = None
        answer = "does not want to be offered"
    _tell_poster(draft, "mover_answered", f"{actor.name} {answer} in “{draft.title}”.")


@command
def submit(actor: Actor, opportunity_id: uuid.UUID, version: int) -> None:
    """Send a complete draft to a moderator. Raises Invalid with what is missing, by field."""
    draft = _managed(actor, opportunity_id, version)
    _require_may_post(actor, draft)
    if not actor.email:
        raise NotAllowed("Confirm your e-mail address first.", "Open the link that we sent you.")
    problems = rules.problems(draft.side, steps.values_of(draft))
    if draft.side is Side.MOVER and (draft.mover_id is None or not draft.mover_consented_at):
        problems["mover"] = "Name who would go. That person must agree before others see this."
    if problems:
        raise Invalid(problems)
    steps.move(draft, "submit")
    draft.submitted_at = clock.now()
    draft.return_reason = draft.attention = ""


@command
def edit_published(
    actor: Actor, opportunity_id: uuid.UUID, values: ListingValues, version: int
) -> bool:
    """Change a published listing. Answers True when a moderator must look at the change first.

    Small edits show at once. A material one waits for review while the approved text stays up.
    """
    listing = _managed(actor, opportunity_id, version)
    steps.move(listing, "revise")
    values = rules.fitting(values)
    problems = rules.shape_problems(listing.side, listing.posted_as, values.kind)
    problems |= rules.problems(listing.side, replace(values, closes_at=listing.closes_at))
    if listing.is_closed:
        problems.pop("closes_at", None)
    if problems:
        raise Invalid(problems)
    now = steps.values_of(listing)
    changed = {
        name: getattr(values, name)
        for name in MATERIAL - {"organisation_id"}
        if getattr(values, name) != getattr(now, name)
    }
    if "kind" in changed and steps.has_applicants(listing):
        raise Invalid({"kind": steps.KIND_IS_KEPT})
    kept = {name: getattr(now, name) for name in MATERIAL - {"organisation_id"}}
    kept["closes_at"] = now.closes_at
    if values.places < listing.places:
        raise Invalid({"places": "Places that were announced are not taken back."})
    steps.write_values(listing, replace(values, **kept))
    listing.scope_waived = False
    _revise(actor, listing, changed)
    return bool(changed)


@command
def pause(actor: Actor, opportunity_id: uuid.UUID) -> None:
    """Take a listing out of search for a while; nobody applies meanwhile."""
    steps.move(_managed(actor, opportunity_id, None), "pause")


@command
def resume(actor: Actor, opportunity_id: uuid.UUID) -> None:
    """Show a paused listing again; whatever its side was asked to look at is settled by that."""
    listing = _managed(actor, opportunity_id, None)
    late = current_app.extensions["late_answers"](listing)
    if late:
        raise IllegalTransition(
            f"{late} {'person has' if late == 1 else 'people have'} waited too long for a word.",
            "Open the applications: answer them, or say by when they hear. Then resume it.",
        )
    steps.move(listing, "resume")
    listing.attention = ""


@command
def still_needed(actor: Actor, opportunity_id: uuid.UUID) -> None:
    """The listing's own side looked at what it was told, and goes on."""
    listing = _managed(actor, opportunity_id, None)
    if not listing.attention:
        raise IllegalTransition("There is nothing that you were asked to look at.")
    listing.attention = ""


@command
def extend(actor: Actor, opportunity_id: uuid.UUID, closes_at: datetime) -> None:
    """Move the closing second to later; a closed listing is open again."""
    listing = _managed(actor, opportunity_id, None)
    steps.move(listing, "extend")
    earliest = max(clock.now(), listing.closes_at or clock.now())
    if closes_at <= earliest:
        raise Invalid({"closes_at": "Enter a day after the present closing date and after today."})
    if listing.starts_on and closes_at.date() > listing.starts_on:
        raise Invalid({"closes_at": "People must be able to apply before the first day."})
    listing.closes_at = closes_at
    steps.tell_news(listing)


def _managed(actor: Actor, opportunity_id: uuid.UUID, version: int | None) -> Opportunity:
    return queries.managed_for_change(actor, opportunity_id, version)


def _require_may_post(actor: Actor, draft: Opportunity) -> None:
    if draft.posted_as is PostedAs.PERSON:
        return
    require(actor, Permission.OPPORTUNITY_POST_FOR, ForOrganisation(draft.organisation_id), NOT_YET)


def own_organisation(actor: Actor, organisation_id: uuid.UUID | None) -> int:
    if organisation_id is None:
        raise Invalid({"organisation": "Choose the organisation in whose name you post."})
    organisation = organisations.by_public_id(organisation_id)
    mine = {one.organisation_id for one in organisations.memberships_of(actor)}
    may = allowed(actor, Permission.OPPORTUNITY_POST_FOR, organisation)
    if organisation.id not in mine and not may:
        raise Invalid({"organisation": "Join this organisation first, then post for it."})
    return organisation.id


def _colleague(email: str, organisation_id: int | None) -> int:
    person_id = organisations.member_by_email(organisation_id, email)
    if person_id is None:
        raise Invalid({"email": "Nobody with this address belongs to the organisation here."})
    return person_id


def _revise(actor: Actor, listing: Opportunity, changed: dict[str, object]) -> None:
    """Let the material changes wait for review, in place of what waited before."""
    values = {name: steps.as_json(value) for name, value in changed.items()}
    waiting = queries.open_revision(listing)
    if waiting is not None and waiting.values == values:
        return
    if waiting is not None:
        waiting.status = REVISION.after(waiting.status, "withdraw")
        db.session.flush()
    if values:
        db.session.add(
            OpportunityRevision(
                opportunity_id=listing.id, made_by_id=actor.person_id, values=values
            )
        )


def _tell_poster(listing: Opportunity, event: str, text: str) -> None:
    if listing.poster_id is not None:
        notices.tell(listing.poster_id, event, text, f"/opportunities/{listing.public_id}")
