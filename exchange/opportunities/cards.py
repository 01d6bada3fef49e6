"""A listing in short, as a card shows it: who, where, how long, at what cost, until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from exchange import clock
from exchange.opportunities.listed import Shown
from exchange.opportunities.models import CostModel, PostedAs, Remote, Side
from exchange.reference import kinds, levels
from exchange.reference.months import months_between
from exchange.web.look import ago, day, money, plural

SOON = timedelta(days=7)
REMOTE_WORDS = {
    Remote.ON_SITE: "On site",
    Remote.HYBRID: "Partly remote",
    Remote.REMOTE: "Remote",
}
COST_WORDS = {
    CostModel.FREE: "free to the host",
    CostModel.SHARED: "cost shared",
    CostModel.FULL: "the host pays in full",
}
RELEASE_WORDS = {
    PostedAs.ORGANISATION: ("Employer has agreed to release", "good"),
    PostedAs.PERSON: ("Release not agreed yet", "info"),
}
"""Of somebody who wants to go: whether those they work for let them. No more is known of a person:
they may have asked, or have no employer, and a card does not tell which.
"""
SIDE_WORDS = {Side.HOST: "Places to come to", Side.MOVER: "People who want to go"}


@dataclass(frozen=True)
class Card:
    """What templates/components/card.html takes."""

    href: str
    title: str
    org: str
    sector: str
    kind: str
    facts: Sequence[str]
    statuses: Sequence[tuple[str, str]]
    """Words, each with the tone of templates/components/status.html."""
    summary: str


def card(listing: Shown, miles: float | None = None) -> Card:
    """The card of a listing; `miles` is how far away it is, where somebody said from where."""
    return Card(
        href=f"/opportunities/{listing.public_id}",
        title=listing.title,
        org=listing.posted_by,
        sector=listing.sector.value if listing.sector else "",
        kind=listing.kind,
        facts=list(_facts(listing, miles)),
        statuses=list(_statuses(listing)),
        summary=listing.summary,
    )


def _statuses(listing: Shown) -> Iterator[tuple[str, str]]:
    closes = listing.closes_at
    left = closes - clock.now() if closes else SOON
    if closes and listing.is_closed:
        yield f"Closed {ago(closes)}", "neutral"
    elif left < SOON:
        yield "Closing soon", "wait"
    if listing.is_external:
        yield "Elsewhere: apply at the source", "neutral"
    elif listing.side is Side.MOVER and kinds.get(listing.kind).asks_home:
        yield RELEASE_WORDS[listing.posted_as]


def _facts(listing: Shown, miles: float | None) -> Iterator[str]:
    yield _where(listing)
    if miles is not None:
        yield f"about {plural(max(1, round(miles)), 'mile')} away"
    yield length(listing)
    if listing.days_a_week:
        yield f"{listing.days_a_week:g} {'day' if listing.days_a_week == 1 else 'days'} a week"
    yield cost(listing)
    if listing.level:
        yield f"about {levels.get(listing.level).name}"
    if listing.closes_at:
        yield f"{'closed' if listing.is_closed else 'closes'} {day(listing.closes_at)}"


def _where(listing: Shown) -> str:
    if listing.remote is Remote.REMOTE or not listing.place_name:
        return REMOTE_WORDS[Remote.REMOTE] if listing.remote is Remote.REMOTE else ""
    some = ", partly remote" if listing.remote is Remote.HYBRID else ""
    return f"{listing.place_name}{some}"


def length(listing: Shown) -> str:
    """How long it takes and from when, in words; empty where neither is known."""
    start, end = listing.starts_on, listing.ends_on
    begins = f"from {day(start)}" if start else ""
    if listing.hours and "hours" in kinds.get(listing.kind).fields:
        hours = f"{listing.hours:g} {'hour' if listing.hours == 1 else 'hours'}"
        return f"{hours} {begins}".strip()
    if not start or not end:
        return begins
    months = months_between(start, end)
    last = plural(months, "month") if months else plural((end - start).days + 1, "day")
    return f"{last} {begins}"


def cost(listing: Shown) -> str:
    """Pay as it is written, the salary of an advert, or who bears the cost."""
    if listing.pay:
        return listing.pay
    low, high = listing.salary_min, listing.salary_max
    if low or high:
        both = low and high and low != high
        return f"{money(low)} to {money(high)}" if both else money(low or high)
    return COST_WORDS[listing.cost_model] if listing.cost_model else ""
