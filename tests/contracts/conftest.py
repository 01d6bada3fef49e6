"""Every engine that a contract is checked on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.search.port import SearchPort
from tests.search.oracle import ADAPTERS, SPEC


@pytest.fixture(params=ADAPTERS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchPort]:
    port = ADAPTERS[request.param](tmp_path / "search")
    assert port.ensure(SPEC)
    yield port
    port.close()
