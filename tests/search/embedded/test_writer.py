"""What is written: the same answers whichever way documents came, on the disk when it counts."""

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.search.embedded import kind as kind_module
from exchange.search.embedded.adapter import WhooshSearch
from exchange.search.embedded.analysis import FIRST_PLACE, LAST_PLACE, analyse
from exchange.search.embedded.tiers import full_tier, tier_of
from exchange.search.port import Audience, Facet, Page, SearchDoc, SearchRequest
from exchange.search.query import Phrase, Prefix, Term, parse
from tests.search.oracle import SPEC

ALL = Audience(frozenset({"all"}))
WORDS = ["plan", "plans", "policy", "the", "of", "analyst", "data", "hope", "hopes"]


def documents(count: int, seed: int = 1) -> list[SearchDoc]:
    luck = random.Random(seed)  # noqa: S311  # the same documents each time

    def text(most: int) -> str:
        return " ".join(luck.choices(WORDS, k=luck.randint(0, most)))

    return [
        SearchDoc(
            number,
            1,
            {"title": text(4), "body": text(30)},
            ALL.keys,
            keywords={"skill": tuple(luck.sample("abcd", luck.randint(0, 3)))},
            numbers={"days": float(luck.randint(0, 5))},
        )
        for number in range(count)
    ]


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[list[WhooshSearch]]:
    made = [WhooshSearch(tmp_path / name) for name in ("one", "two")]
    for engine in made:
        engine.ensure(SPEC)
    yield made
    for engine in made:
        engine.close()


QUESTIONS = [None, *map(parse, ["plan", "hope data", '"plan of hope"', "pol*", "plan -data"])]


def answers(engine: WhooshSearch) -> list[object]:
    return [
        replace(
            engine.search(
                "thing", SearchRequest(query, ALL, page=Page(200), facets=(Facet("skill"),))
            ),
            took_ms=0.0,
        )
        for query in QUESTIONS
    ]


def test_a_rebuild_answers_like_single_documents(engines: list[WhooshSearch]) -> None:
    docs = documents(90)
    for doc in docs:
        engines[0].put("thing", [doc])
    engines[1].rebuild("thing", iter(docs))
    assert engines[0].stats("thing").segments > engines[1].stats("thing").segments == 1
    assert answers(engines[0]) == answers(engines[1])


def test_a_merge_leaves_out_the_dead_and_changes_no_answer(engines: list[WhooshSearch]) -> None:
    docs = documents(60)
    newer = [replace(doc, version=2) for doc in documents(60, seed=2)]
    for doc in (*docs, *newer):
        engines[0].put("thing", [doc])
    engines[0].delete("thing", [3, 7, 11])
    engines[1].rebuild("thing", (doc for doc in newer if doc.id not in {3, 7, 11}))
    assert answers(engines[0]) == answers(engines[1])


def test_a_very_large_rebuild_is_cut_into_segments(
    engines: list[WhooshSearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = documents(50)
    engines[0].rebuild("thing", iter(docs))
    monkeypatch.setattr(kind_module, "MOST_POSTINGS", 200)
    engines[1].rebuild("thing", iter(docs))
    assert engines[1].stats("thing").segments > 1
    assert engines[1].stats("thing").documents == 50
    assert answers(engines[0]) == answers(engines[1])


def test_words_are_placed_weighed_and_counted() -> None:
    found = analyse(SPEC, SearchDoc(1, 1, {"title": "The plan", "body": "Plans of plan"}, ALL.keys))
    body = FIRST_PLACE + 2 + 100
    assert found.stems == {"plan": (6.0, [FIRST_PLACE + 1, body, body + 2])}
    assert found.spelled == {"plan", "plans"}
    assert found.length == 5


def test_words_after_the_last_place_are_found_but_in_no_phrase(
    engines: list[WhooshSearch],
) -> None:
    far = "filler " * LAST_PLACE + "rare phrase"
    engines[0].put("thing", [SearchDoc(1, 1, {"body": far + " end"}, ALL.keys)])
    for engine in (engines[0], WhooshSearch(engines[0]._root, native=True)):
        engine.ensure(SPEC)
        rare = engine.search("thing", SearchRequest(Term("rare"), ALL, deadline=20))
        assert rare.total == 1
        together = Phrase(("rare", "phrase"))
        assert engine.search("thing", SearchRequest(together, ALL, deadline=20)).total == 0
        assert engine.search("thing", SearchRequest(Prefix("rar"), ALL, deadline=20)).total == 1


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ([1] * 7, []),
        ([1] * 8, [0, 1, 2, 3, 4, 5, 6, 7]),
        ([7] * 8 + [8], [0, 1, 2, 3, 4, 5, 6, 7]),
        ([100_000] * 9, []),
        ([4095] * 8, [0, 1, 2, 3, 4, 5, 6, 7]),
        ([4096] * 8, []),
        ([9] * 8 + [1] * 8, [8, 9, 10, 11, 12, 13, 14, 15]),
        ([], []),
    ],
)
def test_a_tier_is_merged_when_it_is_full(sizes: list[int], merged: list[int]) -> None:
    assert full_tier(sizes) == merged


def test_tiers_are_powers_of_eight() -> None:
    assert [tier_of(size) for size in (1, 7, 8, 63, 64, 511, 512, 4095, 4096)] == [
        0, 0, 1, 1, 2, 2, 3, 3, 4,
    ]  # fmt: skip


def test_files_are_on_the_disk_before_the_commit_names_them(
    engines: list[WhooshSearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    synced, renamed = os.fsync, os.rename

    def fsync(descriptor: int) -> None:
        file = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        told.append("folder" if file.is_dir() else file.suffix)
        synced(descriptor)

    def rename(old: str, new: str) -> None:
        told.append("renamed")
        renamed(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    engines[0].put("thing", documents(3))
    toc = told.index("renamed")
    assert sorted(told[: toc - 1]) == [".col", ".col", ".col", ".pst", ".trm"]
    assert told[toc + 1 :] == ["folder"]
    assert told[toc - 1].replace(".", "").isdigit(), "the table of contents, under another name"


def test_a_phrase_never_runs_from_one_document_into_the_next(engines: list[WhooshSearch]) -> None:
    last = "filler " * (LAST_PLACE - FIRST_PLACE) + "head"
    texts = [last, "mission"]
    engines[0].put("thing", [SearchDoc(n, 1, {"title": t}, ALL.keys) for n, t in enumerate(texts)])
    question = SearchRequest(Phrase(("head", "mission")), ALL, deadline=20)
    assert engines[0].search("thing", question).total == 0
