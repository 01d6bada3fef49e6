"""Private notes to HR of both sides, such as about conduct: read by nobody else."""

from __future__ import annotations

import uuid

from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.errors import Invalid, NotAllowed
from exchange.placements import queries
from exchange.placements.safeguards.models import PrivateNote
from exchange.placements.safeguards.telling import tell_hr


@command
def write_note(actor: Actor, placement_id: uuid.UUID, text: str) -> None:
    """Leave a note that HR of both sides read. The history says nothing of it."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_NOTE, placement)
    if actor.person_id is None:
        raise NotAllowed("Sign in to write a note.")
    if not text.strip():
        raise Invalid({"text": "Write what HR should know."})
    db.session.add(
        PrivateNote(
            placement_id=placement.id,
            author_id=actor.person_id,
            author_name=actor.name,
            text=text,
        )
    )
    told = "A private note about a placement waits for you. Only HR of both sides can read it."
    tell_hr(placement, "private_note", told, but=actor)
