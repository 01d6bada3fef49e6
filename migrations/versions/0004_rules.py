"""Rules change from a day on, and a placement keeps what they ask and who approved outside.

Revision ID: 0004
Revises: 0003
"""

import uuid

import sqlalchemy as sa
from alembic import op

from exchange.db import JsonType, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

EFFECT = sa.Enum(
    "block",
    "approve",
    "task",
    "warn",
    "auto",
    name="ruleeffect",
    native_enum=False,
    create_constraint=True,
    length=40,
)
BODY = sa.Enum(
    "commission",
    "chief_secretary",
    name="body",
    native_enum=False,
    create_constraint=True,
    length=40,
)
APPROVALS = sa.table(
    "outside_approval",
    sa.column("public_id", sa.Uuid()),
    sa.column("created_at", UtcDateTime()),
    *(sa.column(name) for name in ("placement_id", "rule", "body", "reference")),
    sa.column("given_on", sa.Date()),
    sa.column("covers_until", sa.Date()),
)


def identified(table):
    """The columns that every table of things has, and their constraints."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def reference(table, column, to):
    """A foreign key under the name that the convention gives it."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade():
    op.create_table(
        "rule_row",
        sa.Column("rule", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effect", EFFECT, nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("what_now", sa.Text(), nullable=False),
        sa.Column("values", JsonType, nullable=False),
        sa.Column("source_title", sa.String(length=300), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("source_as_of", sa.Date(), nullable=False),
        sa.Column("in_force", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        *identified("rule_row"),
        sa.CheckConstraint(
            "until IS NULL OR until >= in_force", name=op.f("ck_rule_row_ends_after_start")
        ),
        sa.CheckConstraint(
            "why <> '' AND source_title <> ''", name=op.f("ck_rule_row_says_why_and_whence")
        ),
        reference("rule_row", "made_by_id", "person"),
        sa.UniqueConstraint("rule", "number", name=op.f("uq_rule_row_rule_number")),
    )
    op.create_table(
        "placement_facts",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("host_level", sa.Integer(), nullable=True),
        sa.Column("pay", sa.Integer(), nullable=True),
        sa.Column("bonus", sa.Integer(), nullable=True),
        sa.Column("earlier_ended_on", sa.Date(), nullable=True),
        sa.Column("home_level", sa.Integer(), nullable=True),
        sa.Column("means_to_stay", sa.Boolean(), nullable=True),
        sa.Column("reserved_post", sa.Boolean(), nullable=True),
        sa.Column("nationality_checked_at", UtcDateTime(), nullable=True),
        sa.Column("nationality_checked_by_id", sa.Integer(), nullable=True),
        *identified("placement_facts"),
        sa.CheckConstraint(
            "host_level BETWEEN 1 AND 10",
            name=op.f("ck_placement_facts_host_level_on_the_ladder"),
        ),
        sa.CheckConstraint(
            "home_level BETWEEN 1 AND 10",
            name=op.f("ck_placement_facts_home_level_on_the_ladder"),
        ),
        sa.CheckConstraint(
            "pay >= 0 AND bonus >= 0", name=op.f("ck_placement_facts_pay_is_no_debt")
        ),
        sa.CheckConstraint(
            "nationality_checked_at IS NULL"
            " OR (nationality_checked_by_id IS NOT NULL AND reserved_post IS NOT NULL)",
            name=op.f("ck_placement_facts_nationality_checked_by_somebody"),
        ),
        reference("placement_facts", "placement_id", "placement"),
        reference("placement_facts", "nationality_checked_by_id", "person"),
        sa.UniqueConstraint("placement_id", name=op.f("uq_placement_facts_placement_id")),
    )
    op.create_table(
        "outside_approval",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=8), nullable=False),
        sa.Column("body", BODY, nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("covers_until", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("pay", sa.Integer(), nullable=True),
        sa.Column("bonus", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        *identified("outside_approval"),
        sa.CheckConstraint("reference <> ''", name=op.f("ck_outside_approval_has_a_reference")),
        sa.CheckConstraint(
            "covers_until >= given_on", name=op.f("ck_outside_approval_covers_something")
        ),
        reference("outside_approval", "placement_id", "placement"),
        reference("outside_approval", "recorded_by_id", "person"),
    )
    op.create_index(op.f("ix_outside_approval_placement_id"), "outside_approval", ["placement_id"])
    op.add_column(
        "placement", sa.Column("facts_version", sa.Integer(), nullable=False, server_default="1")
    )
    _keep_references()
    op.drop_column("placement", "commission_reference")


def _keep_references():
    """What was typed as the Commission's reference becomes an approval of the whole term."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT id, commission_reference, created_at, starts_on, ends_on FROM placement"
            " WHERE commission_reference <> ''"
        ).columns(created_at=UtcDateTime(), starts_on=sa.Date(), ends_on=sa.Date())
    ).all()
    for row in rows:
        connection.execute(
            sa.insert(APPROVALS).values(
                public_id=uuid.uuid4(),
                created_at=row.created_at,
                placement_id=row.id,
                rule="R01",
                body="commission",
                reference=row.commission_reference,
                given_on=min(row.created_at.date(), row.ends_on),
                covers_until=row.ends_on,
            )
        )


def downgrade():
    op.add_column(
        "placement",
        sa.Column("commission_reference", sa.String(length=80), nullable=False, server_default=""),
    )
    op.execute(
        "UPDATE placement SET commission_reference = coalesce((SELECT reference"
        " FROM outside_approval WHERE placement_id = placement.id AND body = 'commission'"
        " ORDER BY outside_approval.id DESC LIMIT 1), '')"
    )
    op.drop_column("placement", "facts_version")
    for table in ("outside_approval", "placement_facts", "rule_row"):
        op.drop_table(table)
