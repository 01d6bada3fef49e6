"""The country as a drawing: every outcode a dot, so that the dots draw the outline."""

from __future__ import annotations

from functools import cache
from math import cos, radians, sqrt

from exchange.reference.outcodes import everywhere

NORTH, SOUTH, WEST, EAST = 61.0, 49.0, -8.3, 2.0  # degrees, from Shetland to Jersey
SCALE = 60  # units of the drawing for a degree northward
ACROSS = cos(radians((NORTH + SOUTH) / 2))  # a degree eastward is this much shorter here
WIDTH, HEIGHT = round((EAST - WEST) * ACROSS * SCALE), round((NORTH - SOUTH) * SCALE)
LEAST, MOST, A_ROOT = 4.0, 22.0, 2.4  # units: radius of a circle, and how it grows


def point(latitude: float, longitude: float) -> tuple[int, int]:
    """Where a place lies in the drawing, from its upper left corner."""
    return round((longitude - WEST) * ACROSS * SCALE), round((NORTH - latitude) * SCALE)


def radius(count: int) -> float:
    """Of a circle whose area grows with a count, within what can be seen and fits."""
    return round(min(MOST, LEAST + A_ROOT * (sqrt(count) - 1)), 1)


@cache
def outline() -> str:
    """The path of all dots: a line of no length each, for a round end to show."""
    dots = sorted({point(one.latitude, one.longitude) for one in everywhere()})
    pieces, (x, y) = [], (0, 0)
    for right, down in dots:
        pieces.append(f"m{right - x} {down - y}h0")
        x, y = right, down
    return "".join(pieces)
