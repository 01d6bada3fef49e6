"""Who may see a document, what narrows the search, and how far away something is, as SQL."""

from math import asin, cos, degrees, radians, sin

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from exchange.search.geo import EARTH_KM
from exchange.search.port import Audience, Eq, Filter, In, NotIn, Radius, Range
from exchange.search.postgres.rows import storable
from exchange.search.postgres.tables import TEXTS

Condition = sa.ColumnElement[bool]
Number = sa.ColumnElement[float]

BOX_MARGIN = 1.0001  # a box a little wider than the circle cuts off nothing of it


def readable(table: sa.Table, audience: Audience, exclude: frozenset[int]) -> Condition:
    """The documents that this audience may find. Every statement that finds anything has it.

    Tombstones are visible to nobody, so they fall out here too.
    """
    keys = _texts(storable(sorted(audience.keys)))
    shown = sa.and_(
        table.c.visible_to.bool_op("&&")(keys),
        sa.not_(table.c.hidden_from.bool_op("&&")(keys)),
    )
    if not exclude:
        return shown
    left_out = sa.literal(sorted(exclude), ARRAY(sa.BigInteger))
    return sa.and_(shown, table.c.id != sa.all_(left_out))


def admits(table: sa.Table, part: Filter) -> Condition:
    """Whether a document passes a filter."""
    if isinstance(part, Eq | In | NotIn):
        values = (part.value,) if isinstance(part, Eq) else part.values
        having: Condition = table.c[f"k_{part.field}"].bool_op("&&")(_texts(storable(values)))
        return sa.not_(having) if isinstance(part, NotIn) else having
    if isinstance(part, Range):
        return _between(table.c[f"n_{part.field}"], part.low, part.high)
    near = distance(table, part.lat, part.lon) <= part.km
    return sa.and_(*_box(table, part), near)


def distance(hit: sa.FromClause, lat: float, lon: float) -> Number:
    """Kilometres from a place, by the formula of exchange.search.geo; null without a place."""
    func = sa.func
    north = func.sin(func.radians(hit.c.lat - _number(lat)) / 2)
    east = func.sin(func.radians(hit.c.lon - _number(lon)) / 2)
    along = _number(cos(radians(lat))) * func.cos(func.radians(hit.c.lat))
    chord = north * north + along * (east * east)
    return 2 * EARTH_KM * func.asin(func.sqrt(func.least(1.0, chord)))


def _between(number: sa.ColumnElement[float], low: float | None, high: float | None) -> Condition:
    ends: list[Condition] = [number.is_not(None)]
    if low is not None:
        ends.append(number >= _number(low))
    if high is not None:
        ends.append(number <= _number(high))
    return sa.and_(*ends)


def _box(table: sa.Table, part: Radius) -> list[Condition]:
    """What is cheap to compare first; no box for circles around a pole or across the date line."""
    angle = max(part.km, 0.0) / EARTH_KM * BOX_MARGIN
    high = degrees(angle)
    ends = [_between(table.c.lat, part.lat - high, part.lat + high)]
    if angle < radians(90 - abs(part.lat)):
        wide = degrees(asin(min(1.0, sin(angle) / cos(radians(part.lat))))) * BOX_MARGIN
        if abs(part.lon) + wide < 180:
            ends.append(_between(table.c.lon, part.lon - wide, part.lon + wide))
    return ends


def _texts(values: list[str]) -> sa.ColumnElement[list[str]]:
    return sa.literal(values, TEXTS)


def _number(value: float) -> Number:
    return sa.literal(value, sa.Double)
