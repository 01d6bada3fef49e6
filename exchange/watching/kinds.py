"""What a saved search may look for: what each kind of thing tells of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from exchange.access import Actor
from exchange.watching.models import PersonMatch, SearchMatch
from exchange.web.filters import Pair, State, pairs_of
from exchange.web.forms import Form

MOST = 500
"""The newest so many of what a search finds are looked at."""


@dataclass(frozen=True)
class Found:
    """One thing that a search found, as the viewer may see it."""

    id: int
    href: str
    title: str
    place: str
    """Where it belongs: whose listing it is, where a person works."""
    said: str
    """How an alert names it."""
    organisation: str = ""
    role: str = ""
    """What the subject of a mail may say, where that is for everybody to know."""


F = TypeVar("F", bound=Form)


class Kind(ABC, Generic[F]):
    """Listings or people: how they are searched, read and told."""

    code: str
    path: str
    label: str
    most: str
    """What there is too much of where a search finds everything."""
    nouns: tuple[str, str]
    """With its verb, one and several: "listing matches", "listings match"."""
    form: type[F]
    matches: type[SearchMatch | PersonMatch]

    @abstractmethod
    def found(self, viewer: Actor, form: F) -> list[Found]:
        """What a valid form finds now, the newest first, as the viewer may see it."""

    @abstractmethod
    def shown(self, viewer: Actor, ids: Iterable[int]) -> list[Found]:
        """Those of the ids that the viewer may see now, in their order."""

    @abstractmethod
    def own(self, person_id: int, ids: list[int]) -> sa.Select[Any]:
        """The ids of what is a person's own."""

    @abstractmethod
    def told_words(self, form: F) -> Iterator[str]:
        """The words and filters of a form in plain English."""

    everything: str
    """How a search without words and filters reads."""

    def form_of(self, address: str) -> F:
        """The search form as an address fills it."""
        return self.form(MultiDict(parse_qsl(urlsplit(address).query)))

    def state_of(self, form: F) -> State:
        """The address of a search, without the order of its results."""
        return State(self.path, tuple(_without_order(pairs_of(form))))

    def words(self, form: F) -> str:
        """The words and all filters in plain English."""
        return "; ".join(self.told_words(form)) or self.everything


def _without_order(pairs: Iterable[Pair]) -> Iterator[Pair]:
    return (one for one in pairs if one[0] != "sort")
