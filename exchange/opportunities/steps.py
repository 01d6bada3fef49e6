"""Plain steps that commands of this and upper rooms take; each runs inside their transaction."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import current_app

from exchange import clock
from exchange.access import Actor
from exchange.db import db
from exchange.errors import IllegalTransition, Invalid
from exchange.opportunities import rules
from exchange.opportunities.lifecycle import OPPORTUNITY, OpportunityStatus
from exchange.opportunities.models import (
    CostModel,
    Opportunity,
    OpportunityRevision,
    OpportunitySkill,
    PostedAs,
    Remote,
    Side,
)
from exchange.opportunities.rules import ListingValues
from exchange.reference import outcodes

KIND_IS_KEPT = (
    "People applied for this kind, so it is kept. For another kind end this listing, saying why,"
    " and post a new one."
)
ENDINGS = frozenset({"fill", "conclude", "withdraw", "remove"})
_READ = {
    "starts_on": date.fromisoformat,
    "ends_on": date.fromisoformat,
    "closes_at": datetime.fromisoformat,
    "cost_model": CostModel,
    "remote": Remote,
}


def move(opportunity: Opportunity, action: str) -> None:
    """Take an action of the transition table; raises IllegalTransition."""
    opportunity.status = OPPORTUNITY.after(opportunity.status, action)
    if action in ENDINGS:
        tell_news(opportunity)


def tell_news(opportunity: Opportunity) -> None:
    """It is over, or closes on another day: the rooms above know who is to hear of it."""
    for tell in current_app.extensions["listing_news"]:
        tell(opportunity)


def begin(
    actor: Actor,
    side: Side,
    posted_as: PostedAs,
    organisation_id: int | None,
    values: ListingValues,
) -> Opportunity:
    """A new draft; raises Invalid where this kind cannot be posted so."""
    problems = rules.shape_problems(side, posted_as, values.kind)
    if problems:
        raise Invalid(problems)
    draft = Opportunity(
        side=side,
        posted_as=posted_as,
        poster_id=actor.person_id,
        organisation_id=organisation_id,
        status=OpportunityStatus.DRAFT,
        search_version=0,
        kind=values.kind,
    )
    if side is Side.MOVER and posted_as is PostedAs.PERSON:
        draft.mover_id, draft.mover_consented_at = actor.person_id, clock.now()
        values = replace(values, hidden_from_employer=True, places=1)
    db.session.add(draft)
    write_values(draft, values)
    db.session.flush()
    return draft


def keep(draft: Opportunity, values: ListingValues) -> None:
    """Write what was typed onto a draft; raises Invalid where that makes no sense even there."""
    move(draft, "edit")
    problems = rules.shape_problems(draft.side, draft.posted_as, values.kind)
    problems |= rules.draft_problems(values)
    if problems:
        raise Invalid(problems)
    write_values(draft, rules.fitting(values))


def warn(opportunity: Opportunity, why: str) -> None:
    """Something that a listing rests on is gone: its own side must look at it.

    What is open is paused, so that nobody applies for what may not be; what is over stays so.
    """
    if OPPORTUNITY.can(opportunity.status, "pause"):
        move(opportunity, "pause")
    opportunity.attention = why


def publish(opportunity: Opportunity, actor: Actor) -> None:
    """A moderator found it right. Raises IllegalTransition where a brief lacks its scope."""
    lacks = rules.scope_lacks(opportunity.side, values_of(opportunity))
    if lacks:
        raise IllegalTransition(
            f"This listing does not say {' or '.join(lacks)}.",
            "Send it back with that as the reason; its poster can add it.",
        )
    move(opportunity, "publish")
    opportunity.scope_waived = False
    opportunity.published_at = clock.now()
    opportunity.published_by_id = actor.person_id
    opportunity.return_reason = ""


def send_back(opportunity: Opportunity, reason: str) -> None:
    """A moderator asks for changes."""
    move(opportunity, "return")
    opportunity.return_reason = reason


def remove(opportunity: Opportunity, reason: str) -> None:
    """A moderator takes it down."""
    move(opportunity, "remove")
    opportunity.end_reason = reason


def restore(opportunity: Opportunity) -> None:
    """An appeal was upheld."""
    move(opportunity, "restore")
    opportunity.end_reason = ""


def fill_if_full(opportunity: Opportunity, agreed_places: int) -> None:
    """All places are taken by agreed placements: it is filled."""
    if agreed_places >= opportunity.places and OPPORTUNITY.can(opportunity.status, "fill"):
        move(opportunity, "fill")


def has_applicants(opportunity: Opportunity) -> bool:
    """Whether anybody applied: from then on the kind that was advertised is kept."""
    counts = current_app.extensions["answer_counter"]([opportunity.id])
    return bool(counts.get(opportunity.id))


def free_if_filled(opportunity: Opportunity) -> None:
    """A place came free: it is open again until its closing date."""
    if OPPORTUNITY.can(opportunity.status, "free"):
        move(opportunity, "free")


def write_values(opportunity: Opportunity, values: ListingValues) -> None:
    """Put what the poster wrote onto the row."""
    for one in fields(ListingValues):
        if one.name != "skills" and getattr(opportunity, one.name) != getattr(values, one.name):
            setattr(opportunity, one.name, getattr(values, one.name))
    _write_place(opportunity)
    _write_skills(opportunity, values.skills)


def values_of(opportunity: Opportunity) -> ListingValues:
    """What stands on the row, as the poster wrote it."""
    plain = {
        one.name: getattr(opportunity, one.name)
        for one in fields(ListingValues)
        if one.name != "skills"
    }
    return ListingValues(**plain, skills=tuple(one.skill for one in opportunity.skills))


def with_revision(opportunity: Opportunity, waiting: OpportunityRevision | None) -> ListingValues:
    """What the poster wrote last: what stands on the row, and the changes that wait for review."""
    changes = waiting.values if waiting is not None else {}
    read = {name: from_json(name, value) for name, value in changes.items()}
    return replace(values_of(opportunity), **read)


def apply_revision(opportunity: Opportunity, revision: OpportunityRevision) -> None:
    """A moderator found the changes right: from now on they are what is shown."""
    write_values(opportunity, with_revision(opportunity, revision))


def as_json(value: Any) -> Any:
    """A value as a revision keeps it."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def from_json(name: str, value: Any) -> Any:
    """A value as the row takes it."""
    if value is None or name not in _READ:
        return tuple(value) if isinstance(value, list) else value
    return _READ[name](value)


def _write_place(opportunity: Opportunity) -> None:
    place = outcodes.get(opportunity.outcode) if opportunity.outcode else None
    opportunity.outcode = place.code if place else ""
    opportunity.place_name = place.name if place else ""
    opportunity.latitude = place.latitude if place else None
    opportunity.longitude = place.longitude if place else None


def _write_skills(opportunity: Opportunity, codes: tuple[str, ...]) -> None:
    wanted = set(codes)
    for row in list(opportunity.skills):
        if row.skill in wanted:
            wanted.discard(row.skill)
        else:
            opportunity.skills.remove(row)
            opportunity.search_version += 1
    if wanted:
        opportunity.search_version = (opportunity.search_version or 0) + 1
    opportunity.skills.extend(OpportunitySkill(skill=code) for code in sorted(wanted))
