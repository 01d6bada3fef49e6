"""The brief builder: five plain questions turn a need into a draft of a project or a session.

Each answer is kept on the server at once. The listing's summary and description are made of the
answers, until the poster writes them otherwise: then they stay as the poster wrote them.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, replace

from exchange.access import Actor, Permission, require
from exchange.db import command
from exchange.errors import IllegalTransition
from exchange.opportunities import queries, services, steps
from exchange.opportunities.models import Opportunity, PostedAs, Remote, Side
from exchange.opportunities.rules import SCOPED, ListingValues
from exchange.organisations import queries as organisations
from exchange.reference.reading import reading_age

LONGEST_SUMMARY = 300
EASY_AGE = 14
"""Up to this reading age a text is as plain as our own pages must be."""


@dataclass(frozen=True)
class Brief:
    """Those answers that have no field of the listing for themselves."""

    problem: str = ""
    for_whom: str = ""
    there: str = ""
    time_given: str = ""


@command
def begin_brief(
    actor: Actor, kind: str, posted_as: PostedAs, organisation_id: uuid.UUID | None
) -> Opportunity:
    """Start a draft that the five questions fill. It is posted near the organisation's place."""
    require(actor, Permission.OPPORTUNITY_CREATE, None)
    organisation, near = None, ""
    if posted_as is PostedAs.ORGANISATION:
        organisation = services.own_organisation(actor, organisation_id)
        near = organisations.by_public_id(organisation_id).outcode if organisation_id else ""
    values = ListingValues(kind=kind, outcode=near, remote=Remote.HYBRID)
    draft = steps.begin(actor, Side.HOST, posted_as, organisation, values)
    draft.brief = asdict(Brief())
    return draft


@command
def answer_brief(
    actor: Actor, opportunity_id: uuid.UUID, version: int, values: ListingValues, brief: Brief
) -> None:
    """Keep the answers of one question, and make the listing's text of all there are."""
    draft = queries.managed_for_change(actor, opportunity_id, version)
    if not takes_brief(draft):
        raise IllegalTransition(
            "These questions are for sessions and projects that somebody can come to.",
            "Edit this listing step by step instead.",
        )
    before, after = (steps.values_of(draft), of(draft)), (values, brief)
    written = replace(
        values,
        summary=_made_or_kept(draft.summary, summary(*before), summary(*after)),
        description=_made_or_kept(draft.description, description(*before), description(*after)),
    )
    steps.keep(draft, written)
    draft.brief = asdict(brief)


def takes_brief(listing: Opportunity) -> bool:
    """Whether the five questions fit: a session or project on the host's side, not shown yet."""
    return listing.kind in SCOPED and listing.side is Side.HOST and not listing.is_shown


def of(listing: Opportunity) -> Brief:
    """The answers so far; blank ones where the listing was begun otherwise."""
    return Brief(**(listing.brief or {}))


def summary(values: ListingValues, brief: Brief) -> str:
    """The problem in as many whole sentences, else words, as a list can show."""
    text = " ".join(brief.problem.split())
    if len(text) <= LONGEST_SUMMARY:
        return text
    cut = text[:LONGEST_SUMMARY]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: end + 1] if end > 0 else f"{cut.rpartition(' ')[0] or cut[:-1]}…"


def description(values: ListingValues, brief: Brief) -> str:
    """The answers under a heading each; nothing for what has no answer yet."""
    beside = values.supervisor
    if brief.time_given:
        beside = f"{beside}\n\nTime that they give: {brief.time_given}".strip()
    parts = {
        "The problem": brief.problem,
        "Who it is for": brief.for_whom,
        "What is there already": brief.there,
        "Who is beside you": beside,
    }
    return "\n\n".join(f"### {heading}\n\n{text}" for heading, text in parts.items() if text)


def advice(listing: Opportunity) -> str:
    """What would make the poster's own text easier, or nothing. It is only advice."""
    age = reading_age(f"{listing.description}\n{listing.outcome}")
    if age is None or age <= EASY_AGE:
        return ""
    return (
        f"Your text reads like one for people of {age} or more. Shorter sentences and everyday"
        " words bring more answers. You can also send it as it is."
    )


def _made_or_kept(present: str, made_before: str, made_now: str) -> str:
    """What is made of the answers, unless the poster wrote something else since."""
    return made_now if present in {"", made_before} else present
