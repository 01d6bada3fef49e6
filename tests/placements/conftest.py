"""Every test of placements runs on one morning, inside an app context."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from exchange import clock

MORNING = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning():
    """The clock stands: the dates in these tests are written by hand."""
    with clock.at(MORNING):
        yield
