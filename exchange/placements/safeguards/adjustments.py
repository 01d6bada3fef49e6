"""What a person needs in order to work well: theirs alone, until they share it with a host."""

from __future__ import annotations

import uuid

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db, lock
from exchange.errors import ChangedMeanwhile, IllegalTransition, NotAllowed
from exchange.placements import queries
from exchange.placements.safeguards.models import AdjustmentConsent, AdjustmentNeed
from exchange.placements.safeguards.queries import consent, needs_of
from exchange.placements.safeguards.telling import hr_people, tell
from exchange.placements.safeguards.words import Side


@command
def write_needs(actor: Actor, version: int, text: str) -> None:
    """The person writes what they need, or wipes it with a blank. Nobody is told."""
    if actor.person_id is None:
        raise NotAllowed("Sign in to write this.")
    found = needs_of(actor)
    if found is not None:
        lock(found)
    require(actor, Permission.ADJUSTMENTS_OWN, found or AdjustmentNeed(person_id=actor.person_id))
    if version != (found.version if found else 0):
        raise ChangedMeanwhile
    if found is None:
        db.session.add(AdjustmentNeed(person_id=actor.person_id, text=text))
    else:
        found.text = text


@command
def share(actor: Actor, placement_id: uuid.UUID, *, shared: bool) -> None:
    """The mover lets the host of this placement read it, or takes that back at once."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_MOVE, placement)
    needs = needs_of(actor)
    if shared and placement.status in queries.OVER:
        raise IllegalTransition("This placement is over, so that there is nothing to share.")
    if shared and (needs is None or not needs.text):
        raise IllegalTransition("You have written nothing yet.", "Write what you need first.")
    found = consent(placement)
    if found is None:
        db.session.add(AdjustmentConsent(placement_id=placement.id, shared=shared))
    elif found.shared == shared:
        return
    else:
        found.shared, found.changed_at = shared, clock.now()
    if shared:
        text = "The person who moves shared what they need to work well. Only the host reads it."
        for person_id in dict.fromkeys(
            (placement.host_manager_id, *hr_people(placement, Side.HOST))
        ):
            tell(placement, person_id, "adjustments_shared", text)
