"""Asking one's manager before applying: a release in principle.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

from exchange.db import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATES = ("asked", "agreed", "not_now", "not_manager", "withdrawn")
CHECKS = {
    "asks_sensibly": "days_a_week > 0 AND days_a_week <= 5 AND months BETWEEN 1 AND 60",
    "asks_somebody": "manager_name <> '' AND manager_email <> ''",
    "waits_undecided": "status <> 'asked' OR decided_at IS NULL",
    "decided_at_a_time": "status IN ('asked', 'withdrawn') OR decided_at IS NOT NULL",
    "agreed_with_scope": (
        "status <> 'agreed' OR (most_days_a_week IS NOT NULL AND most_months IS NOT NULL"
        " AND holds_until IS NOT NULL)"
    ),
    "agreed_within_asked": (
        "most_days_a_week IS NULL OR (most_days_a_week > 0 AND most_days_a_week <= days_a_week"
        " AND most_months >= 1 AND most_months <= months)"
    ),
    "not_now_with_reason": "status <> 'not_now' OR (category <> '' AND reason <> '')",
}


def upgrade():
    _request()
    op.create_table(
        "release_link",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        *_identity(),
        sa.ForeignKeyConstraint(
            ["request_id"], ["release_request.id"], name=op.f("fk_release_link_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_release_link_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_release_link_token_hash")),
    )
    op.create_index(op.f("ix_release_link_request_id"), "release_link", ["request_id"])
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("release_id", sa.Integer()))
        batch.create_foreign_key(
            op.f("fk_application_release_id"), "release_request", ["release_id"], ["id"]
        )


def downgrade():
    with op.batch_alter_table("application") as batch:
        batch.drop_constraint(op.f("fk_application_release_id"), type_="foreignkey")
        batch.drop_column("release_id")
    op.drop_table("release_link")
    op.drop_table("release_request")


def _identity():
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )


def _request():
    op.create_table(
        "release_request",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("home_organisation_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("manager_name", sa.String(length=120), nullable=False),
        sa.Column("manager_email", sa.String(length=254), nullable=False),
        sa.Column("days_a_week", sa.Double(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("status", _status(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("most_days_a_week", sa.Double(), nullable=True),
        sa.Column("most_months", sa.Integer(), nullable=True),
        sa.Column("holds_until", sa.Date(), nullable=True),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_identity(),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_release_request_{name}"))
            for name, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_release_request_{column}")
            )
            for column, table in (
                ("person_id", "person"),
                ("home_organisation_id", "organisation"),
                ("opportunity_id", "opportunity"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_release_request_public_id")),
    )
    _indexes()


def _status():
    return sa.Enum(
        *STATES, name="releasestatus", native_enum=False, length=40, create_constraint=True
    )


def _indexes():
    for column in ("person_id", "opportunity_id"):
        op.create_index(op.f(f"ix_release_request_{column}"), "release_request", [column])
    for name, columns, which in (
        ("uq_release_request_open", ["person_id", "opportunity_id"], "NOT NULL"),
        ("uq_release_request_open_for_any", ["person_id"], "NULL"),
    ):
        where = sa.text(f"status = 'asked' AND opportunity_id IS {which}")
        op.create_index(
            name,
            "release_request",
            columns,
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
