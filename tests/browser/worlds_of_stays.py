"""Stays that the demonstration lacks: longer, shorter, away to the end, and links about them."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from exchange.access import VISITOR, Actor
from exchange.agreements import services as agreements
from exchange.db import command, db
from exchange.demo import stage as on
from exchange.demo.lives import Life
from exchange.demo.moves import Move
from exchange.notices.models import Outbox
from exchange.opportunities.models import Opportunity
from exchange.placements import living
from exchange.placements.early_end import Notice
from exchange.placements.ending import Waived
from exchange.placements.lifecycle import Party, Role
from exchange.placements.models import Placement
from exchange.stays import extending, linking, noting, returning
from exchange.stays import steps as stays
from exchange.stays.extending import Wish
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import NoteKind
from exchange.stays.noting import Noted

WHY = "The plan needs the autumn."
CONTACT = ("Dora Hand", "dora.hand@eastmere.example")


class Longer(Life):
    """The host asks for a month more, so long ago that the link to the manager has run out."""

    ago = -40

    def _afterwards(self, placement: Placement) -> None:
        super()._afterwards(placement)
        wish = Wish(placement.ends_on + timedelta(days=30), WHY)
        version = self._version(placement)
        with self.stage.at(self.ago):
            found = extending.ask(self._asks(), placement.public_id, version, wish)
            self._decide_about(placement, found)

    def _asks(self) -> Actor:
        return on.poster(self.move.host)

    def _decide_about(self, placement: Placement, found: Extension) -> None:
        """Nobody does yet."""


class InVain(Longer):
    """HR at home refuses, so that the link to the manager is of no use any more."""

    ago = -3

    def _decide_about(self, placement: Placement, found: Extension) -> None:
        who, why = on.hr(self.move.home), "Nobody can cover the kitchen in spring."
        version = found.version
        extending.refuse(who, found.public_id, version, Role.HOME_HR, "service_need", why)


class Varied(Longer):
    """All agree, the manager by link, and two of the three have signed the variation."""

    ago = -3

    def _asks(self) -> Actor:
        return self._mover()

    def _decide_about(self, placement: Placement, found: Extension) -> None:
        linking.approve(VISITOR, _link_to(self._manager()[1]))
        home, host = on.hr(self.move.home), on.hr(self.move.host)
        poster = on.poster(self.move.host)
        roles = ((home, Role.HOME_HR), (poster, Role.HOST_MANAGER), (host, Role.HOST_HR))
        for who, role in roles:
            db.session.expire_all()
            extending.approve(who, found.public_id, found.version, role)
        db.session.expire_all()
        agreements.sign(home, placement.public_id, Party.HOME, placement.variation_hash or "")


class Noticed(Life):
    """The mover gave notice."""

    def _afterwards(self, placement: Placement) -> None:
        super()._afterwards(placement)
        version, reason = self._version(placement), "My team at home needs me in February."
        notice = Notice(self.stage.day(30))
        with self.stage.at(-1):
            living.end_early(self._mover(), placement.public_id, version, reason, notice)


class Away(Life):
    """On leave until after the last day; home has a contact without an account."""

    def _afterwards(self, placement: Placement) -> None:
        super()._afterwards(placement)
        since, until = self.stage.day(-8), placement.ends_on + timedelta(days=20)
        with self.stage.at(-8):
            noted = Noted(NoteKind.LEAVE, since, until, "Parental leave")
            noting.note(self._mover(), placement.public_id, noted)
        _send_return_link(on.hr(self.move.home), placement)


@command
def _send_return_link(actor: Actor, placement: Placement) -> None:
    """As it is sent where nobody at home has an account."""
    text = f"{placement.mover.name} returns soon. Confirm the post that waits."
    stays.send_link(placement, Role.HOME_HR, CONTACT, text, code=True)


MOVES = (
    (Varied, Move("Lena Fischer", "coalbrook", "northmoor", "attachment", "Longer", -30, "active")),
    (Longer, Move("Amara Eze", "signal", "harbour", "secondment", "Asked to stay", -70, "active")),
    (InVain, Move("Pat Osei", "openkitchen", "northmoor", "attachment", "In vain", -30, "active")),
    (Noticed, Move("Chris Doyle", "greenway", "openkitchen", "secondment", "Back", -60, "active")),
    (Away, Move("Nell Ogden", "eastmere", "openkitchen", "attachment", "Away", -35, "on_leave")),
)


def stay_there() -> None:
    """A civil servant stays with a host outside: advice is to be asked about the new job."""
    query = sa.select(Placement).join(Opportunity).where(Opportunity.title == "May stay")
    placement = db.session.scalars(query).one()
    who, why = on.hr("records"), "The hospice offers her the post for good."
    returning.waive(who, placement.public_id, placement.version, Waived.STAYS_WITH_HOST, why)


def found() -> dict[str, dict[str, str]]:
    """Public ids of the extensions, by the title of the listing."""
    query = (
        sa.select(Opportunity.title, Extension.public_id)
        .join(Placement, Placement.id == Extension.placement_id)
        .join(Opportunity, Opportunity.id == Placement.opportunity_id)
    )
    rows = db.session.execute(query.order_by(Extension.id))
    return {"extension": {str(title): str(public_id) for title, public_id in rows}}


def _link_to(address: str) -> str:
    """The secret of the newest link about a stay that was mailed to an address."""
    rows = db.session.scalars(sa.select(Outbox).filter_by(topic="mail").order_by(Outbox.id.desc()))
    text = next(
        str(row.payload["text"])
        for row in rows
        if row.payload.get("to") == address and "/stays/" in str(row.payload["text"])
    )
    return text.partition("/stays/")[2].split()[0]
