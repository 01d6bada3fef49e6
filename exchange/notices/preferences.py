"""What a person wishes to hear, and how: by the page of preferences or by a link in an e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.errors import Invalid
from exchange.notices.events import FIXED, GROUPS, Channel, Group, choices, shown
from exchange.notices.models import NoticePreference
from exchange.notices.unsubscribing import DAILY


@dataclass(frozen=True)
class Wish:
    """How one group reaches a person."""

    on_page: bool
    channel: Channel


def switchable() -> list[Group]:
    """The groups that a person can set, in the order of the page."""
    return [group for group in shown() if group not in FIXED]


def wishes(person_id: int) -> dict[Group, Wish]:
    """What a person wishes, or what is usual, for each group: one statement."""
    found = {group: Wish(True, GROUPS[group].usual) for group in shown()}
    for row in db.session.scalars(_rows(person_id)):
        found[row.about] = Wish(row.on_page, row.channel)
    return found


@command
def choose(actor: Actor, wanted: Mapping[Group, Wish]) -> None:
    """Set some groups; raises Invalid for one that stays on or a way that it does not know."""
    require(actor, Permission.PAGE_SIGNED_IN, None)
    for group, wish in wanted.items():
        if group in FIXED:
            raise Invalid({f"mail_{group}": GROUPS[group].fixed})
        if wish.channel not in choices(group):
            raise Invalid({f"mail_{group}": "Choose one of the ways that are offered."})
    _keep(actor.person_id or 0, wanted)


@command
def unsubscribe(actor: Actor, person_id: int, what: str) -> None:
    """End the e-mails of a group, or the daily one, for whom the link was made. The page of
    notices goes on, and so does what is urgent where only the daily e-mail ends."""
    require(actor, Permission.PAGE_LINK, None)
    now = wishes(person_id)
    if what != DAILY:
        group = Group(what)
        ended = {group: Wish(True, Channel.OFF)}
    else:
        ended = {
            group: Wish(True, Channel.URGENT if Channel.URGENT in choices(group) else Channel.OFF)
            for group in switchable()
            if now[group].channel is Channel.DAILY
        }
    _keep(person_id, ended)


def _keep(person_id: int, wanted: Mapping[Group, Wish]) -> None:
    rows = {row.about: row for row in db.session.scalars(_rows(person_id).with_for_update())}
    for group, wish in wanted.items():
        row = rows.get(group)
        if row is None:
            row = NoticePreference(person_id=person_id, about=group)
            db.session.add(row)
        row.on_page, row.channel = wish.on_page, wish.channel


def _rows(person_id: int) -> sa.Select[NoticePreference]:
    return sa.select(NoticePreference).where(NoticePreference.person_id == person_id)
