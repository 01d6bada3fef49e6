"""Putting files to a message, and what becomes of each once the scanner has answered, or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from exchange import clock
from exchange.access import SYSTEM, Actor, Permission, require
from exchange.db import command, db, lock
from exchange.errors import Invalid
from exchange.log import event
from exchange.messages import steps
from exchange.messages.attachments import clamd, queries, store
from exchange.messages.attachments.clamd import NotLookedAt, ScannerUnavailable, Verdict
from exchange.messages.attachments.kinds import MOST
from exchange.messages.attachments.models import SCAN, Attachment, ScanState
from exchange.messages.attachments.store import Kept
from exchange.messages.models import Message
from exchange.notices import services as notices
from exchange.notices.outbox import Afterwards
from exchange.reference.markings import held

TOPIC = "scan"
AGAIN, MOST_AGAIN = timedelta(minutes=5), 100
"""How often files that nobody looked at are offered to a scanner that answers again."""
GIVEN_BACK = timedelta(hours=6)
"""How long a file waits that a scanner which answers would not look at. It is kept in the worker
alone: offered each five minutes, such a file would change nothing and hold up the others."""
SWEEP = timedelta(hours=6)


def attach(message: Message, files: Sequence[Kept], *, only_mentions: bool) -> None:
    """A step: put files to a message that is being sent. Raises Invalid."""
    if len(files) > MOST:
        raise Invalid({"files": f"Send up to {MOST} files with a message."})
    marked = [one.upload for one in files if one.upload.marking]
    if marked and not only_mentions:
        why = held(marked[0].marking, f"“{marked[0].name}”")
        raise Invalid({"files": f"{why} If it only mentions the words, say so where you send it."})
    for one in files:
        _add(message, one)


def _add(message: Message, one: Kept) -> None:
    upload, scanned_here = one.upload, bool(queries.scanner())
    made = Attachment(
        message_id=message.id,
        name=upload.name,
        kind=upload.kind,
        size=upload.size,
        sha256=upload.sha256,
        stored=one.stored,
        marking=upload.marking,
        state=ScanState.WAITING if scanned_here else ScanState.UNSCANNED,
    )
    db.session.add(made)
    db.session.flush()
    if scanned_here:
        notices.queue(TOPIC, {"attachment_id": made.id})


def scan(payload: dict[str, int]) -> Afterwards | None:
    """The worker's handler: have one file looked at, outside any transaction."""
    stored = queries.waiting_to_be_scanned(payload["attachment_id"])
    db.session.rollback()
    if stored is None:
        return None
    verdict = _verdict(payload["attachment_id"], stored)
    scanned(SYSTEM, payload["attachment_id"], verdict)
    if verdict is None or verdict.is_clean:
        return None
    return lambda: store.remove(stored)


def _verdict(attachment_id: int, stored: str) -> Verdict | None:
    """What the scanner says; None where there is none that answers, or it would not look."""
    address = queries.scanner()
    try:
        return clamd.scan(address, store.read(stored)) if address else None
    except ScannerUnavailable as error:
        event("file_not_scanned", attachment_id=attachment_id, why=str(error))
        if isinstance(error, NotLookedAt):
            _given_back_lately()[attachment_id] = clock.now()
        return None


def _given_back_lately() -> dict[int, datetime]:
    found: dict[int, datetime] = current_app.extensions.setdefault("files_given_back", {})
    for one in [one for one, at in found.items() if at <= clock.now() - GIVEN_BACK]:
        del found[one]
    return found


@command
def scanned(actor: Actor, attachment_id: int, verdict: Verdict | None) -> None:
    """The scanner's answer about a file, or that there was none. Said twice, it counts once."""
    require(actor, Permission.ATTACHMENT_SCAN, None)
    found = db.session.get_one(Attachment, attachment_id)
    lock(found)
    if found.state is not ScanState.WAITING:
        return
    if verdict is None:
        found.state = SCAN.after(found.state, "no_scanner")
    else:
        found.state = SCAN.after(found.state, "found_clean" if verdict.is_clean else "refuse")
        found.scanned_at, found.finding = clock.now(), verdict.finding
    steps.note_change(found.message.conversation)
    if found.state is ScanState.REFUSED:
        _tell_sender(found)


def _tell_sender(found: Attachment) -> None:
    path = f"/messages/{found.message.conversation.public_id}#m-{found.message.public_id}"
    text = (
        f"Your file “{found.name}” was removed: the virus check found something in it"
        f" ({found.finding}). Nobody else could open it. Check your device."
    )
    notices.tell(found.message.sender_id, "file_removed", text, path)


def offer_again() -> int:
    """The worker's round: files that nobody looked at, once a scanner answers."""
    waiting = queries.unscanned(MOST_AGAIN, but=_given_back_lately())
    db.session.rollback()
    if not waiting or not clamd.answers(queries.scanner()):
        return 0
    return ask_again(SYSTEM, waiting)


@command
def ask_again(actor: Actor, ids: Sequence[int]) -> int:
    """Have files looked at that nobody has looked at; answers how many."""
    require(actor, Permission.ATTACHMENT_SCAN, None)
    query = sa.select(Attachment).where(
        Attachment.id.in_(ids), Attachment.state == ScanState.UNSCANNED
    )
    found = db.session.scalars(query.with_for_update()).all()
    for one in found:
        one.state = SCAN.after(one.state, "ask_again")
        notices.queue(TOPIC, {"attachment_id": one.id})
        steps.note_change(one.message.conversation)
    return len(found)


def sweep() -> int:
    """The worker's round: bytes that no message names, as after a crash while sending."""
    known = queries.stored_names()
    db.session.rollback()
    # With no rows at all this is more likely another database than an empty one.
    return store.sweep(known) if known else 0
