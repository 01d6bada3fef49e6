"""Who comes the other way in a swap: named by the host, and asked before anybody else hears."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.audit import Audited
from exchange.db import Base, Identified, choice, db
from exchange.errors import NotFound
from exchange.placements.models import Placement
from exchange.transitions import Transitions


class PairingStatus(StrEnum):
    """What the person named said, and what became of it."""

    ASKED = "asked"
    CONSENTED = "consented"
    DECLINED = "declined"
    REPLACED = "replaced"
    MADE = "made"


P = PairingStatus
PAIRING = Transitions(
    "swap",
    {
        "consent": {P.ASKED: P.CONSENTED},
        "decline": {P.ASKED: P.DECLINED},
        "replace": {P.ASKED: P.REPLACED, P.CONSENTED: P.REPLACED},
        "make": {P.CONSENTED: P.MADE},
    },
)
LIVE = (P.ASKED, P.CONSENTED, P.MADE)
_LIVE = sa.text("status IN ('asked', 'consented', 'made')")


class Pairing(Identified, Audited, Base):
    """A person of the host who would come the other way; at most one live for a placement."""

    __tablename__ = "pairing"
    __table_args__ = (
        sa.Index(
            "uq_pairing_live",
            "placement_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        sa.CheckConstraint(
            "status NOT IN ('consented', 'made') OR consented_at IS NOT NULL",
            name="made_with_consent",
        ),
    )
    audit_kind = "pairing"

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    mover_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who would come the other way."""
    named_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    status: Mapped[PairingStatus] = mapped_column(
        choice(PairingStatus), default=PairingStatus.ASKED
    )
    consented_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    placement: Mapped[Placement] = relationship()
    mover: Mapped[Person] = relationship(foreign_keys=[mover_id])

    __mapper_args__ = {"version_id_col": version}

    def move(self, action: str) -> None:
        """Take an action of the table; raises IllegalTransition."""
        self.status = PAIRING.after(self.status, action)


def live(placement: Placement) -> Pairing | None:
    """Who is named for the other half now, if anybody."""
    query = sa.select(Pairing).options(joinedload(Pairing.mover))
    return db.session.scalar(query.filter_by(placement_id=placement.id).where(_LIVE))


def for_mover(viewer: Actor, public_id: uuid.UUID) -> Pairing:
    """The question as the person named may read it; raises NotFound for everybody else."""
    query = sa.select(Pairing).options(joinedload(Pairing.placement))
    found = db.session.scalar(query.filter_by(public_id=public_id, mover_id=viewer.person_id))
    if found is None or viewer.person_id is None:
        raise NotFound("There is no such question, or it is not yours to answer.")
    return found
