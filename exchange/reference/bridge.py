"""Other ways of saying what people type: the words of one sector beside those of another."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from exchange.reference.files import Source, read_toml


@dataclass(frozen=True, slots=True)
class Group:
    """Ways of saying the same thing, or nearly; `worth` of 1.0 is one thing with several names."""

    ways: tuple[str, ...]
    worth: float
    source: Source


@cache
def _load() -> tuple[Group, ...]:
    return tuple(_groups())


def _groups() -> Iterator[Group]:
    for section in read_toml("bridge.toml")["sections"]:
        source = Source.read(section["source"])
        for ways in section["groups"]:
            yield Group(tuple(ways), section["worth"], source)


ALL: tuple[Group, ...] = _load()
