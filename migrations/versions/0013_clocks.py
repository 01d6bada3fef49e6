"""A queue for small exchanges, and days by which applicants hear.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BEFORE = [
    "draft",
    "submitted",
    "shortlisted",
    "reserve",
    "offered",
    "accepted",
    "placed",
    "not_proceeding",
    "not_selected",
    "declined",
    "rescinded",
    "lapsed",
    "withdrawn",
]
AFTER = ["draft", "queued", *BEFORE[1:]]
LIVE = (
    "status IN ('draft', {}'submitted', 'shortlisted', 'reserve', 'offered', 'accepted', 'placed')"
)
PROMISED = "(hear_by IS NULL) = (hear_by_set_at IS NULL)"


def upgrade():
    op.drop_index("uq_application_live", "application")
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("hear_by", sa.Date()))
        batch.add_column(sa.Column("hear_by_set_at", sa.DateTime(timezone=True)))
        _states(batch, AFTER)
        batch.create_check_constraint(op.f("ck_application_promised_at_a_time"), PROMISED)
    _live_index("'queued', ")


def downgrade():
    # The shape before knows no queue: who waits there lies before those who decide.
    op.drop_index("uq_application_live", "application")
    op.execute("UPDATE application SET status = 'submitted' WHERE status = 'queued'")
    with op.batch_alter_table("application") as batch:
        batch.drop_constraint(op.f("ck_application_promised_at_a_time"), type_="check")
        _states(batch, BEFORE)
        batch.drop_column("hear_by_set_at")
        batch.drop_column("hear_by")
    _live_index("")


def _states(batch, states):
    batch.drop_constraint(op.f("ck_application_applicationstatus"), type_="check")
    listed = ", ".join(f"'{one}'" for one in states)
    batch.create_check_constraint(op.f("ck_application_applicationstatus"), f"status IN ({listed})")


def _live_index(queued):
    live = sa.text(LIVE.format(queued))
    op.create_index(
        "uq_application_live",
        "application",
        ["opportunity_id", "applicant_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
