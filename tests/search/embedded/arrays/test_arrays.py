"""Blocks as arrays: the same numbers that plain Python reads."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.search.embedded.array_view import ArraySegment
from exchange.search.embedded.arrays import (
    NOTHING,
    Postings,
    read_ids,
    read_keys,
    read_postings,
    weights_at,
)
from exchange.search.embedded.blocks import blocks, ids_of, little, pack_block, weights_of
from exchange.search.embedded.facets import Values
from exchange.search.embedded.masks import distances
from exchange.search.embedded.phrases import phrase
from exchange.search.embedded.ranking import first
from exchange.search.embedded.request import Budget
from exchange.search.geo import distance_km

WEIGHTS = st.integers(1, 900).map(lambda number: number / 2)
PLACES = st.lists(st.integers(0, 0xFFFF), max_size=4, unique=True).map(sorted)
POSTINGS = st.dictionaries(
    st.integers(0, 200_000), st.tuples(WEIGHTS, PLACES), min_size=1, max_size=400
)


def packed(held: dict[int, tuple[float, list[int]]], cut: int = 100) -> bytes:
    """Blocks of so many postings."""
    ids = sorted(held)
    parts = []
    for start in range(0, len(ids), cut):
        part = ids[start : start + cut]
        counts = [len(held[one][1]) for one in part]
        places = list(chain.from_iterable(held[one][1] for one in part))
        weights = [held[one][0] for one in part]
        last = start + cut >= len(ids)
        counted = counts if any(counts) else None
        parts.append(pack_block(part, weights, counted, little("H", places), last))
    return b"".join(parts)


@settings(max_examples=80, deadline=None)
@given(POSTINGS)
def test_arrays_hold_what_was_packed(held: dict[int, tuple[float, list[int]]]) -> None:
    data = packed(held)
    found = read_postings(data)
    assert found.weights is not None
    assert found.ids.tolist() == read_ids(data).tolist() == sorted(held)
    assert found.weights.tolist() == [held[one][0] for one in sorted(held)]
    assert read_keys(data).tolist() == [
        (one << 16) + place for one in sorted(held) for place in held[one][1]
    ]
    assert [one for block in blocks(data) for one in ids_of(data, block)] == sorted(held)
    assert [w for block in blocks(data) for w in weights_of(data, block)] == found.weights.tolist()


@pytest.mark.parametrize("few", [1, 40])
def test_weights_are_looked_up_whichever_way_is_cheaper(few: int) -> None:
    found = Postings(np.arange(0, 100, 2, dtype=np.int32), np.arange(50, dtype=np.float32) + 1)
    docs = np.array([97, 98, *range(few)], np.int32)
    wanted = [0.0, 50.0, *(n // 2 + 1 if n % 2 == 0 else 0 for n in range(few))]
    assert weights_at(found, docs, 100).tolist() == wanted
    unweighed = Postings(found.ids, None)
    assert weights_at(unweighed, docs, 100).tolist() == [min(one, 1.0) for one in wanted]
    assert weights_at(NOTHING, docs, 100).tolist() == [0.0] * len(docs)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3).map(float), st.integers(0, 10**6)), unique=True),
    st.integers(1, 40),
)
def test_the_first_are_cut_off_in_order_and_by_id(rows: list[tuple[float, int]], size: int) -> None:
    order = np.array([row[0] for row in rows])
    ids = np.array([row[1] for row in rows], np.int64)
    found = [rows[at] for at in first(order, ids, size).tolist()]
    assert found == sorted(rows)[:size]


@pytest.mark.parametrize("docs", [[], [2], [0, 2, 3, 5, 6, 7]])
def test_values_are_counted_whichever_way_is_cheaper(docs: list[int]) -> None:
    held = {"a": [0, 2, 5], "b": [2, 3], "c": [9]}
    values = Values(10, list(held), [np.array(one, np.int32) for one in held.values()])
    wanted = {name: n for name, at in held.items() if (n := len(set(at) & set(docs)))}
    assert values.count(np.array(docs, np.int32)) == wanted


def test_one_value_a_document_is_counted_too() -> None:
    values = Values(4, ["a", "b"], [np.array([0, 3], np.int32), np.array([1], np.int32)])
    assert values.count(np.array([0, 2, 3], np.int32)) == {"a": 2}
    assert Values(0, [], []).count(np.array([], np.int32)) == {}


@settings(max_examples=60, deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_distances_are_those_of_single_places(a: float, b: float, c: float, d: float) -> None:
    found = distances(a, b, np.array([c, a]), np.array([d, b])).tolist()
    assert found[0] == pytest.approx(distance_km(a, b, c, d), abs=1e-6)
    assert found[1] == 0.0


class FakeSegment(ArraySegment):
    """Stems with their places, in memory."""

    def __init__(self, texts: list[list[str]]) -> None:
        self.size = len(texts)
        self._texts = texts

    def postings(self, field: str, word: str) -> Postings:
        docs = [doc for doc, text in enumerate(self._texts) if word in text]
        weights = [float(self._texts[doc].count(word)) for doc in docs]
        return Postings(np.array(docs, np.int32), np.array(weights, np.float32))

    def keys(self, stem: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        found = [
            (doc << 16) + 256 + at
            for doc, text in enumerate(self._texts)
            for at, word in enumerate(text)
            if word == stem
        ]
        return np.array(found, np.int64)


def test_a_phrase_is_found_at_its_distances_and_weighs_its_lightest_word() -> None:
    texts = ["a b c a b", "b a b c", "c b a", "a x c a a", "", "c", "b a"]
    segment = FakeSegment([text.split() for text in texts])
    found = {}
    for words in (["a", "b"], ["a", "", "c"], ["b", "", "a"], ["a", "z"], ["a", "a"]):
        ids, weights = phrase(segment, words, Budget(5.0))
        assert weights is not None
        found[" ".join(words)] = dict(zip(ids.tolist(), weights.tolist(), strict=True))
    assert found == {
        "a b": {0: 2.0, 1: 1.0},
        "a  c": {0: 1.0, 1: 1.0, 3: 1.0},
        "b  a": {0: 2.0},
        "a z": {},
        "a a": {3: 3.0},
    }
