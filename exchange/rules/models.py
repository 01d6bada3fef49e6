"""Rows of rules that administrators added. None is ever changed: a later one takes over."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import Person
from exchange.audit import Audited
from exchange.db import Base, Identified, choice


class RuleEffect(StrEnum):
    """What a rule does when it is not met."""

    BLOCK = "block"
    APPROVE = "approve"
    TASK = "task"
    WARN = "warn"
    AUTO = "auto"


class RuleRow(Identified, Audited, Base):
    """A rule as it holds from a day on: its words, numbers, source, and who decided so and why."""

    __tablename__ = "rule_row"
    audit_kind = "rule_row"

    rule: Mapped[str] = mapped_column(sa.String(8))
    number: Mapped[int]
    """The how manieth of this rule. Two people who add one at once want the same number."""
    effect: Mapped[RuleEffect] = mapped_column(choice(RuleEffect))
    says: Mapped[str] = mapped_column(sa.Text)
    what_now: Mapped[str] = mapped_column(sa.Text)
    values: Mapped[dict[str, Any]]
    source_title: Mapped[str] = mapped_column(sa.String(300))
    source_url: Mapped[str] = mapped_column(sa.String(500), default="")
    source_as_of: Mapped[date]
    in_force: Mapped[date]
    until: Mapped[date | None]
    why: Mapped[str] = mapped_column(sa.Text)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_by: Mapped[Person] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("rule", "number"),
        sa.CheckConstraint("until IS NULL OR until >= in_force", name="ends_after_start"),
        sa.CheckConstraint("why <> '' AND source_title <> ''", name="says_why_and_whence"),
    )
