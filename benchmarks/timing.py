"""All engines in one process, asked in turns: cold, warm, and again after single updates.

Prints one line of JSON: for each engine, milliseconds of each question in their order.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import corpus
from benchmarks.engines import registry
from benchmarks.engines.common import Engine
from benchmarks.questions import Question, load

ROUNDS = 3
UPDATES = 20
LONGEST = 30.0  # seconds until an update must be seen
Times = dict[str, list[float]]


def measure(folder: Path, engines: dict[str, Engine]) -> dict[str, Any]:
    """Everything that is measured of them together."""
    asked = load(folder)
    for engine in engines.values():
        engine.open()
    cold = _pass(engines, asked, Random(0))  # noqa: S311 - the same turns each time
    gc.collect()
    gc.freeze()
    rounds = [_pass(engines, asked, Random(one)) for one in range(1, ROUNDS + 1)]  # noqa: S311
    hits = {name: [one.hits(question) for question in asked] for name, one in engines.items()}
    updates = {name: _updates(one) for name, one in engines.items()}
    return {
        "cold": cold,
        "warm": {name: list(map(min, *(one[name] for one in rounds))) for name in engines},
        "hits": hits,
        "before": rounds[-1],
        "updates": updates,
        "after": _pass(engines, asked, Random(ROUNDS + 1)),  # noqa: S311
    }


def _pass(engines: dict[str, Engine], asked: Sequence[Question], random: Random) -> Times:
    """Every question once, shuffled; all engines one after the other, who is first by lot."""
    times = {name: [0.0] * len(asked) for name in engines}
    names = list(engines)
    for question in random.sample(asked, len(asked)):
        random.shuffle(names)
        for name in names:
            ask = engines[name].ask
            begun = time.perf_counter()
            ask(question)
            times[name][question.number] = (time.perf_counter() - begun) * 1000
    return times


def _updates(engine: Engine) -> list[float]:
    """Milliseconds from handing over a changed document until a fresh question finds it."""
    times = []
    for number in range(UPDATES):
        doc = marked(number)
        begun = time.perf_counter()
        engine.update(doc)
        while not engine.finds(f"marked{number}"):
            if time.perf_counter() - begun > LONGEST:
                raise SystemExit("an update was never seen")
        times.append((time.perf_counter() - begun) * 1000)
    return times


def marked(number: int) -> Any:
    """A document of the corpus, changed: a new version with a word that no other has."""
    doc = corpus.document(number)
    texts = {**doc.texts, "title": f"Marked{number} changed listing"}
    return replace(doc, version=2 + number, texts=texts)


if __name__ == "__main__":
    place, *wanted = sys.argv[1:]
    made = {name: registry.make(name, Path(place)) for name in wanted}
    print(json.dumps(measure(Path(place), made)))
