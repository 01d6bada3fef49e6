"""Words that somebody may have meant: a table of spelling shapes, and who may see the words."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, insert

from exchange.search.postgres.matching import Condition, matches
from exchange.search.postgres.rows import quoted
from exchange.search.postgres.tables import TEXTS
from exchange.search.query import Term
from exchange.search.spelling import LOOKED_AT, can_be_meant, is_near, shapes


def shape_rows(words: Collection[str]) -> Iterator[dict[str, str]]:
    """The rows of these words."""
    for word in words:
        for shape in sorted(shapes(word)):
            yield {"shape": shape, "word": word}


def learn(connection: sa.Connection, table: sa.Table, words: Collection[str]) -> None:
    """Add the words that are new. One whose last document goes stays, and is not offered."""
    if not words:
        return
    asked = sa.func.unnest(sa.literal(sorted(words), TEXTS)).column_valued("asked")
    known = sa.exists().where(
        table.c.shape == sa.func.left(asked, LOOKED_AT), table.c.word == asked
    )
    new = connection.scalars(sa.select(asked).where(sa.not_(known))).all()
    if new:
        connection.execute(insert(table).on_conflict_do_nothing(), list(shape_rows(new)))


def correct(
    connection: sa.Connection,
    table: sa.Table,
    shaped: sa.Table,
    typed: Collection[str],
    seen: Condition,
) -> dict[str, str]:
    """For each word that no seen document has, the nearest that most of them have."""
    found = {}
    for word in filter(can_be_meant, typed):
        if not connection.scalar(sa.select(sa.exists().where(seen, matches(table, Term(word))))):
            near = _near(connection, shaped, word)
            counts = _bearing(connection, table, near, seen)
            count, best = min(((-count, one) for one, count in counts.items()), default=(0, ""))
            if count:
                found[word] = best
    return found


def _near(connection: sa.Connection, shaped: sa.Table, word: str) -> list[str]:
    wanted = sa.any_(sa.literal(sorted(shapes(word)), TEXTS))
    query = sa.select(shaped.c.word).distinct().where(shaped.c.shape == wanted)
    return [other for other in connection.scalars(query) if is_near(word, other)]


def _bearing(
    connection: sa.Connection, table: sa.Table, words: list[str], seen: Condition
) -> dict[str, int]:
    """How many of the documents that may be seen have each word."""
    if not words:
        return {}
    vectors = [quoted(word) for word in words]
    counts = [
        sa.select(sa.func.count())
        .select_from(table)
        .where(seen, table.c.spelled.bool_op("@@")(sa.cast(sa.literal(vector, sa.Text), TSQUERY)))
        .scalar_subquery()
        for vector in vectors
    ]
    return dict(zip(words, connection.execute(sa.select(*counts)).one(), strict=True))
