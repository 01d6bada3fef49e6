"""PostgreSQL behind the port. The index is a cache in a schema of its own, and can be dropped."""

import time
from collections.abc import Collection, Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from exchange.search.checks import check_document, check_request
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
from exchange.search.postgres import building, tables, typos
from exchange.search.postgres.answering import page_of, statement
from exchange.search.postgres.filters import admits, readable
from exchange.search.postgres.reading import Reading
from exchange.search.postgres.rows import quoted
from exchange.search.postgres.servers import Server
from exchange.search.postgres.tables import Pointer
from exchange.search.postgres.writing import Writing
from exchange.search.words import words

SUGGEST_SECONDS = 1.0
CARE_SECONDS = 60.0  # for what the worker and the operator ask
LONGEST_TYPED = 100  # characters of a beginning that are looked at


class PostgresSearch:
    """A SearchPort over the database at `url`, read from `read_url` when that has kept up."""

    def __init__(self, url: str, read_url: str = "", schema: str = "search") -> None:
        self._schema = schema
        self._servers = [Server(one) for one in (url, read_url) if one]
        primary, *replicas = self._servers
        self._reading = Reading(schema, primary, replicas[0] if replicas else None)
        self._writing = Writing(schema, primary)
        self._specs: dict[str, IndexSpec] = {}

    def ensure(self, spec: IndexSpec) -> bool:
        self._specs[spec.kind] = spec
        return self._writing.ensure(spec)

    def put(self, kind: str, docs: Iterable[SearchDoc]) -> int:
        spec = self._spec(kind)
        newest: dict[int, SearchDoc] = {}
        for doc in docs:
            check_document(spec, doc)
            if doc.id not in newest or newest[doc.id].version <= doc.version:
                newest[doc.id] = doc
        return self._writing.put(spec, list(newest.values()))

    def delete(self, kind: str, ids: Collection[int], version: int | None = None) -> None:
        self._writing.delete(self._spec(kind), ids, version)

    def search(self, kind: str, request: SearchRequest) -> SearchPage:
        spec, began = self._spec(kind), time.perf_counter()
        check_request(spec, request)

        def question(connection: sa.Connection, pointer: Pointer) -> SearchPage:
            query = statement(spec, self._documents(spec, pointer), pointer, request)
            rows = connection.execute(query).all()
            return page_of(rows, request, (time.perf_counter() - began) * 1000)

        return self._reading.ask(spec, request.deadline, question)

    def suggest(
        self,
        kind: str,
        typed: str,
        audience: Audience,
        limit: int = 8,
        exclude: frozenset[int] = frozenset(),
        filters: tuple[Filter, ...] = (),
    ) -> list[Suggestion]:
        spec, asked = self._spec(kind), words(typed[:LONGEST_TYPED])
        check_request(spec, SearchRequest(None, audience, filters))
        if not asked:
            return []
        whole = [quoted(word) for word in asked[:-1]]
        query = " & ".join([*whole, f"{quoted(asked[-1])}:*"])

        def question(connection: sa.Connection, pointer: Pointer) -> list[Suggestion]:
            table, count = self._documents(spec, pointer), sa.func.count()
            holds = table.c.lead_words.bool_op("@@")(sa.cast(sa.literal(query, sa.Text), TSQUERY))
            found = (
                sa.select(table.c.lead, count)
                .where(readable(table, audience, exclude), holds)
                .where(*(admits(table, part) for part in filters))
                .group_by(table.c.lead)
                .order_by(count.desc(), table.c.lead)
                .limit(limit)
            )
            rows = connection.execute(found).all()
            return [Suggestion(lead.decode("utf-8", "surrogatepass"), n) for lead, n in rows]

        return self._reading.ask(spec, SUGGEST_SECONDS, question)

    def correct(
        self,
        kind: str,
        typed: Collection[str],
        audience: Audience,
        exclude: frozenset[int] = frozenset(),
    ) -> dict[str, str]:
        spec = self._spec(kind)

        def question(connection: sa.Connection, pointer: Pointer) -> dict[str, str]:
            table = self._documents(spec, pointer)
            shaped = tables.shapes(self._schema, pointer.name)
            seen = readable(table, audience, exclude)
            return typos.correct(connection, table, shaped, typed, seen)

        return self._reading.ask(spec, SUGGEST_SECONDS, question)

    def rebuild(self, kind: str, source: Iterator[SearchDoc]) -> IndexStats:
        spec = self._spec(kind)
        self._writing.ensure(spec)
        building.rebuild(self._servers[0], self._schema, spec, _distinct(spec, source))
        return self.stats(kind)

    def verify(self, kind: str, expected: Iterator[tuple[int, int]]) -> Drift:
        spec = self._spec(kind)

        def question(connection: sa.Connection, pointer: Pointer) -> dict[int, int]:
            table = self._documents(spec, pointer)
            query = sa.select(table.c.id, table.c.version).where(sa.not_(table.c.gone))
            return {row.id: row.version for row in connection.execute(query)}

        indexed = self._reading.ask(spec, CARE_SECONDS, question)
        missing, stale = [], []
        for id_, version in expected:
            held = indexed.pop(id_, None)
            if held is None:
                missing.append(id_)
            elif held < version:
                stale.append(id_)
        return Drift(tuple(missing), tuple(stale), tuple(sorted(indexed)))

    def stats(self, kind: str) -> IndexStats:
        spec = self._spec(kind)

        def question(connection: sa.Connection, pointer: Pointer) -> IndexStats:
            size = sum(
                connection.scalar(
                    sa.select(sa.func.pg_total_relation_size(f"{self._schema}.{name}"))
                )
                or 0
                for name in (pointer.name, f"{pointer.name}_shapes")
            )
            return IndexStats(pointer.documents, 1, size, pointer.name)

        return self._reading.ask(spec, CARE_SECONDS, question)

    def health(self) -> Health:
        problems = {}
        for kind in self._specs:
            try:
                self.stats(kind)
            except SearchError as error:
                problems[kind] = str(error)
        return Health(problems)

    def close(self) -> None:
        for server in self._servers:
            server.close()

    def _spec(self, kind: str) -> IndexSpec:
        try:
            return self._specs[kind]
        except KeyError:
            raise ValueError(f"no index was declared for {kind!r}") from None

    def _documents(self, spec: IndexSpec, pointer: Pointer) -> sa.Table:
        return tables.documents(self._schema, pointer.name, spec)


def _distinct(spec: IndexSpec, source: Iterator[SearchDoc]) -> Iterator[SearchDoc]:
    seen: set[int] = set()
    for doc in source:
        check_document(spec, doc)
        if doc.id in seen:
            raise ValueError(f"{spec.kind} {doc.id} came twice")
        seen.add(doc.id)
        yield doc
