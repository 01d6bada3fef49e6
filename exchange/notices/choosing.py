"""How each person is told: on the page, and by e-mail at once, in the daily one, or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from exchange.db import db
from exchange.notices.events import FIXED, GROUPS, Channel, Event
from exchange.notices.models import Mailing, NoticePreference


@dataclass(frozen=True)
class Way:
    """Where one notice goes."""

    on_page: bool
    mailing: Mailing

    @property
    def is_none(self) -> bool:
        """Whether the person wishes to hear nothing of it."""
        return not self.on_page and self.mailing is Mailing.NONE


def ways(person_ids: Collection[int], event: Event) -> dict[int, Way]:
    """Where a notice goes, for each of these people: one statement, none where it is fixed."""
    usual = Way(True, mailing(GROUPS[event.group].usual, event))
    found = dict.fromkeys(person_ids, usual)
    if event.group in FIXED:
        return found
    query = sa.select(
        NoticePreference.person_id, NoticePreference.on_page, NoticePreference.channel
    ).where(NoticePreference.person_id.in_(person_ids), NoticePreference.about == event.group)
    # A command that tells may hold rows that are not complete yet: they are not flushed here.
    with db.session.no_autoflush:
        for person_id, on_page, channel in db.session.execute(query):
            found[person_id] = Way(on_page, mailing(channel, event))
    return found


def mailing(channel: Channel, event: Event) -> Mailing:
    """What a wish makes of an event: what is urgent does not wait for the daily e-mail."""
    if channel is Channel.OFF:
        return Mailing.NONE
    if channel is Channel.AT_ONCE or event.urgent:
        return Mailing.AT_ONCE
    return Mailing.DAILY if channel is Channel.DAILY else Mailing.NONE
