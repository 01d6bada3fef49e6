"""An agreement as it was issued: the data, its hash, who issued it and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange import clock
from exchange.audit import Audited
from exchange.db import Base, Identified
from exchange.placements.models import Placement


class AgreementVersion(Identified, Audited, Base):
    """One version. Rows are added and never changed."""

    __tablename__ = "agreement_version"
    __table_args__ = (sa.UniqueConstraint("placement_id", "number"),)
    audit_kind = "agreement_version"

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    number: Mapped[int]
    data: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    issued_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    placement: Mapped[Placement] = relationship()
