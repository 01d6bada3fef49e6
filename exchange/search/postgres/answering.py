"""One request as one statement: everything found is listed once, then counted, ordered and cut."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from exchange.search.port import (
    ByDistance,
    ByNumber,
    ByRelevance,
    Facet,
    IndexSpec,
    SearchPage,
    SearchRequest,
)
from exchange.search.postgres.filters import admits, distance, readable
from exchange.search.postgres.matching import Scoring, matches
from exchange.search.postgres.tables import TEXT, Pointer

RANKED = 2_000
"""Hits that are ranked. Of more, those whose lead says it, and then the shortest; the others follow
on later pages, each page ranking as many as it takes to reach it."""
SCORE_DIGITS = 6  # so that the order of adding up does not decide between equals
FOUND, TOTAL = -1, -2
"""Parts of the answer; what counts a facet bears the facet's number."""


class Part(NamedTuple):
    """One row of the answer."""

    part: int
    place: int
    text: str | None
    number: int
    score: float


def statement(
    spec: IndexSpec, table: sa.Table, pointer: Pointer, request: SearchRequest
) -> sa.CompoundSelect[Any]:
    """Asks for the page, the total and every facet."""
    hits = _hits(table, request)
    total = _row(TOTAL, number=sa.select(sa.func.count()).select_from(hits).scalar_subquery())
    counts = (_count(hits, n, facet) for n, facet in enumerate(request.facets))
    return sa.union_all(sa.select(*total), _page(spec, table, pointer, request, hits), *counts)


def page_of(rows: Iterable[Any], request: SearchRequest, took_ms: float) -> SearchPage:
    """The answer, read."""
    parts = sorted((Part(*row) for row in rows), key=lambda one: (one.part, one.place))
    found = [one for one in parts if one.part == FOUND]
    facets = {
        facet.field: [(one.text or "", one.number) for one in parts if one.part == n]
        for n, facet in enumerate(request.facets)
    }
    return SearchPage(
        ids=tuple(one.number for one in found),
        scores=tuple(one.score for one in found),
        total=next(one.number for one in parts if one.part == TOTAL),
        facets=facets,
        took_ms=took_ms,
    )


def _hits(table: sa.Table, request: SearchRequest) -> sa.CTE:
    columns = [table.c.id, *(table.c[f"k_{facet.field}"] for facet in request.facets)]
    if isinstance(request.sort, ByNumber):
        columns.append(table.c[f"n_{request.sort.field}"])
    elif isinstance(request.sort, ByDistance):
        columns += [table.c.lat, table.c.lon]
    elif request.query is not None:
        columns += [table.c[name] for name in ("length", "lead_words", "stems", "spelled")]
    found = sa.select(*dict.fromkeys(columns)).where(
        readable(table, request.audience, request.exclude),
        *(admits(table, part) for part in request.filters),
        matches(table, request.query),
    )
    return found.cte("hits").prefix_with("MATERIALIZED")


def _page(
    spec: IndexSpec, table: sa.Table, pointer: Pointer, request: SearchRequest, hits: sa.CTE
) -> sa.Select[Any]:
    source: sa.FromClause = hits
    order: list[sa.ColumnElement[Any]] = []
    score: sa.ColumnElement[float] = sa.literal(0.0, sa.Double)
    if isinstance(request.sort, ByNumber):
        number = hits.c[f"n_{request.sort.field}"]
        order = [(number.desc() if request.sort.descending else number.asc()).nulls_last()]
    elif isinstance(request.sort, ByDistance):
        order = [distance(hits, request.sort.lat, request.sort.lon).asc().nulls_last()]
    elif isinstance(request.sort, ByRelevance) and request.query is not None:
        source = _scored(Scoring(spec, table, pointer, request.query), hits, request)
        score = source.c.score
        order = [score.desc()]
    order.append(source.c.id)
    page = request.page
    return (
        sa.select(
            *_row(
                FOUND,
                place=sa.func.row_number().over(order_by=order),
                number=source.c.id,
                score=score,
            )
        )
        .order_by(*order)
        .limit(page.size)
        .offset(page.offset)
    )


def _scored(scoring: Scoring, hits: sa.CTE, request: SearchRequest) -> sa.Subquery:
    end = request.page.offset + request.page.size
    likely = (sa.desc(scoring.likely(hits)), hits.c.length, hits.c.id)
    ranked = sa.select(hits).order_by(*likely).limit(max(RANKED, end))
    hit = ranked.subquery("hit")
    unit = 10.0**SCORE_DIGITS
    score = sa.func.round(scoring.score(hit) * unit) / unit
    joined = hit.join(scoring.rarity, sa.true())
    return sa.select(hit.c.id, score.label("score")).select_from(joined).subquery("scored")


def _count(hits: sa.CTE, n: int, facet: Facet) -> sa.Select[Any]:
    each = sa.select(sa.func.unnest(hits.c[f"k_{facet.field}"]).label("value")).subquery()
    value = sa.type_coerce(each.c.value, TEXT)
    count = sa.func.count()
    order = (count.desc(), value)
    row = _row(n, place=sa.func.row_number().over(order_by=order), text=value, number=count)
    return sa.select(*row).group_by(value).order_by(*order).limit(facet.size)


def _row(part: int, **values: Any) -> list[sa.ColumnElement[Any]]:
    row = {
        "place": sa.literal(0),
        "text": sa.cast(sa.null(), sa.Text),
        "number": sa.literal(0),
        "score": sa.literal(0.0, sa.Double),
        **values,
    }
    columns = [sa.literal(part).label("part")]
    return columns + [row[name].label(name) for name in ("place", "text", "number", "score")]
