"""Conversations whole: questions, who joined and left, changed and withdrawn messages, drafts.

What each participant may read newest is filled in from the messages that are there.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from exchange.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    _conversations()
    _participants()
    _messages()
    _tables()
    op.execute(
        "UPDATE conversation SET last_message_id = COALESCE("
        "(SELECT MAX(m.id) FROM message m WHERE m.conversation_id = conversation.id), 0)"
    )
    op.execute(
        "UPDATE participant SET newest = (SELECT c.last_message_id FROM conversation c"
        " WHERE c.id = participant.conversation_id)"
    )


def _conversations():
    with op.batch_alter_table("conversation") as batch:
        batch.add_column(sa.Column("asker_id", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("last_message_id", sa.Integer(), nullable=False, server_default="0")
        )
        batch.add_column(sa.Column("changes", sa.Integer(), nullable=False, server_default="0"))
        batch.create_foreign_key(op.f("fk_conversation_asker_id"), "person", ["asker_id"], ["id"])
        batch.drop_constraint(op.f("uq_conversation_subject_kind_subject_id"), type_="unique")
    _take_defaults_off("conversation", "last_message_id", "changes")
    for name, extra, where in (
        ("uq_conversation_subject", [], "asker_id IS NULL"),
        ("uq_conversation_question", ["asker_id"], "asker_id IS NOT NULL"),
    ):
        op.create_index(
            name,
            "conversation",
            ["subject_kind", "subject_id", *extra],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def _participants():
    with op.batch_alter_table("participant") as batch:
        batch.add_column(
            sa.Column("standing", sa.String(length=200), nullable=False, server_default="")
        )
        for name in ("joined_after", "newest"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in ("joined_at", "left_at", "address_shared_at"):
            batch.add_column(sa.Column(name, UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("left_after", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("in_place_of_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_participant_in_place_of_id"), "person", ["in_place_of_id"], ["id"]
        )
        batch.create_check_constraint(
            op.f("ck_participant_left_somewhere"), "(left_after IS NULL) = (left_at IS NULL)"
        )
        batch.create_check_constraint(
            op.f("ck_participant_shares_while_present"),
            "left_at IS NULL OR address_shared_at IS NULL",
        )
        batch.drop_index(op.f("ix_participant_person_id"))
    _take_defaults_off("participant", "standing", "joined_after", "newest")
    op.create_index("ix_participant_inbox", "participant", ["person_id", "newest", "read_up_to"])


def _messages():
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("edited_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch.create_check_constraint(
            op.f("ck_message_withdrawn_says_nothing"), "withdrawn_at IS NULL OR body = ''"
        )
        batch.drop_index(op.f("ix_message_conversation_id"))
    _take_defaults_off("message", "version")
    op.create_index("ix_message_conversation_id", "message", ["conversation_id", "id"])


def _take_defaults_off(table, *columns):
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.alter_column(column, server_default=None)


def _tables():
    _table(
        "message_earlier_text",
        ("message_id", "message"),
        (),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_index(
        op.f("ix_message_earlier_text_message_id"), "message_earlier_text", ["message_id"]
    )
    _table(
        "message_draft",
        ("conversation_id", "conversation"),
        ("conversation_id", "person_id"),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_message_draft_person_id")
        ),
    )
    op.create_index(op.f("ix_message_draft_person_id"), "message_draft", ["person_id"])
    _table(
        "talk_settings",
        ("person_id", "person"),
        ("person_id",),
        sa.Column("shows_seen", sa.Boolean(), nullable=False),
    )


def _table(name, of, unique, *more):
    column, parent = of
    constraints = [
        sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=op.f(f"fk_{name}_{column}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
    ]
    if unique:
        key = op.f(f"uq_{name}_{'_'.join(unique)}")
        constraints.append(sa.UniqueConstraint(*unique, name=key))
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        *more,
        *constraints,
    )


def downgrade():
    for name in ("talk_settings", "message_draft", "message_earlier_text"):
        op.drop_table(name)
    op.drop_index("ix_message_conversation_id", "message")
    with op.batch_alter_table("message") as batch:
        batch.drop_constraint(op.f("ck_message_withdrawn_says_nothing"), type_="check")
        for name in ("edited_at", "withdrawn_at", "version"):
            batch.drop_column(name)
        batch.create_index(op.f("ix_message_conversation_id"), ["conversation_id"])
    _participants_as_before()
    _conversations_as_before()


def _participants_as_before():
    # Before this step whoever stood in a conversation read all of it: who has left stands in none.
    op.execute("DELETE FROM participant WHERE left_at IS NOT NULL")
    op.drop_index("ix_participant_inbox", "participant")
    with op.batch_alter_table("participant") as batch:
        batch.drop_constraint(op.f("ck_participant_left_somewhere"), type_="check")
        batch.drop_constraint(op.f("ck_participant_shares_while_present"), type_="check")
        batch.drop_constraint(op.f("fk_participant_in_place_of_id"), type_="foreignkey")
        for name in ("standing", "joined_after", "newest", "joined_at", "left_at", "left_after"):
            batch.drop_column(name)
        for name in ("address_shared_at", "in_place_of_id"):
            batch.drop_column(name)
        batch.create_index(op.f("ix_participant_person_id"), ["person_id"])


def _conversations_as_before():
    # Questions of several people about one listing become each a subject of its own.
    op.execute(
        "UPDATE conversation SET subject_kind = 'question', subject_id = public_id"
        " WHERE asker_id IS NOT NULL"
    )
    for name in ("uq_conversation_subject", "uq_conversation_question"):
        op.drop_index(name, "conversation")
    with op.batch_alter_table("conversation") as batch:
        batch.drop_constraint(op.f("fk_conversation_asker_id"), type_="foreignkey")
        for name in ("asker_id", "last_message_id", "changes"):
            batch.drop_column(name)
        batch.create_unique_constraint(
            op.f("uq_conversation_subject_kind_subject_id"), ["subject_kind", "subject_id"]
        )
