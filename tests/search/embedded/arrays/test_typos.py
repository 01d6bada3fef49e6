"""Words that are nearly a word: the same that comparing with each of them finds."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.search.embedded.typos import Typos
from exchange.search.spelling import can_be_meant, is_near

WORDS = st.text("abé", min_size=2, max_size=10)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, unique=True), WORDS.filter(can_be_meant))
def test_finds_what_looking_at_every_word_finds(words: list[str], typed: str) -> None:
    near = {word for word in words if can_be_meant(word) and is_near(typed, word)}
    assert Typos(words).near(typed) == near


def test_steps_by_hand() -> None:
    typos = Typos(["earthquake", "planner", "planners", "planet", "plan", "it", "g7grade"])
    assert typos.near("earhtquake") == {"earthquake"}
    assert typos.near("planers") == {"planners"}
    assert typos.near("planer") == {"planner", "planet"}
    assert typos.near("plane") == {"planet", "plan"}
    assert typos.near("zzzz") == set()
    assert Typos([]).near("plan") == set()


def test_eighty_thousand_words_take_little_room() -> None:
    luck = random.Random(7)  # noqa: S311  # the same words each time
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = {"".join(luck.choices(letters, k=luck.randint(4, 14))) for _ in range(80_000)}
    typos = Typos(sorted(words))
    assert typos.nbytes <= 15_000_000
    for word in luck.sample(sorted(words), 20):
        assert word in typos.near(word)
