"""Reads of files: whoever may read the message, and what the scanner has said."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from exchange.access import Actor
from exchange.config import Settings
from exchange.db import db
from exchange.errors import NotFound
from exchange.messages import queries
from exchange.messages.attachments.kinds import KINDS
from exchange.messages.attachments.models import Attachment, ScanState
from exchange.messages.models import Message


@dataclass(frozen=True)
class FileLine:
    """A file under a message, for one reader."""

    public_id: uuid.UUID
    name: str
    about: str
    """Kind and size."""
    note: str
    """What is to be said of it; nothing where it can just be opened."""
    opens: bool
    """Whether this reader may download it."""


def readable(viewer: Actor) -> sa.Select[Attachment]:
    """The files of messages that the viewer may read; none of a message that was withdrawn."""
    may_read = queries.visible(viewer).where(Message.withdrawn_at.is_(None))
    ids = may_read.with_only_columns(Message.id)
    return sa.select(Attachment).where(Attachment.message_id.in_(ids))


def of_messages(viewer: Actor, messages: Iterable[Message]) -> dict[int, tuple[FileLine, ...]]:
    """The files of messages that the viewer reads, by message: one statement."""
    senders = {one.id: one.sender_id for one in messages if one.withdrawn_at is None}
    if not senders:
        return {}
    query = readable(viewer).where(Attachment.message_id.in_(senders)).order_by(Attachment.id)
    found: dict[int, tuple[FileLine, ...]] = {}
    for one in db.session.scalars(query):
        mine = senders[one.message_id] == viewer.person_id
        found[one.message_id] = (*found.get(one.message_id, ()), _line(one, mine=mine))
    return found


def to_download(viewer: Actor, public_id: uuid.UUID) -> Attachment:
    """A file that the viewer may have; raises NotFound.

    Others have only what was found to be clean; its sender has it before, and nobody after the
    scanner found something in it.
    """
    open_to = sa.or_(
        Attachment.state == ScanState.CLEAN,
        sa.and_(
            Attachment.state != ScanState.REFUSED,
            Attachment.message_id.in_(
                sa.select(Message.id).where(Message.sender_id == (viewer.person_id or 0))
            ),
        ),
    )
    found = db.session.scalar(readable(viewer).where(Attachment.public_id == public_id, open_to))
    if found is None:
        raise NotFound("There is no such file, or it cannot be opened.")
    return found


def names(message_ids: list[int]) -> dict[int, list[str]]:
    """What the files of each message are called, for a moderator who has opened a report."""
    query = sa.select(Attachment.message_id, Attachment.name).where(
        Attachment.message_id.in_(message_ids)
    )
    found: dict[int, list[str]] = {}
    for message_id, name in db.session.execute(query.order_by(Attachment.id)):
        found.setdefault(message_id, []).append(name)
    return found


def scanner() -> str:
    """The address of the scanner; empty where there is none."""
    settings: Settings = current_app.extensions["settings"]
    return settings.scanner


def waiting_to_be_scanned(attachment_id: int) -> str | None:
    """Where the bytes of a file stand that is to be looked at; None where it was already."""
    query = sa.select(Attachment.stored).filter_by(id=attachment_id, state=ScanState.WAITING)
    return db.session.scalar(query)


def unscanned(most: int, but: Collection[int] = ()) -> list[int]:
    """Files that nobody has looked at, where there is a scanner; without those in `but`."""
    if not scanner():
        return []
    query = sa.select(Attachment.id).where(
        Attachment.state == ScanState.UNSCANNED, Attachment.id.not_in(but)
    )
    return list(db.session.scalars(query.order_by(Attachment.id).limit(most)))


def stored_names() -> frozenset[str]:
    """Under which names bytes should stand."""
    return frozenset(db.session.scalars(sa.select(Attachment.stored)))


def _line(one: Attachment, *, mine: bool) -> FileLine:
    about = f"{KINDS[one.kind].name}, {_size(one.size)}"
    opens = one.state is ScanState.CLEAN or (mine and one.state is not ScanState.REFUSED)
    return FileLine(one.public_id, one.name, about, _note(one.state, mine=mine), opens)


def _note(state: ScanState, *, mine: bool) -> str:
    if state is ScanState.CLEAN:
        return ""
    if state is ScanState.REFUSED:
        return "Removed: the virus check found something in it."
    if state is ScanState.WAITING:
        return f"Waits for the virus check. {'Others' if mine else 'You'} can open it after that."
    if mine:
        return "Not checked for viruses, so others cannot open it here. Send it another way."
    return "Not checked for viruses, so you cannot open it here. Ask for it another way."


def _size(size: int) -> str:
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"
