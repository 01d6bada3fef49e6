"""A document as a row: which words stand where, written as PostgreSQL reads its vectors.

Positions above 16,383 become that one, and at most 256 places of one word are kept, so phrases far
down in a very long text may be missed. Vectors end at 1 MB; what comes later is not indexed.
"""

import re
from collections.abc import Iterator
from typing import Any

from exchange.search.port import IndexSpec, SearchDoc
from exchange.search.postgres.tables import labels
from exchange.search.spelling import can_be_meant
from exchange.search.words import STOP_WORDS, stem, words

FIELD_GAP = 100  # positions between two fields, so that no phrase runs across
MOST_PLACES = 256  # of one word, by PostgreSQL
LAST_PLACE = 16_383  # by PostgreSQL
LONGEST_VECTOR = 1_000_000  # bytes; PostgreSQL refuses 1,048,576
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Row = dict[str, Any]


def row_of(spec: IndexSpec, doc: SearchDoc) -> Row:
    """The document as columns and values."""
    label_of = labels(spec)
    texts = [(words(doc.texts.get(text.name, "")), label_of[text.weight]) for text in spec.texts]
    stems, spelled = Vector(), Vector()
    for word, place, label in _placed(texts):
        stems.add(stem(word), place, label)
        spelled.add(word, place, label)
    lead = doc.texts.get(spec.suggest, "") if spec.suggest else ""
    return {
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
        "lead_words": bag(words(lead)),
        "stems": str(stems),
        "spelled": str(spelled),
    }


def tombstone(spec: IndexSpec, id_: int, version: int) -> Row:
    """Stands where a document was deleted, so that an older version cannot come back."""
    empty = SearchDoc(id_, version, {}, visible_to=frozenset())
    return {**row_of(spec, empty), "gone": True}


def words_to_offer(spec: IndexSpec, doc: SearchDoc) -> set[str]:
    """The words of a document that a mistyped one may stand for."""
    found = (word for text in spec.texts for word in words(doc.texts.get(text.name, "")))
    return {word for word in found if word not in STOP_WORDS and can_be_meant(word)}


def storable(values: Any) -> list[str]:
    """Each value once, without the characters that PostgreSQL cannot hold."""
    return list(dict.fromkeys(UNSTORABLE.sub("\ufffd", value) for value in values))


def bag(found: list[str]) -> str:
    """Words as a vector without places."""
    return " ".join(quoted(word) for word in dict.fromkeys(found) if word not in STOP_WORDS)


def quoted(word: str) -> str:
    """A word as vectors and queries write it; an empty one becomes one that no document has."""
    clean = UNSTORABLE.sub("\ufffd", word) or " "
    return "'" + clean.replace("\\", "\\\\").replace("'", "''") + "'"


class Vector:
    """Words and their places, as long as there is room."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}
        self._room = LONGEST_VECTOR

    def add(self, word: str, place: int, label: str) -> None:
        """One more place of a word; what no longer fits is left out."""
        known = self._places.get(word)
        if known is None:
            known = []
            self._room -= len(word.encode("utf-8", "replace")) + 4
            if self._room > 0:
                self._places[word] = known
        if self._room > 0 and len(known) < MOST_PLACES:
            self._room -= 2
            known.append(f"{min(place, LAST_PLACE)}{label}")

    def __str__(self) -> str:
        return " ".join(f"{quoted(word)}:{','.join(at)}" for word, at in self._places.items())


def _placed(texts: list[tuple[list[str], str]]) -> Iterator[tuple[str, int, str]]:
    place = 1  # PostgreSQL knows no place 0
    for found, label in texts:
        for word in found:
            if word not in STOP_WORDS:
                yield word, place, label
            place += 1
        place += FIELD_GAP
