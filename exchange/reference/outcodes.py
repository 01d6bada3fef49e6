"""Outward postcodes ("LS1") as places: near enough for distance, never anybody's address."""

import re
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from string import ascii_uppercase as LETTERS

from exchange.reference.files import read_csv

EARTH_RADIUS_KM = 6371.0088  # the mean radius of the earth
_AREA = re.compile(r"[A-Z]+")
_FULL_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)[0-9][A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Outcode:
    """An outward postcode, a point near its middle, and where that is.

    `region` is a region of England or the name of the nation; `nation` may be a Crown dependency.
    """

    code: str
    latitude: float
    longitude: float
    town: str
    region: str
    nation: str

    @property
    def name(self) -> str:
        """Town and code, as shown on a page."""
        return f"{self.town} ({self.code})"

    @property
    def region_code(self) -> str:
        """The region as an address says it."""
        return region_code(self.region)

    @property
    def area(self) -> str:
        """The larger town that its postcode area is named after: S1 is Sheffield's, CF10 Cardiff's.

        Where `town` is a quarter ("Butetown"), this is what people search for.
        """
        found = _AREA.match(self.code)
        return _areas().get(found[0], "") if found else ""


def _outcode(row: dict[str, str]) -> Outcode:
    place = (row["town"], row["region"], row["nation"])
    return Outcode(row["code"], float(row["latitude"]), float(row["longitude"]), *place)


@cache
def _load() -> dict[str, Outcode]:
    return {row["code"]: _outcode(row) for row in read_csv("outcodes.csv")}


@cache
def _areas() -> dict[str, str]:
    return {row["area"]: row["town"] for row in read_csv("postcode_areas.csv")}


def get(text: str) -> Outcode | None:
    """The outcode of what somebody typed, or None: "ls1", "LS1 4AP" and "ls14ap" are all LS1.

    A code that the list lacks counts as its district: W1A, a large user's, as W1.
    """
    code = outward(text)
    return _load().get(code) or _load().get(code.rstrip(LETTERS))


def not_found(_text: str) -> str:
    """What to tell somebody who typed no postcode that we know."""
    return "Enter the first half of a UK postcode, such as LS1"


def outward(text: str) -> str:
    """The outward half of a full or partial postcode in capitals; other text as it is."""
    first, *rest = text.upper().split() or [""]
    whole = first + "".join(rest)
    full = _FULL_POSTCODE.fullmatch(whole)
    if full:
        return full[1]
    return whole if first.isalpha() else first


def distance_km(
    from_latitude: float, from_longitude: float, to_latitude: float, to_longitude: float
) -> float:
    """Kilometres between two points in degrees, in a straight line over a round earth."""
    north, south = radians(from_latitude), radians(to_latitude)
    across = radians(to_longitude - from_longitude)
    chord = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))


def everywhere() -> tuple[Outcode, ...]:
    """Every outcode: together their points draw the country."""
    return tuple(_load().values())


def region_code(region: str) -> str:
    """A region as an address says it: north-west."""
    return region.lower().replace(" ", "-")


def within(text: str) -> tuple[str, tuple[str, ...]] | None:
    """What a typed place is: ("region", its code) or ("outcode", codes); None for neither.

    A region may be typed as far as no other begins so. A town stands for all its outcodes.
    """
    typed = " ".join(text.lower().replace("-", " ").split())
    begins = [one for one in regions() if len(typed) > 2 and one.lower().startswith(typed)]
    if len(begins) == 1:
        return "region", (region_code(begins[0]),)
    if found := get(text):
        return "outcode", (found.code,)
    codes = _towns().get(typed)
    return ("outcode", codes) if codes else None


@cache
def _towns() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for outcode in everywhere():
        found.setdefault(outcode.town.lower().replace("-", " "), []).append(outcode.code)
    return {town: tuple(codes) for town, codes in found.items()}


@cache
def regions() -> tuple[str, ...]:
    """The regions in the order of the alphabet, for a filter."""
    return tuple(sorted({outcode.region for outcode in _load().values()}))
