"""The same morning and the same stages as for placements, and the key of the installation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exchange.agreements import reading
from exchange.agreements.seal import Ed25519PublicKey
from tests.factories import World
from tests.placements import moving
from tests.placements.conftest import at_stage, morning

__all__ = ["at_stage", "morning"]


@pytest.fixture
def w(at_stage: Callable[..., World]) -> World:
    """An agreed secondment whose agreement was not issued yet."""
    return at_stage(moving.agreed)


@pytest.fixture
def signed(at_stage: Callable[..., World]) -> World:
    """One whose agreement all three have signed."""
    return at_stage(moving.signed)


@pytest.fixture
def key(app: object) -> Callable[[], Ed25519PublicKey]:
    """The public key, inside an app context."""
    return lambda: reading.key().public_key()
