"""What search knows of a message: its words, the names of its files, and who may read it.

The people stand in the document by name, so that who may not read a message does not find it, and
does not count it either. Blocks need no following: one that is made hides what comes after it, and
one that is lifted leaves hidden what it hid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from exchange.access import Actor
from exchange.db import db
from exchange.messages import blocking
from exchange.messages.attachments import queries as attachments
from exchange.messages.models import Message, Participant
from exchange.search.dependents import Dependence
from exchange.search.indexer import Built, Gone, Source
from exchange.search.port import Audience, IndexSpec, SearchDoc, TextField

KIND = Message.search_kind

SPEC = IndexSpec(
    kind=KIND,
    texts=(TextField("body", 2.0), TextField("files", 1.0)),
    numbers=("said_at",),
)

DEPENDENCES = (
    # Leaving hides nothing that was said before, so only coming in again or early is followed.
    Dependence(
        Message,
        Participant,
        frozenset({"joined_after"}),
        lambda row: Message.conversation_id == row.conversation_id,
    ),
)


def audience(viewer: Actor) -> Audience:
    """The one key that somebody holds here: their own."""
    if viewer.person_id is None:
        return Audience.NOBODY
    return Audience(frozenset({key(viewer.person_id)}))


def key(person_id: int) -> str:
    """The key of one person."""
    return f"person:{person_id}"


def build(ids: Sequence[int]) -> Iterator[Built]:
    """The document of each message, or that it is not to be found."""
    readers, files = _readers(ids), attachments.names(list(ids))
    for one in db.session.scalars(sa.select(Message).where(Message.id.in_(ids))):
        if one.withdrawn_at is not None:
            yield Gone(one.id, one.search_version)
            continue
        yield SearchDoc(
            id=one.id,
            version=one.search_version,
            texts={"body": one.body, "files": ". ".join(files.get(one.id, ()))},
            visible_to=frozenset(readers.get(one.id, ())),
            numbers={"said_at": one.created_at.timestamp()},
        )


def expected() -> Iterable[tuple[int, int]]:
    """Id and version of every message that was not withdrawn."""
    query = sa.select(Message.id, Message.search_version).where(Message.withdrawn_at.is_(None))
    return [(row[0], row[1]) for row in db.session.execute(query)]


SOURCE = Source(SPEC, build, expected)


def _readers(ids: Sequence[int]) -> dict[int, set[str]]:
    """Who may read each message, as `queries.visible` says for one of them."""
    query = (
        sa.select(Message.id, Participant.person_id)
        .join(
            Participant,
            sa.and_(
                Participant.conversation_id == Message.conversation_id,
                Message.id > Participant.joined_after,
                sa.or_(Participant.left_after.is_(None), Message.id <= Participant.left_after),
            ),
        )
        .where(Message.id.in_(ids), sa.not_(blocking.hidden_from(Participant.person_id)))
    )
    found: dict[int, set[str]] = {}
    for message_id, person_id in db.session.execute(query):
        found.setdefault(message_id, set()).add(key(person_id))
    return found
