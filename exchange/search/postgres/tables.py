"""Where an index lies: one narrow table a kind and generation, and one row that points to it.

The vectors are stored outside the row, uncompressed: what filters, counts and sorts is then read
from rows of a few hundred bytes, and only what is ranked fetches its vector.
"""

from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

from exchange.search.port import IndexSpec

TEXT = sa.Text(collation="C")  # ordered by code point, as Python orders
TEXTS = ARRAY(TEXT)
VECTORS = ("stems", "spelled")
LABELS = "ABCD"
"""What PostgreSQL offers to tell fields apart: four."""

Connection = sa.Connection
ROW_TARGET = 128  # bytes; the smallest that PostgreSQL accepts


class Pointer(NamedTuple):
    """The current generation of a kind: its table, its layout, and what scores are based on.

    `mark` grows with every write, so that a replica can tell whether it has seen the last one.
    """

    name: str
    digest: str
    generation: int
    mark: int
    documents: int
    words: int

    @property
    def average_length(self) -> float:
        """Words in a document."""
        return self.words / self.documents if self.words and self.documents else 1.0


@lru_cache
def pointers(schema: str) -> sa.Table:
    """One row a kind."""
    return sa.Table(
        "pointers",
        sa.MetaData(),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("generation", sa.BigInteger, nullable=False),
        sa.Column("mark", sa.BigInteger, nullable=False),
        sa.Column("documents", sa.BigInteger, nullable=False),
        sa.Column("words", sa.BigInteger, nullable=False),
        schema=schema,
    )


@lru_cache(maxsize=256)
def documents(schema: str, name: str, spec: IndexSpec) -> sa.Table:
    """One row a document; a tombstone is a row that nobody may see."""
    table = sa.Table(
        name,
        sa.MetaData(),
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("visible_to", TEXTS, nullable=False),
        sa.Column("hidden_from", TEXTS, nullable=False),
        *(sa.Column(f"k_{keyword}", TEXTS, nullable=False) for keyword in spec.keywords),
        *(sa.Column(f"n_{number}", sa.Double) for number in spec.numbers),
        sa.Column("lat", sa.Double),
        sa.Column("lon", sa.Double),
        sa.Column("lead", sa.LargeBinary, nullable=False),
        sa.Column("lead_words", TSVECTOR, nullable=False),
        sa.Column("stems", TSVECTOR, nullable=False),
        sa.Column("spelled", TSVECTOR, nullable=False),
        schema=schema,
        postgresql_with={"toast_tuple_target": ROW_TARGET},
    )
    held = ("visible_to", *(f"k_{keyword}" for keyword in spec.keywords))
    for suffix, columns in (("text", (*VECTORS, "lead_words")), ("held", held)):
        sa.Index(
            f"{name}_{suffix}",
            *(table.c[column] for column in columns),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},  # else every search reads what waits
        )
    return table


@lru_cache(maxsize=256)
def shapes(schema: str, name: str) -> sa.Table:
    """Which words a mistyped one may stand for; see exchange.search.spelling."""
    return sa.Table(
        f"{name}_shapes",
        sa.MetaData(),
        sa.Column("shape", TEXT, primary_key=True),
        sa.Column("word", TEXT, primary_key=True),
        schema=schema,
    )


def create_pointers(connection: Connection, schema: str) -> None:
    """The schema and the table of pointers, if they are not there."""
    if not sa.inspect(connection).has_schema(schema):  # "if not exists" needs the right to make it
        connection.execute(sa.schema.CreateSchema(schema))
    pointers(schema).create(connection, checkfirst=True)


def create(connection: Connection, schema: str, name: str, spec: IndexSpec) -> None:
    """The tables of a new generation, without what is only built when they are filled."""
    table = documents(schema, name, spec)
    connection.execute(sa.schema.CreateTable(table))
    for column in VECTORS:
        _store(connection, table, column, "EXTERNAL")
    for held in table.columns:
        if isinstance(held.type, ARRAY) or held.name in ("lead", "lead_words"):
            _store(connection, table, held.name, "MAIN")
    connection.execute(sa.schema.CreateTable(shapes(schema, name)))


def create_indexes(connection: Connection, schema: str, name: str, spec: IndexSpec) -> None:
    """What makes a generation quick; and let the planner look at it."""
    table = documents(schema, name, spec)
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        index.create(connection)
    for filled in (table, shapes(schema, name)):
        _execute(connection, "ANALYZE", filled)


def drop(connection: Connection, schema: str, name: str) -> None:
    """The tables of a generation that nobody is pointed to any more."""
    for table in (f"{name}_shapes", name):
        gone = sa.Table(table, sa.MetaData(), schema=schema)
        connection.execute(sa.schema.DropTable(gone, if_exists=True))


def _store(connection: Connection, table: sa.Table, column: str, how: str) -> None:
    name = connection.dialect.identifier_preparer.quote(column)
    _execute(connection, "ALTER TABLE", table, f"ALTER COLUMN {name} SET STORAGE {how}")


def _execute(connection: Connection, do: str, table: sa.Table, what: str = "") -> None:
    where = connection.dialect.identifier_preparer.format_table(table)
    connection.exec_driver_sql(f"{do} {where} {what}".replace("%", "%%"))


def labels(spec: IndexSpec) -> dict[float, str]:
    """A label for each weight of the layout, the heaviest A.

    Where there are more than four, those nearest to each other share one.
    """
    kept = sorted({text.weight for text in spec.texts}, reverse=True)
    shared = {weight: weight for weight in kept}
    while len(kept) > len(LABELS):
        at = min(range(1, len(kept)), key=lambda n: kept[n - 1] / kept[n])
        lighter = kept.pop(at)
        shared = {one: kept[at - 1] if to == lighter else to for one, to in shared.items()}
    return {one: LABELS[kept.index(to)] for one, to in shared.items()}


def label_weights(spec: IndexSpec) -> list[float]:
    """What each label weighs, A first; labels that nothing bears weigh 1."""
    heaviest: dict[str, float] = {}
    for weight, label in labels(spec).items():
        heaviest[label] = max(weight, heaviest.get(label, 0.0))
    return [heaviest.get(label, 1.0) for label in LABELS]
