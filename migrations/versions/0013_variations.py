"""The mover says yes to an extension.

An extension that was granted before nobody asked the mover about is said to be so; where the
mover asked for it, that was the yes.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from exchange.db import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REFUSED_BEFORE = (
    "status <> 'refused' OR (refusal_category <> '' AND refusal_reason <> ''"
    " AND refused_by IS NOT NULL AND refused_as IS NOT NULL AND refused_at IS NOT NULL)"
)
REFUSED_NOW = (
    "status <> 'refused' OR (refusal_reason <> '' AND refused_by IS NOT NULL"
    " AND refused_at IS NOT NULL AND (refused_by = mover_key"
    " OR (refusal_category <> '' AND refused_as IS NOT NULL)))"
)
CHECKS = {
    "granted_with_the_mover": (
        "status <> 'granted' OR mover_not_asked"
        " OR (mover_agreed_at IS NOT NULL AND mover_agreed_by IS NOT NULL)"
    ),
    "mover_agrees_in_person": "mover_agreed_by = mover_key",
}


def upgrade():
    op.add_column("extension", sa.Column("mover_agreed_at", UtcDateTime(), nullable=True))
    op.add_column("extension", sa.Column("mover_agreed_by", sa.String(length=300), nullable=True))
    op.add_column(
        "extension",
        sa.Column("mover_not_asked", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(
        "UPDATE extension SET mover_agreed_at = created_at, mover_agreed_by = mover_key"
        " WHERE asked_by_id = (SELECT mover_id FROM placement WHERE id = placement_id)"
    )
    op.execute(
        "UPDATE extension SET mover_not_asked = true"
        " WHERE status = 'granted' AND mover_agreed_at IS NULL"
    )
    with op.batch_alter_table("extension") as batch:
        batch.alter_column("mover_not_asked", server_default=None, existing_type=sa.Boolean())
        batch.drop_constraint(op.f("ck_extension_refused_with_reason"), type_="check")
        batch.create_check_constraint(op.f("ck_extension_refused_with_reason"), REFUSED_NOW)
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_extension_{name}"), condition)


def downgrade():
    op.execute(
        "UPDATE extension SET refusal_category = 'other', refused_as = 'home_hr'"
        " WHERE status = 'refused' AND refused_as IS NULL"
    )
    with op.batch_alter_table("extension") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_extension_{name}"), type_="check")
        batch.drop_constraint(op.f("ck_extension_refused_with_reason"), type_="check")
        batch.create_check_constraint(op.f("ck_extension_refused_with_reason"), REFUSED_BEFORE)
        batch.drop_column("mover_not_asked")
        batch.drop_column("mover_agreed_by")
        batch.drop_column("mover_agreed_at")
