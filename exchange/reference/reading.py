"""How hard a text is to read, as an age: a hint for writers, and a bound on our own pages.

The Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom, 1975, Navy Research Branch Report
8-75) plus the five years before school's first grade. Syllables are counted by their vowels: near
enough for a page, not for a single word.
"""

from __future__ import annotations

import re

FEWEST_WORDS = 25
"""Below this the formula says nothing."""
YEARS_BEFORE_SCHOOL = 5
_SENTENCE = re.compile(r"[.!?:;]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouysxzhcg]es)$")
"""An e at the end that is written and not said: hope, hoped, hopes; but table, wanted, boxes."""


def reading_age(text: str) -> int | None:
    """The age at which most people read this with ease; None where it is too short to tell."""
    sentences = [words for part in _SENTENCE.split(text) if (words := _WORD.findall(part))]
    count = sum(len(words) for words in sentences)
    if count < FEWEST_WORDS:
        return None
    spoken = sum(syllables(word) for words in sentences for word in words)
    grade = 0.39 * count / len(sentences) + 11.8 * spoken / count - 15.59
    return max(YEARS_BEFORE_SCHOOL, round(grade + YEARS_BEFORE_SCHOOL))


def syllables(word: str) -> int:
    """About how many syllables a word has; at least one."""
    plain = word.lower().replace("’", "").replace("'", "")
    count = len(_VOWELS.findall(plain))
    return max(1, count - (1 if _SILENT.search(plain) else 0))
