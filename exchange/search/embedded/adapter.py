"""The embedded engine behind the port: one directory per kind, one writer, any number of readers.

Access is a set of readable documents that everything else narrows. Whoosh's own `filter=` is not
used: given an empty set it returns everything.
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from exchange.search.checks import check_request
from exchange.search.embedded.kind import Kind
from exchange.search.embedded.native import NativeWay
from exchange.search.embedded.request import Budget
from exchange.search.port import (
    Audience,
    Drift,
    Filter,
    Health,
    IndexSpec,
    IndexStats,
    SearchDoc,
    SearchError,
    SearchPage,
    SearchRequest,
    Suggestion,
)
from exchange.search.spelling import can_be_meant
from exchange.search.words import words

try:
    from exchange.search.embedded.array_way import ArrayWay
except ModuleNotFoundError as missing:
    if missing.name != "numpy":
        raise
    FAST = None
else:
    FAST = ArrayWay

SUGGEST_SECONDS = 1.0
LONGEST_TYPED = 100  # characters of a beginning that are looked at
CACHE_BYTES = 64 << 20


class WhooshSearch:
    """A SearchPort over the directory `root`, which is made with mode 0700 if it is not there.

    Up to `cache_bytes` of postings are kept unpacked in this process. `native`: answer in plain
    Python, as is done where numpy is missing.
    """

    def __init__(self, root: Path, cache_bytes: int = CACHE_BYTES, native: bool = False) -> None:
        self._root = root
        self._way = NativeWay() if native or FAST is None else FAST(cache_bytes)
        self._kinds: dict[str, Kind] = {}

    def ensure(self, spec: IndexSpec) -> bool:
        kind = self._kinds[spec.kind] = Kind(self._root, spec, self._way)
        return kind.ensure()

    def put(self, kind: str, docs: Iterable[SearchDoc]) -> int:
        return self._kind(kind).put(docs)

    def delete(self, kind: str, ids: Collection[int], version: int | None = None) -> None:
        self._kind(kind).delete(ids, version)

    def search(self, kind: str, request: SearchRequest) -> SearchPage:
        asked = self._kind(kind)
        check_request(asked.spec, request)
        return self._way.answer(asked.snapshot(), request)

    def suggest(
        self,
        kind: str,
        typed: str,
        audience: Audience,
        limit: int = 8,
        exclude: frozenset[int] = frozenset(),
        filters: tuple[Filter, ...] = (),
    ) -> list[Suggestion]:
        """As the port says; of very many documents the newest few thousand are counted."""
        asked = words(typed[:LONGEST_TYPED])
        if not asked:
            return []
        snapshot, budget = self._kind(kind).snapshot(), Budget(SUGGEST_SECONDS)
        of = SearchRequest(None, audience, filters, exclude=exclude)
        check_request(self._kind(kind).spec, of)
        counts = self._way.suggest(snapshot, asked, of, budget)
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [Suggestion(text, count) for text, count in best[:limit]]

    def correct(
        self,
        kind: str,
        typed: Collection[str],
        audience: Audience,
        exclude: frozenset[int] = frozenset(),
    ) -> dict[str, str]:
        asked = [word for word in typed if can_be_meant(word)]
        if not asked:
            return {}
        snapshot, budget = self._kind(kind).snapshot(), Budget(SUGGEST_SECONDS)
        return self._way.correct(snapshot, asked, audience, exclude, budget)

    def rebuild(self, kind: str, source: Iterator[SearchDoc]) -> IndexStats:
        return self._kind(kind).rebuild(source)

    def verify(self, kind: str, expected: Iterator[tuple[int, int]]) -> Drift:
        indexed = self._kind(kind).snapshot().versions()
        missing, stale = [], []
        for id_, version in expected:
            held = indexed.pop(id_, None)
            if held is None:
                missing.append(id_)
            elif held < version:
                stale.append(id_)
        return Drift(tuple(missing), tuple(stale), tuple(sorted(indexed)))

    def stats(self, kind: str) -> IndexStats:
        return self._kind(kind).stats()

    def health(self) -> Health:
        problems = {}
        for name, kind in self._kinds.items():
            try:
                kind.snapshot()
            except SearchError as error:
                problems[name] = str(error)
        return Health(problems)

    def close(self) -> None:
        for kind in self._kinds.values():
            kind.forget()

    def _kind(self, name: str) -> Kind:
        try:
            return self._kinds[name]
        except KeyError:
            raise ValueError(f"no index was declared for {name!r}") from None
