"""Short ways of writing documents and questions down."""

from dataclasses import replace

from exchange.search.port import Audience, SearchDoc, SearchPort, SearchRequest
from exchange.search.query import parse

EVERYBODY = Audience(frozenset({"all"}))


def make(id_: int, title: str = "", *, version: int = 1, **rest: object) -> SearchDoc:
    """A document that everybody sees."""
    plain = SearchDoc(id_, version, {"title": title}, visible_to=EVERYBODY.keys)
    return replace(plain, **rest)  # type: ignore[arg-type]  # the fields of SearchDoc


def ask(text: str | None = None, **rest: object) -> SearchRequest:
    """Everybody's question."""
    request = SearchRequest(parse(text) if text else None, EVERYBODY)
    return replace(request, **rest)  # type: ignore[arg-type]  # the fields of SearchRequest


def ids(engine: SearchPort, text: str | None = None, **rest: object) -> list[int]:
    """What everybody finds, in order."""
    return list(engine.search("thing", ask(text, **rest)).ids)
