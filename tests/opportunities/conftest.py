"""The house that most tests of listings need."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from exchange.access import Actor
from tests.client import Client
from tests.opportunities import make


@pytest.fixture
def house(staged, clock_at) -> make.House:
    """People and organisations, on a Sunday in November 2026."""
    clock_at("2026-11-22 12:00")
    return staged(make.house)


@pytest.fixture
def browse(app: Flask) -> Callable[[Actor], Client]:
    """`browse(actor)`: a browser in which the person is signed in."""
    return lambda who: make.browser(app, who)
