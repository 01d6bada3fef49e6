"""Every kind of thing that a saved search may look for, and of which kind an address is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from exchange.watching.kinds import Kind
from exchange.watching.of_listings import Listings
from exchange.watching.of_people import People

LISTINGS, PEOPLE = Listings(), People()
KINDS: tuple[Kind[Any], ...] = (LISTINGS, PEOPLE)


def kind_of(address: str) -> Kind[Any]:
    """What a search at an address looks for."""
    path = urlsplit(address).path
    return next(one for one in KINDS if one.path == path)
