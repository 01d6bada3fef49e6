"""What only the embedded engine has to get right: readers, forks, merged segments, its scores."""

import multiprocessing
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.search.embedded.adapter import WhooshSearch
from exchange.search.port import Audience, IndexSpec, Page, SearchDoc, SearchRequest, TextField
from exchange.search.query import Phrase, Term

SPEC = IndexSpec("thing", (TextField("title"),))
ALL = Audience(frozenset({"all"}))
THREE = SearchRequest(Phrase(("word", "", "three")), ALL, page=Page(1))
FOUR = SearchRequest(Term("four"), ALL, page=Page(1))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshSearch]:
    engine = WhooshSearch(tmp_path / "search")
    engine.ensure(SPEC)
    yield engine
    engine.close()


def documents(count: int) -> list[SearchDoc]:
    titles = ["word of three" if n % 3 == 0 else "three of word four" for n in range(count)]
    return [SearchDoc(n, 1, {"title": title}, ALL.keys) for n, title in enumerate(titles)]


def test_threads_that_share_a_reader_do_not_read_each_others_postings(
    engine: WhooshSearch,
) -> None:
    engine.put("thing", documents(900))
    wrong: list[object] = []

    def read() -> None:
        for request, total in [(THREE, 300), (FOUR, 600)] * 8:
            try:
                found: object = engine.search("thing", request).total
            except Exception as problem:  # whatever it is, the test must show it
                found = problem
            if found != total:
                wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(4)]
    calm = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(30)
    finally:
        sys.setswitchinterval(calm)
    assert wrong == []


def test_a_fork_while_a_thread_opens_the_index_does_not_hang(engine: WhooshSearch) -> None:
    engine.put("thing", documents(3))
    with engine._kinds["thing"]._opening:
        context = multiprocessing.get_context("fork")
        child = context.Process(target=engine.search, args=("thing", FOUR))
        child.start()
        child.join(5)
        hung = child.is_alive()
        child.kill()
    assert not hung


def test_merging_keeps_every_live_document_once(engine: WhooshSearch) -> None:
    for doc in documents(40):
        engine.put("thing", [doc])
        engine.delete("thing", [doc.id - 5])
    truth = [(n, 1) for n in range(35, 40)]
    assert not engine.verify("thing", iter(truth))
    assert engine.search("thing", FOUR).total == 3  # 35, 37 and 38


@pytest.mark.parametrize("native", [False, True])
def test_scores_are_bm25(tmp_path: Path, native: bool) -> None:
    engine = WhooshSearch(tmp_path / "search", native=native)
    engine.ensure(IndexSpec("thing", (TextField("title", 4.0),)))
    texts = {1: "plan", 2: "hope of it"}
    engine.put("thing", [SearchDoc(n, 1, {"title": text}, ALL.keys) for n, text in texts.items()])
    # One of two has the word: ln(1 + 1.5 / 1.5). It weighs 4 in a text of half the usual length:
    # 4 * 2.2 / (4 + 1.2 * (0.25 + 0.75 * 0.5)).
    assert engine.search("thing", SearchRequest(Term("plan"), ALL)).scores == (1.284146,)
