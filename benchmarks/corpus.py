"""Made-up listings as documents of the opportunity index, at any size.

Document i depends on the seed and i alone, so 10,000 of them are the head of 100,000. They are
written once to a file and streamed from it, so that making them is no part of a measured build.
"""

from __future__ import annotations

import pickle
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks import words
from benchmarks.vocabulary import Vocabulary, vocabulary
from exchange.opportunities import documents
from exchange.opportunities.models import CostModel, Remote, Side
from exchange.organisations.audience import EVERYBODY
from exchange.organisations.models import Sector
from exchange.reference import kinds, outcodes, skills
from exchange.search.port import Audience, SearchDoc

SEED = 20261122
SPEC, KIND = documents.SPEC, documents.KIND
ASKING = Audience(frozenset({EVERYBODY}))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
DAY = 86_400.0
BATCH = 1000
EMPLOYERS = 400
PLACES = tuple(sorted(outcodes._load().values(), key=lambda one: Random(one.code).random()))  # noqa: S311
KIND_WEIGHTS = {"secondment": 40, "project": 22, "attachment": 16, "external_vacancy": 8}
SECTORS = tuple(one.value for one in Sector)
SECTOR_WEIGHTS = (20, 14, 8, 10, 40, 8)
LEVEL_WEIGHTS = (4, 10, 18, 22, 22, 13, 8, 3)
LEADS = ("", "Senior ", "Deputy ", "Assistant ")
EXTERNAL = "external_vacancy"


def document(number: int, seed: int = SEED) -> SearchDoc:
    """One listing."""
    random, known = Random(f"{seed}:{number}"), vocabulary(seed)  # noqa: S311 - repeatable
    kind = random.choices(kinds.ALL, [KIND_WEIGHTS.get(one.code, 2) for one in kinds.ALL])[0].code
    employer = None if random.random() < 0.1 else known.employers.draw(random, 1)[0]
    chosen = tuple(dict.fromkeys(known.skills.draw(random, random.randint(2, 7))))
    place = PLACES[int(len(PLACES) * random.random() ** 3)]
    return SearchDoc(
        id=number,
        version=1,
        texts={
            **_texts(random, known, employer, chosen),
            "place": f"{place.name} {place.region}",
            "terms": kinds.get(kind).name,
        },
        visible_to=ASKING.keys,
        keywords={
            **_keywords(random, kind, employer, chosen),
            "region": (place.region_code,),
            "outcode": (place.code,),
            "days": (str(random.randint(1, 5)),),
        },
        numbers=_numbers(random),
        lat=place.latitude,
        lon=place.longitude,
    )


def _texts(
    random: Random, known: Vocabulary, employer: str | None, chosen: Iterable[str]
) -> dict[str, str]:
    lead = random.choices(LEADS, (76, 14, 5, 5))[0]
    topic = known.topics.draw(random, 1)[0]
    title = f"{lead}{topic} {random.choice(words.ROLES).lower()}"
    more = f", {random.choice(words.WORK)}" if random.random() < 0.5 else ""
    text = known.sentences(random, int(80 + 220 * random.random() ** 1.3))
    half = len(text) // 2
    about = f"You will work on {topic} with {random.choice(words.WORK)}."
    return {
        "title": title[:1].upper() + title[1:] + more,
        "skills": ". ".join(name for one in skills.named(chosen) for name in one.names),
        "summary": f"A role in {topic}. {known.sentences(random, 16)[0]}",
        "organisation": employer or f"Person {random.randint(1, 9999)}",
        "description": "\n\n".join((" ".join(text[:half]), about, " ".join(text[half:]))),
    }


def _keywords(
    random: Random, kind: str, employer: str | None, chosen: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    found = {
        "kind": (kind,),
        "side": (Side.HOST.value if employer else Side.MOVER.value,),
        "level": (str(random.choices(range(1, 9), LEVEL_WEIGHTS)[0]),),
        "skills": chosen,
        "remote": (random.choice([*Remote]).value,),
        "cost_model": (random.choice([*CostModel]).value,),
        "external": ("yes" if kind == EXTERNAL else "no",),
    }
    if employer:
        own = Random(employer)  # noqa: S311 - an employer stays in its sector
        found["sector"] = (own.choices(SECTORS, SECTOR_WEIGHTS)[0],)
        found["organisation"] = (str(own.randint(1, 1_000_000)),)
    return found


def _numbers(random: Random) -> dict[str, float]:
    return {
        "closes_at": float(int(NOW + (random.random() * 120 - 30) * DAY)),
        "published_at": float(int(NOW - random.random() * 1000 * DAY)),
        "starts_on": float(date(2026, 12, 1).toordinal() + int(random.random() * 300)),
        "days_a_week": float(random.randint(1, 5)),
    }


def write(folder: Path, many: int, seed: int = SEED) -> None:
    """Make so many documents: one file of all, and a table of their texts by id.

    The table stands for the database of the app, from which snippets are taken.
    """
    texts = sqlite3.connect(folder / "texts.sqlite3", isolation_level=None)
    texts.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, summary, description)")
    with (folder / "corpus").open("wb") as file:
        for start in range(0, many, BATCH):
            made = [document(one, seed) for one in range(start, min(many, start + BATCH))]
            pickle.dump(made, file, pickle.HIGHEST_PROTOCOL)
            texts.execute("BEGIN")
            texts.executemany(
                "INSERT INTO texts VALUES (?, ?, ?)",
                [(one.id, one.texts["summary"], one.texts["description"]) for one in made],
            )
            texts.execute("COMMIT")
    texts.close()


def read(folder: Path, many: int) -> Iterator[SearchDoc]:
    """The first so many documents, a thousand of them at a time in memory."""
    return islice(_read(folder / "corpus"), many)


def _read(path: Path) -> Iterator[SearchDoc]:
    with path.open("rb") as file:
        while True:
            try:
                made = pickle.load(file)  # noqa: S301 - this run wrote it
            except EOFError:
                return
            yield from made


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
