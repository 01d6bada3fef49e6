"""A whole index built aside: loaded first, indexed afterwards, pointed to in the same commit."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import sqlalchemy as sa

from exchange.search.port import IndexSpec, SearchDoc, SearchUnavailable
from exchange.search.postgres import tables, typos
from exchange.search.postgres.rows import written
from exchange.search.postgres.servers import Server
from exchange.search.postgres.tables import Pointer
from exchange.search.postgres.writing import generation_name, held, lock, point, setting

BUILD_MEMORY = "256MB"
DROP_WAIT = "1s"  # for readers of an old generation; the next rebuild tries again


def rebuild(primary: Server, schema: str, spec: IndexSpec, source: Iterator[SearchDoc]) -> None:
    """Replace the index. Others may read meanwhile, but not write; if it fails, nothing changed."""
    with primary.writing() as connection:
        lock(connection, schema, spec.kind)
        connection.execute(sa.select(setting("maintenance_work_mem", BUILD_MEMORY)))
        old = held(connection, schema, spec)
        generation, mark = (old.generation + 1, old.mark + 1) if old else (1, 1)
        name = generation_name(spec, generation)
        tables.create(connection, schema, name, spec)
        documents, words = _fill(connection, schema, name, spec, source)
        tables.create_indexes(connection, schema, name, spec)
        built = Pointer(name, spec.digest, generation, mark, documents, words)
        point(connection, schema, spec, built)
    _sweep(primary, schema, spec)


def _fill(
    connection: sa.Connection, schema: str, name: str, spec: IndexSpec, source: Iterator[SearchDoc]
) -> tuple[int, int]:
    """How many documents and words went in."""
    table = tables.documents(schema, name, spec)
    columns = [column.name for column in table.columns]
    offered: set[str] = set()
    documents = words = 0
    with _copying(connection, table) as copy:
        for doc in source:
            row, words_of = written(spec, doc)
            copy.write_row([row[column] for column in columns])
            offered |= words_of
            documents, words = documents + 1, words + row["length"]
    with _copying(connection, tables.shapes(schema, name)) as copy:
        for shaped in typos.shape_rows(offered):
            copy.write_row([shaped["shape"], shaped["word"]])
    return documents, words


def _copying(connection: sa.Connection, table: sa.Table) -> Any:
    """Fill a table that was made in this transaction: it needs no vacuum afterwards."""
    driver: Any = connection.connection.driver_connection
    columns = (psycopg.sql.Identifier(column.name) for column in table.columns)
    where = psycopg.sql.Identifier(str(table.schema), table.name)
    copy = psycopg.sql.SQL("COPY {} ({}) FROM STDIN (FREEZE)")
    return driver.cursor().copy(copy.format(where, psycopg.sql.SQL(", ").join(columns)))


def _sweep(primary: Server, schema: str, spec: IndexSpec) -> None:
    """Drop old generations; what somebody still reads stays until the next rebuild."""
    ours = re.compile(rf"({spec.kind}_g\d+_[0-9a-f]+)(_shapes)?")
    try:
        with primary.writing() as connection:
            lock(connection, schema, spec.kind, DROP_WAIT)
            current = held(connection, schema, spec)
            found = sa.inspect(connection).get_table_names(schema)
            names = {match[1] for match in map(ours.fullmatch, found) if match}
            for name in names - {current.name if current else ""}:
                tables.drop(connection, schema, name)
    except SearchUnavailable:
        return
