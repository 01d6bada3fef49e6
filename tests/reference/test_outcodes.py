"""Known places and known distances."""

import pytest

from exchange.reference import outcodes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LS1", "LS1"),
        ("ls1", "LS1"),
        (" LS1 4AP ", "LS1"),
        ("ls14ap", "LS1"),
        ("LS14", "LS14"),
        ("LS1 4", "LS1"),
        ("LS 1", "LS1"),
        ("SW1A 2AA", "SW1A"),
        ("sw1a2aa", "SW1A"),
        ("W1A0AX", "W1"),
        ("BT1 5GS", "BT1"),
    ],
)
def test_a_postcode_as_people_type_it(text: str, code: str) -> None:
    found = outcodes.get(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "   ", "ZZ9", "Leeds", "1", "LS"])
def test_what_is_no_outcode(text: str) -> None:
    assert outcodes.get(text) is None


@pytest.mark.parametrize(
    ("code", "town", "region", "nation"),
    [
        ("LS1", "Leeds", "Yorkshire and The Humber", "England"),
        ("HD1", "Huddersfield", "Yorkshire and The Humber", "England"),
        ("SW1A", "Westminster", "London", "England"),
        ("TD15", "Berwick-upon-Tweed", "North East", "England"),
        ("AB10", "Aberdeen", "Scotland", "Scotland"),
        ("BT1", "Belfast", "Northern Ireland", "Northern Ireland"),
    ],
)
def test_known_places(code: str, town: str, region: str, nation: str) -> None:
    found = outcodes.get(code)
    assert found is not None
    assert (found.town, found.region, found.nation) == (town, region, nation)


def test_leeds_to_westminster_is_about_273_km() -> None:
    leeds, westminster = outcodes.get("LS1"), outcodes.get("SW1A")
    assert leeds is not None
    assert westminster is not None
    there = outcodes.distance_km(
        leeds.latitude, leeds.longitude, westminster.latitude, westminster.longitude
    )
    back = outcodes.distance_km(
        westminster.latitude, westminster.longitude, leeds.latitude, leeds.longitude
    )
    assert there == pytest.approx(273, abs=3)
    assert there == pytest.approx(back)


def test_a_degree_of_latitude_and_no_distance_and_the_other_side() -> None:
    assert outcodes.distance_km(51, 0, 52, 0) == pytest.approx(111.2, abs=0.1)
    assert outcodes.distance_km(53.8, -1.5, 53.8, -1.5) == 0
    assert outcodes.distance_km(0, 0, 0, 180) == pytest.approx(20015, abs=1)


def test_the_file_covers_all_four_nations_and_is_sane() -> None:
    assert "South West" in outcodes.regions()
    assert len(outcodes.regions()) == 13  # nine of England, three nations, the Crown dependencies
    assert {"Scotland", "Wales", "Northern Ireland"} <= set(outcodes.regions())
    everywhere = [outcodes.get(code) for code in ("AB10", "CF10", "BT1", "TR1")]
    assert all(place and 49 < place.latitude < 61 for place in everywhere)


@pytest.mark.parametrize(
    ("code", "town"),
    [("S1", "Sheffield"), ("CF10", "Cardiff"), ("EH1", "Edinburgh"), ("SW1A", "London")],
)
def test_the_area_is_the_town_that_people_search_for(code: str, town: str) -> None:
    found = outcodes.get(code)
    assert found is not None
    assert found.area == town


def test_every_outcode_lies_in_an_area() -> None:
    assert [one.code for one in outcodes._load().values() if not one.area] == []
