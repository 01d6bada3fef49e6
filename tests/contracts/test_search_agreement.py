"""Whatever engine is behind the port, a question finds and counts the same."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.search.port import SearchDoc, SearchRequest
from tests.contracts.test_search_oracle import REQUESTS, documents
from tests.search.oracle import ADAPTERS, SPEC


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    batches=st.lists(st.lists(documents(), max_size=12), min_size=1, max_size=3),
    deleted=st.sets(st.integers(1, 12), max_size=3),
    requests=st.lists(REQUESTS, min_size=4, max_size=8),
    typed=st.sampled_from(["ru", "pl", "policy an", "part t", "cafe r"]),
)
def test_engines_agree(
    batches: list[list[SearchDoc]],
    deleted: set[int],
    requests: list[SearchRequest],
    typed: str,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engines = [make(Path(folder) / name) for name, make in ADAPTERS.items()]
        for engine in engines:
            engine.ensure(SPEC)
            engine.rebuild("thing", iter({doc.id: doc for doc in batches[0]}.values()))
            for batch in batches[1:]:
                engine.put("thing", batch)
            engine.delete("thing", deleted, version=2)
        for request in requests:
            pages = [engine.search("thing", request) for engine in engines]
            for page in pages[1:]:
                assert (page.total, page.facets) == (pages[0].total, pages[0].facets)
                assert page.ids == pages[0].ids
            audience, exclude = request.audience, request.exclude
            offers = [engine.suggest("thing", typed, audience, 9, exclude) for engine in engines]
            meant = [
                engine.correct("thing", ["polcy", "planing", "unheard"], audience, exclude)
                for engine in engines
            ]
            assert all(offered == offers[0] for offered in offers)
            assert all(one == meant[0] for one in meant)
        for engine in engines:
            engine.close()
