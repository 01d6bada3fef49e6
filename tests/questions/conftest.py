"""The people around a listing, on a Monday in November 2026."""

from __future__ import annotations

import pytest

from tests.questions import make


@pytest.fixture
def one(staged, clock_at, drain) -> make.Cast:
    """A listing, who answers for it, and who asks and watches."""
    clock_at(make.NOW)
    found = staged(make.cast)
    drain()
    return found
