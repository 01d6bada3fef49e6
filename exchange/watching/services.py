"""Saving searches, and telling their owners what is new: each match once, for ever."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db, lock
from exchange.errors import ChangedMeanwhile, Invalid
from exchange.notices import services as notices
from exchange.organisations.queries import actor_for
from exchange.watching import queries
from exchange.watching.kinds import Found
from exchange.watching.matching import kind_of
from exchange.watching.models import Often, SavedSearch
from exchange.web.look import plural

MOST_SEARCHES = 50
NAMED = 3
"""So many are named in the alert; the page of the search has all of them."""
DAYS = {Often.DAILY: 1, Often.WEEKLY: 7}


@command
def save(
    actor: Actor, name: str, often: Often, address: str, words: str, known: list[int]
) -> uuid.UUID:
    """Keep a search under a name. What it finds now counts as seen."""
    require(actor, Permission.PAGE_SIGNED_IN, None)
    mine = queries.of(actor)
    if len(mine) >= MOST_SEARCHES:
        raise Invalid({"name": f"You have {MOST_SEARCHES} saved searches. Delete one first."})
    _refuse_same_name(mine, name)
    saved = SavedSearch(
        person_id=actor.person_id, name=name, often=often, address=address, words=words,
        next_on=_next(often),
    )  # fmt: skip
    db.session.add(saved)
    db.session.flush()
    _remember(saved, kind_of(address).shown(actor, known))
    return saved.public_id


@command
def replace(
    actor: Actor,
    public_id: uuid.UUID,
    name: str,
    often: Often,
    address: str,
    words: str,
    known: list[int],
) -> None:
    """Put other words and filters in place of those of a saved search.

    What was told stays told; what the new ones find now counts as seen.
    """
    saved = _own(actor, public_id)
    _refuse_same_name([one for one in queries.of(actor) if one.id != saved.id], name)
    saved.name, saved.often, saved.next_on = name, often, _next(often)
    if kind_of(address) is not kind_of(saved.address):
        raise Invalid({"instead": "That one searches for something else. Choose another."})
    saved.address, saved.words = address, words
    _remember(saved, kind_of(address).shown(actor, queries.untold(saved, known)))


@command
def change(actor: Actor, public_id: uuid.UUID, version: int, name: str, often: Often) -> None:
    """Give a search another name, or tell of it more or less often."""
    saved = _own(actor, public_id)
    if saved.version != version:
        raise ChangedMeanwhile
    _refuse_same_name([one for one in queries.of(actor) if one.id != saved.id], name)
    if often != saved.often:
        saved.often, saved.next_on = often, _next(often)
    saved.name = name


@command
def delete(actor: Actor, public_id: uuid.UUID) -> None:
    """Forget a search and what was told of it."""
    saved = _own(actor, public_id)
    matches = kind_of(saved.address).matches
    db.session.execute(sa.delete(matches).filter_by(saved_search_id=saved.id))
    db.session.delete(saved)


@command
def alert(actor: Actor, saved_id: int, address: str, found: list[int]) -> int:
    """Tell the owner what is new among what the search found; answers how many.

    Whoever comes second, or after a kill, finds it done: its next day stands in the same commit.
    Who may see what is asked again here, at the time of telling.
    """
    saved = db.session.get(SavedSearch, saved_id)
    if saved is None:
        return 0
    lock(saved)
    require(actor, Permission.SAVED_SEARCH_ALERT, saved)
    if saved.next_on is None or saved.next_on > clock.today() or saved.address != address:
        return 0
    saved.next_on = _next(saved.often)
    owner = actor_for(saved.person)
    if saved.person.deactivated_at is not None:
        return 0
    new = kind_of(address).shown(owner, queries.untold(saved, found))
    if new:
        _tell(saved, new)
    return len(new)


def _tell(saved: SavedSearch, new: list[Found]) -> None:
    now = clock.now()
    _remember(saved, new, now)
    saved.last_sent_at = now
    count = plural(len(new), *(f"new {one}" for one in kind_of(saved.address).nouns))
    named = "; ".join(one.said for one in new[:NAMED])
    more = f"; and {len(new) - NAMED} more" if len(new) > NAMED else ""
    alone = new[0] if len(new) == 1 else None
    notices.tell(
        saved.person_id,
        "saved_search_alert",
        f"{count} “{saved.name}”: {named}{more}.",
        f"/saved-searches/{saved.public_id}",
        organisation=alone.organisation if alone else "",
        role=alone.role if alone else "",
        why=f"You search for: {saved.words}.",
    )


def _remember(saved: SavedSearch, rows: list[Found], told_at: datetime | None = None) -> None:
    matches = kind_of(saved.address).matches
    db.session.add_all(
        matches(saved_search_id=saved.id, item_id=one.id, told_at=told_at) for one in rows
    )


def _own(actor: Actor, public_id: uuid.UUID) -> SavedSearch:
    saved = queries.by_public_id(actor, public_id)
    lock(saved)
    require(actor, Permission.SAVED_SEARCH_OWN, saved)
    return saved


def _refuse_same_name(others: list[SavedSearch], name: str) -> None:
    if name.casefold() in {one.name.casefold() for one in others}:
        raise Invalid({"name": "You have a saved search of this name. Choose another."})


def _next(often: Often) -> date | None:
    days = DAYS.get(often)
    return clock.today() + timedelta(days=days) if days else None
