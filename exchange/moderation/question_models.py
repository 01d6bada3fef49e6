"""Reports about public questions and their answers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.moderation.lifecycle import ReportStatus
from exchange.opportunities.models import Opportunity
from exchange.questions.models import Question


class QuestionDecision(StrEnum):
    """What a moderator decided about a question."""

    NO_ACTION = "no_action"
    TAKEN_DOWN = "taken_down"


class QuestionReport(Identified, Audited, Base):
    """Somebody says that a question or its answer is wrong.

    The moderator who holds it may open who asked; the record keeps that. There is no appeal: what
    was taken down can be asked again in other words.
    """

    __tablename__ = "question_report"
    __table_args__ = (
        sa.CheckConstraint("status IN ('open', 'claimed', 'decided')", name="without_appeal"),
        sa.CheckConstraint(
            "status <> 'decided' OR (decision IS NOT NULL AND decision_reason <> ''"
            " AND decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name="decided_with_reason",
        ),
        sa.CheckConstraint("decided_by_id <> reporter_id", name="not_by_its_reporter"),
        sa.CheckConstraint("(opened_at IS NULL) = (opened_by_id IS NULL)", name="opened_by_whom"),
        sa.Index("ix_question_report_status", "status", "created_at"),
    )
    audit_kind = "question_report"
    audit_secret = frozenset({"text"})

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    reporter_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    category: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[ReportStatus] = mapped_column(choice(ReportStatus), default=ReportStatus.OPEN)
    claimed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    claim_expires_at: Mapped[datetime | None]
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """Who last opened who asked; each opening is in the record."""
    opened_at: Mapped[datetime | None]
    decision: Mapped[QuestionDecision | None] = mapped_column(choice(QuestionDecision))
    decision_reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    question: Mapped[Question] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def opportunity(self) -> Opportunity:
        """The listing about which it was asked."""
        return self.question.opportunity

    @property
    def reported_person_id(self) -> int:
        """Who asked: that person never decides about it."""
        return self.question.asker_id
