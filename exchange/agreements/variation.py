"""A variation of an agreement that is in force: a later last day, signed by all three again.

Until the third has signed, the agreement and its last day govern as they are. The signatures stand
here, in columns of the row under check constraints, and with the third they go onto the placement.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.placements.lifecycle import Party
from exchange.placements.signatures import Signatures, add_columns
from exchange.transitions import Transitions


class VariationStatus(StrEnum):
    """What became of a variation."""

    TO_SIGN = "to_sign"
    IN_FORCE = "in_force"
    VOID = "void"


V = VariationStatus
VARIATION = Transitions(
    "variation",
    {
        "sign": {V.TO_SIGN: V.TO_SIGN},
        "seal": {V.TO_SIGN: V.IN_FORCE},
        "void": {V.TO_SIGN: V.VOID},
    },
)


def _signed(party: Party) -> sa.CheckConstraint:
    name = f"{party.value}_signed"
    return sa.CheckConstraint(
        f"status <> 'in_force' OR ({name}_at IS NOT NULL AND {name}_by IS NOT NULL"
        f" AND {name}_name IS NOT NULL AND {name}_how IS NOT NULL"
        f" AND {name}_hash IS NOT NULL AND {name}_hash = hash)",
        name=f"signed_by_{party.value}",
    )


VARIATION_ARGS = (
    *(_signed(party) for party in Party),
    sa.CheckConstraint("home_signed_by <> host_signed_by", name="signed_by_two_employers"),
    sa.CheckConstraint(
        "(home_signed_by IS NULL OR home_signed_by <> mover_key)"
        " AND (host_signed_by IS NULL OR host_signed_by <> mover_key)",
        name="mover_signs_for_nobody_else",
    ),
    sa.CheckConstraint("mover_signed_by = mover_key", name="mover_signs_in_person"),
    sa.CheckConstraint("ends_on > ended_before", name="variation_is_later"),
    sa.CheckConstraint(
        "status <> 'in_force' OR in_force_at IS NOT NULL", name="in_force_at_a_moment"
    ),
    sa.Index(
        "uq_agreement_variation_one_waits",
        "placement_id",
        unique=True,
        sqlite_where=sa.text("status = 'to_sign'"),
        postgresql_where=sa.text("status = 'to_sign'"),
    ),
)


class AgreementVariation(Signatures, Identified, Audited, Base):
    """What a version changes of the one before it, and who has signed it."""

    __tablename__ = "agreement_variation"
    __table_args__ = VARIATION_ARGS
    audit_kind = "agreement_variation"

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement_version.id"), unique=True)
    varies_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement_version.id"), index=True)
    hash: Mapped[str] = mapped_column(sa.String(64))
    mover_key: Mapped[str] = mapped_column(sa.String(300))
    status: Mapped[VariationStatus] = mapped_column(
        choice(VariationStatus), default=VariationStatus.TO_SIGN
    )
    ended_before: Mapped[date]
    ends_on: Mapped[date]
    contract_ends_on: Mapped[date | None]
    in_force_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    of_version: Mapped[Any] = relationship(
        "AgreementVersion", foreign_keys=[version_id], back_populates="variation"
    )
    varies: Mapped[Any] = relationship(
        "AgreementVersion", foreign_keys=[varies_id], back_populates="variations"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def unsigned(self) -> list[Party]:
        """Who has yet to sign."""
        return [party for party in Party if self.signature(party) is None]


add_columns(AgreementVariation)
