"""A document as a row: which words stand where, written as PostgreSQL reads its vectors.

Positions above 16,383 become that one, and at most 256 places of one word are kept, so phrases far
down in a very long text may be missed. Vectors end at 1 MB; what comes later is not indexed.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from exchange.search.port import IndexSpec, SearchDoc
from exchange.search.postgres.tables import labels
from exchange.search.spelling import can_be_meant
from exchange.search.words import STOP_WORDS, stem, words

FIELD_GAP = 100  # positions between two fields, so that no phrase runs across
MOST_PLACES = 256  # of one word, by PostgreSQL
LONGEST_VECTOR = 1_000_000  # bytes; PostgreSQL refuses 1,048,576
LETTER, WORD, PLACE = 4, 4, 2  # bytes at most in a vector
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Places = dict[str, list[str]]
Row = dict[str, Any]


class Written(NamedTuple):
    """A document as a row, and those of its words that a mistyped one may stand for."""

    row: Row
    offered: set[str]


def written(spec: IndexSpec, doc: SearchDoc) -> Written:
    """The document as columns and values."""
    label_of = labels(spec)
    texts = [(words(doc.texts.get(text.name, "")), label_of[text.weight]) for text in spec.texts]
    spelled = _places(texts)
    stems: Places = {}
    for word, at in spelled.items():
        stems.setdefault(stem(word), []).extend(at)
    lead = doc.texts.get(spec.suggest, "") if spec.suggest else ""
    row = {
        "id": doc.id,
        "version": doc.version,
        "gone": False,
        "length": sum(len(found) for found, _ in texts),
        "visible_to": storable(doc.visible_to),
        "hidden_from": storable(doc.hidden_from),
        **{f"k_{name}": storable(doc.keywords.get(name, ())) for name in spec.keywords},
        **{f"n_{name}": doc.numbers.get(name) for name in spec.numbers},
        "lat": doc.lat,
        "lon": doc.lon,
        "lead": lead.encode("utf-8", "surrogatepass"),
        "lead_words": _vector({word: [] for word in words(lead)}),
        "stems": _vector(stems),
        "spelled": _vector({word: [] for word in spelled}),
    }
    return Written(row, set(filter(can_be_meant, spelled)))


def tombstone(spec: IndexSpec, id_: int, version: int) -> Row:
    """Stands where a document was deleted, so that an older version cannot come back."""
    empty = SearchDoc(id_, version, {}, visible_to=frozenset())
    return {**written(spec, empty).row, "gone": True}


def storable(values: Iterable[str]) -> list[str]:
    """Each value once, without the characters that PostgreSQL cannot hold."""
    return [UNSTORABLE.sub("\ufffd", value) for value in dict.fromkeys(values)]


def quoted(word: str) -> str:
    """A word as vectors and queries write it; an empty one becomes one that no document has."""
    if word.isalnum():
        return f"'{word}'"
    clean = UNSTORABLE.sub("\ufffd", word) or " "
    return "'" + clean.replace("\\", "\\\\").replace("'", "''") + "'"


def _places(texts: list[tuple[list[str], str]]) -> Places:
    """Where each word stands: its position and the label of its field."""
    places: Places = {}
    place = 1  # PostgreSQL knows no place 0
    for found, label in texts:
        for at, word in enumerate(found, place):
            if word not in STOP_WORDS:
                places.setdefault(word, []).append(f"{at}{label}")
        place += len(found) + FIELD_GAP
    return places


def _vector(places: Places) -> str:
    """Words with their places, or without where there are none, as many as fit."""
    parts, room = [], LONGEST_VECTOR
    for word, at in places.items():
        kept = at[:MOST_PLACES]
        room -= LETTER * len(word) + WORD + PLACE * len(kept)
        if room < 0:
            break
        parts.append(f"{quoted(word)}:{','.join(kept)}" if kept else quoted(word))
    return " ".join(parts)
