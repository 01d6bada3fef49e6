"""Many readers beside one writer, in threads and in processes, some of which are killed."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.search.embedded.adapter import WhooshSearch
from exchange.search.port import Audience, Eq, Facet, SearchDoc, SearchRequest
from exchange.search.query import Prefix, Term, parse
from tests.search.oracle import ADAPTERS, SPEC

ALL = Audience(frozenset({"all"}))
MANY = 60  # documents
ROUNDS = 12  # of the writer
KILLS = 15
fork = multiprocessing.get_context("fork")

WAYS = [name for name in ADAPTERS if name.startswith("whoosh")]


@pytest.fixture(params=WAYS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WhooshSearch]:
    engine = WhooshSearch(tmp_path / "search", native="native" in request.param)
    engine.ensure(SPEC)
    yield engine
    engine.close()


def documents(version: int) -> list[SearchDoc]:
    """All of one version: the title says which, so that a mixture shows."""
    return [
        SearchDoc(
            number,
            version,
            {"title": f"plan of hope v{version}x", "body": "a planner planned"},
            ALL.keys,
            keywords={"sector": (f"s{number % 3}",)},
        )
        for number in range(MANY)
    ]


def look(engine: WhooshSearch) -> list[str]:
    """What is wrong with answers; each must be of one commit."""
    wrong = []
    facets = (Facet("sector"),)
    for query in (Term("plan"), parse('"plan of hope"'), Prefix("plann"), None):
        page = engine.search("thing", SearchRequest(query, ALL, facets=facets))
        if page.total != MANY or [count for _, count in page.facets["sector"]] != [20, 20, 20]:
            wrong.append(f"{query}: {page.total} {page.facets}")
        if page.ids != tuple(range(20)):
            wrong.append(f"{query}: {page.ids}")
    one = SearchRequest(Term("plan"), ALL, filters=(Eq("sector", "s1"),))
    if engine.search("thing", one).total != 20:
        wrong.append("filtered")
    offered = engine.suggest("thing", "plan of ho", ALL)
    if [count for _, count in offered] != [MANY]:
        wrong.append(f"suggested: {offered}")
    if engine.correct("thing", ["planer"], ALL) != {"planer": "planner"}:
        wrong.append("corrected")
    return wrong


def test_eight_threads_share_one_reader_beside_a_writer(engine: WhooshSearch) -> None:
    engine.put("thing", documents(1))
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                wrong.extend(look(engine))
        except Exception as problem:  # whatever it is, the test must show it
            wrong.append(problem)

    readers = [threading.Thread(target=read) for _ in range(8)]
    calm = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for reader in readers:
            reader.start()
        for version in range(2, 2 + ROUNDS):
            engine.put("thing", documents(version))
        done.set()
        for reader in readers:
            reader.join(30)
    finally:
        done.set()
        sys.setswitchinterval(calm)
    assert wrong == []
    assert engine.search("thing", SearchRequest(Term(f"v{1 + ROUNDS}x"), ALL)).total == MANY


def _read_until(engine: WhooshSearch, done: "threading.Event", told: "fork.SimpleQueue") -> None:  # type: ignore[valid-type]
    found: list[str] = []
    looks = 0
    try:
        while not done.is_set():
            found += look(engine)
            looks += 1
    except Exception as problem:  # whatever it is, the test must show it
        found.append(repr(problem))
    told.put((looks, found[:5]))  # type: ignore[attr-defined]


def test_four_readers_in_processes_beside_a_writer(engine: WhooshSearch) -> None:
    engine.put("thing", documents(1))
    done, told = fork.Event(), fork.SimpleQueue()
    readers = [fork.Process(target=_read_until, args=(engine, done, told)) for _ in range(4)]
    for reader in readers:
        reader.start()
    for version in range(2, 2 + ROUNDS):
        engine.put("thing", documents(version))
    done.set()
    answers = [told.get() for _ in readers]
    for reader in readers:
        reader.join(20)
    assert [found for _looks, found in answers] == [[], [], [], []]
    assert all(looks for looks, _found in answers)


def _write_and_tell(engine: WhooshSearch, first: int, told: "fork.SimpleQueue") -> None:  # type: ignore[valid-type]
    for version in range(first, first + 10_000):
        engine.put("thing", documents(version))
        told.put(version)  # type: ignore[attr-defined]


def test_fifteen_kills_lose_nothing_tear_nothing_and_leave_nothing_stuck(
    engine: WhooshSearch,
) -> None:
    version = 1
    engine.put("thing", documents(version))
    for round_ in range(KILLS):
        told = fork.SimpleQueue()
        writer = fork.Process(target=_write_and_tell, args=(engine, version + 1, told))
        writer.start()
        for _ in range(1 + round_ % 3):
            version = told.get()  # at least this was promised
        for _ in range(round_ % 5):
            look(engine)  # so that each is killed elsewhere in its commit
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join(20)
        held = set(engine._kinds["thing"].snapshot().versions().items())
        assert len(held) == MANY
        assert len({held_version for _id, held_version in held}) == 1, "torn"
        kept = held.pop()[1]
        assert kept >= version, "lost"
        version = kept + 1
        engine.put("thing", documents(version))  # not stuck
        assert look(engine) == []


def test_what_nobody_reads_any_longer_is_closed(engine: WhooshSearch) -> None:
    def open_files() -> int:
        return len(os.listdir("/proc/self/fd"))

    engine.put("thing", documents(1))
    assert look(engine) == []
    gc.collect()
    before = open_files()
    for version in range(2, 30):
        engine.put("thing", documents(version))
        engine.search("thing", SearchRequest(Term("plan"), ALL))
    assert open_files() <= before
