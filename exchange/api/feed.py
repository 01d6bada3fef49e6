"""A search as an Atom feed: what is new for it, as a visitor sees it, whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request

from exchange import clock
from exchange.access import VISITOR, Permission, requires
from exchange.api.asked import asked_form
from exchange.api.keeping import kept
from exchange.api.shapes import FEED, PAGE, public
from exchange.opportunities import cards
from exchange.opportunities.models import Opportunity
from exchange.opportunities.searching import SearchForm, search
from exchange.reference import kinds
from exchange.web.filters import State, pairs_of
from exchange.web.limits import for_programs

blueprint = Blueprint("feed", __name__)

SINCE = "2026"
"""The year in tag: ids. Never changed: readers know entries by their ids."""


@dataclass(frozen=True)
class Entry:
    """One listing in the feed."""

    id: str
    href: str
    title: str
    author: str
    at: datetime
    kind: str
    kind_name: str
    summary: str


@blueprint.get("/opportunities.atom")
@for_programs
@requires(Permission.PAGE_PUBLIC)
def opportunities() -> Response:
    """The newest listings of a search; the parameters are those of its page."""
    form = SearchForm(request.args)
    form.sort.data = "newest"
    form = asked_form(form)
    found = search(VISITOR, form, 1)
    # Nothing has all of the words: what has some of them is no news for this search.
    rows = [] if found.reading.loose else list(found.rows.values())
    pairs = [one for one in pairs_of(form) if one[0] != "sort"]
    state = State(FEED, tuple(pairs))
    page = render_template(
        "api/feed.atom.xml",
        id=tag(state.page(1).lstrip("/")),
        words=_legible(form.q.data or ""),
        here=public(state.page(1)),
        page=public(State(PAGE, tuple(pairs)).page(1)),
        entries=[_entry(one) for one in rows],
        updated=_updated(rows),
    )
    return kept(Response(page, mimetype="application/atom+xml"), VISITOR)


def tag(name: str) -> str:
    """An id that stays (RFC 4151), whatever becomes of addresses."""
    return f"tag:{urlsplit(public('')).hostname},{SINCE}:{name}"


def _entry(listing: Opportunity) -> Entry:
    card = cards.card(listing)
    facts = " · ".join(fact for fact in card.facts if fact)
    return Entry(
        id=tag(f"opportunity/{listing.public_id}"),
        href=public(card.href),
        title=_legible(listing.title),
        author=_legible(listing.posted_by),
        at=listing.published_at or listing.created_at,
        kind=listing.kind,
        kind_name=kinds.get(listing.kind).name,
        summary=_legible(f"{listing.summary} {facts}".strip()),
    )


def _updated(rows: Iterable[Opportunity]) -> datetime:
    """When the newest came; of an empty feed, the beginning of the day."""
    today = datetime.combine(clock.today(), time(), tzinfo=clock.LONDON).astimezone(UTC)
    return max((one.published_at for one in rows if one.published_at), default=today)


def _legible(text: str) -> str:
    """Without the few characters that XML cannot hold even when they are escaped."""
    return "".join(one for one in text if one >= " " and one not in "\ufffe\uffff")
