"""Searches of people are saved too: by the id of each profile what was told.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

import exchange.db

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "search_person",
        sa.Column("saved_search_id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("told_at", exchange.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["saved_search_id"],
            ["saved_search.id"],
            name=op.f("fk_search_person_saved_search_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profile.id"],
            name=op.f("fk_search_person_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("saved_search_id", "profile_id", name=op.f("pk_search_person")),
    )
    op.create_index(op.f("ix_search_person_profile_id"), "search_person", ["profile_id"])


def downgrade():
    op.drop_table("search_person")
    # What came before reads every saved search as one of listings; these are none.
    op.execute("DELETE FROM saved_search WHERE address = '/people' OR address LIKE '/people?%'")
