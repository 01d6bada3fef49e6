"""SQLite FTS5 at its best: external content, prefix indexes, WAL, and a narrow table of facets."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from math import cos, radians
from pathlib import Path
from typing import Any

from benchmarks.corpus import SPEC
from benchmarks.engines.common import Answer, Size
from benchmarks.questions import FACETS, Near, Question
from exchange.search.geo import distance_km
from exchange.search.port import SearchDoc
from exchange.search.spelling import is_near

TEXTS = tuple(text.name for text in SPEC.texts)
WEIGHTS = ",".join(str(text.weight) for text in SPEC.texts)
NARROW = ("kind", "sector", "level", "organisation", "external", "closes_at", "published_at")
KM_A_DEGREE = 111.2
OFFERED = 8
SCHEMA = f"""
CREATE TABLE listing (id INTEGER PRIMARY KEY, {",".join(TEXTS)});
CREATE TABLE narrow (id INTEGER PRIMARY KEY, {",".join(NARROW)}, lat REAL, lon REAL);
CREATE TABLE skill (doc INTEGER, skill, PRIMARY KEY (doc, skill)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5({",".join(TEXTS)}, content='listing', content_rowid='id',
  tokenize='porter unicode61 remove_diacritics 2', prefix='2 3');
CREATE TRIGGER taken AFTER DELETE ON listing BEGIN
  INSERT INTO words(words, rowid, {",".join(TEXTS)})
  VALUES ('delete', old.id, {",".join(f"old.{name}" for name in TEXTS)}); END;
"""
FILL = f"""
INSERT INTO words(words) VALUES ('rebuild');
INSERT INTO words(words, rank) VALUES ('rank', 'bm25({WEIGHTS})');
INSERT INTO words(words) VALUES ('optimize');
CREATE INDEX newest ON narrow(published_at);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row');
ANALYZE;
PRAGMA wal_checkpoint(TRUNCATE);
"""
TRIGGER = f"""
CREATE TRIGGER put AFTER INSERT ON listing BEGIN
  INSERT INTO words(rowid, {",".join(TEXTS)})
  VALUES (new.id, {",".join(f"new.{name}" for name in TEXTS)}); END;
"""
COUNT_FACETS = " UNION ALL ".join(
    f"SELECT * FROM (SELECT '{name}', {name}, count(*) FROM found WHERE {name} IS NOT NULL"
    f" GROUP BY 2 ORDER BY 3 DESC LIMIT {size})"
    if name != "skills"
    else "SELECT * FROM (SELECT 'skills', skill, count(*) FROM found JOIN skill ON doc = found.id"
    f" GROUP BY 2 ORDER BY 3 DESC LIMIT {size})"
    for name, size in FACETS.items()
)


class Fts5:
    """One database file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "fts5.sqlite3"

    def build(self, docs: Iterator[SearchDoc]) -> None:
        own = self._connect()
        own.executescript(SCHEMA)
        own.execute("BEGIN")
        for doc in docs:
            _insert(own, doc)
        own.execute("COMMIT")
        own.executescript(FILL)
        own.executescript(TRIGGER)
        own.close()

    def open(self) -> None:
        self._own = self._connect()
        self._own.create_function("km", 4, distance_km, deterministic=True)
        names = [name for name in FACETS if name != "skills"]
        self._own.execute(f"CREATE TEMP TABLE found (id INTEGER PRIMARY KEY, {','.join(names)})")
        self._fill = (
            f"INSERT INTO found SELECT narrow.id, {','.join(f'narrow.{name}' for name in names)}"
        )
        self._near: dict[tuple[str, int], list[tuple[int, str]]] | None = None

    def ask(self, question: Question) -> Answer:
        if question.kind == "prefix":
            return Answer((), self._offered(question.words[0]))
        match = self._match(question)
        source, values = _source(question, match)
        limit = f"LIMIT {question.size} OFFSET {question.offset}"
        order = "narrow.published_at DESC" if question.kind == "sort" else "rank"
        shown = "snippet(words, 4, '', '', '…', 24)" if question.kind == "snippets" else "NULL"
        best = self._own.execute(
            f"SELECT words.rowid, {shown} {source} ORDER BY {order} {limit}",
            values,
        ).fetchall()
        ids = [row[0] for row in best]
        if question.has_facets:
            return self._counted(question, ids, source, values, match)
        hits = self._count(source, values) if question.is_counted else None
        return Answer(ids, hits, snippets=[row[1] for row in best])

    def hits(self, question: Question) -> int:
        if question.kind == "prefix":
            return self._offered(question.words[0])
        return self._count(*_source(question, self._match(question)))

    def update(self, doc: SearchDoc) -> None:
        own = self._own
        own.execute("BEGIN IMMEDIATE")
        for table, key in (("listing", "id"), ("narrow", "id"), ("skill", "doc")):
            own.execute(f"DELETE FROM {table} WHERE {key} = ?", (doc.id,))
        _insert(own, doc)
        own.execute("COMMIT")

    def finds(self, word: str) -> bool:
        return self.hits(Question("term", (word,))) > 0

    def refresh(self) -> None:
        pass

    def size(self) -> Size:
        """The texts are the house's own rows, so no copies: FTS5 is not charged for them."""
        own = self._connect()
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sql = "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name != 'listing'"
        found = int(own.execute(sql).fetchone()[0])
        own.close()
        return Size(found, 0)

    def close(self) -> None:
        self._own.close()

    def _connect(self) -> sqlite3.Connection:
        own = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        own.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-131072;"
            "PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;"
        )
        return own

    def _offered(self, start: str) -> int:
        """Documents that bear the titles offered for a beginning."""
        sql = (
            "SELECT listing.title, count(*) FROM words JOIN listing ON id = words.rowid"
            " WHERE words MATCH ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
        )
        return sum(row[1] for row in self._own.execute(sql, (f'title:"{start}"*', OFFERED)))

    def _match(self, question: Question) -> str:
        if question.kind == "phrase":
            return f'"{" ".join(question.words)}"'
        said = (self._meant(question.words[0]),) if question.kind == "typo" else question.words
        return " AND ".join(f'"{word}"' for word in said)

    def _meant(self, typed: str) -> str:
        """The nearest word, of several the most frequent."""
        if self._near is None:
            self._near = defaultdict(list)
            for term, many in self._own.execute("SELECT term, doc FROM vocabulary"):
                self._near[term[:1], len(term)].append((many, term))
        near = [
            one
            for length in (len(typed) - 1, len(typed), len(typed) + 1)
            for one in self._near.get((typed[0], length), ())
            if is_near(typed, one[1])
        ]
        return max(near)[1] if near else typed

    def _count(self, source: str, values: list[Any]) -> int:
        return int(self._own.execute(f"SELECT count(*) {source}", values).fetchone()[0])

    def _counted(
        self, question: Question, ids: list[int], source: str, values: list[Any], match: str
    ) -> Answer:
        own = self._own
        own.execute("DELETE FROM found")
        own.execute(f"{self._fill} {source}", values)
        total = own.execute("SELECT count(*) FROM found").fetchone()[0]
        facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for name, value, many in own.execute(COUNT_FACETS):
            facets[name][value] = many
        shown = self._snippets(match, ids) if question.has_snippets else []
        return Answer(ids, total, facets, shown)

    def _snippets(self, match: str, ids: list[int]) -> list[str]:
        sql = (
            "SELECT snippet(words, 4, '', '', '…', 24) FROM words"
            f" WHERE words MATCH ? AND rowid IN ({','.join('?' * len(ids))})"
        )
        return [row[0] for row in self._own.execute(sql, [match, *ids])]


def _source(question: Question, match: str) -> tuple[str, list[Any]]:
    """From which rows, and the values of the question marks."""
    needs = question.has_facets or question.kind in {"filter", "sort"}
    join = "JOIN narrow ON narrow.id = words.rowid" if needs else ""
    where, values = ["words MATCH ?"], [match]
    for name, value in (("sector", question.sector), ("level", question.level)):
        if value is not None:
            where.append(f"narrow.{name} = ?")
            values.append(value)
    more: list[Any] = []
    if question.open is not None:
        where.append("narrow.closes_at >= ? AND narrow.external = 'no'")
        more.append(question.open)
    if near := question.near:
        where.append("lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND km(?, ?, lat, lon) <= ?")
        more += [*box(near), near.lat, near.lon, near.km]
    return f"FROM words {join} WHERE {' AND '.join(where)}", values + more


def box(near: Near) -> tuple[float, float, float, float]:
    """South, north, west and east of the circle."""
    high = near.km / KM_A_DEGREE
    wide = high / cos(radians(near.lat))
    return near.lat - high, near.lat + high, near.lon - wide, near.lon + wide


def _insert(own: sqlite3.Connection, doc: SearchDoc) -> None:
    facts = {**{name: values[0] for name, values in doc.keywords.items()}, **doc.numbers}
    rows: tuple[tuple[str, list[Any]], ...] = (
        ("listing", [doc.id, *(doc.texts[name] for name in TEXTS)]),
        ("narrow", [doc.id, *(facts.get(name) for name in NARROW), doc.lat, doc.lon]),
    )
    for table, row in rows:
        own.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
    held = [(doc.id, one) for one in doc.keywords.get("skills", ())]
    own.executemany("INSERT INTO skill VALUES (?, ?)", held)


def make(folder: Path) -> Fts5:
    """On a file in the folder of a run."""
    return Fts5(folder)
