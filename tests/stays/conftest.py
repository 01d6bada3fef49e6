"""Tests of stays run on the morning on which tests of placements run, and share their stages."""

from __future__ import annotations

from tests.placements.conftest import at_stage, morning

__all__ = ["at_stage", "morning"]
