"""Searches are saved, by the id of each listing what was told, and listings are watched.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

import exchange.db

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OFTEN = sa.Enum(
    "daily", "weekly", "off",
    name="often", native_enum=False, create_constraint=True, length=40,
)  # fmt: skip


def upgrade():
    op.create_table(
        "saved_search",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("often", OFTEN, nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("last_sent_at", exchange.db.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", exchange.db.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(often = 'off') = (next_on IS NULL)", name=op.f("ck_saved_search_due_unless_off")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_saved_search_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_search_person_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_search_public_id")),
    )
    op.create_index("ix_saved_search_next_on", "saved_search", ["next_on"])
    op.create_table(
        "search_match",
        sa.Column("saved_search_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("told_at", exchange.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["saved_search_id"],
            ["saved_search.id"],
            name=op.f("fk_search_match_saved_search_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_search_match_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("saved_search_id", "opportunity_id", name=op.f("pk_search_match")),
    )
    op.create_index(op.f("ix_search_match_opportunity_id"), "search_match", ["opportunity_id"])
    op.create_table(
        "watch",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", exchange.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_watch_person_id")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_watch_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sa.UniqueConstraint(
            "person_id", "opportunity_id", name=op.f("uq_watch_person_id_opportunity_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_watch_public_id")),
    )
    op.create_index(op.f("ix_watch_opportunity_id"), "watch", ["opportunity_id"])


def downgrade():
    op.drop_table("watch")
    op.drop_table("search_match")
    op.drop_table("saved_search")
