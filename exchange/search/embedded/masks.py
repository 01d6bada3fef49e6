"""Which documents may be found at all: who asks, what is filtered.

Replaces Whoosh's `filter=`, which gives everything when it is given nothing. Here a request begins
with nobody's empty mask; keys open it, and all else narrows it.
"""

from math import asin, cos, degrees, pi, radians, sin

import numpy as np

from exchange.search.embedded.array_view import ArraySegment, ArrayView
from exchange.search.embedded.arrays import Floats, Mask
from exchange.search.embedded.schema import HIDDEN, VISIBLE
from exchange.search.geo import EARTH_KM
from exchange.search.port import Audience, Eq, Filter, In, NotIn, Radius, Range

SLACK = 1e-6  # degrees that the box around a circle is wider


def readable(view: ArrayView, audience: Audience, exclude: frozenset[int]) -> Mask:
    """The living documents that this audience may find."""
    segment = view.segment
    shown: Mask = np.zeros(segment.size, np.bool_)
    for key in audience.keys:
        shown |= segment.labelled(VISIBLE, key)
    for key in audience.keys:
        shown &= ~segment.labelled(HIDDEN, key)
    shown &= view.live
    if exclude:
        shown[segment.docs_of(exclude)] = False
    return shown


def narrow(segment: ArraySegment, shown: Mask, part: Filter) -> None:
    """Take out of the mask what does not pass a filter."""
    if isinstance(part, Eq | In | NotIn):
        values = (part.value,) if isinstance(part, Eq) else part.values
        having: Mask = np.zeros(segment.size, np.bool_)
        for value in values:
            having |= segment.labelled(part.field, value)
        shown &= ~having if isinstance(part, NotIn) else having
    elif isinstance(part, Range):
        _narrow_range(segment.numbers[part.field], shown, part)
    else:
        _narrow_radius(segment, shown, part)


def _narrow_range(numbers: Floats, shown: Mask, part: Range) -> None:
    """A missing number is NaN, which compares with nothing."""
    if part.low is not None:
        shown &= numbers >= part.low
    if part.high is not None:
        shown &= numbers <= part.high
    if part.low is None and part.high is None:
        shown &= ~np.isnan(numbers)


def _narrow_radius(segment: ArraySegment, shown: Mask, part: Radius) -> None:
    """The box first: a great circle costs more than four comparisons."""
    tall = degrees(part.km / EARTH_KM) + SLACK
    shown &= np.abs(segment.lat - part.lat) <= tall
    wide = _half_width(part.lat, part.km) + SLACK
    if abs(part.lon) + wide <= 180:
        shown &= np.abs(segment.lon - part.lon) <= wide
    docs = np.flatnonzero(shown)
    far = distances(part.lat, part.lon, segment.lat[docs], segment.lon[docs]) > part.km
    shown[docs[far]] = False


def _half_width(lat: float, km: float) -> float:
    """How many degrees of longitude a circle reaches east; 180 where it holds a pole."""
    angle = km / EARTH_KM
    if angle + abs(radians(lat)) >= pi / 2:
        return 180.0
    return degrees(asin(sin(angle) / cos(radians(lat))))


def distances(lat: float, lon: float, lats: Floats, lons: Floats) -> Floats:
    """Great-circle distances in kilometres; NaN where there is no place."""
    north = np.radians(lats - lat) / 2
    east = np.radians(lons - lon) / 2
    chord = np.sin(north) ** 2 + cos(radians(lat)) * np.cos(np.radians(lats)) * np.sin(east) ** 2
    result: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return result
