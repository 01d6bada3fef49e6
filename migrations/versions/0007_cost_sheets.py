"""A placement has a cost worksheet.

Revision ID: 0007
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from exchange.db import UtcDateTime

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

CHECKS = {
    "no_vat_only_with_reason": (
        "vat_concession = '' OR (vat_reason <> '' AND vat_confirmed_by <> '')"
    ),
    "no_negative_pounds": (
        "salary >= 0 AND allowances >= 0 AND backfill >= 0 AND later_salary >= 0"
        " AND later_allowances >= 0"
    ),
    "rates_are_per_cent": (
        "pension_rate >= 0 AND pension_rate <= 100"
        " AND later_pension_rate >= 0 AND later_pension_rate <= 100"
    ),
    "days_in_a_week": "contract_days > 0 AND contract_days <= 5",
    "backfill_is_borne": "backfill = 0 OR backfill_by IS NOT NULL",
    "later_pay_from_a_day": (
        "changes_on IS NOT NULL OR (later_salary IS NULL AND later_allowances IS NULL"
        " AND later_pension_rate IS NULL)"
    ),
    "bearer": "backfill_by IN ('home', 'host', 'funder')",
    "payer": "expenses_by IN ('home', 'host', 'funder')",
    "invoicing": "invoicing IN ('monthly', 'quarterly', 'in_advance', 'at_the_end')",
}


def pounds(name, *, nullable=True):
    return sa.Column(name, sa.Numeric(10, 2), nullable=nullable)


def text(name, length):
    return sa.Column(name, sa.String(length=length), nullable=False)


def one_of(name):
    return sa.Column(name, sa.String(length=40), nullable=True)


def upgrade():
    op.create_table(
        "cost_sheet",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        pounds("salary"),
        pounds("allowances", nullable=False),
        sa.Column("contract_days", sa.Numeric(3, 2), nullable=True),
        text("pension_scheme", 120),
        sa.Column("pension_rate", sa.Numeric(5, 2), nullable=True),
        sa.Column("pension_on_allowances", sa.Boolean(), nullable=False),
        sa.Column("changes_on", sa.Date(), nullable=True),
        pounds("later_salary"),
        pounds("later_allowances"),
        sa.Column("later_pension_rate", sa.Numeric(5, 2), nullable=True),
        text("funder_name", 200),
        text("vat_concession", 40),
        sa.Column("vat_reason", sa.Text(), nullable=False),
        text("vat_confirmed_by", 160),
        pounds("backfill", nullable=False),
        one_of("backfill_by"),
        one_of("invoicing"),
        text("purchase_order", 60),
        one_of("expenses_by"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_cost_sheet_{name}"))
            for name, condition in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_cost_sheet_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_sheet")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_cost_sheet_placement_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cost_sheet_public_id")),
    )
    op.add_column("placement", sa.Column("costs_changed_at", UtcDateTime(), nullable=True))


def downgrade():
    with op.batch_alter_table("placement") as batch:
        batch.drop_column("costs_changed_at")
    op.drop_table("cost_sheet")
