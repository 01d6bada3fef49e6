"""Briefs with a scope: the builder's answers, and no session or project shown without a scope.

What was shown before and lacks part of one is marked as such: its supervisor, outcome or hours
were never asked for, and this step makes nothing up. The mark goes when its poster adds them.

Revision ID: 0011
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0003"
branch_labels = None
depends_on = None

SCOPED = (
    "scope_waived OR kind NOT IN ('session', 'project')"
    " OR status NOT IN ('published', 'paused', 'filled', 'concluded', 'removed')"
    " OR (outcome <> '' AND hours IS NOT NULL AND hours > 0"
    " AND (side = 'mover' OR supervisor <> ''))"
)


def upgrade():
    op.add_column(
        "opportunity",
        sa.Column("scope_waived", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "opportunity", sa.Column("attention", sa.Text(), server_default="", nullable=False)
    )
    _make_backfill()
    op.execute(f"UPDATE opportunity SET scope_waived = {_true()} WHERE NOT ({SCOPED})")
    # SQLite cannot add a constraint to a table, but can add a column that carries one: so no table
    # to which others point is made anew.
    if _is_sqlite():
        op.execute(
            f"ALTER TABLE opportunity ADD COLUMN brief JSON CONSTRAINT ck_opportunity_scoped CHECK ({SCOPED})"
        )
        return
    op.add_column("opportunity", sa.Column("brief", postgresql.JSONB(), nullable=True))
    op.create_check_constraint("scoped", "opportunity", SCOPED)


def _make_backfill():
    op.create_table(
        "backfill",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["offered_by_id"], ["person.id"], name=op.f("fk_backfill_offered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_backfill_opportunity_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_backfill_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backfill")),
        sa.UniqueConstraint("opportunity_id", name=op.f("uq_backfill_opportunity_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_backfill_public_id")),
    )
    op.create_index(op.f("ix_backfill_placement_id"), "backfill", ["placement_id"])


def downgrade():
    op.drop_table("backfill")
    if not _is_sqlite():
        op.drop_constraint("scoped", "opportunity", type_="check")
    for column in ("brief", "attention", "scope_waived"):
        op.drop_column("opportunity", column)


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _true():
    return "1" if _is_sqlite() else "true"
