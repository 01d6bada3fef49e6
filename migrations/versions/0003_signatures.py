"""Agreements are signed: versions, signatures on the placement, what was told once.

Placements that had begun before are marked as signed on paper; those only agreed are to be signed.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from exchange.db import JsonType, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SIGNED_KINDS = "('attachment', 'secondment', 'loan', 'swap')"
BEGUN = "('active', 'on_leave', 'completed', 'ended_early')"
PARTIES = ("home", "host", "mover")
ROLES = ("home_manager", "home_hr", "home_board", "host_manager", "host_hr", "host_board")
BEFORE = (
    "proposed",
    "agreed",
    "active",
    "on_leave",
    "completed",
    "ended_early",
    "refused",
    "withdrawn",
    "did_not_start",
)
AFTER = (*BEFORE[:2], "signed", *BEFORE[2:])
OF_PARTY = (
    ("at", UtcDateTime()),
    ("by", sa.String(length=300)),
    ("name", sa.String(length=120)),
    ("how", sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10)),
    ("hash", sa.String(length=64)),
)


def quoted(values):
    return ", ".join(f"'{value}'" for value in values)


def checks_on_status(statuses):
    """The constraints that name states, as they are with these states."""
    decided = quoted(sorted(set(statuses) - {"proposed", "refused", "withdrawn"}))
    found = {"placementstatus": f"status IN ({quoted(statuses)})"}
    for role in ROLES:
        found[f"needs_{role}"] = (
            f"status NOT IN ({decided}) OR NOT needs_{role} OR "
            f"({role}_at IS NOT NULL AND {role}_by IS NOT NULL AND {role}_how IS NOT NULL"
            f" AND {role}_terms IS NOT NULL AND {role}_terms = terms_version)"
        )
    found["manager_confirmed"] = (
        f"status NOT IN ({decided}) OR NOT (needs_home_manager AND needs_home_hr)"
        " OR manager_confirmed_at IS NOT NULL"
    )
    found["agreed_at_a_moment"] = f"status NOT IN ({decided}) OR agreed_at IS NOT NULL"
    return found


def checks_on_signatures():
    """What the database refuses about signatures, whoever types the statement."""
    signed = quoted(sorted(("signed", "active", "on_leave", "completed", "ended_early")))
    found = {}
    for party in PARTIES:
        name = f"{party}_signed"
        found[f"signed_by_{party}"] = (
            f"status NOT IN ({signed}) OR NOT needs_signatures OR signed_on_paper OR "
            f"(signed_at IS NOT NULL AND agreement_hash IS NOT NULL AND {name}_at IS NOT NULL"
            f" AND {name}_by IS NOT NULL AND {name}_name IS NOT NULL AND {name}_how IS NOT NULL"
            f" AND {name}_hash IS NOT NULL AND {name}_hash = agreement_hash)"
        )
    found["hr_kinds_are_signed"] = f"kind NOT IN {SIGNED_KINDS} OR needs_signatures"
    found["signed_by_two_employers"] = (
        "home_signed_by IS NULL OR host_signed_by IS NULL OR home_signed_by <> host_signed_by"
    )
    found["mover_signs_for_nobody_else"] = (
        "(home_signed_by IS NULL OR home_signed_by <> mover_key)"
        " AND (host_signed_by IS NULL OR host_signed_by <> mover_key)"
    )
    found["mover_signs_in_person"] = "mover_signed_by IS NULL OR mover_signed_by = mover_key"
    found["swaps_with_another"] = "partner_id <> id"
    return found


def change_checks(batch, drop, add):
    for name in drop:
        batch.drop_constraint(op.f(f"ck_placement_{name}"), type_="check")
    for name, condition in add.items():
        batch.create_check_constraint(op.f(f"ck_placement_{name}"), condition)


def upgrade():
    op.create_table(
        "told_once",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_once")),
        sa.UniqueConstraint("key", name=op.f("uq_told_once_key")),
    )
    op.create_table(
        "agreement_version",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", JsonType, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["person.id"], name=op.f("fk_agreement_version_issued_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_agreement_version_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_version")),
        sa.UniqueConstraint("hash", name=op.f("uq_agreement_version_hash")),
        sa.UniqueConstraint(
            "placement_id", "number", name=op.f("uq_agreement_version_placement_id_number")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_agreement_version_public_id")),
    )
    op.create_index(
        op.f("ix_agreement_version_placement_id"), "agreement_version", ["placement_id"]
    )
    _add_columns()
    op.execute(f"UPDATE placement SET needs_signatures = true WHERE kind IN {SIGNED_KINDS}")
    op.execute(
        f"UPDATE placement SET signed_on_paper = true WHERE needs_signatures AND status IN {BEGUN}"
    )
    with op.batch_alter_table("placement") as batch:
        batch.create_unique_constraint(op.f("uq_placement_partner_id"), ["partner_id"])
        batch.create_foreign_key(
            op.f("fk_placement_partner_id"), "placement", ["partner_id"], ["id"]
        )
        changed = checks_on_status(AFTER)
        change_checks(batch, changed, {**changed, **checks_on_signatures()})


def _add_columns():
    op.add_column("placement", sa.Column("partner_id", sa.Integer(), nullable=True))
    for name in ("needs_signatures", "signed_on_paper"):
        column = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column("placement", column)
    op.add_column("placement", sa.Column("agreement_hash", sa.String(length=64), nullable=True))
    op.add_column("placement", sa.Column("signed_at", UtcDateTime(), nullable=True))
    for party in PARTIES:
        for part, kind in OF_PARTY:
            column = sa.Column(f"{party}_signed_{part}", kind, nullable=True)
            op.add_column("placement", column)


def downgrade():
    op.execute("UPDATE placement SET status = 'agreed' WHERE status = 'signed'")
    with op.batch_alter_table("placement") as batch:
        changed = checks_on_status(BEFORE)
        change_checks(batch, [*changed, *checks_on_signatures()], changed)
        batch.drop_constraint(op.f("fk_placement_partner_id"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_placement_partner_id"), type_="unique")
        for party in PARTIES:
            for part, _ in OF_PARTY:
                batch.drop_column(f"{party}_signed_{part}")
        for name in (
            "signed_at",
            "agreement_hash",
            "signed_on_paper",
            "needs_signatures",
            "partner_id",
        ):
            batch.drop_column(name)
    op.drop_table("agreement_version")
    op.drop_table("told_once")
