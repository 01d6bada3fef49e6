"""Private notes to HR of both sides, such as about conduct: read by nobody else."""

from __future__ import annotations

import uuid
from datetime import timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.errors import Invalid, NotAllowed
from exchange.placements import queries
from exchange.placements.safeguards.models import PrivateNote
from exchange.placements.safeguards.telling import tell_hr

A_DAY = timedelta(days=1)


@command
def write_note(actor: Actor, placement_id: uuid.UUID, text: str) -> None:
    """Leave a note that HR of both sides read. The history says nothing of it.

    The same words within a day are a form that was sent twice, and one note.
    """
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_NOTE, placement)
    if actor.person_id is None:
        raise NotAllowed("Sign in to write a note.")
    if not text.strip():
        raise Invalid({"text": "Write what HR should know."})
    values = {"placement_id": placement.id, "author_id": actor.person_id, "text": text}
    known = sa.select(PrivateNote.id).filter_by(**values)
    if db.session.scalar(known.where(PrivateNote.created_at > clock.now() - A_DAY)) is not None:
        return
    db.session.add(PrivateNote(author_name=actor.name, **values))
    told = "A private note about a placement waits for you. Only HR of both sides can read it."
    tell_hr(placement, "private_note", told, but=actor)
