"""What changes an index: one transaction each, one at a time a kind, and each moves the mark."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from exchange.search.port import IndexSpec, SearchDoc
from exchange.search.postgres import tables, typos
from exchange.search.postgres.reading import fitting
from exchange.search.postgres.rows import Row, tombstone, written
from exchange.search.postgres.servers import Moved, Server
from exchange.search.postgres.tables import Pointer, pointers

LOCK_WAIT = "10s"


class Writing:
    """The writer of all kinds of one schema."""

    def __init__(self, schema: str, primary: Server) -> None:
        self._schema = schema
        self._primary = primary

    def ensure(self, spec: IndexSpec) -> bool:
        """Make an empty index if there is none; whether there is one of this layout."""
        pointer = self._look(spec)
        if pointer is None:
            pointer = self._make(spec)
        return pointer.digest == spec.digest

    def put(self, spec: IndexSpec, docs: list[SearchDoc]) -> int:
        """Add or replace what is not newer in the index; how many. Each id once."""
        each = [written(spec, doc) for doc in docs]
        offered = set().union(*(one.offered for one in each))
        return self._upsert(spec, [one.row for one in each], offered)

    def delete(self, spec: IndexSpec, ids: Collection[int], version: int | None) -> None:
        """Take out; with a version, leave a tombstone."""
        if version is not None:
            rows = [tombstone(spec, id_, version) for id_ in sorted(set(ids))]
            self._upsert(spec, rows, set())
            return
        with self._primary.writing() as connection:
            lock(connection, self._schema, spec.kind)
            pointer = fitting(spec, held(connection, self._schema, spec))
            table = tables.documents(self._schema, pointer.name, spec)
            before = _tally(connection, table, ids)
            connection.execute(sa.delete(table).where(table.c.id == _any_of(ids)))
            point(connection, self._schema, spec, _moved(pointer, before, (0, 0)))

    def _make(self, spec: IndexSpec) -> Pointer:
        with self._primary.writing() as connection:
            lock(connection, self._schema, "")
            tables.create_pointers(connection, self._schema)
            lock(connection, self._schema, spec.kind)
            pointer = held(connection, self._schema, spec)
            if pointer is None:
                pointer = Pointer(generation_name(spec, 1), spec.digest, 1, 1, 0, 0)
                tables.create(connection, self._schema, pointer.name, spec)
                tables.create_indexes(connection, self._schema, pointer.name, spec)
                point(connection, self._schema, spec, pointer)
        return pointer

    def _upsert(self, spec: IndexSpec, rows: list[Row], offered: set[str]) -> int:
        if not rows:
            return 0
        ids = [row["id"] for row in rows]
        with self._primary.writing() as connection:
            lock(connection, self._schema, spec.kind)
            pointer = fitting(spec, held(connection, self._schema, spec))
            table = tables.documents(self._schema, pointer.name, spec)
            before = _tally(connection, table, ids)
            accepted = len(connection.scalars(_replacing(table), rows).all())
            typos.learn(connection, tables.shapes(self._schema, pointer.name), offered)
            moved = _moved(pointer, before, _tally(connection, table, ids))
            point(connection, self._schema, spec, moved)
        return accepted

    def _look(self, spec: IndexSpec) -> Pointer | None:
        try:
            with self._primary.looking() as connection:
                return held(connection, self._schema, spec)
        except Moved:
            return None


def lock(connection: sa.Connection, schema: str, kind: str, wait: str = LOCK_WAIT) -> None:
    """One writer a kind until the transaction ends; "" is the table of pointers."""
    limits = (setting("lock_timeout", wait), setting("statement_timeout", "0"))
    connection.execute(sa.select(*limits))
    key = sa.func.hashtextextended(f"{schema}.{kind}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def held(connection: sa.Connection, schema: str, spec: IndexSpec) -> Pointer | None:
    """The pointer of a kind, of whatever layout."""
    table = pointers(schema)
    columns = [table.c[name] for name in Pointer._fields]
    row = connection.execute(sa.select(*columns).where(table.c.kind == spec.kind)).one_or_none()
    return Pointer(*row) if row else None


def point(connection: sa.Connection, schema: str, spec: IndexSpec, pointer: Pointer) -> None:
    """From the end of this transaction on, the index is this one."""
    values = pointer._asdict()
    statement = insert(pointers(schema)).values(kind=spec.kind, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["kind"], set_=values))


def generation_name(spec: IndexSpec, generation: int) -> str:
    """What its table is called."""
    return f"{spec.kind}_g{generation}_{spec.digest}"


def setting(name: str, value: str) -> sa.ColumnElement[str]:
    """Sets something until the transaction ends."""
    return sa.func.set_config(name, value, True)


def _replacing(table: sa.Table) -> Any:
    """Put in where nothing newer is. Of one version, only a tombstone replaces a tombstone."""
    statement = insert(table)
    new, names = statement.excluded, [column.name for column in table.columns]
    as_new = sa.and_(new.version == table.c.version, sa.or_(new.gone, sa.not_(table.c.gone)))
    return statement.on_conflict_do_update(
        index_elements=[table.c.id],
        set_={name: new[name] for name in names if name != "id"},
        where=sa.or_(new.version > table.c.version, as_new),
    ).returning(table.c.id)


def _moved(pointer: Pointer, before: tuple[int, int], after: tuple[int, int]) -> Pointer:
    return pointer._replace(
        mark=pointer.mark + 1,
        documents=pointer.documents + after[0] - before[0],
        words=pointer.words + after[1] - before[1],
    )


def _tally(connection: sa.Connection, table: sa.Table, ids: Collection[int]) -> tuple[int, int]:
    """How many of these documents there are, and their words."""
    count, words = sa.func.count(), sa.func.coalesce(sa.func.sum(table.c.length), 0)
    query = sa.select(count, words).where(table.c.id == _any_of(ids), sa.not_(table.c.gone))
    row = connection.execute(query).one()
    return row[0], row[1]


def _any_of(ids: Collection[int]) -> Any:
    return sa.any_(sa.literal(sorted(set(ids)), sa.ARRAY(sa.BigInteger)))
