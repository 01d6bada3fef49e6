"""Reports about a conversation: what a moderator may open, what was decided and why."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import Person
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.messages.models import Conversation
from exchange.moderation.lifecycle import ReportStatus


class TalkDecision(StrEnum):
    """What a moderator decided about what somebody wrote."""

    NO_ACTION = "no_action"
    STOPPED = "stopped"


class TalkReport(Identified, Audited, Base):
    """Somebody says that another person in a conversation writes what they must not.

    It opens that conversation, and no other, to the moderator who holds it.
    """

    __tablename__ = "talk_report"
    __table_args__ = (
        sa.CheckConstraint(
            "status IN ('open', 'claimed') OR (decision IS NOT NULL AND decision_reason <> ''"
            " AND decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name="decided_with_reason",
        ),
        sa.CheckConstraint(
            "decision IS NULL OR decision <> 'stopped' OR stopped_until IS NOT NULL",
            name="stopped_until_a_day",
        ),
        sa.CheckConstraint("reporter_id <> reported_id", name="not_oneself"),
        sa.CheckConstraint("decided_by_id <> reported_id", name="not_by_the_reported"),
        sa.CheckConstraint("appeal_decided_by_id <> decided_by_id", name="appeal_by_another"),
        sa.CheckConstraint("(opened_at IS NULL) = (opened_by_id IS NULL)", name="opened_by_whom"),
        sa.Index("ix_talk_report_status", "status", "created_at"),
    )
    audit_kind = "talk_report"
    audit_secret = frozenset({"text"})

    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id"), index=True)
    reporter_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    reported_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    category: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[ReportStatus] = mapped_column(choice(ReportStatus), default=ReportStatus.OPEN)
    claimed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    claim_expires_at: Mapped[datetime | None]
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """Who last opened the conversation to decide; each opening is in the record."""
    opened_at: Mapped[datetime | None]
    decision: Mapped[TalkDecision | None] = mapped_column(choice(TalkDecision))
    stopped_until: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    appeal_text: Mapped[str] = mapped_column(sa.Text, default="")
    appealed_at: Mapped[datetime | None]
    appeal_reason: Mapped[str] = mapped_column(sa.Text, default="")
    appeal_decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    conversation: Mapped[Conversation] = relationship()
    reported: Mapped[Person] = relationship(foreign_keys=[reported_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def reported_person_id(self) -> int:
        """Whose words these are: that person never decides about it."""
        return self.reported_id

    @property
    def decision_path(self) -> str:
        """Where the person concerned reads the decision and can appeal."""
        return f"/messages/decisions/{self.public_id}"
