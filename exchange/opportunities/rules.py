"""What a listing must say before a moderator sees it. Pure: no database, no request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from exchange import clock
from exchange.opportunities.models import CostModel, PostedAs, Remote, Side
from exchange.reference import kinds, outcodes
from exchange.reference.lengths import length_problem

ASKED = {
    "level": ("level", "Choose the level, as a comparison: it need not be exact."),
    "starts_on": ("starts_on", "Enter the first day."),
    "ends_on": ("ends_on", "Enter the last day."),
    "days_a_week": ("days_a_week", "Enter how many days a week."),
    "hours": ("hours", "Enter about how many hours it takes in all."),
    "cost_model": ("cost_model", "Choose who bears the cost of the salary."),
}
"""Fields of a kind, the column each fills, and what to say when it is blank."""

SCOPED = frozenset({"session", "project"})
"""Kinds that nobody sees before they say who looks after the person, what for and how long."""

ALWAYS_OFFERED = frozenset({"level"})
"""A comparison of levels helps readers of any kind, so it is kept where it is not asked."""


@dataclass(frozen=True)
class ListingValues:
    """Everything that a poster writes. A draft may leave nearly all of it blank."""

    kind: str
    title: str = ""
    summary: str = ""
    description: str = ""
    outcome: str = ""
    supervisor: str = ""
    level: int | None = None
    outcode: str = ""
    remote: Remote = Remote.ON_SITE
    starts_on: date | None = None
    ends_on: date | None = None
    days_a_week: float | None = None
    hours: float | None = None
    places: int = 1
    cost_model: CostModel | None = None
    pay: str = ""
    closes_at: datetime | None = None
    hidden_from_employer: bool = False
    skills: tuple[str, ...] = ()


def fitting(values: ListingValues) -> ListingValues:
    """The values without answers to questions that this kind does not ask."""
    asked = kinds.get(values.kind).fields
    gone = {column for field, (column, _) in ASKED.items() if field not in asked} - ALWAYS_OFFERED
    nothing: dict[str, Any] = dict.fromkeys(gone)
    return replace(values, **nothing)


def shape_problems(side: Side, posted_as: PostedAs, kind_code: str) -> dict[str, str]:
    """Whether this kind can be posted so at all."""
    if kind_code not in kinds.CODES or kind_code == "external_vacancy":
        return {"kind": "Choose a kind of exchange."}
    kind = kinds.get(kind_code)
    if side.value not in kind.sides:
        return {"kind": f"A {kind.name.lower()} cannot be posted from this side."}
    by_person = posted_as is PostedAs.PERSON
    if side is Side.HOST and by_person and not kind.person_may_post_as_host:
        return {"kind": f"A {kind.name.lower()} is hosted by an organisation, not by a person."}
    return {}


def draft_problems(values: ListingValues) -> dict[str, str]:
    """What is wrong even for a draft: things that could not be stored or make no sense."""
    problems: dict[str, str] = {}
    if values.outcode and outcodes.get(values.outcode) is None:
        problems["outcode"] = "Enter the first half of a UK postcode, such as LS1."
    if not 1 <= values.places <= 99:
        problems["places"] = "Enter a number of places from 1 to 99."
    if values.days_a_week is not None and not 0 < values.days_a_week <= 5:
        problems["days_a_week"] = "Enter up to 5 days a week, such as 2.5."
    if values.starts_on and values.ends_on and values.ends_on < values.starts_on:
        problems["ends_on"] = "The last day is before the first day. Change one of the two dates."
    return problems


def problems(side: Side, values: ListingValues) -> dict[str, str]:
    """What is missing or wrong before review, by field, in words for the poster."""
    found = {**_words(side, values), **_kind_fields(values), **draft_problems(values)}
    found |= _place(values) | _closing(values)
    kind = kinds.get(values.kind)
    length = length_problem(kind, values.starts_on, values.ends_on, values.hours)
    if length and "ends_on" not in found:
        field = "hours" if "hours" in length else "ends_on"
        found[field if field in kind.fields else "ends_on"] = length
    return found


def scope_lacks(side: Side, values: ListingValues) -> list[str]:
    """What a session or project must say and does not, in words; nothing for other kinds.

    Our own policy, as of 2026-11: no brief is shown without supervisor, outcome and hours. Who
    wants to go names no supervisor: the host does, when it invites.
    """
    if values.kind not in SCOPED:
        return []
    wanted = {
        "who looks after the person": side is Side.MOVER or values.supervisor.strip(),
        "what will be different afterwards": values.outcome.strip(),
        "how many hours it takes": values.hours,
    }
    return [words for words, given in wanted.items() if not given]


def _words(side: Side, values: ListingValues) -> dict[str, str]:
    wanted = {
        "title": "Write a title that says what the work is.",
        "summary": "Sum it up in a sentence or two.",
        "description": "Describe it: what one would do, with whom, and what one needs to know.",
        "outcome": "Say what will be different afterwards.",
    }
    if side is Side.HOST:
        wanted["supervisor"] = "Name who looks after the person who comes."
    return {name: message for name, message in wanted.items() if not getattr(values, name).strip()}


def _kind_fields(values: ListingValues) -> dict[str, str]:
    asked = kinds.get(values.kind).fields
    return {
        column: message
        for field, (column, message) in ASKED.items()
        if field in asked and getattr(values, column) is None
    }


def _place(values: ListingValues) -> dict[str, str]:
    if values.remote is Remote.REMOTE or values.outcode:
        return {}
    return {"outcode": "Enter the first half of the postcode, such as LS1, or choose remote."}


def _closing(values: ListingValues) -> dict[str, str]:
    if values.closes_at is None:
        return {"closes_at": "Enter the last day on which people can apply."}
    if values.closes_at <= clock.now():
        return {"closes_at": "This day is over. Enter a later one."}
    return {}
