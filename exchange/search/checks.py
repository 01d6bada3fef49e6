"""What every engine refuses before it looks: names of no field, and what cannot be compared."""

import math

from exchange.search.port import (
    ByDistance,
    ByNumber,
    Eq,
    In,
    IndexSpec,
    NotIn,
    Radius,
    Range,
    SearchDoc,
    SearchRequest,
)


def check_request(spec: IndexSpec, request: SearchRequest) -> None:
    """Raise ValueError for a field that the layout lacks: it would find nothing, silently."""
    asked = _keywords_asked(request) - set(spec.keywords)
    asked |= _numbers_asked(request) - set(spec.numbers)
    geo = [
        part for part in (*request.filters, request.sort) if isinstance(part, Radius | ByDistance)
    ]
    if asked or (geo and not spec.geo):
        raise ValueError(f"{spec.kind} has no such field: {sorted(asked) or 'place'}")
    if request.page.size < 0 or request.page.offset < 0:
        raise ValueError("a page has no negative size or offset")


def _keywords_asked(request: SearchRequest) -> set[str]:
    filtered = {part.field for part in request.filters if isinstance(part, Eq | In | NotIn)}
    return filtered | {facet.field for facet in request.facets}


def _numbers_asked(request: SearchRequest) -> set[str]:
    parts = (*request.filters, request.sort)
    return {part.field for part in parts if isinstance(part, Range | ByNumber)}


def check_document(spec: IndexSpec, doc: SearchDoc) -> None:
    """Raise ValueError for a name that the layout lacks or a number that cannot be compared."""
    known = {field.name for field in spec.texts}
    strangers = (
        (doc.texts.keys() - known)
        | (doc.keywords.keys() - set(spec.keywords))
        | (doc.numbers.keys() - set(spec.numbers))
    )
    place = [value for value in (doc.lat, doc.lon) if value is not None]
    if strangers or (place and not spec.geo):
        raise ValueError(f"{spec.kind} {doc.id} has fields of no index: {sorted(strangers)}")
    if len(place) == 1 or not all(map(math.isfinite, [*doc.numbers.values(), *place])):
        raise ValueError(f"{spec.kind} {doc.id} has a number or place that cannot be compared")
