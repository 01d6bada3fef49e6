"""The mover says yes to an extension, and a variation of the agreement makes it good.

An extension that was granted before nobody asked the mover about is said to be so; where the
mover asked for it, that was the yes. A notice of an early end stands whole on its row, or is gone.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

from exchange.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

REFUSED_BEFORE = (
    "status <> 'refused' OR (refusal_category <> '' AND refusal_reason <> ''"
    " AND refused_by IS NOT NULL AND refused_as IS NOT NULL AND refused_at IS NOT NULL)"
)
REFUSED_NOW = (
    "status <> 'refused' OR (refusal_reason <> '' AND refused_by IS NOT NULL"
    " AND refused_at IS NOT NULL AND (refused_by = mover_key"
    " OR (refusal_category <> '' AND refused_as IS NOT NULL)))"
)
CHECKS = {
    "granted_with_the_mover": (
        "status <> 'granted' OR mover_not_asked"
        " OR (mover_agreed_at IS NOT NULL AND mover_agreed_by IS NOT NULL)"
    ),
    "mover_agrees_in_person": "mover_agreed_by = mover_key",
}


NOTICE = "notice_whole_or_none"
WHOLE_OR_NONE = (
    "ends_early_on IS NOT NULL OR (early_end_by IS NULL AND early_end_as IS NULL"
    " AND early_end_given_at IS NULL)"
)
PARTIES = ("home", "host", "mover")
WAYS = ("account", "link")
STATUSES = ("to_sign", "in_force", "void")


def one_of(values, name):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def signed_by(party):
    name = f"{party}_signed"
    return sa.CheckConstraint(
        f"status <> 'in_force' OR ({name}_at IS NOT NULL AND {name}_by IS NOT NULL"
        f" AND {name}_name IS NOT NULL AND {name}_how IS NOT NULL"
        f" AND {name}_hash IS NOT NULL AND {name}_hash = hash)",
        name=op.f(f"ck_agreement_variation_signed_by_{party}"),
    )


def columns_of(party):
    return (
        sa.Column(f"{party}_signed_at", UtcDateTime(), nullable=True),
        sa.Column(f"{party}_signed_by", sa.String(length=300), nullable=True),
        sa.Column(f"{party}_signed_name", sa.String(length=120), nullable=True),
        sa.Column(f"{party}_signed_how", sa.Enum(*WAYS, native_enum=False, length=10)),
        sa.Column(f"{party}_signed_hash", sa.String(length=64), nullable=True),
    )


VARIATION_CHECKS = {
    "signed_by_two_employers": "home_signed_by <> host_signed_by",
    "mover_signs_for_nobody_else": (
        "(home_signed_by IS NULL OR home_signed_by <> mover_key)"
        " AND (host_signed_by IS NULL OR host_signed_by <> mover_key)"
    ),
    "mover_signs_in_person": "mover_signed_by = mover_key",
    "variation_is_later": "ends_on > ended_before",
    "in_force_at_a_moment": "status <> 'in_force' OR in_force_at IS NOT NULL",
}


def _refers(column, to):
    name = op.f(f"fk_agreement_variation_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _make_variations():
    op.add_column("placement", sa.Column("variation_hash", sa.String(length=64), nullable=True))
    op.create_table(
        "agreement_variation",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("varies_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mover_key", sa.String(length=300), nullable=False),
        sa.Column("status", one_of(STATUSES, "variationstatus"), nullable=False),
        sa.Column("ended_before", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("contract_ends_on", sa.Date(), nullable=True),
        sa.Column("in_force_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(column for party in PARTIES for column in columns_of(party)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *(signed_by(party) for party in PARTIES),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_agreement_variation_{name}"))
            for name, condition in VARIATION_CHECKS.items()
        ),
        _refers("placement_id", "placement"),
        _refers("version_id", "agreement_version"),
        _refers("varies_id", "agreement_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_variation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agreement_variation_public_id")),
        sa.UniqueConstraint("version_id", name=op.f("uq_agreement_variation_version_id")),
    )
    for column in ("placement_id", "varies_id"):
        op.create_index(op.f(f"ix_agreement_variation_{column}"), "agreement_variation", [column])
    op.create_index(
        "uq_agreement_variation_one_waits",
        "agreement_variation",
        ["placement_id"],
        unique=True,
        sqlite_where=sa.text("status = 'to_sign'"),
        postgresql_where=sa.text("status = 'to_sign'"),
    )


def _let_notice_be_taken_back():
    with op.batch_alter_table("placement") as batch:
        batch.create_check_constraint(op.f(f"ck_placement_{NOTICE}"), WHOLE_OR_NONE)


def upgrade():
    _make_variations()
    _let_notice_be_taken_back()
    op.add_column("extension", sa.Column("mover_agreed_at", UtcDateTime(), nullable=True))
    op.add_column("extension", sa.Column("mover_agreed_by", sa.String(length=300), nullable=True))
    op.add_column(
        "extension",
        sa.Column("mover_not_asked", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(
        "UPDATE extension SET mover_agreed_at = created_at, mover_agreed_by = mover_key"
        " WHERE asked_by_id = (SELECT mover_id FROM placement WHERE id = placement_id)"
    )
    op.execute(
        "UPDATE extension SET mover_not_asked = true"
        " WHERE status = 'granted' AND mover_agreed_at IS NULL"
    )
    with op.batch_alter_table("extension") as batch:
        batch.alter_column("mover_not_asked", server_default=None, existing_type=sa.Boolean())
        batch.drop_constraint(op.f("ck_extension_refused_with_reason"), type_="check")
        batch.create_check_constraint(op.f("ck_extension_refused_with_reason"), REFUSED_NOW)
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_extension_{name}"), condition)


def downgrade():
    op.drop_table("agreement_variation")
    with op.batch_alter_table("placement") as batch:
        batch.drop_constraint(op.f(f"ck_placement_{NOTICE}"), type_="check")
        batch.drop_column("variation_hash")
    op.execute(
        "UPDATE extension SET refusal_category = 'other', refused_as = 'home_hr'"
        " WHERE status = 'refused' AND refused_as IS NULL"
    )
    with op.batch_alter_table("extension") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_extension_{name}"), type_="check")
        batch.drop_constraint(op.f("ck_extension_refused_with_reason"), type_="check")
        batch.create_check_constraint(op.f("ck_extension_refused_with_reason"), REFUSED_BEFORE)
        batch.drop_column("mover_not_asked")
        batch.drop_column("mover_agreed_by")
        batch.drop_column("mover_agreed_at")
