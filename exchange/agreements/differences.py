"""What changed between two texts of an agreement, in words: the old side and the new side. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

WORD = re.compile(r"\s+|[^\s]+")
ALIKE = 0.4
"""Texts that share less are shown as replaced: a few common words would only scatter the marks."""
Piece = tuple[str, bool]
"""Words, and whether they are on this side only."""


@dataclass(frozen=True)
class Difference:
    """One place that differs: a fact or a paragraph, before and after."""

    what: str
    old: list[Piece]
    new: list[Piece]


@dataclass(frozen=True)
class Changed:
    """A clause that differs."""

    code: str
    title: str
    differences: list[Difference]


def between(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Changed]:
    """The clauses that differ, in the order of the document."""
    old = {clause["code"]: clause for clause in before}
    found = []
    for clause in after:
        known = old.get(clause["code"], {"facts": [], "words": []})
        differences = [*_facts(known["facts"], clause["facts"]), *_words(known, clause)]
        if differences:
            found.append(Changed(clause["code"], clause["title"], differences))
    return found


def _facts(before: list[list[str]], after: list[list[str]]) -> Iterable[Difference]:
    old = dict(before)
    new = dict(after)
    for label in dict.fromkeys([*old, *new]):
        if old.get(label) != new.get(label):
            yield _difference(label, old.get(label, ""), new.get(label, ""))


def _words(before: dict[str, Any], after: dict[str, Any]) -> Iterable[Difference]:
    old, new = before["words"], after["words"]
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, start, stop, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        length = max(stop - start, last - first)
        for at in range(length):
            was = old[start + at] if start + at < stop else ""
            is_now = new[first + at] if first + at < last else ""
            yield _difference(f"Paragraph {(first if is_now else start) + at + 1}", was, is_now)


def _difference(what: str, old: str, new: str) -> Difference:
    before, after = WORD.findall(old), WORD.findall(new)
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    if not _alike(old, new):
        return Difference(what, [(old, True)] if old else [], [(new, True)] if new else [])
    was: list[Piece] = []
    now: list[Piece] = []
    for kind, start, stop, first, last in matcher.get_opcodes():
        differs = kind != "equal"
        if stop > start:
            was.append(("".join(before[start:stop]), differs))
        if last > first:
            now.append(("".join(after[first:last]), differs))
    return Difference(what, was, now)


def _alike(old: str, new: str) -> bool:
    return difflib.SequenceMatcher(a=old.split(), b=new.split(), autojunk=False).ratio() >= ALIKE
