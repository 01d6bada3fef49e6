"""Says that the tests beside this one were left out, where they are."""

import pytest


def test_numpy_is_here() -> None:
    pytest.importorskip("numpy", reason="without numpy there are no arrays to test")
