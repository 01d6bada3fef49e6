"""Counts of values: of few documents, of most, and the same ones again."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.search.embedded import hits
from exchange.search.embedded.adapter import WhooshSearch
from exchange.search.embedded.facets import Values
from exchange.search.port import (
    Audience,
    Eq,
    Facet,
    IndexSpec,
    Page,
    SearchDoc,
    SearchRequest,
    TextField,
)

HELD = st.lists(st.frozensets(st.sampled_from("abc"), max_size=3), min_size=1, max_size=12)
ALL = Audience(frozenset({"all"}))
SPEC = IndexSpec("thing", (TextField("title"),), ("sector", "skill"))


@given(held=HELD, chosen=st.sets(st.integers(0, 11)))
def test_counts_are_those_of_looking_at_each_document(
    held: list[frozenset[str]], chosen: set[int]
) -> None:
    names = ["a", "b", "c"]
    docs = [
        np.array([at for at, values in enumerate(held) if name in values], np.int32)
        for name in names
    ]
    asked = sorted(one for one in chosen if one < len(held))
    counted = Values(len(held), names, docs).count(np.array(asked, np.int32))
    assert counted == Counter(value for one in asked for value in held[one])


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshSearch]:
    engine = WhooshSearch(tmp_path / "search")
    engine.ensure(SPEC)
    yield engine
    engine.close()


def document(number: int, version: int = 1) -> SearchDoc:
    keywords = {"sector": ("charity" if number % 3 else "council",), "skill": (str(number % 4),)}
    return SearchDoc(number, version, {"title": "x"}, ALL.keys, keywords=keywords)


def test_kept_counts_are_never_those_of_other_documents(
    engine: WhooshSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits, "MANY", 2)
    engine.put("thing", [document(number) for number in range(12)])
    facets = (Facet("sector"), Facet("skill"))

    def counts(*filters: Eq, **more: object) -> dict[str, list[tuple[str, int]]]:
        request = SearchRequest(None, ALL, filters, facets=facets, page=Page(1), **more)  # type: ignore[arg-type]
        return engine.search("thing", request).facets

    every = [("charity", 8), ("council", 4)]
    for _again in range(2):
        assert counts()["sector"] == every
        assert counts(Eq("skill", "0"))["sector"] == [("charity", 2), ("council", 1)]
        assert counts(Eq("skill", "1"))["sector"] == [("charity", 2), ("council", 1)]
        assert counts(Eq("skill", "1"))["skill"] == [("1", 3)]
        assert counts(exclude=frozenset({0}))["sector"] == [("charity", 8), ("council", 3)]
    engine.delete("thing", [1])
    assert counts()["sector"] == [("charity", 7), ("council", 4)]
