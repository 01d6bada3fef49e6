"""Briefs with a scope: the builder's answers, and no session or project shown without a scope.

What was shown before and lacks part of one is marked as such: its supervisor, outcome or hours
were never asked for, and this step makes nothing up. The mark goes when its poster adds them.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SCOPED = (
    "scope_waived OR kind NOT IN ('session', 'project')"
    " OR status NOT IN ('published', 'paused', 'filled', 'concluded', 'removed')"
    " OR (outcome <> '' AND hours IS NOT NULL AND hours > 0"
    " AND (side = 'mover' OR supervisor <> ''))"
)


def upgrade():
    op.add_column(
        "opportunity",
        sa.Column("scope_waived", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "opportunity", sa.Column("attention", sa.Text(), server_default="", nullable=False)
    )
    _make_backfill()
    _make_pairing()
    _pair_swaps()
    op.execute(f"UPDATE opportunity SET scope_waived = {_true()} WHERE NOT ({SCOPED})")
    # SQLite cannot add a constraint to a table, but can add a column that carries one: so no table
    # to which others point is made anew.
    if _is_sqlite():
        op.execute(
            f"ALTER TABLE opportunity ADD COLUMN brief JSON CONSTRAINT ck_opportunity_scoped CHECK ({SCOPED})"
        )
        return
    op.add_column("opportunity", sa.Column("brief", postgresql.JSONB(), nullable=True))
    op.create_check_constraint("scoped", "opportunity", SCOPED)


def _make_backfill():
    op.create_table(
        "backfill",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["offered_by_id"], ["person.id"], name=op.f("fk_backfill_offered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_backfill_opportunity_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_backfill_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backfill")),
        sa.UniqueConstraint("opportunity_id", name=op.f("uq_backfill_opportunity_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_backfill_public_id")),
    )
    op.create_index(op.f("ix_backfill_placement_id"), "backfill", ["placement_id"])


def _make_pairing():
    op.create_table(
        "pairing",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("mover_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "consented",
                "declined",
                "replaced",
                "made",
                name="pairingstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status NOT IN ('consented', 'made') OR consented_at IS NOT NULL",
            name=op.f("ck_pairing_made_with_consent"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_pairing_{column}"))
            for column, table in (
                ("mover_id", "person"),
                ("named_by_id", "person"),
                ("placement_id", "placement"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pairing_public_id")),
    )
    for column in ("mover_id", "placement_id"):
        op.create_index(op.f(f"ix_pairing_{column}"), "pairing", [column])
    live = sa.text("status IN ('asked', 'consented', 'made')")
    op.create_index(
        "uq_pairing_live",
        "pairing",
        ["placement_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


SCOPE = (("outcome", 500), ("supervisor", 120))
ONE_ANSWER = "(application_id IS NULL) <> (invitation_id IS NULL)"
PAIRS = {
    "from_one_answer": f"{ONE_ANSWER} OR (kind = 'swap' AND partner_id IS NOT NULL"
    " AND application_id IS NULL AND invitation_id IS NULL)",
    "only_swaps_have_halves": "partner_id IS NULL OR kind = 'swap'",
    "no_half_a_swap": "kind <> 'swap' OR partner_id IS NOT NULL OR signed_on_paper OR status NOT IN"
    " ('agreed', 'signed', 'active', 'on_leave', 'completed', 'ended_early')",
}
UNSIGNED = ", ".join(
    f"{party}_signed_{part} = NULL"
    for party in ("home", "host", "mover")
    for part in ("at", "by", "name", "how", "hash")
)


def _pair_swaps():
    """Half a swap that was agreed alone waits again, for who comes the other way."""
    op.execute(
        f"UPDATE placement SET status = 'proposed', agreed_at = NULL, signed_at = NULL, agreement_hash = NULL, {UNSIGNED}"
        " WHERE kind = 'swap' AND partner_id IS NULL AND NOT signed_on_paper AND status IN ('agreed', 'signed')"
    )
    for name, length in SCOPE:
        column = sa.Column(name, sa.String(length), server_default="", nullable=False)
        op.add_column("placement", column)
        op.execute(
            f"UPDATE placement SET {name} = coalesce((SELECT {name} FROM invitation WHERE invitation.id = placement.invitation_id),"
            f" (SELECT {name} FROM opportunity WHERE opportunity.id = placement.opportunity_id), '')"
        )
    with op.batch_alter_table("placement") as batch:
        batch.drop_constraint(op.f("ck_placement_from_one_answer"), type_="check")
        for name, condition in PAIRS.items():
            batch.create_check_constraint(op.f(f"ck_placement_{name}"), condition)


def downgrade():
    # The shape before has no place for a second half, which comes from no answer of its own.
    halves = "SELECT count(*) FROM placement WHERE application_id IS NULL AND invitation_id IS NULL"
    if op.get_bind().execute(sa.text(halves)).scalar():
        raise RuntimeError("there are swaps with two halves: this step cannot be taken back")
    with op.batch_alter_table("placement") as batch:
        for name in PAIRS:
            batch.drop_constraint(op.f(f"ck_placement_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_placement_from_one_answer"), ONE_ANSWER)
        for name, _ in SCOPE:
            batch.drop_column(name)
    op.drop_table("pairing")
    op.drop_table("backfill")
    if not _is_sqlite():
        op.drop_constraint("scoped", "opportunity", type_="check")
    for column in ("brief", "attention", "scope_waived"):
        op.drop_column("opportunity", column)


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _true():
    return "1" if _is_sqlite() else "true"
