"""The table of other ways of saying things: whole, sourced, and nothing that finds all."""

from datetime import date

import pytest

from exchange.reference import bridge
from exchange.search.query import GAP, Phrase, Term, leaf_of
from exchange.search.words import stem, words

EVERYDAY = {"it", "ed", "send", "can", "us", "all", "one", "not", "work", "people", "team"}
"""As a way of saying something else, any of these would find nearly everything."""


def test_there_are_enough_groups_of_both_kinds() -> None:
    assert sum(group.worth == 1.0 for group in bridge.ALL) >= 80
    assert sum(group.worth < 1.0 for group in bridge.ALL) >= 40


def test_every_group_says_where_it_comes_from_and_as_of_when() -> None:
    for group in bridge.ALL:
        assert group.source.title
        assert date(2026, 11, 1) <= group.source.as_of <= date(2027, 11, 1)
        assert group.source.url is None or group.source.url.startswith("https://")


@pytest.mark.parametrize("group", bridge.ALL, ids=lambda group: group.ways[0])
def test_a_group_is_two_ways_or_more_that_differ_and_are_looked_for(group: bridge.Group) -> None:
    leaves = [leaf_of(words(way)) for way in group.ways]
    assert all(isinstance(leaf, Term | Phrase) for leaf in leaves)
    shapes = {_stems(leaf) for leaf in leaves}
    assert len(shapes) == len(group.ways) >= 2
    assert not shapes & {(word,) for word in EVERYDAY}
    assert 0 < group.worth <= 1


def test_no_two_groups_of_one_worth_are_the_same() -> None:
    sets = [frozenset(group.ways) for group in bridge.ALL]
    assert len(set(sets)) == len(sets)


@pytest.mark.parametrize(
    ("one", "other", "worth"),
    [
        ("adviser", "advisor", 1.0),
        ("G7", "Grade 7", 1.0),
        ("SCS1", "Deputy Director", 1.0),
        ("HEO", "Higher Executive Officer", 1.0),
        ("VCSE", "civil society", 1.0),
        ("PQ", "parliamentary question", 1.0),
        ("bid writing", "business case", 0.6),
        ("trustee", "non-executive director", 0.6),
        ("casework", "advice work", 0.6),
        ("PM", "project manager", 0.8),
        ("Cardiff", "Caerdydd", 0.8),
    ],
)
def test_the_sectors_understand_each_other(one: str, other: str, worth: float) -> None:
    found = [group.worth for group in bridge.ALL if {one, other} <= set(group.ways)]
    assert found == [worth]


def _stems(leaf: Term | Phrase | None) -> tuple[str, ...]:
    assert leaf is not None
    found = leaf.words if isinstance(leaf, Phrase) else (leaf.word,)
    return tuple(stem(word) for word in found if word != GAP)
