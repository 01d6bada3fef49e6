"""Approvals for real people: deputies, since when a decision was asked for, and appeals.

Decisions that wait when this step is taken count as asked for when their placement last moved.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from exchange.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

HOMES = ("home_manager", "home_hr", "home_board")
HOSTS = ("host_manager", "host_hr", "host_board")
ROLES = (*HOMES, *HOSTS)


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def checks_on_deputies():
    """A deputy's decision counts as that of the person stood in for, too."""
    found = {
        f"{role}_deputy_of_another": (
            f"{role}_instead_of <> mover_key AND {role}_instead_of <> {role}_by"
        )
        for role in ROLES
    }
    for home in HOMES:
        for host in HOSTS:
            found[f"{home}_deputy_is_not_{host}"] = (
                f"({home}_instead_of IS NULL OR {host}_by IS NULL"
                f" OR {home}_instead_of <> {host}_by)"
                f" AND ({host}_instead_of IS NULL OR {home}_by IS NULL"
                f" OR {host}_instead_of <> {home}_by)"
                f" AND ({home}_instead_of IS NULL OR {host}_instead_of IS NULL"
                f" OR {home}_instead_of <> {host}_instead_of)"
            )
    return found


def upgrade():
    _deputies()
    _requests()
    _appeals()
    for role in (*ROLES, "manager"):
        op.add_column("placement", sa.Column(f"{role}_instead_of", sa.String(length=300)))
        op.add_column("placement", sa.Column(f"{role}_instead_of_name", sa.String(length=120)))
    with op.batch_alter_table("placement") as batch:
        for name, condition in checks_on_deputies().items():
            batch.create_check_constraint(op.f(f"ck_placement_{name}"), condition)
    for role in ROLES:
        _count_as_asked(role)


def _count_as_asked(role):
    asked = "p.moved_at"
    sent = "true"
    if role in HOMES:
        asked = "CASE WHEN p.sent_home_at > p.moved_at THEN p.sent_home_at ELSE p.moved_at END"
        sent = "p.sent_home_at IS NOT NULL"
    op.execute(
        "INSERT INTO decision_request (placement_id, role, terms, asked_at)"
        f" SELECT p.id, '{role}', p.terms_version, {asked} FROM placement p"
        f" WHERE p.status = 'proposed' AND p.needs_{role} AND {sent}"
        f" AND (p.{role}_at IS NULL OR p.{role}_terms <> p.terms_version)"
    )


def _deputies():
    op.create_table(
        "deputy",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", one_of("deputyrole", "hr", "board"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("person_id <> deputy_id", name=op.f("ck_deputy_another_person")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_deputy_ends_after_start")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_deputy_deputy_id")),
        sa.ForeignKeyConstraint(["named_by_id"], ["person.id"], name=op.f("fk_deputy_named_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_deputy_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deputy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deputy_public_id")),
    )
    op.create_index(op.f("ix_deputy_deputy_id"), "deputy", ["deputy_id"])
    op.create_index(op.f("ix_deputy_organisation_id"), "deputy", ["organisation_id"])


def _requests():
    op.create_table(
        "decision_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("role", one_of("role", *ROLES), nullable=False),
        sa.Column("terms", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("escalated_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_decision_request_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_request")),
        sa.UniqueConstraint(
            "placement_id",
            "role",
            "terms",
            name=op.f("uq_decision_request_placement_id_role_terms"),
        ),
    )


def _appeals():
    outcomes = ("upheld", "agreed", "place_gone", "dismissed")
    op.create_table(
        "placement_appeal",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("role", one_of("role", *ROLES), nullable=False),
        sa.Column("refused_by", sa.String(length=300), nullable=False),
        sa.Column("refused_at", UtcDateTime(), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("refusal_reason", sa.Text(), nullable=False),
        sa.Column("mover_key", sa.String(length=300), nullable=False),
        sa.Column("goes_to", one_of("appealroute", "hr", "board", "platform"), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=300), nullable=True),
        sa.Column("outcome", one_of("appealoutcome", *outcomes), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_placement_appeal_has_reason")),
        sa.CheckConstraint(
            "decided_by <> refused_by", name=op.f("ck_placement_appeal_decided_by_another")
        ),
        sa.CheckConstraint(
            "decided_by <> mover_key", name=op.f("ck_placement_appeal_not_decided_by_mover")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)"
            " AND (outcome IS NULL OR answer <> '')",
            name=op.f("ck_placement_appeal_decided_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_placement_appeal_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_placement_appeal_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_appeal")),
        sa.UniqueConstraint(
            "placement_id", "role", name=op.f("uq_placement_appeal_placement_id_role")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_placement_appeal_public_id")),
    )
    op.create_index(
        op.f("ix_placement_appeal_organisation_id"), "placement_appeal", ["organisation_id"]
    )


def downgrade():
    with op.batch_alter_table("placement") as batch:
        for name in checks_on_deputies():
            batch.drop_constraint(op.f(f"ck_placement_{name}"), type_="check")
        for role in (*ROLES, "manager"):
            batch.drop_column(f"{role}_instead_of")
            batch.drop_column(f"{role}_instead_of_name")
    op.drop_table("placement_appeal")
    op.drop_table("decision_request")
    op.drop_table("deputy")
