"""Blocks between people, decisions that somebody does not write, and reports of conversations.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = ("open", "claimed", "decided", "appealed", "upheld", "overturned")
LIVE = sa.text("lifted_at IS NULL")


def upgrade():
    with op.batch_alter_table("conversation") as batch:
        batch.add_column(sa.Column("opened_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_conversation_opened_by_id"), "person", ["opened_by_id"], ["id"]
        )
        batch.create_index(op.f("ix_conversation_opened_by_id"), ["opened_by_id"])
    op.add_column("message", sa.Column("marking", sa.String(60), server_default="", nullable=False))
    _make_blocks()
    _make_stops()
    _make_reports()


def _make_blocks():
    op.create_table(
        "person_block",
        sa.Column("blocker_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer()),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        *_identity("person_block"),
        sa.CheckConstraint("blocker_id <> blocked_id", name=op.f("ck_person_block_not_oneself")),
        sa.CheckConstraint(
            "(until IS NULL) = (lifted_at IS NULL)", name=op.f("ck_person_block_lifted_somewhere")
        ),
        *_people("person_block", "blocker_id", "blocked_id"),
    )
    op.create_index("ix_person_block_blocker", "person_block", ["blocker_id", "blocked_id"])
    op.create_index("ix_person_block_blocked", "person_block", ["blocked_id", "blocker_id"])
    op.create_index(
        "uq_person_block_live",
        "person_block",
        ["blocker_id", "blocked_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _make_stops():
    op.create_table(
        "writing_stop",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        *_identity("writing_stop"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_writing_stop_with_a_reason")),
        sa.CheckConstraint(
            "decided_by_id <> person_id", name=op.f("ck_writing_stop_not_by_oneself")
        ),
        *_people("writing_stop", "person_id", "decided_by_id"),
    )
    op.create_index(op.f("ix_writing_stop_person_id"), "writing_stop", ["person_id"])


def _make_reports():
    op.create_table(
        "talk_report",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("reported_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", _choice("reportstatus", *STATES), nullable=False),
        sa.Column("claimed_by_id", sa.Integer()),
        sa.Column("claim_expires_at", sa.DateTime(timezone=True)),
        sa.Column("opened_by_id", sa.Integer()),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.Column("decision", _choice("talkdecision", "no_action", "stopped")),
        sa.Column("stopped_until", sa.DateTime(timezone=True)),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("appeal_text", sa.Text(), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True)),
        sa.Column("appeal_reason", sa.Text(), nullable=False),
        sa.Column("appeal_decided_by_id", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        *_identity("talk_report"),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_talk_report_{name}"))
            for name, condition in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_talk_report_conversation_id")
        ),
        *_people(
            "talk_report",
            "reporter_id",
            "reported_id",
            "claimed_by_id",
            "opened_by_id",
            "decided_by_id",
            "appeal_decided_by_id",
        ),
    )
    for column in ("conversation_id", "reported_id"):
        op.create_index(op.f(f"ix_talk_report_{column}"), "talk_report", [column])
    op.create_index("ix_talk_report_status", "talk_report", ["status", "created_at"])


CHECKS = {
    "decided_with_reason": "status IN ('open', 'claimed') OR (decision IS NOT NULL"
    " AND decision_reason <> '' AND decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
    "stopped_until_a_day": "decision IS NULL OR decision <> 'stopped' OR stopped_until IS NOT NULL",
    "not_oneself": "reporter_id <> reported_id",
    "not_by_the_reported": "decided_by_id <> reported_id",
    "appeal_by_another": "appeal_decided_by_id <> decided_by_id",
    "opened_by_whom": "(opened_at IS NULL) = (opened_by_id IS NULL)",
}


def downgrade():
    for table in ("talk_report", "writing_stop", "person_block"):
        op.drop_table(table)
    op.drop_column("message", "marking")
    with op.batch_alter_table("conversation") as batch:
        batch.drop_constraint(op.f("fk_conversation_opened_by_id"), type_="foreignkey")
        batch.drop_index(op.f("ix_conversation_opened_by_id"))
        batch.drop_column("opened_by_id")


def _identity(table):
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def _people(table, *columns):
    return tuple(
        sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}"))
        for column in columns
    )


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
