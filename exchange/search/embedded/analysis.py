"""A document taken apart, once, into the words that go into the index.

Replaces Whoosh's analyzers, which make an object of every word and look at each text once a field.
"""

from typing import NamedTuple

from exchange.search.port import IndexSpec, SearchDoc
from exchange.search.words import STOP_WORDS, stem, words

FIRST_PLACE = 256  # so that the longest phrase, laid back to where it begins, stays in its document
LAST_PLACE = 0xFFFF  # later words are found, but in no phrase
FIELD_GAP = 100  # places between two fields, so that no phrase runs across


class Analysed(NamedTuple):
    """Stems with their weight and places, the words that are not stop words, how many in all."""

    stems: dict[str, tuple[float, list[int]]]
    spelled: set[str]
    length: int


def analyse(spec: IndexSpec, doc: SearchDoc) -> Analysed:
    """The words of a document. Stop words are counted and keep their place, no more."""
    weights: dict[str, float] = {}
    places: dict[str, list[int]] = {}
    start, length = FIRST_PLACE, 0
    for field in spec.texts:
        found, weight = words(doc.texts.get(field.name, "")), field.weight
        for place, word in enumerate(found, start):
            if word in weights:
                weights[word] += weight
                places[word].append(place)
            else:
                weights[word] = weight
                places[word] = [place]
        length += len(found)
        start += len(found) + FIELD_GAP
    for stop in STOP_WORDS & weights.keys():
        del weights[stop]
    if start > LAST_PLACE:
        places = {word: [one for one in held if one <= LAST_PLACE] for word, held in places.items()}
    return Analysed(_stemmed(weights, places), set(weights), length)


def _stemmed(
    weights: dict[str, float], places: dict[str, list[int]]
) -> dict[str, tuple[float, list[int]]]:
    stems: dict[str, tuple[float, list[int]]] = {}
    for word, weight in weights.items():
        root, held = stem(word), places[word]
        if root in stems:
            before, earlier = stems[root]
            weight, held = before + weight, sorted(earlier + held)
        stems[root] = weight, held
    return stems
