"""The newest listings of the home page are found by an index instead of by sorting all.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_opportunity_fresh", "opportunity", ["status", "side", "published_at"])


def downgrade():
    op.drop_index("ix_opportunity_fresh", "opportunity")
