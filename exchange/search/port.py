"""What the rest of the house may ask of a search engine, and in which words.

An engine holds one index per kind. It is a cache: the database stays the truth.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Protocol

from exchange.search.query import Node
from exchange.search.words import WORDS_VERSION

KIND_NAME = re.compile(r"[a-z][a-z_]*")


class SearchError(Exception):
    """The engine could not answer. Never shown as "nothing found"."""


class SearchTimeout(SearchError):
    """The answer would have taken longer than the request allows."""


class SearchUnavailable(SearchError):
    """There is no index to ask, it is of another layout, or it must not be trusted."""


@dataclass(frozen=True)
class TextField:
    """Text that is searched. `weight` says how much a word here counts."""

    name: str
    weight: float = 1.0


@dataclass(frozen=True)
class IndexSpec:
    """The layout of one kind of document.

    `keywords` filter and count, with one value or several a document. `numbers` filter and sort;
    a date is a number of days or seconds that the caller chooses. `geo`: documents have a place.
    `suggest` names the text that is offered whole while somebody types.
    """

    kind: str
    texts: tuple[TextField, ...]
    keywords: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    geo: bool = False
    suggest: str | None = None

    def __post_init__(self) -> None:
        if not KIND_NAME.fullmatch(self.kind):
            raise ValueError(f"{self.kind!r} cannot name an index: use a-z and _")

    @property
    def digest(self) -> str:
        """Changes whenever an index built for another layout would answer wrongly."""
        return hashlib.sha256(f"{WORDS_VERSION} {self!r}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class SearchDoc:
    """One document. Names that are not in the spec are refused with ValueError.

    Found by whoever holds a key of `visible_to`, unless they hold one of `hidden_from` as well.
    An empty `visible_to` hides it from everybody.
    """

    id: int
    version: int
    texts: Mapping[str, str]
    visible_to: frozenset[str]
    hidden_from: frozenset[str] = frozenset()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class Audience:
    """Who asks, as the keys they hold. Nobody holds none and finds nothing."""

    keys: frozenset[str]
    NOBODY: ClassVar["Audience"]


Audience.NOBODY = Audience(frozenset())


@dataclass(frozen=True)
class Eq:
    """The keyword field holds this value."""

    field: str
    value: str


@dataclass(frozen=True)
class In:
    """The keyword field holds one of these values; none of none."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class NotIn:
    """The keyword field holds none of these values, or nothing at all."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Range:
    """The number lies between, both ends included; a document without it does not."""

    field: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Radius:
    """The place lies within so many kilometres; a document without a place does not."""

    lat: float
    lon: float
    km: float


Filter = Eq | In | NotIn | Range | Radius


@dataclass(frozen=True)
class ByRelevance:
    """Best match first."""


@dataclass(frozen=True)
class ByNumber:
    """By a number; documents without it come last in either direction."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class ByDistance:
    """Nearest first; documents without a place come last."""

    lat: float
    lon: float


Sort = ByRelevance | ByNumber | ByDistance


@dataclass(frozen=True)
class Facet:
    """Count the values of a keyword field; give the `size` most frequent."""

    field: str
    size: int = 10


@dataclass(frozen=True)
class Page:
    """How many results, after how many."""

    size: int = 20
    offset: int = 0


@dataclass(frozen=True)
class SearchRequest:
    """One question. All filters must hold. Equal results are ordered by id.

    `exclude` is taken away before totals and facets are counted. `deadline` is seconds.
    """

    query: Node | None
    audience: Audience
    filters: tuple[Filter, ...] = ()
    sort: Sort = ByRelevance()
    facets: tuple[Facet, ...] = ()
    page: Page = Page()
    exclude: frozenset[int] = frozenset()
    deadline: float = 2.0


@dataclass(frozen=True)
class SearchPage:
    """The answer. `scores` go with `ids` and are 0 unless sorted by relevance.

    `facets` and `total` count everything found, not this page.
    """

    ids: tuple[int, ...]
    scores: tuple[float, ...]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    took_ms: float


class Suggestion(NamedTuple):
    """A text to offer while typing, and how many documents bear it."""

    text: str
    documents: int


@dataclass(frozen=True)
class Drift:
    """Where an index differs from the database: ids it lacks, has too old, or should not have."""

    missing: tuple[int, ...]
    stale: tuple[int, ...]
    surplus: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.surplus)


@dataclass(frozen=True)
class IndexStats:
    """How large an index is. `generation` changes with every rebuild."""

    documents: int
    segments: int
    bytes: int
    generation: str


@dataclass(frozen=True)
class Health:
    """Whether every declared index answers, and for each that does not, why."""

    problems: dict[str, str]

    @property
    def ok(self) -> bool:
        return not self.problems


class SearchPort(Protocol):
    """One engine. Kinds that were not declared raise ValueError, and so do unknown fields."""

    def ensure(self, spec: IndexSpec) -> bool:
        """Declare a kind; make an empty index if there is none. False: it must be rebuilt."""

    def put(self, kind: str, docs: Iterable[SearchDoc]) -> int:
        """Add or replace; a version older than the indexed one is left out. Returns how many."""

    def delete(self, kind: str, ids: Collection[int], version: int | None = None) -> None:
        """Take out. With a version: newer ones stay, and this version and older never come back."""

    def search(self, kind: str, request: SearchRequest) -> SearchPage:
        """Answer, or raise SearchTimeout or SearchUnavailable."""

    def suggest(
        self,
        kind: str,
        typed: str,
        audience: Audience,
        limit: int = 8,
        exclude: frozenset[int] = frozenset(),
        filters: tuple[Filter, ...] = (),
    ) -> list[Suggestion]:
        """Texts that hold the typed words, the last of them perhaps unfinished.

        Only of documents that pass all filters, as in a search.
        """

    def correct(
        self,
        kind: str,
        typed: Collection[str],
        audience: Audience,
        exclude: frozenset[int] = frozenset(),
    ) -> dict[str, str]:
        """For each folded word that no document of this audience has: the nearest that one has.

        Nearest is one letter left out, put in, changed or swapped away; of several, the one that
        most of those documents have, then the first in the alphabet. Words without one are left
        out. A word that only hidden documents have is neither known nor offered.
        """

    def rebuild(self, kind: str, source: Iterator[SearchDoc]) -> IndexStats:
        """Build aside and switch at once; if the source fails, the old index stays."""

    def verify(self, kind: str, expected: Iterator[tuple[int, int]]) -> Drift:
        """Compare with the (id, version) of everything that should be found."""

    def stats(self, kind: str) -> IndexStats:
        """Size and generation."""

    def health(self) -> Health:
        """Open every declared index."""

    def close(self) -> None:
        """Let go of files; the next call opens them again."""
