"""What only the PostgreSQL adapter has to get right: replicas, locks, limits and labels."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from exchange import create_app
from exchange.search.port import (
    Audience,
    IndexSpec,
    Page,
    SearchDoc,
    SearchRequest,
    SearchTimeout,
    SearchUnavailable,
    TextField,
)
from exchange.search.postgres import answering
from exchange.search.postgres.adapter import PostgresSearch
from exchange.search.postgres.tables import label_weights, labels
from exchange.search.query import Phrase, Term
from tests.databases import settings
from tests.search.oracle import SPEC, database

EVERYBODY = Audience(frozenset({"all"}))
Ask = Callable[[str], list[str]]


@pytest.fixture
def schema() -> str:
    return f"s{uuid.uuid4().hex[:12]}"


@pytest.fixture
def engine(schema: str) -> Iterator[PostgresSearch]:
    engine = PostgresSearch(database(), schema=schema)
    assert engine.ensure(SPEC)
    yield engine
    engine.close()


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Ask the server itself, beside the adapter."""
    beside = sa.create_engine(database(), isolation_level="AUTOCOMMIT")

    def scalars(statement: str) -> list[str]:
        with beside.connect() as connection:
            result = connection.exec_driver_sql(statement)
            return list(result.scalars()) if result.returns_rows else []

    yield scalars
    beside.dispose()


@pytest.fixture
def other_database(ask: Ask) -> Iterator[str]:
    """A database that stands in for a replica: it says what it has seen, and no more."""
    name = f"d{uuid.uuid4().hex[:12]}"
    ask(f"CREATE DATABASE {name}")
    yield str(database()).replace("/postgres?", f"/{name}?")
    ask(f"DROP DATABASE {name} WITH (FORCE)")


def make(id_: int, title: str = "plan", version: int = 1) -> SearchDoc:
    return SearchDoc(id_, version, {"title": title}, EVERYBODY.keys)


def request(word: str = "plan", **rest: object) -> SearchRequest:
    plain = SearchRequest(Term(word), EVERYBODY)
    return replace(plain, **rest)  # type: ignore[arg-type]  # the fields of SearchRequest


def ids(engine: PostgresSearch, word: str = "plan", **rest: object) -> list[int]:
    return list(engine.search("thing", request(word, **rest)).ids)


# Replicas


def test_reads_the_replica_only_while_it_has_seen_the_last_write(
    schema: str, other_database: str
) -> None:
    primary = PostgresSearch(database(), schema=schema)
    replica = PostgresSearch(other_database, schema=schema)
    for engine, id_ in ((primary, 1), (replica, 2)):
        engine.ensure(SPEC)
        engine.put("thing", [make(id_)])
    both = PostgresSearch(database(), other_database, schema=schema)
    both.ensure(SPEC)
    assert ids(both) == [2]  # as many writes here as there, so the replica answers
    both.delete("thing", [1])
    assert ids(both) == []  # it is a write behind
    assert both.suggest("thing", "pl", EVERYBODY) == []
    assert both.stats("thing").documents == 0
    replica.put("thing", [make(3)])
    assert ids(both) == [2, 3]
    for engine in (both, primary, replica):
        engine.close()


def test_a_replica_that_is_gone_or_has_no_index_is_done_without(
    schema: str, other_database: str
) -> None:
    for address in (other_database, other_database.replace("/d", "/no_such_d")):
        both = PostgresSearch(database(), address, schema=schema)
        both.ensure(SPEC)
        both.put("thing", [make(1)])
        assert ids(both) == [1]
        assert both.health().ok
        both.close()


def test_without_a_primary_there_is_no_answer(schema: str, other_database: str) -> None:
    replica = PostgresSearch(other_database, schema=schema)
    replica.ensure(SPEC)
    replica.put("thing", [make(1)])
    missing = database().replace("/postgres?", "/no_such_database?")
    both = PostgresSearch(missing, other_database, schema=schema)
    with pytest.raises(SearchUnavailable):
        both.ensure(SPEC)
    with pytest.raises(SearchUnavailable):  # nobody can say whether the replica is behind
        both.search("thing", request())
    assert list(both.health().problems) == ["thing"]
    both.close()
    replica.close()


# Locks and time


def test_what_takes_too_long_is_a_time_out(engine: PostgresSearch, schema: str) -> None:
    engine.put("thing", [make(1)])
    table = engine.stats("thing").generation
    beside = sa.create_engine(database())
    with beside.begin() as connection:
        connection.exec_driver_sql(f"LOCK TABLE {schema}.{table} IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        with pytest.raises(SearchTimeout):
            engine.search("thing", request(deadline=0.2))
        assert 0.2 <= time.monotonic() - began < 2
    beside.dispose()
    assert ids(engine) == [1]


def test_writers_that_race_leave_the_newest_version(engine: PostgresSearch, schema: str) -> None:
    problems: list[Exception] = []
    start = threading.Barrier(3)

    def write(order: list[int], versions: list[int]) -> None:
        own = PostgresSearch(database(), schema=schema)
        try:
            own.ensure(SPEC)
            start.wait(20)
            for version in versions:
                own.put("thing", [make(n, f"plan v{version}", version) for n in order])
        except Exception as problem:  # whatever it is, the test must show it
            problems.append(problem)
        finally:
            own.close()

    writers = [
        threading.Thread(target=write, args=(list(order), list(versions)))
        for order, versions in (
            (range(9), range(1, 9)),
            (range(8, -1, -1), range(9, 0, -1)),
            (range(9), range(2, 8, 2)),
        )
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert problems == []
    assert ids(engine, "v9") == list(range(9))
    assert ids(engine) == list(range(9))
    assert not engine.verify("thing", ((n, 9) for n in range(9)))
    assert engine.stats("thing").documents == 9


def test_what_is_put_during_a_rebuild_is_not_lost(engine: PostgresSearch, ask: Ask) -> None:
    late = threading.Thread(target=engine.put, args=("thing", [make(2)]))
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"

    def source() -> Iterator[SearchDoc]:
        yield make(1)
        late.start()
        give_up = time.monotonic() + 10
        while ask(waiting) == [0] and late.is_alive():
            assert time.monotonic() < give_up
        assert ids(engine) == []  # readers do not wait, and see what was

    engine.rebuild("thing", source())
    late.join(20)
    assert ids(engine) == [1, 2]


def test_a_reader_that_was_pointed_to_a_dropped_generation_asks_again(
    engine: PostgresSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.put("thing", [make(1)])
    asked = answering.statement
    pointed = []

    def statement(*arguments: object) -> object:
        pointed.append(1)
        if len(pointed) == 1:
            engine.rebuild("thing", iter([make(2)]))
        return asked(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr("exchange.search.postgres.adapter.statement", statement)
    assert ids(engine) == [2]
    assert len(pointed) == 2


def test_a_rebuild_leaves_only_its_own_tables(
    engine: PostgresSearch, schema: str, ask: Ask
) -> None:
    engine.rebuild("thing", iter([make(1)]))
    engine.rebuild("thing", iter([make(2)]))
    name = f"thing_g3_{SPEC.digest}"
    found = ask("SELECT schemaname || '.' || tablename FROM pg_tables")
    ours = {table.partition(".")[2] for table in found if table.startswith(schema)}
    assert ours == {"pointers", name, f"{name}_shapes"}


# Limits


def test_very_long_texts_are_held_as_far_as_they_fit(engine: PostgresSearch) -> None:
    often = "plan " * 300
    late = "x " * 20_000 + "needle found"
    endless = " ".join(f"word{n}of{n}" for n in range(120_000))
    for id_, title in ((1, often), (2, late), (3, endless)):
        engine.put("thing", [make(id_, title)])
    assert ids(engine, "plan") == [1]
    assert ids(engine, "needle") == [2]
    assert ids(engine, "word5of5") == [3]
    assert ids(engine, "word119999of119999") == []
    phrase = SearchRequest(Phrase(("needle", "found")), EVERYBODY)
    assert engine.search("thing", phrase).ids == ()  # both stand at the last position there is


def test_a_problem_is_told_without_what_was_written(
    engine: PostgresSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exchange.search.postgres.rows.LONGEST_VECTOR", 10**9)
    endless = " ".join(f"secret{n}of{n}" for n in range(120_000))
    with pytest.raises(SearchUnavailable) as told:
        engine.put("thing", [make(3, endless)])
    assert "secret" not in str(told.value)
    assert ids(engine) == []


def test_hits_that_are_not_ranked_are_still_counted_and_reached(
    engine: PostgresSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "RANKED", 3)
    titles = ["plan", "the plan of a plan", "plan of many more words"]
    docs = [make(n, titles[n % 3]) for n in range(9)]
    docs.append(SearchDoc(20, 1, {"body": "plan"}, EVERYBODY.keys))
    engine.put("thing", docs)
    first = engine.search("thing", request(page=Page(3)))
    assert (first.ids, first.total) == ((0, 3, 6), 10)
    assert sorted(ids(engine, page=Page(20))) == [*range(9), 20]


def test_of_too_many_hits_those_that_say_it_in_their_title_are_ranked(
    engine: PostgresSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "RANKED", 1)
    engine.put("thing", [SearchDoc(1, 1, {"body": "a plan"}, EVERYBODY.keys)])
    engine.put("thing", [make(2, "someone who is planning all of the things that there are")])
    assert ids(engine, page=Page(1)) == [2]


def test_fields_share_a_label_where_there_are_more_weights_than_labels() -> None:
    fields = {"title": 4.0, "skills": 3.0, "summary": 2.0, "place": 1.5, "body": 1.0}
    spec = IndexSpec("thing", tuple(TextField(*field) for field in fields.items()))
    shared = {4.0: "A", 3.0: "A", 2.0: "B", 1.5: "C", 1.0: "D"}
    assert labels(spec) == shared
    assert label_weights(spec) == [4.0, 2.0, 1.5, 1.0]
    assert label_weights(SPEC) == [4.0, 1.0, 1.0, 1.0]


def test_the_setting_chooses_the_engine(tmp_path: Path, other_database: str) -> None:
    app = create_app(settings(other_database, tmp_path / "data", search="postgres"))
    engine = app.extensions["search"].engine
    assert isinstance(engine, PostgresSearch)
    assert engine.stats("opportunity").documents == 0
    assert engine.health().ok
    engine.close()
