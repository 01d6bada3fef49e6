"""The commands that measurements of notices run."""

from __future__ import annotations

from exchange.access import Actor
from exchange.db import command, db
from exchange.notices import services
from exchange.opportunities import steps
from exchange.opportunities.models import Opportunity

EVENT = "listing_published"


@command
def tell_all(actor: Actor, person_ids: list[int]) -> None:
    """What the worker has to do: e-mails at once, many at once, and daily ones."""
    for person_id in person_ids:
        services.tell(person_id, "decision_wanted", "A decision waits.", "/placements")
        services.tell(person_id, "started", "It has started.", "/placements")
    services.tell_many("everybody", 1, "message", "Something for all.", "/messages")


@command
def publish(actor: Actor, listing_id: int, subject_id: int) -> None:
    """What a moderator's yes does, and the watchers of the subject are told."""
    listing = db.session.get_one(Opportunity, listing_id)
    steps.publish(listing, actor)
    path = f"/opportunities/{listing.public_id}"
    services.tell_many("crowd", subject_id, EVENT, f"“{listing.title}” is published.", path)
