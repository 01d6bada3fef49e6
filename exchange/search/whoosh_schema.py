"""How a document lies in a Whoosh index: postings lists and one column.

Field weights go into the postings, so a word is looked up once and not once a field. What filters,
sorts and guards is one JSON row a document, read once a segment: a NUMERIC field would index many
terms a value, and a sortable float one crashes in Whoosh 2.7.4.
"""

import json
import math
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import SegmentReader

from exchange.search.port import IndexSpec, SearchDoc
from exchange.search.words import STOP_WORDS, stem, words

STEMS, SPELLED, LEAD, ROW = "stems", "spelled", "lead", "row"
FIELD_GAP = 100  # positions between two fields, so that no phrase runs across
TIER = 8  # segments of one size before they are merged, and the ratio between sizes

Weighted = list[tuple[list[str], float]]


class PackedPositions(formats.Positions):  # type: ignore[misc]  # Whoosh ships no types
    """Positions as an array of integers; Whoosh's own are a pickle a posting."""

    def encode(self, poslist: list[int]) -> bytes:
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return array("I", valuestring).tolist()


class Stems(fields.FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """Stems of (words, weight) pairs and their positions; a word weighs the sum over its places."""

    def __init__(self) -> None:
        super().__init__(PackedPositions(), analyzer=None)

    def index(self, value: Weighted, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        weights: dict[str, float] = {}
        places: dict[str, list[int]] = {}
        for word, weight, place in _placed(value):
            weights[word] = weights.get(word, 0.0) + weight
            places.setdefault(word, []).append(place)
        for word, weight in weights.items():
            spots = places[word]
            yield word.encode(), len(spots), weight, self.format.encode(spots)


class Spelled(fields.FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """The words of (words, weight) pairs as they are spelled, to be found by their beginning."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), analyzer=None)

    def index(self, value: Weighted, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        weights: dict[str, float] = {}
        for found, weight in value:
            for word in found:
                if word not in STOP_WORDS:
                    weights[word] = weights.get(word, 0.0) + weight
        for word, weight in weights.items():
            yield word.encode(), 1, weight, b""


def _placed(value: Weighted) -> Iterator[tuple[str, float, int]]:
    place = 0
    for found, weight in value:
        for word in found:
            if word not in STOP_WORDS:
                yield stem(word), weight, place
            place += 1
        place += FIELD_GAP


def make_codec() -> W3Codec:
    """Whoosh's own, without its statistics of lengths, which cost a stat() call a posting."""
    codec = W3Codec()
    codec.length_stats = False
    return codec


def make_schema() -> fields.Schema:
    """The same for every kind: what differs lies in the row."""
    return fields.Schema(
        **{
            STEMS: Stems(),
            SPELLED: Spelled(),
            LEAD: Spelled(),
            ROW: fields.COLUMN(columns.VarBytesColumn()),
        }
    )


def whoosh_document(spec: IndexSpec, doc: SearchDoc) -> dict[str, object]:
    """The document as Whoosh's writer takes it."""
    text = [(words(doc.texts.get(field.name, "")), field.weight) for field in spec.texts]
    lead = doc.texts.get(spec.suggest, "") if spec.suggest else ""
    row = {
        "id": doc.id,
        "version": doc.version,
        "visible_to": sorted(doc.visible_to),
        "hidden_from": sorted(doc.hidden_from),
        "keywords": {name: list(dict.fromkeys(held)) for name, held in doc.keywords.items()},
        "numbers": dict(doc.numbers),
        "place": [] if doc.lat is None else [doc.lat, doc.lon],
        "length": sum(len(part) for part, _ in text),
        "lead": lead,
    }
    packed = json.dumps(row).encode("ascii")
    return {STEMS: text, SPELLED: text, LEAD: [(words(lead), 1.0)], ROW: packed}


def tombstone(id_: int, version: int) -> dict[str, object]:
    """Stands where a document was deleted, so that an older version cannot come back."""
    return {ROW: json.dumps({"id": id_, "version": version, "gone": True}).encode("ascii")}


def merge_tiers(writer: Any, segments: Iterable[Any]) -> list[Any]:
    """Merge eight segments of about one size, so that a large one is rarely copied.

    Whoosh's own policy copies large segments within the commit of one document.
    """
    kept = [segment for segment in segments if segment.doc_count()]
    tiers: dict[int, list[Any]] = {}
    for segment in kept:
        tiers.setdefault(int(math.log(segment.doc_count(), TIER)), []).append(segment)
    full = next((tier for _, tier in sorted(tiers.items()) if len(tier) >= TIER), [])
    for segment in full:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in kept if segment not in full]
