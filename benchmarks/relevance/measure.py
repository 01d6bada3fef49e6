"""nDCG and MRR of an engine over the labelled queries, asked as the page asks."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.relevance import wording
from benchmarks.relevance.corpus import document, listings
from benchmarks.relevance.labels import Query, grade, queries
from benchmarks.relevance.world import Facts
from exchange import other_ways
from exchange.opportunities import documents
from exchange.organisations.audience import EVERYBODY
from exchange.reference import kinds, levels, skills
from exchange.search.port import (
    Audience,
    In,
    Page,
    SearchDoc,
    SearchPage,
    SearchPort,
    SearchRequest,
)
from exchange.search.reading import FieldWords, Reading, read, settle

TOP = 10
FIRST_PLANTED = 10_001
ANYBODY = Audience(frozenset({EVERYBODY}))
BRIDGE = other_ways()


@dataclass(frozen=True)
class Planted:
    """A query with one right answer."""

    text: str
    right: int


@dataclass(frozen=True)
class Score:
    """How one query went: what was found first, and how good that is, 0 to 1."""

    family: str
    text: str
    worth: float
    found: tuple[int, ...]


def planted() -> tuple[list[Planted], list[SearchDoc]]:
    """The planted queries, and the listings that they are about."""
    text = (Path(__file__).parent / "planted.toml").read_text(encoding="utf-8")
    asked, docs, numbers = [], [], count(FIRST_PLANTED)
    for row in tomllib.loads(text)["planted"]:
        made = [_planted(next(numbers), *said) for said in (row["right"], *row["wrong"])]
        asked.append(Planted(row["q"], made[0].id))
        docs += made
    return asked, docs


def _planted(number: int, title: str, summary: str, line: str) -> SearchDoc:
    facts = Facts(None, None, title, "charity", 4, "York", "secondment", (), part_time=False)
    text = wording.Text(title, summary, line, "")
    return document(number, facts, text, "YO1", wording.EMPLOYERS[number % 16])


def fill(engine: SearchPort) -> None:
    """Put every listing into the engine."""
    engine.ensure(documents.SPEC)
    docs = [*(one.doc for one in listings()), *planted()[1]]
    engine.rebuild(documents.KIND, iter(docs))


def score(engine: SearchPort) -> list[Score]:
    """nDCG@10 of each labelled query, beside listings whose facts are known."""
    unlabelled = frozenset(doc.id for doc in planted()[1])
    return [_score(engine, query, unlabelled) for query in queries()]


def score_planted(engine: SearchPort) -> list[Score]:
    """The reciprocal rank of each right answer, among everything."""
    scores = []
    for one in planted()[0]:
        found = ask(engine, one.text)
        rank = found.index(one.right) + 1 if one.right in found else math.inf
        scores.append(Score("planted", one.text, 1 / rank, found))
    return scores


def _score(engine: SearchPort, query: Query, exclude: frozenset[int]) -> Score:
    found = ask(engine, query.text, exclude)
    grades = {one.doc.id: grade(query, one.facts) for one in listings()}
    return Score(query.family, query.text, ndcg(grades, found), found)


def ndcg(grades: dict[int, int], found: Sequence[int]) -> float:
    """What was found against the best that could be; 0 where there is nothing to find."""
    best = _gain(sorted(grades.values(), reverse=True)[:TOP])
    return _gain([grades[id_] for id_ in found[:TOP]]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**held - 1) / math.log2(rank + 1) for rank, held in enumerate(grades, 1))


def ask(engine: SearchPort, text: str, exclude: frozenset[int] = frozenset()) -> tuple[int, ...]:
    """The first ids that somebody sees who types this."""
    correct = partial(engine.correct, documents.KIND, audience=ANYBODY, exclude=exclude)

    def answer(reading: Reading) -> SearchPage:
        request = SearchRequest(
            reading.node, ANYBODY, reading.filters, page=Page(TOP), exclude=exclude, deadline=30.0
        )
        return engine.search(documents.KIND, request)

    return settle(read(text, FIELDS, BRIDGE, correct), answer)[1].ids


def _skill(text: str) -> In | None:
    found = skills.resolve(text)
    return In("skills", (found.code,)) if found else None


def _level(text: str) -> In | None:
    found = levels.guess(text)
    return In("level", (str(found.number),)) if found else None


def _kind(text: str) -> In | None:
    return In("kind", (text,)) if text in {kind.code for kind in kinds.ALL} else None


def _sector(text: str) -> In | None:
    return In("sector", (text,)) if text in wording.SECTORS else None


FIELDS: FieldWords = {"skill": _skill, "level": _level, "kind": _kind, "sector": _sector}


def by_family(scores: Sequence[Score]) -> Iterator[tuple[str, int, float]]:
    """Each family, how many queries it has, and how good they are on average."""
    for family in dict.fromkeys(one.family for one in scores):
        held = [one.worth for one in scores if one.family == family]
        yield family, len(held), sum(held) / len(held)


def mean(scores: Sequence[Score]) -> float:
    """Over all queries alike."""
    return sum(one.worth for one in scores) / len(scores)


def title(id_: int) -> str:
    """The title of a listing, to be shown."""
    docs = [*(one.doc for one in listings()), *planted()[1]]
    return next(doc.texts["title"] for doc in docs if doc.id == id_)
