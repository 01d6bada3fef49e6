"""Rows and results as the answers of the API hold them; schemas.py says what each name means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app, url_for

from exchange.api.schemas import CLOSED, OPEN
from exchange.opportunities import cards
from exchange.opportunities.lifecycle import OpportunityStatus
from exchange.opportunities.models import Opportunity, PostedAs
from exchange.opportunities.searching import SearchForm, counted
from exchange.reference import choices, kinds, levels, skills
from exchange.search.asking import Counts, Results
from exchange.search.snippets import Piece
from exchange.web.facets import Counted, chosen_of
from exchange.web.filters import State, pairs_of
from exchange.web.look import clean_html, markdown
from exchange.web.plain import plain_text

PAGE, FEED, API = "/opportunities", "/opportunities.atom", "/api/v1/opportunities"
"""One search at three addresses."""
Shape = dict[str, Any]


def public(path: str) -> str:
    """A path as the address by which the world reaches it; never from the request's own words."""
    return f"{current_app.extensions['settings'].base_url}{path}"


def results(found: Results[Opportunity], form: SearchForm) -> Shape:
    """A page of results with its facets, its reading and its links."""
    return {
        "total": found.total,
        "number": found.number,
        "pages": found.pages,
        "size": found.size,
        "reading": {
            "typed": found.reading.typed,
            "searched": found.reading.text,
            "corrected": found.reading.is_corrected,
            "loose": found.reading.loose,
        },
        "facets": _facets(found, form),
        "items": [_found(one, found.snippets.get(id_, ())) for id_, one in found.rows.items()],
        "links": _links(found, form),
    }


def whole(listing: Opportunity) -> Shape:
    """A listing with all of its text."""
    html = clean_html(listing.description_html, 2) if listing.is_external else None
    return {
        **short(listing),
        "description": plain_text(listing.description, listing.description_html),
        "description_html": str(html or markdown(listing.description, 2)),
        "outcome": listing.outcome,
        "source_url": listing.source_url,
    }


def short(listing: Opportunity) -> Shape:
    """A listing in short. Columns that stand for themselves are sent as they are."""
    path, kind = url_for("opportunities.show", public_id=listing.public_id), kinds.get(listing.kind)
    level, cost = listing.level, listing.cost_model
    return {
        **{name: getattr(listing, name) for name in AS_THEY_ARE},
        "id": listing.public_id,
        "url": public(path),
        "api_url": public(url_for("api.show", public_id=listing.public_id)),
        "status": _status(listing),
        "kind": _coded(kind.code, kind.name),
        "side": _coded(listing.side, cards.SIDE_WORDS[listing.side]),
        "organisation": _organisation(listing),
        "level": _coded(str(level), levels.get(level).name) if level else None,
        "skills": [
            _coded(one.code, one.name) for one in skills.named(s.skill for s in listing.skills)
        ],
        "place": _place(listing),
        "remote": _coded(listing.remote, cards.REMOTE_WORDS[listing.remote]),
        "cost_model": _coded(cost, choices.get(choices.COST_MODELS, cost).name) if cost else None,
        "hours": listing.hours if "hours" in kind.fields else None,
        "external": listing.is_external,
    }


AS_THEY_ARE = (
    "title",
    "summary",
    "posted_by",
    "starts_on",
    "ends_on",
    "days_a_week",
    "places",
    "pay",
    "salary_min",
    "salary_max",
    "published_at",
    "closes_at",
)


def _coded(code: str, name: str) -> Shape:
    return {"code": str(code), "name": name}


def _status(listing: Opportunity) -> str:
    if listing.status is OpportunityStatus.PUBLISHED:
        return CLOSED if listing.is_closed else OPEN
    return listing.status.value


def _organisation(listing: Opportunity) -> Shape | None:
    organisation = listing.organisation
    if organisation is None or listing.posted_as is not PostedAs.ORGANISATION:
        return None
    sector = organisation.sector.value
    return {
        "id": organisation.public_id,
        "name": organisation.name,
        "sector": _coded(sector, choices.get(choices.SECTORS, sector).name),
        "url": public(url_for("organisations.show", public_id=organisation.public_id)),
    }


def _place(listing: Opportunity) -> Shape | None:
    if not listing.place_name and listing.latitude is None:
        return None
    return {
        "name": listing.place_name,
        "outcode": listing.outcode,
        "latitude": listing.latitude,
        "longitude": listing.longitude,
    }


def _found(listing: Opportunity, snippet: Iterable[Piece]) -> Shape:
    pieces = [{"text": one.text, "hit": one.is_hit} for one in snippet]
    return {**short(listing), "snippet": pieces}


def _facets(found: Results[Opportunity], form: SearchForm) -> Shape:
    """By parameter; each count is what its page of results would show."""
    fields = [one for one in counted(form, found) if one.field in found.counts]
    return {one.name: _facet(one, found.counts[one.field], form) for one in fields}


def _facet(field: Counted, counts: Counts, form: SearchForm) -> Shape:
    chosen = set(chosen_of(field, form))
    # What was chosen adds nothing further, and is said all the same.
    said = {**counts.values, **dict.fromkeys(sorted(chosen - counts.values.keys()), 0)}
    named = [(field.known[one], count, one) for one, count in said.items() if one in field.known]
    return {
        "name": field.legend,
        "more": counts.more,
        "values": [
            {**_coded(value.said, value.text), "count": count, "chosen": one in chosen}
            for value, count, one in named
        ],
    }


def _links(found: Results[Opportunity], form: SearchForm) -> Shape:
    pairs = pairs_of(form)
    here = State(public(API), pairs)
    return {
        "self": here.page(found.number),
        "first": here.page(1),
        "previous": here.page(found.number - 1) if found.number > 1 else None,
        "next": here.page(found.number + 1) if found.number < found.pages else None,
        "last": here.page(found.pages),
        "page": State(public(PAGE), pairs).page(found.number),
        "feed": State(public(FEED), pairs).page(1),
    }
