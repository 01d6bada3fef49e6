"""Questions about a listing that everybody reads with their answers, and reports of them.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

import exchange.db

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATES = ("asked", "answered", "declined", "withdrawn", "lapsed", "taken_down")
REPORT_STATES = ("open", "claimed", "decided", "appealed", "upheld", "overturned")


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def identified():
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", exchange.db.UtcDateTime(), nullable=False),
    )


def points_at(table, column, target):
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def keys(table):
    return (
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def upgrade():
    op.create_table(
        "question",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("status", one_of("questionstatus", *STATES), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("marking", sa.String(length=60), nullable=False),
        sa.Column("answered_at", exchange.db.UtcDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", exchange.db.UtcDateTime(), nullable=True),
        sa.Column("ended_at", exchange.db.UtcDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *identified(),
        sa.CheckConstraint("original <> ''", name=op.f("ck_question_says_something")),
        sa.CheckConstraint(
            "status <> 'answered' OR (wording <> '' AND answer <> ''"
            " AND answered_at IS NOT NULL AND answered_by_id IS NOT NULL)",
            name=op.f("ck_question_answered_by_somebody"),
        ),
        sa.CheckConstraint("answered_by_id <> asker_id", name=op.f("ck_question_not_by_its_asker")),
        sa.CheckConstraint(
            "(status IN ('asked', 'answered')) = (ended_at IS NULL)",
            name=op.f("ck_question_ended_at_a_moment"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('declined', 'taken_down')"
            " OR (reason <> '' AND ended_by_id IS NOT NULL)",
            name=op.f("ck_question_ended_with_reason"),
        ),
        sa.CheckConstraint(
            "changed_at IS NULL OR answered_at IS NOT NULL", name=op.f("ck_question_changed_after")
        ),
        points_at("question", "opportunity_id", "opportunity"),
        points_at("question", "asker_id", "person"),
        points_at("question", "answered_by_id", "person"),
        points_at("question", "ended_by_id", "person"),
        *keys("question"),
    )
    op.create_index("ix_question_opportunity_id", "question", ["opportunity_id", "status"])
    op.create_index("ix_question_status", "question", ["status", "created_at"])
    op.create_index(op.f("ix_question_asker_id"), "question", ["asker_id"])
    op.create_table(
        "question_earlier_answer",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        *identified(),
        points_at("question_earlier_answer", "question_id", "question"),
        points_at("question_earlier_answer", "changed_by_id", "person"),
        *keys("question_earlier_answer"),
    )
    op.create_index(
        op.f("ix_question_earlier_answer_question_id"), "question_earlier_answer", ["question_id"]
    )
    _reports()


def _reports():
    op.create_table(
        "question_report",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", one_of("reportstatus", *REPORT_STATES), nullable=False),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claim_expires_at", exchange.db.UtcDateTime(), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", exchange.db.UtcDateTime(), nullable=True),
        sa.Column("decision", one_of("questiondecision", "no_action", "taken_down"), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", exchange.db.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *identified(),
        sa.CheckConstraint(
            "status IN ('open', 'claimed', 'decided')",
            name=op.f("ck_question_report_without_appeal"),
        ),
        sa.CheckConstraint(
            "status <> 'decided' OR (decision IS NOT NULL AND decision_reason <> ''"
            " AND decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_question_report_decided_with_reason"),
        ),
        sa.CheckConstraint(
            "decided_by_id <> reporter_id", name=op.f("ck_question_report_not_by_its_reporter")
        ),
        sa.CheckConstraint(
            "(opened_at IS NULL) = (opened_by_id IS NULL)",
            name=op.f("ck_question_report_opened_by_whom"),
        ),
        points_at("question_report", "question_id", "question"),
        *(
            points_at("question_report", f"{who}_id", "person")
            for who in ("reporter", "claimed_by", "opened_by", "decided_by")
        ),
        *keys("question_report"),
    )
    op.create_index(op.f("ix_question_report_question_id"), "question_report", ["question_id"])
    op.create_index("ix_question_report_status", "question_report", ["status", "created_at"])


def downgrade():
    op.drop_table("question_report")
    op.drop_table("question_earlier_answer")
    op.drop_table("question")
