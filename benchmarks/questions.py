"""Two hundred questions of ten kinds and twenty whole pages; the same for the same seed.

Words are taken by how many of the first documents have them, so that common, middling and rare
ones are asked for at every size.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

from benchmarks.corpus import LEVEL_WEIGHTS, NOW, PLACES, SECTORS, SEED, document
from benchmarks.vocabulary import FIELD, FUNCTION, vocabulary
from exchange.search.words import STOP_WORDS, stem, words

LOOKED_AT = 2000  # documents whose words are counted
EACH = 20
FACETS = {"kind": 10, "sector": 6, "level": 8, "organisation": 10, "skills": 20}
"""Fields that are counted, and how many values of each are wanted."""
PAGE = "page"
LETTERS = "aeiorst"
WEAK = STOP_WORDS | set(FUNCTION) | {"work", "you", "with"}


@dataclass(frozen=True)
class Near:
    """Within so many kilometres of a place."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True)
class Question:
    """What is asked. `words` must all be there; a document is open when it closes after `open`."""

    kind: str
    words: tuple[str, ...] = ()
    sector: str | None = None
    level: str | None = None
    near: Near | None = None
    open: float | None = None
    size: int = 10
    offset: int = 0
    number: int = 0

    @property
    def is_counted(self) -> bool:
        """Whether the answer says how many there are."""
        return self.kind in {"filter", "facets", PAGE}

    @property
    def has_facets(self) -> bool:
        """Whether the answer counts values."""
        return self.kind in {"facets", PAGE}

    @property
    def has_snippets(self) -> bool:
        """Whether the answer shows a marked stretch of each result."""
        return self.kind in {"snippets", PAGE}


@dataclass(frozen=True)
class Words:
    """Words and pairs by how often they stand in the first documents."""

    common: Sequence[str]
    middling: Sequence[str]
    rare: Sequence[str]
    pairs: Sequence[tuple[str, str]]
    beginnings: Sequence[str]
    known: frozenset[str]

    def any(self, random: Random, at: int) -> str:
        """Two common, two middling and a rare one in turn."""
        return random.choice(
            (self.common, self.common, self.middling, self.middling, self.rare)[at % 5]
        )

    def frequent(self, random: Random, at: int) -> str:
        """A common and a middling one in turn."""
        return random.choice(self.common if at % 2 else self.middling)


def questions(seed: int = SEED) -> list[Question]:
    """All of them, numbered."""
    random, found = Random(f"questions {seed}"), _count(seed)  # noqa: S311 - repeatable
    asked = [make(random, found, at) for make in KINDS for at in range(EACH)]
    return [
        Question(**{**vars(question), "number": number}) for number, question in enumerate(asked)
    ]


def write(folder: Path) -> None:
    """Keep them beside the corpus: who asks need not know the vocabulary."""
    (folder / "questions").write_bytes(pickle.dumps(questions()))


def load(folder: Path) -> list[Question]:
    """Those that were kept."""
    found: list[Question] = pickle.loads((folder / "questions").read_bytes())  # noqa: S301 - ours
    return found


def _term(random: Random, found: Words, at: int) -> Question:
    return Question("term", (found.any(random, at),))


def _two(random: Random, found: Words, at: int) -> Question:
    other = found.rare if at >= 15 else found.middling if at % 2 else found.common
    return Question("two words", (random.choice(found.common), random.choice(other)))


def _phrase(random: Random, found: Words, _at: int) -> Question:
    return Question("phrase", random.choice(found.pairs))


def _prefix(random: Random, found: Words, _at: int) -> Question:
    """Type-ahead: titles that hold a word which begins so."""
    start = ""
    while stem(start) != start or not start:  # FTS5 would stem the beginning
        start = random.choice(found.beginnings)[: random.choice((2, 3, 3, 4, 5))]
    return Question("prefix", (start,))


def _typo(random: Random, found: Words, _at: int) -> Question:
    """One step away from a word that stemming leaves as it is, so that all engines can meet it."""
    whole = [word for word in (*found.common, *found.middling) if len(word) >= 7]
    while True:
        wrong = _mistyped(random, random.choice([word for word in whole if stem(word) == word]))
        if wrong not in found.known and stem(wrong) == wrong:
            return Question("typo", (wrong,))


def _filter(random: Random, found: Words, at: int) -> Question:
    place = PLACES[random.randrange(20)]
    words_ = (random.choice(found.common), *([random.choice(found.middling)] if at % 2 else []))
    return Question(
        "filter",
        words_,
        sector=random.choice(SECTORS),
        level=str(random.randint(3, len(LEVEL_WEIGHTS) - 2)),
        near=Near(place.latitude, place.longitude, random.choice((40.0, 80.0, 160.0))),
    )


def _facets(random: Random, found: Words, at: int) -> Question:
    return Question("facets", (found.frequent(random, at),))


def _sort(random: Random, found: Words, at: int) -> Question:
    return Question("sort", (found.frequent(random, at),), size=20)


def _deep(random: Random, found: Words, _at: int) -> Question:
    offset = random.choice((200, 500, 1000))
    return Question("deep page", (random.choice(found.common),), size=20, offset=offset)


def _snippets(random: Random, found: Words, _at: int) -> Question:
    return Question("snippets", (random.choice(found.common), random.choice(found.middling)))


def _page(random: Random, found: Words, at: int) -> Question:
    words_ = (random.choice(found.common if at % 3 else found.middling),)
    more = (random.choice(found.middling),) if at % 2 else ()
    sector = random.choice(SECTORS) if at % 3 == 0 else None
    return Question(PAGE, words_ + more, sector=sector, open=NOW)


KINDS: tuple[Callable[[Random, Words, int], Question], ...] = (
    *(_term, _two, _phrase, _prefix, _typo, _filter, _facets, _sort, _deep, _snippets, _page),
)


def _mistyped(random: Random, word: str) -> str:
    """One letter left out, put in, changed, or swapped with the next."""
    at, other = random.randrange(2, len(word) - 1), random.choice(LETTERS)
    start, rest = word[:at], word[at:]
    return start + random.choice(
        (rest[1:], other + rest, other + rest[1:], rest[1] + rest[0] + rest[2:])
    )


def _count(seed: int) -> Words:
    having, titles = Counter[str](), Counter[str]()
    pairs = Counter[tuple[str, str]]()
    for number in range(LOOKED_AT):
        texts = document(number, seed).texts
        said = [words(texts[name]) for name in ("title", "summary", "description")]
        having.update({word for text in said for word in text})
        titles.update(said[0])
        pairs.update({pair for pair in pairwise(said[2]) if not WEAK & set(pair)})
    often = {word: many / LOOKED_AT for word, many in having.items()}
    field = [word for word in sorted(set(FIELD)) if len(word) > 3 and word not in WEAK]
    return Words(
        common=[word for word in field if often.get(word, 0) > 0.1],
        middling=[word for word in field if 0.005 < often.get(word, 0) <= 0.1],
        rare=sorted(
            word
            for word, many in having.items()
            if 2 <= many <= 10 and word.isalpha() and 5 <= len(word) <= 10 and word not in WEAK
        ),
        pairs=sorted(pair for pair, many in pairs.items() if many >= 5 and min(map(len, pair)) > 3),
        beginnings=sorted(one for one, many in titles.items() if many > 4 and len(one) >= 5),
        known=vocabulary(seed).known | having.keys(),
    )
