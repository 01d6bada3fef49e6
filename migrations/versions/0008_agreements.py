"""Drafts, changes of them, names beside versions, signatures kept, and links to sign by.

A trigger holds what a CHECK cannot: an issued version does not change. A later step that makes
agreement_version anew (batch_alter_table on SQLite) has to set the triggers again.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from exchange.db import JsonType, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PARTIES = ("home", "host", "mover")
WAYS = ("account", "link")
STANDS = "placement_id, number, data, hash, issued_at, issued_by_id, public_id"
REFUSAL = "an issued agreement does not change"


def one_of(values, name):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def identified(table):
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def refers(table, column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade():
    op.create_table(
        "agreement_draft",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("answers", JsonType, nullable=False),
        *identified("agreement_draft"),
        refers("agreement_draft", "placement_id", "placement"),
        sa.UniqueConstraint("placement_id", name=op.f("uq_agreement_draft_placement_id")),
    )
    op.create_table(
        "agreement_edit",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("side", one_of(PARTIES, "party"), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        *identified("agreement_edit"),
        refers("agreement_edit", "placement_id", "placement"),
        refers("agreement_edit", "by_id", "person"),
    )
    op.create_index(op.f("ix_agreement_edit_placement_id"), "agreement_edit", ["placement_id"])
    op.create_table(
        "agreement_signature",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("party", one_of(PARTIES, "party"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("how", one_of(WAYS, "how"), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        *identified("agreement_signature"),
        refers("agreement_signature", "version_id", "agreement_version"),
        sa.UniqueConstraint(
            "version_id", "party", name=op.f("uq_agreement_signature_version_id_party")
        ),
    )
    op.add_column(
        "agreement_version",
        sa.Column("people", JsonType, nullable=False, server_default=sa.text("'{}'")),
    )
    with op.batch_alter_table("decision_link") as batch:
        batch.add_column(sa.Column("signs", one_of(PARTIES, "party"), nullable=True))
        batch.add_column(sa.Column("agreement_hash", sa.String(length=64), nullable=True))
    _set_triggers()


def _set_triggers():
    if op.get_bind().dialect.name == "sqlite":
        for name, event in (("stands", f"UPDATE OF {STANDS}"), ("stays", "DELETE")):
            op.execute(
                f"CREATE TRIGGER agreement_version_{name} BEFORE {event} ON agreement_version"
                f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION agreement_version_stands() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER agreement_version_stands BEFORE UPDATE OF {STANDS} OR DELETE"
        " ON agreement_version FOR EACH ROW EXECUTE FUNCTION agreement_version_stands()"
    )


def _drop_triggers():
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER agreement_version_stands")
        op.execute("DROP TRIGGER agreement_version_stays")
        return
    op.execute("DROP TRIGGER agreement_version_stands ON agreement_version")
    op.execute("DROP FUNCTION agreement_version_stands()")


def downgrade():
    _drop_triggers()
    with op.batch_alter_table("decision_link") as batch:
        batch.drop_constraint(op.f("ck_decision_link_party"), type_="check")
        batch.drop_column("agreement_hash")
        batch.drop_column("signs")
    with op.batch_alter_table("agreement_version") as batch:
        batch.drop_column("people")
    op.drop_table("agreement_signature")
    op.drop_table("agreement_edit")
    op.drop_table("agreement_draft")
