"""Notices as people wish them: groups, a daily e-mail, and addresses that refuse mail.

What was told before this step stays on the page and goes into no daily e-mail.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
GROUPS = (
    "approvals",
    "security",
    "placements",
    "applications",
    "listings",
    "messages",
    "watching",
    "moderation",
)


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def upgrade():
    _digests()
    _preferences()
    _notices()
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("mail_stopped_at", MOMENT))
        batch.add_column(
            sa.Column("mail_stopped_why", sa.String(length=300), nullable=False, server_default="")
        )
        batch.add_column(
            sa.Column("language", sa.String(length=8), nullable=False, server_default="en")
        )
    with op.batch_alter_table("person") as batch:
        batch.alter_column("mail_stopped_why", server_default=None)
        batch.alter_column("language", server_default=None)
        batch.create_check_constraint(
            op.f("ck_person_mail_stopped_says_why"),
            "(mail_stopped_at IS NULL) = (mail_stopped_why = '')",
        )


def _digests():
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_digest_person_id_day")),
    )


def _preferences():
    op.create_table(
        "notice_preference",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", one_of("group", *GROUPS), nullable=False),
        sa.Column("on_page", sa.Boolean(), nullable=False),
        sa.Column(
            "channel", one_of("channel", "at_once", "daily", "urgent", "off"), nullable=False
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "about NOT IN ('approvals', 'security')",
            name=op.f("ck_notice_preference_these_stay_on"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_preference_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_preference")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notice_preference_public_id")),
        sa.UniqueConstraint(
            "person_id", "about", name=op.f("uq_notice_preference_person_id_about")
        ),
    )


def _notices():
    words = {"organisation": 200, "role": 200, "why": 400}
    with op.batch_alter_table("notice") as batch:
        batch.drop_index("ix_notice_person_unread")
        batch.add_column(
            sa.Column("on_page", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch.add_column(
            sa.Column("mailing", sa.String(length=40), nullable=False, server_default="none")
        )
        for name, length in words.items():
            batch.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
        batch.add_column(sa.Column("digest_id", sa.Integer()))
        batch.add_column(sa.Column("told_key", sa.String(length=120)))
    with op.batch_alter_table("notice") as batch:
        for name in ("on_page", "mailing", *words):
            batch.alter_column(name, server_default=None)
        batch.create_foreign_key(op.f("fk_notice_digest_id"), "digest", ["digest_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_notice_told_key"), ["told_key"])
        batch.create_check_constraint(
            op.f("ck_notice_mailing"), "mailing IN ('none', 'at_once', 'daily')"
        )
        batch.create_check_constraint(
            op.f("ck_notice_only_daily_in_digest"), "digest_id IS NULL OR mailing = 'daily'"
        )
        batch.create_check_constraint(
            op.f("ck_notice_told_somewhere"), "on_page OR mailing <> 'none'"
        )
        batch.create_index("ix_notice_person_unread", ["person_id", "on_page", "read_at"])
        batch.create_index("ix_notice_daily", ["mailing", "digest_id", "read_at", "person_id"])


def downgrade():
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint(op.f("ck_person_mail_stopped_says_why"), type_="check")
    with op.batch_alter_table("person") as batch:
        for name in ("language", "mail_stopped_why", "mail_stopped_at"):
            batch.drop_column(name)
    with op.batch_alter_table("notice") as batch:
        batch.drop_index("ix_notice_daily")
        batch.drop_index("ix_notice_person_unread")
        for name in ("told_somewhere", "only_daily_in_digest", "mailing"):
            batch.drop_constraint(op.f(f"ck_notice_{name}"), type_="check")
        batch.drop_constraint(op.f("uq_notice_told_key"), type_="unique")
        batch.drop_constraint(op.f("fk_notice_digest_id"), type_="foreignkey")
    with op.batch_alter_table("notice") as batch:
        for name in ("told_key", "digest_id", "why", "role", "organisation", "mailing", "on_page"):
            batch.drop_column(name)
        batch.create_index("ix_notice_person_unread", ["person_id", "read_at"])
    op.drop_table("notice_preference")
    op.drop_table("digest")
