"""Tantivy at its best: weighted fields, English stems, fast fields, aggregations, one writer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from benchmarks.corpus import SPEC
from benchmarks.engines.common import Answer, Size, bytes_of
from benchmarks.engines.fts5 import OFFERED, box
from benchmarks.questions import FACETS, Question
from exchange.search.port import SearchDoc

TEXTS = {text.name: text.weight for text in SPEC.texts}
KEYS = ("kind", "sector", "level", "external", "organisation", "skills")
"""Kept as they are, under `key_…`: two of them name texts too."""
NUMBERS = ("closes_at", "published_at")
BULK, SINGLE = 256_000_000, 50_000_000  # bytes of the writer
SNIPPET = 160
MUST, SHOULD = Occur.Must, Occur.Should
COUNTED = {name: {"terms": {"field": f"key_{name}", "size": size}} for name, size in FACETS.items()}
OFFER = {"titles": {"terms": {"field": "key_title", "size": OFFERED}}}


def _schema() -> Any:
    made = tantivy.SchemaBuilder()
    made.add_integer_field("number", stored=True, indexed=True, fast=True)
    for name in TEXTS:
        made.add_text_field(name, stored=name == "description", tokenizer_name="en_stem")
    made.add_text_field("begun", tokenizer_name="default", index_option="basic")
    for name in (*KEYS, "title"):
        made.add_text_field(f"key_{name}", tokenizer_name="raw", index_option="basic", fast=True)
    for name in NUMBERS:
        made.add_integer_field(name, indexed=True, fast=True)
    for name in ("lat", "lon"):
        made.add_float_field(name, indexed=True, fast=True)
    return made.build()


def _document(doc: SearchDoc) -> Any:
    values: dict[str, list[Any]] = {name: [doc.texts[name]] for name in TEXTS}
    values |= {f"key_{name}": list(doc.keywords.get(name, ())) for name in KEYS}
    values |= {name: [int(doc.numbers[name])] for name in NUMBERS}
    title = doc.texts["title"]
    places = {"lat": [doc.lat], "lon": [doc.lon]}
    return tantivy.Document(number=[doc.id], begun=[title], key_title=[title], **values, **places)


class Tantivy:
    """One directory."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "tantivy"

    def build(self, docs: Iterator[SearchDoc]) -> None:
        self._path.mkdir()
        writer = tantivy.Index(_schema(), path=str(self._path)).writer(BULK, 1)
        for doc in docs:
            writer.add_document(_document(doc))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self._index = tantivy.Index.open(str(self._path))
        self._index.config_reader(reload_policy="manual")
        self._schema = self._index.schema
        self._writer: Any = None
        stems = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        stems = stems.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("english"))
        self._stems = stems.build()
        self.refresh()

    def refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> Answer:
        if question.kind == "prefix":
            return Answer((), self.hits(question))
        query, size = self._query(question), question.size
        order: dict[str, Any] = {"count": question.is_counted, "offset": question.offset}
        if question.kind == "sort":
            order |= {"order_by_field": "published_at", "order": tantivy.Order.Desc}
        found = self._searcher.search(query, size, **order)
        where = [hit[1] for hit in found.hits]
        return Answer(
            self._searcher.fast_field_values("number", where) if where else (),
            found.count if question.is_counted else None,
            self._counts(query, COUNTED) if question.has_facets else {},
            self._snippets(question, where) if question.has_snippets else (),
        )

    def hits(self, question: Question) -> int:
        if question.kind == "prefix":
            query = Query.regex_query(self._schema, "begun", f"{question.words[0]}.*")
            return sum(self._counts(query, OFFER)["titles"].values())
        return int(self._searcher.search(self._query(question), 1, count=True).count)

    def update(self, doc: SearchDoc) -> None:
        if self._writer is None:
            self._writer = self._index.writer(SINGLE, 1)
        query = Query.term_query(self._schema, "number", doc.id)
        self._writer.delete_documents_by_query(query)
        self._writer.add_document(_document(doc))
        self._writer.commit()

    def finds(self, word: str) -> bool:
        self.refresh()
        return self.hits(Question("term", (word,))) > 0

    def size(self) -> Size:
        copies = sum(one.stat().st_size for one in self._path.glob("*.store"))
        return Size(bytes_of(self._path), copies)

    def close(self) -> None:
        self._searcher = self._index = self._writer = None

    def _query(self, question: Question) -> Any:
        if question.kind == "phrase":
            said = [self._anywhere(f'"{" ".join(question.words)}"')]
        elif question.kind == "typo":
            said = [self._nearly(question.words[0])]
        else:
            said = [self._anywhere(word) for word in question.words]
        filters = [Query.const_score_query(one, 0.0) for one in self._filters(question)]
        return Query.boolean_query([(MUST, one) for one in (*said, *filters)])

    def _anywhere(self, said: str) -> Any:
        """In any field, by its weight."""
        ways = [
            Query.boost_query(self._index.parse_query(f"{name}:{said}"), weight)
            for name, weight in TEXTS.items()
        ]
        return Query.boolean_query([(SHOULD, one) for one in ways])

    def _nearly(self, typed: str) -> Any:
        stemmed = (self._stems.analyze(typed) or [typed])[0]
        ways = [
            Query.boost_query(Query.fuzzy_term_query(self._schema, name, stemmed), weight)
            for name, weight in TEXTS.items()
        ]
        return Query.boolean_query([(SHOULD, one) for one in ways])

    def _filters(self, question: Question) -> Iterator[Any]:
        schema = self._schema
        for name, value in (("sector", question.sector), ("level", question.level)):
            if value is not None:
                yield Query.term_query(schema, f"key_{name}", value)
        if question.open is not None:
            yield Query.term_query(schema, "key_external", "no")
            kind = tantivy.FieldType.Integer
            yield Query.range_query(schema, "closes_at", kind, int(question.open), None)
        if question.near:
            south, north, west, east = box(question.near)
            yield Query.range_query(schema, "lat", tantivy.FieldType.Float, south, north)
            yield Query.range_query(schema, "lon", tantivy.FieldType.Float, west, east)

    def _counts(self, query: Any, wanted: dict[str, Any]) -> dict[str, dict[str, int]]:
        found = self._searcher.aggregate(query, wanted)
        return {
            name: {one["key"]: one["doc_count"] for one in found[name]["buckets"]}
            for name in wanted
        }

    def _snippets(self, question: Question, where: list[Any]) -> list[str]:
        words = self._index.parse_query(" OR ".join(question.words), ["description"])
        maker = tantivy.SnippetGenerator.create(self._searcher, words, self._schema, "description")
        maker.set_max_num_chars(SNIPPET)
        return [maker.snippet_from_doc(self._searcher.doc(one)).to_html() for one in where]


def make(folder: Path) -> Tantivy:
    """On the folder `tantivy` of a run."""
    return Tantivy(folder)
