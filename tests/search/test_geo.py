"""Distances against published ones."""

import pytest

from exchange.search.geo import distance_km


def test_distances() -> None:
    # London to Paris: 343.5 km (haversine, Nominatim city points as widely published)
    assert distance_km(51.5074, -0.1278, 48.8566, 2.3522) == pytest.approx(343.6, abs=0.5)
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015.1, abs=0.1)  # half the equator
    assert distance_km(54.6, -5.9, 54.6, -5.9) == 0
