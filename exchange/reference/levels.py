"""The ladder of ten levels, and the likely level of a grade or job title.

A comparison and never an equivalence: `NOTE` goes with it wherever it is shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from exchange.reference.files import Source, read_toml

Words = tuple[str, ...]
MOST_WORDS = 20  # no title is longer, and the search for grades looks at every stretch of words


@dataclass(frozen=True, slots=True)
class Level:
    """One rung: what the Civil Service calls it and a charity label beside it.

    `grades` name one rung and no other; `titles` are used for several, and by other employers.
    """

    number: int
    short: str
    civil_service: str
    charity: str
    grades: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def name(self) -> str:
        """Both sectors' words in one short label."""
        return f"{self.short} · {self.charity}"


def _level(row: dict[str, Any]) -> Level:
    return Level(**{**row, "grades": tuple(row["grades"]), "titles": tuple(row["titles"])})


@cache
def _load() -> dict[int, Level]:
    return {row["number"]: _level(row) for row in read_toml("levels.toml")["levels"]}


ALL: tuple[Level, ...] = tuple(_load().values())
NOTE: str = read_toml("levels.toml")["note"]
SOURCE: Source = Source.read(read_toml("levels.toml")["source"])


def get(number: int) -> Level:
    """The level with this number, 1 to 10. Raises KeyError."""
    return _load()[number]


def guess(text: str) -> Level | None:
    """The one likely level of a grade or job title, or None where there is none or several."""
    found = likely(text)
    return found[0] if len(found) == 1 else None


def likely(text: str) -> tuple[Level, ...]:
    """The likely levels of a grade or job title, lowest first; () where we cannot tell.

    A grade decides. Without one the title is read up to its first "of", "to", "for" or comma
    ("Director of Finance", "Assistant to the Director"), then whole. A title may mean several
    levels: a chief executive of six people and one of six hundred share it.
    """
    words = _words(text)
    numbers = _by_grade(words) or _by_title(_head(text)) or _by_title(words)
    return tuple(get(number) for number in sorted(numbers))


def _words(text: str) -> Words:
    return tuple(re.findall(r"[a-z0-9]+", text.lower())[:MOST_WORDS])


def _head(text: str) -> Words:
    return _words(re.split(r",|\(| - | – |\b(?:of|to|for)\b", text.lower(), maxsplit=1)[0])


@cache
def _grades() -> dict[Words, frozenset[int]]:
    return {_words(grade): frozenset({level.number}) for level in ALL for grade in level.grades}


@cache
def _titles() -> dict[Words, frozenset[int]]:
    """Each title with its levels; an unranked one with none."""
    found = {_words(title): set[int]() for title in read_toml("levels.toml")["unranked"]}
    for level in ALL:
        for title in level.titles:
            found.setdefault(_words(title), set()).add(level.number)
    return {words: frozenset(numbers) for words, numbers in found.items()}


def _by_grade(words: Words) -> frozenset[int]:
    """All grades named as whole words, unless as part of a longer grade or title.

    A Chief Executive Officer is no Executive Officer.
    """
    known = _titles() | _grades()
    spans = [span for span in _spans(words) if words[slice(*span)] in known]
    widest = [span for span in spans if not any(_holds(other, span) for other in spans)]
    nothing = frozenset[int]()
    return nothing.union(*(_grades().get(words[slice(*span)], nothing) for span in widest))


def _spans(words: Words) -> Iterator[tuple[int, int]]:
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            yield start, end


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


def _by_title(words: Words) -> frozenset[int]:
    """The title whose last word stands furthest right, then the one with most words.

    Words may stand between: "Senior Grants Officer" is a senior officer.
    """
    best, numbers = (-1, 0), frozenset[int]()
    for alias, levels in _titles().items():
        rank = (_last_word(alias, words), len(alias))
        if rank[0] >= 0 and rank > best:
            best, numbers = rank, levels
    return numbers


def _last_word(alias: Words, words: Words) -> int:
    """Where the alias ends when its words occur in this order, or -1."""
    at = -1
    for word in alias:
        if word not in words[at + 1 :]:
            return -1
        at = words.index(word, at + 1)
    return at
