"""The cost worksheet of a placement: what people fill in. The figures follow and are not stored.

Dates, days a week and shares stand in the terms of the placement, since a change of them voids
approvals. A blank is not known yet.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from exchange.audit import Audited
from exchange.db import Base, Identified, choice


class Bearer(StrEnum):
    """Who bears a cost."""

    HOME = "home"
    HOST = "host"
    FUNDER = "funder"


class Payer(StrEnum):
    """Who pays travel and other expenses."""

    HOME = "home"
    HOST = "host"
    FUNDER = "funder"


class Invoicing(StrEnum):
    """How often the home employer invoices."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    IN_ADVANCE = "in_advance"
    AT_THE_END = "at_the_end"


MOST_POUNDS = 9_999_999


class CostSheet(Identified, Audited, Base):
    """What is known of the cost of one placement."""

    __tablename__ = "cost_sheet"
    __table_args__ = (
        sa.CheckConstraint(
            "vat_concession = '' OR (vat_reason <> '' AND vat_confirmed_by <> '')",
            name="no_vat_only_with_reason",
        ),
        sa.CheckConstraint(
            "salary >= 0 AND allowances >= 0 AND backfill >= 0 AND later_salary >= 0"
            " AND later_allowances >= 0",
            name="no_negative_pounds",
        ),
        sa.CheckConstraint(
            "pension_rate >= 0 AND pension_rate <= 100"
            " AND later_pension_rate >= 0 AND later_pension_rate <= 100",
            name="rates_are_per_cent",
        ),
        sa.CheckConstraint("contract_days > 0 AND contract_days <= 5", name="days_in_a_week"),
        sa.CheckConstraint("backfill = 0 OR backfill_by IS NOT NULL", name="backfill_is_borne"),
        sa.CheckConstraint(
            "changes_on IS NOT NULL OR (later_salary IS NULL AND later_allowances IS NULL"
            " AND later_pension_rate IS NULL)",
            name="later_pay_from_a_day",
        ),
    )
    audit_kind = "cost_sheet"
    # The record may be read by people who may not see what somebody earns.
    audit_secret = frozenset(
        {"salary", "allowances", "later_salary", "later_allowances", "backfill"}
    )

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), unique=True)
    salary: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2))
    """Pounds a year for a full week of five days."""
    allowances: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2), default=Decimal(0))
    contract_days: Mapped[Decimal | None] = mapped_column(sa.Numeric(3, 2))
    """Days a week that the person works for the home employer in all."""
    pension_scheme: Mapped[str] = mapped_column(sa.String(120), default="")
    pension_rate: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 2))
    pension_on_allowances: Mapped[bool] = mapped_column(default=True)
    changes_on: Mapped[date | None]
    """From this day on pay or pension rate are others; a blank below stays as it was."""
    later_salary: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2))
    later_allowances: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2))
    later_pension_rate: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 2))
    funder_name: Mapped[str] = mapped_column(sa.String(200), default="")
    vat_concession: Mapped[str] = mapped_column(sa.String(40), default="")
    """Why no VAT is charged although somebody pays; empty is the standard rate."""
    vat_reason: Mapped[str] = mapped_column(sa.Text, default="")
    vat_confirmed_by: Mapped[str] = mapped_column(sa.String(160), default="")
    """Who in finance confirmed how VAT is treated."""
    backfill: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2), default=Decimal(0))
    """Pounds in all for cover of the home post."""
    backfill_by: Mapped[Bearer | None] = mapped_column(choice(Bearer))
    invoicing: Mapped[Invoicing | None] = mapped_column(choice(Invoicing))
    purchase_order: Mapped[str] = mapped_column(sa.String(60), default="")
    expenses_by: Mapped[Payer | None] = mapped_column(choice(Payer))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
