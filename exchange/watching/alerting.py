"""The worker's part: each saved search whose day has come, in a transaction of its own."""

from __future__ import annotations

from datetime import timedelta

from exchange.access import SYSTEM
from exchange.db import db
from exchange.errors import ExchangeError
from exchange.log import failure
from exchange.organisations.queries import actor_for
from exchange.watching import matching, queries, services
from exchange.watching.models import SavedSearch

EVERY = timedelta(minutes=15)


def run() -> int:
    """A round of the worker; answers how many matches were told."""
    ids = queries.due()
    db.session.rollback()
    return sum(_alert(one) for one in ids)


def _alert(saved_id: int) -> int:
    """Search first, as the owner sees it; no index is asked inside a transaction that writes."""
    try:
        saved = db.session.get(SavedSearch, saved_id)
        if saved is None:
            return 0
        address, kind = saved.address, matching.kind_of(saved.address)
        form = kind.form_of(address)
        rows = kind.found(actor_for(saved.person), form) if form.validate() else []
        return services.alert(SYSTEM, saved_id, address, [one.id for one in rows])
    except ExchangeError:  # another worker told it, or the index does not answer: next time
        failure("alert_put_off", saved_search_id=saved_id)
        return 0
    finally:
        db.session.rollback()
