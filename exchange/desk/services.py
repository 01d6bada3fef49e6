"""Commands of administrators about the machinery."""

from __future__ import annotations

import uuid

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.audit import record
from exchange.db import command, db
from exchange.errors import IllegalTransition, NotFound
from exchange.notices.models import Outbox


@command
def try_again(actor: Actor, outbox_id: int) -> None:
    """Put work that was given up back into the queue; raises IllegalTransition where it was not."""
    require(actor, Permission.PLATFORM_ADMINISTER, None)
    work = db.session.get(Outbox, outbox_id, with_for_update=True)
    if work is None:
        raise NotFound("There is no such work.")
    if work.failed_at is None:
        raise IllegalTransition("This work was not given up.", "Look at the page again.")
    record("outbox", uuid.UUID(int=work.id), {"last_error": work.last_error}, db.session())
    work.failed_at, work.attempts, work.run_at = None, 0, clock.now()
