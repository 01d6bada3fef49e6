"""What a moderator should look at twice in a listing. Hints, never decisions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from exchange import clock
from exchange.opportunities.lifecycle import closing_moment
from exchange.opportunities.models import CostModel, Opportunity, Side
from exchange.opportunities.rules import ListingValues
from exchange.reference.months import is_within

CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|https?://|www\.|\b0\d{3,4}[ \d]{6,}")
JOB = re.compile(
    r"\b(permanent|full[- ]time|vacancy|salary negotiable|zero hours)\b", re.IGNORECASE
)
SHORT_TEXT = 200  # characters; under this nobody can judge whether to apply
SOON = timedelta(days=3)
MOST_MONTHS_INWARD = 24
MANY_DAYS = 4


def hints(listing: Opportunity, values: ListingValues) -> list[str]:
    """What to look at twice, in words."""
    return [*_words(values), *_dates(values), *_terms(listing, values)]


def _words(values: ListingValues) -> Iterator[str]:
    text = f"{values.title} {values.summary} {values.description} {values.outcome}"
    if len(values.description) < SHORT_TEXT:
        yield "The description is short."
    if values.title.isupper():
        yield "The title is written in capitals."
    if CONTACT.search(text):
        yield "The text holds an address, a telephone number or a link. Is it somebody's own?"
    if JOB.search(text):
        yield "It reads like an ordinary job. Is it an exchange, with a way back?"


def _dates(values: ListingValues) -> Iterator[str]:
    now = clock.now()
    if values.closes_at and values.closes_at <= now:
        yield "The closing date has passed: it would be closed at once."
    elif values.closes_at and values.closes_at - now < SOON:
        yield "It closes within 3 days."
    if values.starts_on and values.starts_on <= clock.today():
        yield "The first day is not in the future."
    if (
        values.starts_on
        and values.closes_at
        and closing_moment(values.starts_on) < values.closes_at
    ):
        yield "It closes after the first day."


def _terms(listing: Opportunity, values: ListingValues) -> Iterator[str]:
    many_days = (values.days_a_week or 0) >= MANY_DAYS
    if values.cost_model is CostModel.FREE and many_days:
        yield "The home employer would go on paying for nearly the whole week. Does it know?"
    if listing.side is Side.HOST and values.kind == "secondment" and _too_long(listing, values):
        yield "Over 24 months into the Civil Service: longer only with the Commission's reference."


def _too_long(listing: Opportunity, values: ListingValues) -> bool:
    host = listing.organisation
    if host is None or not host.takes_only_secondments:
        return False
    if values.starts_on is None or values.ends_on is None:
        return False
    return not is_within(values.starts_on, values.ends_on, MOST_MONTHS_INWARD)
