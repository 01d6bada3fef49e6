"""Any question about any documents: every engine answers as if it looked at each of them."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.search.port import (
    Audience,
    ByDistance,
    ByNumber,
    ByRelevance,
    Eq,
    Facet,
    In,
    NotIn,
    Page,
    Radius,
    Range,
    SearchDoc,
    SearchRequest,
)
from exchange.search.query import And, Either, Not, Phrase, Prefix, Some, Term
from tests.search.oracle import ADAPTERS, SPEC, Oracle

WORDS = ["run", "running", "plan", "planning", "policy", "policies", "café", "part-time", "the"]
KEYS = st.frozensets(st.sampled_from(["all", "staff", "org:1"]), max_size=2)
TEXTS = st.lists(st.sampled_from([*WORDS, "of", "IT"]), max_size=7).map(" ".join)
PLACES = st.sampled_from([(51.5, -0.1), (53.8, -1.5), (55.9, -3.2), (None, None)])
SMALL = st.integers(-2, 3).map(float)


@st.composite
def documents(draw: st.DrawFn) -> SearchDoc:
    lat, lon = draw(PLACES)
    return SearchDoc(
        id=draw(st.integers(1, 12)),
        version=draw(st.integers(1, 3)),
        texts={"title": draw(TEXTS), "body": draw(TEXTS)},
        visible_to=draw(KEYS),
        hidden_from=draw(st.sampled_from([frozenset[str](), frozenset({"org:1"})])),
        keywords={
            "sector": (draw(st.sampled_from(["charity", "council"])),),
            "skill": tuple(draw(st.lists(st.sampled_from("abc"), max_size=3))),
        },
        numbers=draw(st.dictionaries(st.sampled_from(["days", "created"]), SMALL)),
        lat=lat,
        lon=lon,
    )


LEAVES = st.one_of(
    st.sampled_from(["run", "plan", "policy", "cafe", "unheard"]).map(Term),
    st.sampled_from([("part", "time"), ("run", "", "plan"), ("policy", "plan")]).map(Phrase),
    st.sampled_from(["pol", "ru", "p", "part"]).map(Prefix),
)
EITHER = st.lists(LEAVES, min_size=1, max_size=3).map(
    lambda ways: Either(tuple(ways), tuple(1.0 / (1 + n) for n in range(len(ways))))
)
SOME = st.lists(LEAVES | EITHER, min_size=1, max_size=3).map(lambda nodes: Some(tuple(nodes)))
NODES = st.recursive(
    LEAVES | EITHER | SOME,
    lambda inner: st.one_of(
        inner.map(Not), st.lists(inner, min_size=1, max_size=3).map(tuple).map(And)
    ),
    max_leaves=4,
)
FILTERS = st.one_of(
    st.builds(Eq, st.just("skill"), st.sampled_from("abz")),
    st.builds(In, st.just("sector"), st.sampled_from([(), ("charity",), ("charity", "council")])),
    st.builds(NotIn, st.just("skill"), st.sampled_from([(), ("a",), ("a", "b")])),
    st.builds(Range, st.just("days"), st.none() | SMALL, st.none() | SMALL),
    st.builds(Radius, st.just(53.8), st.just(-1.5), st.sampled_from([0.0, 280.0, 900.0])),
)
REQUESTS = st.builds(
    SearchRequest,
    query=st.none() | NODES,
    audience=KEYS.map(Audience),
    filters=st.lists(FILTERS, max_size=2).map(tuple),
    sort=st.one_of(
        st.just(ByRelevance()),
        st.builds(ByNumber, st.just("days"), st.booleans()),
        st.just(ByDistance(51.5, -0.1)),
    ),
    facets=st.just((Facet("sector"), Facet("skill"))),
    page=st.builds(Page, st.integers(0, 12), st.integers(0, 3)),
    exclude=st.frozensets(st.integers(1, 12), max_size=2),
)


def newest(batches: list[list[SearchDoc]], deleted: set[int]) -> list[SearchDoc]:
    kept: dict[int, SearchDoc] = {}
    for doc in (doc for batch in batches for doc in batch):
        if doc.id not in kept or kept[doc.id].version <= doc.version:
            kept[doc.id] = doc
    return [doc for id_, doc in kept.items() if id_ not in deleted]


@pytest.mark.parametrize("adapter", ADAPTERS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    batches=st.lists(st.lists(documents(), max_size=8), min_size=1, max_size=3),
    deleted=st.sets(st.integers(1, 12), max_size=2),
    requests=st.lists(REQUESTS, min_size=3, max_size=6),
)
def test_finds_what_looking_at_every_document_finds(
    adapter: str,
    batches: list[list[SearchDoc]],
    deleted: set[int],
    requests: list[SearchRequest],
) -> None:
    oracle = Oracle(SPEC, newest(batches, deleted))
    with tempfile.TemporaryDirectory() as folder:
        engine = ADAPTERS[adapter](Path(folder) / "search")
        engine.ensure(SPEC)
        for batch in batches:
            engine.put("thing", batch)
        engine.delete("thing", deleted)
        for request in requests:
            page = engine.search("thing", request)
            assert page.total == len(oracle.found(request))
            assert list(page.ids) == oracle.ids(request)
            for field, counted in page.facets.items():
                assert dict(counted) == oracle.counts(request, field)
        assert not engine.verify("thing", ((doc.id, doc.version) for doc in oracle.docs))
        engine.close()
