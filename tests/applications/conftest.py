"""A stopped clock, and the people around one listing."""

from __future__ import annotations

import pytest

from tests.applications import make


@pytest.fixture
def now(clock_at):
    """The morning of 22 November 2026."""
    return clock_at(make.NOW)


@pytest.fixture
def cast(staged, now):
    """A secondment with one place at a hospice."""
    return staged(make.cast)
