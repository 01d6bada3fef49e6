"""What keeps a move safe: interests, conflicts, vetting, pension, overrides, adjustments, notes.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from exchange.db import JsonType, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adjustment_need",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_adjustment_need_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_need")),
        sa.UniqueConstraint("person_id", name=op.f("uq_adjustment_need_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_adjustment_need_public_id")),
    )
    op.create_table(
        "adjustment_consent",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_adjustment_consent_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_consent")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_adjustment_consent_placement_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_adjustment_consent_public_id")),
    )
    op.create_table(
        "check_override",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=8), nullable=False),
        sa.Column("terms", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("authority_name", sa.String(length=120), nullable=False),
        sa.Column("authority_role", sa.String(length=120), nullable=False),
        sa.Column("authority_organisation", sa.String(length=200), nullable=False),
        sa.Column("authority_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.Column("recorded_for", sa.String(length=200), nullable=False),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "reason <> '' AND authority_name <> '' AND authority_role <> '' AND authority_organisation <> ''",
            name=op.f("ck_check_override_by_a_named_authority"),
        ),
        sa.CheckConstraint(
            "rule NOT IN ('R06', 'R12', 'R18', 'R19', 'R20')",
            name=op.f("ck_check_override_not_separation_of_duties"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_check_override_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_override")),
        sa.UniqueConstraint("public_id", name=op.f("uq_check_override_public_id")),
    )
    op.create_index(
        op.f("ix_check_override_placement_id"), "check_override", ["placement_id"], unique=False
    )
    op.create_table(
        "interest_declaration",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.String(length=300), nullable=False),
        sa.Column("address_key", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("has_interests", sa.Boolean(), nullable=False),
        sa.Column("interests", JsonType, nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("asked_again_on", sa.Date(), nullable=True),
        sa.Column("asked_again_why", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "has_interests = (details <> '')",
            name=op.f("ck_interest_declaration_nothing_or_what"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_interest_declaration_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest_declaration")),
        sa.UniqueConstraint("public_id", name=op.f("uq_interest_declaration_public_id")),
    )
    op.create_index(
        op.f("ix_interest_declaration_placement_id"),
        "interest_declaration",
        ["placement_id"],
        unique=False,
    )
    op.create_table(
        "organisation_conflict",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column(
            "matter",
            sa.Enum(
                "funds",
                "regulates",
                "contracts",
                "litigates",
                "campaigns",
                name="matter",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "done_by",
            sa.Enum(
                "home", "host", name="done_by", native_enum=False, create_constraint=True, length=10
            ),
            nullable=False,
        ),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column(
            "declared_for",
            sa.Enum(
                "home",
                "host",
                name="declared_for",
                native_enum=False,
                create_constraint=True,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column("declared_by", sa.String(length=300), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("stand_aside", sa.Text(), nullable=False),
        sa.Column("handling", sa.Text(), nullable=False),
        sa.Column("handling_version", sa.Integer(), nullable=False),
        sa.Column("home_accepted_by", sa.String(length=300), nullable=True),
        sa.Column("home_accepted_at", UtcDateTime(), nullable=True),
        sa.Column("home_accepted_version", sa.Integer(), nullable=True),
        sa.Column("host_accepted_by", sa.String(length=300), nullable=True),
        sa.Column("host_accepted_at", UtcDateTime(), nullable=True),
        sa.Column("host_accepted_version", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(length=300), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "closed_on IS NULL OR (closed_by IS NOT NULL AND closed_reason <> '')",
            name=op.f("ck_organisation_conflict_closed_with_reason"),
        ),
        sa.CheckConstraint("details <> ''", name=op.f("ck_organisation_conflict_says_what")),
        sa.CheckConstraint(
            "home_accepted_by IS NULL OR (home_accepted_at IS NOT NULL AND home_accepted_version IS NOT NULL AND home_accepted_version = handling_version AND handling_version > 0 AND stand_aside <> '' AND handling <> '')",
            name=op.f("ck_organisation_conflict_home_accepts_what_stands"),
        ),
        sa.CheckConstraint(
            "host_accepted_by IS NULL OR (host_accepted_at IS NOT NULL AND host_accepted_version IS NOT NULL AND host_accepted_version = handling_version AND handling_version > 0 AND stand_aside <> '' AND handling <> '')",
            name=op.f("ck_organisation_conflict_host_accepts_what_stands"),
        ),
        sa.CheckConstraint(
            "home_accepted_by IS NULL OR host_accepted_by IS NULL OR home_accepted_by <> host_accepted_by",
            name=op.f("ck_organisation_conflict_accepted_by_two"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_organisation_conflict_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_conflict")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_conflict_public_id")),
    )
    op.create_index(
        op.f("ix_organisation_conflict_placement_id"),
        "organisation_conflict",
        ["placement_id"],
        unique=False,
    )
    op.create_table(
        "pension_choice",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column(
            "option",
            sa.Enum(
                "a",
                "b",
                "c",
                "d",
                name="pensionoption",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("statement_on", sa.Date(), nullable=True),
        sa.Column(
            "injury_cover",
            sa.Enum(
                "scheme",
                "host",
                "nobody",
                name="injurycover",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_pension_choice_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pension_choice")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_pension_choice_placement_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pension_choice_public_id")),
    )
    op.create_table(
        "private_note",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_private_note_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_private_note_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_private_note_public_id")),
    )
    op.create_index(
        op.f("ix_private_note_placement_id"), "private_note", ["placement_id"], unique=False
    )
    op.create_table(
        "vetting_check",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column(
            "vetting",
            sa.Enum(
                "bpss",
                "ctc",
                "sc",
                "dv",
                "dbs",
                "right_to_work",
                "references",
                name="vetting",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "not_needed",
                "needed",
                "requested",
                "confirmed",
                name="vettingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "expires_on IS NULL OR state = 'confirmed'",
            name=op.f("ck_vetting_check_confirmed_expires"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_vetting_check_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_check")),
        sa.UniqueConstraint(
            "placement_id", "vetting", name=op.f("uq_vetting_check_placement_id_vetting")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_vetting_check_public_id")),
    )
    op.create_index(
        op.f("ix_vetting_check_placement_id"), "vetting_check", ["placement_id"], unique=False
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_vetting_check_placement_id"), table_name="vetting_check")
    op.drop_table("vetting_check")
    op.drop_index(op.f("ix_private_note_placement_id"), table_name="private_note")
    op.drop_table("private_note")
    op.drop_table("pension_choice")
    op.drop_index(op.f("ix_organisation_conflict_placement_id"), table_name="organisation_conflict")
    op.drop_table("organisation_conflict")
    op.drop_index(op.f("ix_interest_declaration_placement_id"), table_name="interest_declaration")
    op.drop_table("interest_declaration")
    op.drop_index(op.f("ix_check_override_placement_id"), table_name="check_override")
    op.drop_table("check_override")
    op.drop_table("adjustment_consent")
    op.drop_table("adjustment_need")
