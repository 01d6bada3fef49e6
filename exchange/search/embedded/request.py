"""What holds for a request whichever way it is answered: its fields, its seconds, its scores."""

import time

from exchange.search.port import (
    ByDistance,
    ByNumber,
    Eq,
    In,
    IndexSpec,
    NotIn,
    Radius,
    Range,
    SearchRequest,
    SearchTimeout,
)

# BM25's usual constants: how soon repetition stops to count, and how much long texts are damped.
SATURATION, DAMPING = 1.2, 0.75
SCORE_DIGITS = 6  # so that the order of adding up does not decide between equals
MOST_COUNTED = 2_000  # documents whose suggested texts are counted, the newest first


class Budget:
    """The seconds that a request may take."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def check(self) -> None:
        """Raise SearchTimeout when they are over."""
        if time.monotonic() >= self._until:
            raise SearchTimeout(f"not answered within {self._seconds} s")


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
