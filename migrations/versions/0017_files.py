"""Files of messages, and messages that search finds.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATES = ("waiting", "clean", "refused", "unscanned")
CHECKS = {
    "of_a_size": "size > 0 AND size <= 5000000",
    "has_a_name": "name <> ''",
    "has_a_hash": "length(sha256) = 64",
    "scanned_at_a_time": "(scanned_at IS NOT NULL) = (state IN ('clean', 'refused'))",
    "refused_for_something": "(state = 'refused') = (finding <> '')",
    "of_a_kind": "kind IN ('pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'txt', 'csv', 'png',"
    " 'jpeg')",
}


def upgrade():
    op.add_column(
        "message", sa.Column("search_version", sa.Integer(), server_default="1", nullable=False)
    )
    op.create_table(
        "attachment",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("stored", sa.String(40), nullable=False),
        sa.Column("marking", sa.String(60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES, name="scanstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("scanned_at", sa.DateTime(timezone=True)),
        sa.Column("finding", sa.String(120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attachment_public_id")),
        sa.UniqueConstraint("stored", name=op.f("uq_attachment_stored")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_attachment_message_id")
        ),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_attachment_{name}"))
            for name, condition in CHECKS.items()
        ),
    )
    for column in ("message_id", "state"):
        op.create_index(op.f(f"ix_attachment_{column}"), "attachment", [column])


def downgrade():
    op.drop_table("attachment")
    op.drop_column("message", "search_version")
