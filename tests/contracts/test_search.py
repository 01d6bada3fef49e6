"""What every engine behind the search port must do."""

import multiprocessing
import os
import signal
import threading
from dataclasses import replace

import pytest

from exchange.search.port import (
    Audience,
    ByDistance,
    ByNumber,
    Drift,
    Eq,
    Facet,
    Page,
    Radius,
    Range,
    SearchPort,
    SearchUnavailable,
)
from tests.contracts.questions import EVERYBODY, ask, ids, make
from tests.search.oracle import SPEC

SECTORS = (Facet("sector"),)


# Who may find what

EVERY_KIND = [None, "plan", '"plan of hope"', "pl*", "-unheard", "plan -unheard", "the"]


@pytest.mark.parametrize("text", EVERY_KIND)
def test_nobody_finds_nothing(engine: SearchPort, text: str | None) -> None:
    engine.put("thing", [make(1, "the plan of hope", keywords={"sector": ("charity",)})])
    assert ids(engine, text) == [1]
    page = engine.search("thing", ask(text, audience=Audience.NOBODY, facets=SECTORS))
    assert (page.ids, page.total, page.facets) == ((), 0, {"sector": []})
    assert engine.suggest("thing", "pl", Audience.NOBODY) == []


def test_hidden_from_wins_over_visible_to(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "plan", hidden_from=frozenset({"org:7"})), make(2, "plan")])
    employer = Audience(frozenset({"all", "org:7"}))
    page = engine.search("thing", ask("plan", audience=employer, sort=ByNumber("days")))
    assert (page.ids, page.total) == ((2,), 1)
    assert ids(engine, "plan") == [1, 2]


def test_visible_to_nobody_in_particular_is_found_by_nobody(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "plan", visible_to=frozenset())])
    assert ids(engine, "plan") == []


def test_excluded_ids_are_not_counted(engine: SearchPort) -> None:
    engine.put("thing", [make(n, "plan", keywords={"sector": ("charity",)}) for n in (1, 2, 3)])
    page = engine.search("thing", ask("plan", exclude=frozenset({2, 99}), facets=SECTORS))
    assert (page.ids, page.total, page.facets) == ((1, 3), 2, {"sector": [("charity", 2)]})
    assert engine.suggest("thing", "pl", EVERYBODY, exclude=frozenset({1, 2, 3})) == []


# Writing


def test_an_older_version_never_overwrites_a_newer_one(engine: SearchPort) -> None:
    assert engine.put("thing", [make(1, "new", version=5), make(1, "old", version=4)]) == 1
    assert engine.put("thing", [make(1, "old", version=4)]) == 0
    assert (ids(engine, "new"), ids(engine, "old")) == ([1], [])
    assert engine.put("thing", [make(1, "newer", version=5)]) == 1
    assert (ids(engine, "new"), ids(engine, "newer")) == ([], [1])
    assert engine.put("thing", [make(1, "first", version=6), make(1, "last", version=6)]) == 1
    assert (ids(engine, "first"), ids(engine, "last")) == ([], [1])


def test_deleted_is_gone_and_an_older_version_does_not_bring_it_back(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "plan", version=3), make(2, "plan")])
    engine.delete("thing", [1, 77], version=3)
    assert ids(engine) == [2]
    assert engine.put("thing", [make(1, "plan", version=3)]) == 0
    assert ids(engine) == [2]
    assert engine.put("thing", [make(1, "plan", version=4)]) == 1
    assert ids(engine) == [1, 2]


def test_deleting_an_older_version_leaves_the_newer_one(engine: SearchPort) -> None:
    engine.put("thing", [make(1, version=3)])
    engine.delete("thing", [1], version=2)
    assert ids(engine) == [1]
    engine.delete("thing", [1])
    assert ids(engine) == []


def test_a_hundred_small_commits_stay_few_segments_and_one_truth(engine: SearchPort) -> None:
    for version in range(1, 101):
        engine.put("thing", [make(version % 30, f"plan {version}", version=version)])
    assert engine.search("thing", ask("plan")).total == 30
    assert ids(engine, "100") == [10]
    assert ids(engine, "70") == []
    assert engine.stats("thing").segments <= 16


def test_documents_that_do_not_fit_the_layout_are_refused(engine: SearchPort) -> None:
    for wrong in (
        make(1, texts={"colour": "red"}),
        make(1, keywords={"colour": ("red",)}),
        make(1, numbers={"age": 3.0}),
        make(1, numbers={"days": float("nan")}),
        make(1, lat=51.0),
    ):
        with pytest.raises(ValueError, match="thing 1"):
            engine.put("thing", [make(2), wrong])
    assert ids(engine) == []


def test_a_put_that_fails_halfway_changes_nothing(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "old")])
    broken = make(2, texts={"title": object()})
    with pytest.raises(TypeError):
        engine.put("thing", [make(1, "new", version=2), broken])
    assert (ids(engine), ids(engine, "old")) == ([1], [1])
    assert engine.put("thing", [make(1, "new", version=2)]) == 1


def test_unknown_names_are_refused(engine: SearchPort) -> None:
    for wrong in (
        ask(filters=(Eq("colour", "red"),)),
        ask(filters=(Range("age", 1),)),
        ask(sort=ByNumber("age")),
        ask(facets=(Facet("colour"),)),
    ):
        with pytest.raises(ValueError, match="no such field"):
            engine.search("thing", wrong)
    with pytest.raises(ValueError, match="no index was declared"):
        engine.search("colour", ask())


# Filters, facets, order

LONDON, LEEDS, EDINBURGH = (51.507, -0.128), (53.801, -1.549), (55.953, -3.189)


def test_radius_and_nearest_first(engine: SearchPort) -> None:
    places = {1: EDINBURGH, 2: LONDON, 3: LEEDS}
    engine.put("thing", [make(n, "plan", lat=at[0], lon=at[1]) for n, at in places.items()])
    engine.put("thing", [make(4, "plan")])
    assert ids(engine, sort=ByDistance(*LONDON)) == [2, 3, 1, 4]
    assert ids(engine, filters=(Radius(*LONDON, km=274),)) == [2, 3]  # Leeds is 273 km away
    assert ids(engine, filters=(Radius(*LONDON, km=271),)) == [2]


def test_numbers_sort_both_ways_and_the_missing_come_last(engine: SearchPort) -> None:
    days = {4: 2.0, 2: 2.0, 3: 5.0, 5: -1.0}
    engine.put("thing", [make(n, numbers={"days": held}) for n, held in days.items()])
    engine.put("thing", [make(1)])
    assert ids(engine, sort=ByNumber("days")) == [5, 2, 4, 3, 1]
    assert ids(engine, sort=ByNumber("days", descending=True)) == [3, 2, 4, 5, 1]
    assert ids(engine, filters=(Range("days", 2, 5),)) == [2, 3, 4]
    assert ids(engine, sort=ByNumber("days"), page=Page(2, offset=1)) == [2, 4]


def test_following_a_facet_finds_as_many_as_it_says(engine: SearchPort) -> None:
    skills = ["ab", "abb", "c", "bc", ""]
    engine.put(
        "thing", [make(n, "plan", keywords={"skill": tuple(held)}) for n, held in enumerate(skills)]
    )
    engine.delete("thing", [3])
    page = engine.search("thing", ask("plan", facets=(Facet("skill", 2),)))
    assert page.facets == {"skill": [("a", 2), ("b", 2)]}
    for value, count in page.facets["skill"]:
        followed = engine.search("thing", ask("plan", filters=(Eq("skill", value),)))
        assert followed.total == count


# Processes, threads and rebuilds


def _put_elsewhere(engine: SearchPort) -> None:
    engine.ensure(SPEC)
    engine.put("thing", [make(1, "elsewhere")])


def test_a_commit_is_seen_by_another_process(engine: SearchPort) -> None:
    assert ids(engine, "elsewhere") == []
    writer = multiprocessing.get_context("fork").Process(target=_put_elsewhere, args=(engine,))
    writer.start()
    writer.join(20)
    assert writer.exitcode == 0
    assert ids(engine, "elsewhere") == [1]


def _write_until_killed(engine: SearchPort, ready: "threading.Event") -> None:
    for version in range(1, 10_000):
        engine.put("thing", [make(n, "plan", version=version) for n in range(5)])
        ready.set()


def test_a_writer_killed_while_writing_leaves_the_index_whole(engine: SearchPort) -> None:
    fork = multiprocessing.get_context("fork")
    for _ in range(4):
        ready = fork.Event()
        writer = fork.Process(target=_write_until_killed, args=(engine, ready))
        writer.start()
        assert ready.wait(20)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join(20)
        assert ids(engine, "plan") == [0, 1, 2, 3, 4]
        engine.put("thing", [make(9, "written after", version=1)])
        engine.delete("thing", [*range(5)])
    assert ids(engine) == [9]


def test_readers_never_see_half_a_rebuild(engine: SearchPort) -> None:
    few, many = [make(n, "plan") for n in range(20)], [make(n, "plan") for n in range(60)]
    engine.rebuild("thing", iter(few))
    totals, problems, done = set(), [], threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                totals.add(engine.search("thing", ask("plan")).total)
        except Exception as problem:  # whatever it is, the test must show it
            problems.append(problem)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for source in (many, few, many):
        engine.rebuild("thing", iter(source))
    done.set()
    for reader in readers:
        reader.join(20)
    assert not problems
    assert totals <= {20, 60}
    assert engine.search("thing", ask("plan")).total == 60


def test_a_rebuild_that_fails_leaves_the_old_index(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "plan")])
    before = engine.stats("thing").generation
    with pytest.raises(ValueError, match="came twice"):
        engine.rebuild("thing", iter([make(2, "plan"), make(2, "plan")]))
    assert ids(engine) == [1]
    assert engine.stats("thing").generation == before


def test_another_layout_is_not_answered_from_until_rebuilt(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "plan")])
    assert not engine.ensure(replace(SPEC, keywords=("sector",)))
    with pytest.raises(SearchUnavailable):
        engine.search("thing", ask("plan"))
    assert list(engine.health().problems) == ["thing"]
    engine.rebuild("thing", iter([make(1, "plan")]))
    assert ids(engine, "plan") == [1]
    assert engine.health().ok


def test_verify_names_what_differs_from_the_database(engine: SearchPort) -> None:
    engine.put("thing", [make(1, version=2), make(2, version=2), make(3), make(4)])
    engine.delete("thing", [4], version=9)
    truth = iter([(1, 2), (2, 3), (5, 1)])
    assert engine.verify("thing", truth) == Drift(missing=(5,), stale=(2,), surplus=(3,))
