"""The reading age of a text, against sums done by hand."""

from __future__ import annotations

import pytest

from exchange.reference.reading import reading_age, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("hope", 1),
        ("hoped", 1),
        ("hopes", 1),
        ("wanted", 2),
        ("boxes", 2),
        ("table", 2),
        ("the", 1),
        ("person", 2),
        ("supervisor", 4),
        ("organisation", 5),
        ("don’t", 1),
        ("you", 1),
    ],
)
def test_syllables(word, count):
    assert syllables(word) == count


def test_short_words_in_short_sentences_are_for_the_youngest():
    """30 words, 6 sentences, 30 syllables: 0.39 x 5 + 11.8 - 15.59 = -1.8, so five years old."""
    assert reading_age("The cat sat on mats. " * 6) == 5


def test_long_words_in_one_sentence():
    """28 words in 1 sentence, 4 x 28 = 112 syllables: 10.92 + 47.2 - 15.59 = 42.5, and 5."""
    assert reading_age("supervisor " * 28) == 48


def test_two_syllables_a_word_in_sentences_of_ten():
    """30 words, 3 sentences, 60 syllables: 3.9 + 23.6 - 15.59 = 11.9, and 5 is 17."""
    assert reading_age(("person " * 10 + ". ") * 3) == 17


def test_a_line_of_its_own_is_a_sentence():
    assert reading_age("The cat sat on mats\n" * 6) == 5


def test_a_few_words_tell_nothing():
    assert reading_age("Too few words to say how hard they are.") is None
