"""What the rules ask about a placement, and approvals that somebody outside gave.

A blank is unknown, and unknown never passes a check.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from exchange.audit import Audited
from exchange.db import Base, Identified, choice


class Body(StrEnum):
    """Who outside the two employers approves something."""

    COMMISSION = "commission"
    CHIEF_SECRETARY = "chief_secretary"


BODIES = {
    "R01": Body.COMMISSION,
    "R02": Body.COMMISSION,
    "R03": Body.COMMISSION,
    "R04": Body.CHIEF_SECRETARY,
    "R05": Body.COMMISSION,
}
"""Which rule can be met by whose approval."""


class PlacementFacts(Identified, Audited, Base):
    """What only some moves are asked; one row for each placement that was."""

    __tablename__ = "placement_facts"
    __table_args__ = (
        sa.CheckConstraint("host_level BETWEEN 1 AND 10", name="host_level_on_the_ladder"),
        sa.CheckConstraint("home_level BETWEEN 1 AND 10", name="home_level_on_the_ladder"),
        sa.CheckConstraint("pay >= 0 AND bonus >= 0", name="pay_is_no_debt"),
        sa.CheckConstraint(
            "nationality_checked_at IS NULL"
            " OR (nationality_checked_by_id IS NOT NULL AND reserved_post IS NOT NULL)",
            name="nationality_checked_by_somebody",
        ),
    )
    audit_kind = "placement_facts"
    audit_secret = frozenset({"pay", "bonus"})

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), unique=True)
    host_level: Mapped[int | None]
    """Of the post, on the ladder of levels."""
    pay: Mapped[int | None]
    """Of the appointment: pounds a year, full time."""
    bonus: Mapped[int | None]
    earlier_ended_on: Mapped[date | None]
    """The last day of the latest term in the Civil Service that this service does not know."""
    home_level: Mapped[int | None]
    """The mover's own grade at home, on the same ladder."""
    means_to_stay: Mapped[bool | None]
    """The mover says that they will stay with the host as its employee."""
    reserved_post: Mapped[bool | None]
    nationality_checked_at: Mapped[datetime | None]
    nationality_checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class OutsideApproval(Identified, Audited, Base):
    """An approval from outside, as HR of the host recorded it. Never changed: a later one counts.

    It covers the days up to `covers_until`, and grade and pay as they were when it was recorded.
    """

    __tablename__ = "outside_approval"
    __table_args__ = (
        sa.CheckConstraint("reference <> ''", name="has_a_reference"),
        sa.CheckConstraint("covers_until >= given_on", name="covers_something"),
    )
    audit_kind = "outside_approval"
    audit_secret = frozenset({"pay", "bonus"})

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    rule: Mapped[str] = mapped_column(sa.String(8))
    body: Mapped[Body] = mapped_column(choice(Body))
    reference: Mapped[str] = mapped_column(sa.String(80))
    given_on: Mapped[date]
    covers_until: Mapped[date]
    level: Mapped[int | None]
    pay: Mapped[int | None]
    bonus: Mapped[int | None]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """None: recorded before it was kept by whom."""
