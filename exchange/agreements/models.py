"""What is kept of an agreement: its draft, each change of it, issued versions and signatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange import clock
from exchange.agreements.variation import AgreementVariation, VariationStatus
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.placements.lifecycle import How, Party
from exchange.placements.models import Placement


class AgreementDraft(Identified, Audited, Base):
    """What HR changed of the standard words and fields; the rest follows from the placement."""

    __tablename__ = "agreement_draft"
    audit_kind = "agreement_draft"
    audit_secret = frozenset({"answers"})

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), unique=True)
    answers: Mapped[dict[str, Any]]
    """By clause: `words`, a list of paragraphs, and `fields` by code."""


class AgreementEdit(Identified, Base):
    """One change of the draft: which side's HR changed which clause, and when. Only added to."""

    __tablename__ = "agreement_edit"

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    clause: Mapped[str] = mapped_column(sa.String(40))
    side: Mapped[Party] = mapped_column(choice(Party))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class AgreementVersion(Identified, Audited, Base):
    """One issued version. Rows are added; a trigger refuses any change but of the names beside."""

    __tablename__ = "agreement_version"
    __table_args__ = (sa.UniqueConstraint("placement_id", "number"),)
    audit_kind = "agreement_version"
    audit_secret = frozenset({"data", "people"})

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    number: Mapped[int]
    data: Mapped[dict[str, Any]]
    people: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The names of the people in it, with the salts under which the hash covers them."""
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    issued_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    placement: Mapped[Placement] = relationship()
    variation: Mapped[AgreementVariation | None] = relationship(
        foreign_keys=AgreementVariation.version_id, back_populates="of_version", uselist=False
    )
    """What it changes of an earlier version, if it is a variation."""
    variations: Mapped[list[AgreementVariation]] = relationship(
        foreign_keys=AgreementVariation.varies_id, back_populates="varies"
    )
    """Those of this version, whatever became of them."""
    signatures: Mapped[list[AgreementSignature]] = relationship(
        order_by="AgreementSignature.id", back_populates="version"
    )

    @property
    def varied_by(self) -> AgreementVariation | None:
        """The variation that took its place, once all had signed that."""
        found = [one for one in self.variations if one.status is VariationStatus.IN_FORCE]
        return found[0] if found else None


class AgreementSignature(Identified, Audited, Base):
    """A signature as it was given, kept with its version also when it counts no more."""

    __tablename__ = "agreement_signature"
    __table_args__ = (sa.UniqueConstraint("version_id", "party"),)
    audit_kind = "agreement_signature"
    audit_secret = frozenset({"name"})

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement_version.id"))
    party: Mapped[Party] = mapped_column(choice(Party))
    name: Mapped[str] = mapped_column(sa.String(120))
    how: Mapped[How] = mapped_column(choice(How))
    signed_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[AgreementVersion] = relationship(back_populates="signatures")
