"""Keeps the index after the database: follows changes, rebuilds, compares. Only the worker runs it.

Knows no word of the domain: `create_app` gives it a Source for each kind. What waits to be indexed
is taken out of every answer first, so that a result never shows what its viewer may no longer see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from flask import Flask, current_app

from exchange import errors
from exchange.db import db, housekeeping
from exchange.log import event
from exchange.search.bridge import Bridge
from exchange.search.changes import SearchChange
from exchange.search.port import (
    Audience,
    Filter,
    IndexSpec,
    IndexStats,
    SearchDoc,
    SearchError,
    SearchPage,
    SearchPort,
    SearchRequest,
    SearchTimeout,
    SearchUnavailable,
)

BATCH = 200
MANY, PART = 2_000, 10
"""Where more changes wait than this, and more than a tenth of what the index holds, building the
kind once is less work than many little commits, and leaves a smaller index."""
EVERYTHING = 0
"""The object id of a wish that a whole kind be built again."""


@dataclass(frozen=True)
class Gone:
    """A thing that is there but must not be found: as a deletion it beats older documents."""

    id: int
    version: int


Built = SearchDoc | Gone


@dataclass(frozen=True)
class Source:
    """How one kind of document is made from the database.

    `build` answers for the ids that still exist. `expected` gives id and version of everything
    that should be found.
    """

    spec: IndexSpec
    build: Callable[[Sequence[int]], Iterable[Built]]
    expected: Callable[[], Iterable[tuple[int, int]]]


@dataclass(frozen=True)
class Index:
    """The engine, what goes into it, and other ways of saying what people type."""

    engine: SearchPort
    sources: Mapping[str, Source]
    bridge: Bridge


@dataclass(frozen=True)
class Lag:
    """How far the index is behind: things that wait, and since when."""

    waiting: int
    since: datetime | None


def init_index(
    app: Flask, engine: SearchPort, sources: Iterable[Source], bridge: Bridge | None = None
) -> None:
    """Declare every kind to the engine; what cannot be read is rebuilt by `check`."""
    known = {source.spec.kind: source for source in sources}
    app.extensions["search"] = Index(engine, known, bridge or Bridge())
    for source in known.values():
        try:
            engine.ensure(source.spec)
        except SearchError as error:  # the rest of the house works without search
            event("search_unavailable", kind=source.spec.kind, problem=str(error))


def index() -> Index:
    """The index of the current app."""
    found: Index = current_app.extensions["search"]
    return found


def ask(kind: str, request: SearchRequest) -> SearchPage:
    """Search without what waits to be indexed; raises errors.SearchTimeout or SearchUnavailable."""
    return answer(kind, replace(request, exclude=request.exclude | pending_ids(kind)))


def answer(kind: str, request: SearchRequest) -> SearchPage:
    """The engine's answer; raises errors.SearchTimeout or SearchUnavailable."""
    with _told(kind):
        return index().engine.search(kind, request)


def suggest(
    kind: str, typed: str, audience: Audience, filters: tuple[Filter, ...] = ()
) -> list[str]:
    """Texts to offer while somebody types, none of something that waits to be indexed."""
    if not typed.strip():
        return []
    with _told(kind):
        found = index().engine.suggest(
            kind, typed, audience, exclude=pending_ids(kind), filters=filters
        )
    return [one.text for one in found]


@contextmanager
def _told(kind: str) -> Iterator[None]:
    """What goes wrong in the engine, in the words of the house."""
    try:
        yield
    except SearchTimeout as error:
        raise errors.SearchTimeout("This search took too long.", "Try fewer words.") from error
    except SearchError as error:
        event("search_unavailable", kind=kind, problem=str(error))
        raise errors.SearchUnavailable(
            "Search is not ready.", "It is being put right. Try again in a few minutes."
        ) from error


def pending_ids(kind: str) -> frozenset[int]:
    """Things that the index does not hold as they are now."""
    query = sa.select(SearchChange.object_id).where(
        SearchChange.kind == kind, SearchChange.object_id != EVERYTHING
    )
    return frozenset(db.session.scalars(query))


def lag() -> Lag:
    """How much waits, and since when."""
    query = sa.select(sa.func.count(SearchChange.id), sa.func.min(SearchChange.at))
    waiting, since = db.session.execute(query).one()
    return Lag(waiting, since)


def step() -> int:
    """Index one batch of what changed, then forget exactly those notes. Answers how many.

    Where very many wait, as after an import, their whole kind is built once instead. A note that
    comes meanwhile has another id and waits for the next step; after a crash between the two the
    batch is done again, which changes nothing.
    """
    db.session.rollback()
    query = sa.select(SearchChange.id, SearchChange.kind, SearchChange.object_id)
    notes = db.session.execute(query.order_by(SearchChange.id).limit(BATCH)).all()
    done = {note.id for note in notes}
    for kind, source in index().sources.items():
        ids = {note.object_id for note in notes if note.kind == kind}
        many = _notes_if_many(kind) if ids else []
        if EVERYTHING in ids or many:
            rebuild(kind)
            done.update(many)
        elif ids:
            _write_or_rebuild(source, sorted(ids))
    if done:
        forget_changes(sorted(done))
    return len(done)


def rebuild(kind: str) -> IndexStats:
    """Build a kind aside while the old one serves, and switch.

    Its changes are left noted, so what changed before or meanwhile is indexed once more after it.
    """
    source = index().sources[kind]
    stats = index().engine.rebuild(kind, _everything(source))
    event("search_rebuilt", kind=kind, documents=stats.documents)
    return stats


def drift() -> dict[str, int]:
    """How many documents of each kind differ from the database; -1 where it cannot be read."""
    return {kind: _drift(source) for kind, source in index().sources.items()}


def check() -> dict[str, int]:
    """Compare each index with the database, at boot; what differs is built again.

    Answers what `drift` found.
    """
    found = drift()
    for kind, differing in found.items():
        if differing:
            event("search_drift", kind=kind, differing=differing)
            rebuild(kind)
    return found


@housekeeping
def ask_for_rebuild() -> None:
    """Wish that everything be built again; the worker does it while serving."""
    db.session.add_all(SearchChange(kind=kind, object_id=EVERYTHING) for kind in index().sources)


@housekeeping
def forget_changes(ids: Sequence[int]) -> None:
    """These changes stand in the index now."""
    for start in range(0, len(ids), MANY):  # a statement takes only so many values
        some = ids[start : start + MANY]
        db.session.execute(sa.delete(SearchChange).where(SearchChange.id.in_(some)))


def _notes_if_many(kind: str) -> list[int]:
    """The notes of a kind, where so many things wait that it is better built anew; else none."""
    of_kind = SearchChange.kind == kind
    things = sa.select(sa.func.count(SearchChange.object_id.distinct())).where(of_kind)
    waiting = db.session.scalar(things) or 0
    if waiting <= MANY or waiting * PART <= _documents(kind):
        return []
    return list(db.session.scalars(sa.select(SearchChange.id).where(of_kind)))


def _documents(kind: str) -> int:
    try:
        return index().engine.stats(kind).documents
    except SearchError:  # what cannot be read must be built anyway
        return 0


def _write_or_rebuild(source: Source, ids: Sequence[int]) -> None:
    try:
        _write(source, ids)
    except (SearchUnavailable, OSError) as error:
        event("search_unavailable", kind=source.spec.kind, problem=str(error))
        rebuild(source.spec.kind)


def _write(source: Source, ids: Sequence[int]) -> None:
    engine, kind = index().engine, source.spec.kind
    built = list(source.build(ids))
    gone: dict[int | None, set[int]] = {None: set(ids) - {one.id for one in built}}
    for one in built:
        if isinstance(one, Gone):
            gone.setdefault(one.version, set()).add(one.id)
    for version, those in gone.items():
        if those:
            engine.delete(kind, those, version)
    docs = [one for one in built if isinstance(one, SearchDoc)]
    if docs:
        engine.put(kind, docs)


def _everything(source: Source) -> Iterator[SearchDoc]:
    """All documents, read after the engine has taken its lock, so from a fresh transaction."""
    db.session.rollback()
    ids = [id_ for id_, _version in source.expected()]
    for start in range(0, len(ids), BATCH):
        built = source.build(ids[start : start + BATCH])
        yield from (one for one in built if isinstance(one, SearchDoc))


def _drift(source: Source) -> int:
    db.session.rollback()
    engine, kind = index().engine, source.spec.kind
    try:
        if not engine.ensure(source.spec):
            return -1
        drift = engine.verify(kind, iter(list(source.expected())))
    except SearchError:
        return -1
    return len({*drift.missing, *drift.stale, *drift.surplus} - pending_ids(kind))
