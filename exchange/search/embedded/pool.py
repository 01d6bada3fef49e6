"""Postings gathered in memory, term by term, until their segment is written.

Replaces Whoosh's external sort, which writes every posting to a file, reads it back and merges.
A document needs about 2 kB here, so a rebuild of very many is cut into several segments.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain, compress, repeat

from exchange.search.embedded.analysis import Analysed
from exchange.search.embedded.codec import BlockWriter
from exchange.search.embedded.schema import SPELLED, STEMS


class Weighted:
    """The documents of a stem, its weight in each, how many places it has there, and which."""

    __slots__ = ("counts", "ids", "places", "weights")

    def __init__(self) -> None:
        self.ids, self.weights = array("I"), array("f")
        self.counts, self.places = array("H"), array("H")


class Pool:
    """The postings of one segment. Documents come in the order of their numbers."""

    def __init__(self) -> None:
        self.stems: dict[str, Weighted] = {}
        self.listed: dict[str, dict[str, array[int]]] = {}
        self.size = 0  # postings

    def add_words(self, number: int, found: Analysed) -> None:
        """What a document says."""
        stems = self.stems
        for word, (weight, places) in found.stems.items():
            held = stems.get(word)
            if held is None:
                held = stems[word] = Weighted()
            held.ids.append(number)
            held.weights.append(weight)
            held.counts.append(len(places))
            held.places.extend(places)
        self.size += len(found.stems)
        self.add_listed(SPELLED, number, found.spelled)

    def add_listed(self, field: str, number: int, words: Iterable[str]) -> None:
        """Words of a field that are only there or not, each once."""
        terms = self.listed.setdefault(field, {})
        for word in words:
            if word in terms:
                terms[word].append(number)
            else:
                terms[word] = array("I", (number,))
            self.size += 1

    def take_weighted(
        self,
        word: str,
        ids: list[int | None],
        weights: list[float],
        counts: list[int],
        places: tuple[int, ...],
    ) -> None:
        """Postings of a stem from another segment; None stands for a dead document."""
        if None in ids:
            alive = [one is not None for one in ids]
            spots = chain.from_iterable(map(repeat, alive, counts))
            places = tuple(compress(places, spots))
            weights, counts = list(compress(weights, alive)), list(compress(counts, alive))
        living = [one for one in ids if one is not None]
        if living:
            held = self.stems.get(word) or self.stems.setdefault(word, Weighted())
            held.ids.extend(living)
            held.weights.extend(weights)
            held.counts.extend(counts)
            held.places.extend(places)

    def take_listed(self, field: str, word: str, ids: list[int | None]) -> None:
        """Postings of another field from another segment."""
        living = [one for one in ids if one is not None]
        if living:
            terms = self.listed.setdefault(field, {})
            terms.setdefault(word, array("I")).extend(living)

    def fields(self) -> Iterator[str]:
        """The fields that have postings, in the order of their names."""
        held = {field for field, terms in self.listed.items() if terms}
        yield from sorted(held | ({STEMS} if self.stems else set()))

    def words(self, field: str) -> list[str]:
        """The words of a field in order: by code point, as their bytes are."""
        return sorted(self.stems if field == STEMS else self.listed[field])

    def write(self, field: str, word: str, writer: BlockWriter) -> None:
        """The postings of a word, to a writer that was started on it."""
        if field == STEMS:
            held = self.stems[word]
            writer.write_all(held.ids, held.weights, held.counts, held.places)
        else:
            writer.write_all(self.listed[field][word])

    def cleanup(self) -> None:
        """Whoosh asks for it when the segment is written or given up."""
        self.stems.clear()
        self.listed.clear()
