"""The vocabulary of skills: what a profile offers and a listing asks for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from exchange.reference.files import read_csv

_NOT_A_WORD = re.compile(r"[^a-z0-9&]+")


@dataclass(frozen=True, slots=True)
class Skill:
    """An entry of the vocabulary; `also` are its other names, none of them shared."""

    code: str
    name: str
    group: str
    also: tuple[str, ...]
    description: str

    @property
    def names(self) -> tuple[str, ...]:
        """Its name, then its other names."""
        return (self.name, *self.also)


def _skill(row: dict[str, str]) -> Skill:
    also = tuple(name for name in row["also"].split("|") if name)
    return Skill(row["code"], row["name"], row["group"], also, row["description"])


@cache
def _load() -> dict[str, Skill]:
    return {row["code"]: _skill(row) for row in read_csv("skills.csv")}


ALL: tuple[Skill, ...] = tuple(_load().values())


def get(code: str) -> Skill:
    """The skill with this code. Raises KeyError."""
    return _load()[code]


def named(codes: Iterable[str]) -> list[Skill]:
    """The skills with these codes in their order, without codes that the vocabulary lacks."""
    return [_load()[code] for code in codes if code in _load()]


@cache
def by_group() -> Mapping[str, tuple[Skill, ...]]:
    """The skills under the heading of their group, both in the order of the file."""
    groups = dict.fromkeys(skill.group for skill in ALL)
    return MappingProxyType(
        {group: tuple(skill for skill in ALL if skill.group == group) for group in groups}
    )


def resolve(text: str) -> Skill | None:
    """The skill that has exactly this name, other name or code, whatever its case or hyphens."""
    return _by_name().get(normalise(text))


def find(text: str, limit: int = 10) -> list[Skill]:
    """Skills to offer while somebody types, best first; [] for nothing typed.

    First those one of whose names begins with the text, then those with a later word that does;
    within each, a skill's own name goes before its other names.
    """
    typed = normalise(text)
    if not typed:
        return []
    ranked = ((_rank(skill, typed), skill) for skill in ALL)
    found = [(rank, skill.name, skill) for rank, skill in ranked if rank is not None]
    return [skill for _, _, skill in sorted(found, key=lambda item: item[:2])][:limit]


def not_found(text: str) -> str:
    """What to tell somebody who typed a name that no skill has."""
    near = ", ".join(skill.name for skill in find(text, 3))
    hint = f"Did you mean: {near}?" if near else "Search for it as a word instead."
    return f"We have no skill with this name. {hint}"


def normalise(text: str) -> str:
    """Lower case, an apostrophe dropped, and everything between words one space."""
    return _NOT_A_WORD.sub(" ", text.lower().replace("'", "").replace("’", "")).strip()


def _rank(skill: Skill, typed: str) -> int | None:
    names = _normalised()[skill.code]
    starts = [name.startswith(typed) for name in names]
    inside = [f" {typed}" in name for name in names]
    tests = (typed in names, starts[0], any(starts), inside[0], any(inside))
    return next((rank for rank, holds in enumerate(tests) if holds), None)


@cache
def _normalised() -> dict[str, tuple[str, ...]]:
    return {skill.code: tuple(normalise(name) for name in skill.names) for skill in ALL}


@cache
def _by_name() -> dict[str, Skill]:
    codes = {normalise(skill.code): skill for skill in ALL}
    names = {normalise(name): skill for skill in ALL for name in skill.names}
    return codes | names
