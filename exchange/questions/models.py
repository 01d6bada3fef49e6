"""Public questions about listings, and what they and their answers said before a correction."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.opportunities.models import Opportunity
from exchange.questions.lifecycle import QuestionStatus


class Question(Identified, Audited, Base):
    """Something asked about a listing. Who asked is no relationship, so that no page can say it."""

    __tablename__ = "question"
    __table_args__ = (
        sa.CheckConstraint("original <> ''", name="says_something"),
        sa.CheckConstraint(
            "status <> 'answered' OR (wording <> '' AND answer <> ''"
            " AND answered_at IS NOT NULL AND answered_by_id IS NOT NULL)",
            name="answered_by_somebody",
        ),
        sa.CheckConstraint("answered_by_id <> asker_id", name="not_by_its_asker"),
        sa.CheckConstraint(
            "(status IN ('asked', 'answered')) = (ended_at IS NULL)", name="ended_at_a_moment"
        ),
        sa.CheckConstraint(
            "status NOT IN ('declined', 'taken_down')"
            " OR (reason <> '' AND ended_by_id IS NOT NULL)",
            name="ended_with_reason",
        ),
        sa.CheckConstraint("changed_at IS NULL OR answered_at IS NOT NULL", name="changed_after"),
        sa.Index("ix_question_opportunity_id", "opportunity_id", "status"),
        sa.Index("ix_question_status", "status", "created_at"),
    )
    audit_kind = "question"
    audit_secret = frozenset({"original"})

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"))
    asker_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Known to the asker, and to a moderator who opens it in the record."""
    status: Mapped[QuestionStatus] = mapped_column(
        choice(QuestionStatus), default=QuestionStatus.ASKED
    )
    original: Mapped[str] = mapped_column(sa.Text)
    """As it was asked; never changed."""
    wording: Mapped[str] = mapped_column(sa.Text, default="")
    """As it is published: its answerer may make it clearer, or less telling of who asked."""
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    marking: Mapped[str] = mapped_column(sa.String(60), default="")
    """A protective marking in it that its writer says is only mentioned."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    changed_at: Mapped[datetime | None]
    """When what is published was last corrected."""
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    """Why it was declined or taken down, as the asker reads it."""
    version: Mapped[int] = mapped_column(default=1)
    opportunity: Mapped[Opportunity] = relationship()
    earlier: Mapped[list[EarlierAnswer]] = relationship(order_by="EarlierAnswer.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def poster_id(self) -> int | None:
        """Who posted what it is about, and answers."""
        return self.opportunity.poster_id

    @property
    def organisation_id(self) -> int | None:
        """The organisation whose posters answer."""
        return self.opportunity.organisation_id

    @property
    def path(self) -> str:
        """Where it stands once it is answered."""
        return f"/opportunities/{self.opportunity.public_id}#question-{self.public_id}"


class EarlierAnswer(Identified, Base):
    """What a question and its answer said before they were corrected; never changed itself.

    For those who answer and for moderators: a correction may have taken out what gave away a name.
    """

    __tablename__ = "question_earlier_answer"

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    wording: Mapped[str] = mapped_column(sa.Text)
    answer: Mapped[str] = mapped_column(sa.Text)
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
