"""Reports about listings, who looks at them, what was decided and why."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.moderation.lifecycle import ReportStatus
from exchange.opportunities.models import Opportunity


class ReportDecision(StrEnum):
    """What a moderator decided."""

    NO_ACTION = "no_action"
    REMOVED = "removed"


class Report(Identified, Audited, Base):
    """Somebody says that a listing is wrong. A claim on it runs out."""

    __tablename__ = "report"
    __table_args__ = (
        sa.CheckConstraint(
            "status IN ('open', 'claimed') OR (decision IS NOT NULL AND decision_reason <> ''"
            " AND decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name="decided_with_reason",
        ),
        sa.CheckConstraint("appeal_decided_by_id <> decided_by_id", name="appeal_by_another"),
        sa.Index("ix_report_status", "status", "created_at"),
    )
    audit_kind = "report"

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    reporter_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    category: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[ReportStatus] = mapped_column(choice(ReportStatus), default=ReportStatus.OPEN)
    claimed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    claim_expires_at: Mapped[datetime | None]
    decision: Mapped[ReportDecision | None] = mapped_column(choice(ReportDecision))
    decision_reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    appeal_text: Mapped[str] = mapped_column(sa.Text, default="")
    appealed_at: Mapped[datetime | None]
    appeal_reason: Mapped[str] = mapped_column(sa.Text, default="")
    appeal_decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    opportunity: Mapped[Opportunity] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def reported_person_id(self) -> int | None:
        """Whose listing it is: that person never decides about it."""
        return self.opportunity.poster_id
