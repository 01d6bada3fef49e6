"""A stay has check-ins, notes, extensions, what was learnt and what came of it; its end is planned.

Placements that were over before keep their end: what nobody was asked then is said to be so.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from exchange.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

HR_KINDS = "('attachment', 'secondment', 'loan', 'swap')"
OF_CHOICES = {
    "early_end_as": ("capacity", ("mover", "host_manager", "host_hr", "home_hr", "home_manager")),
    "return_is": ("returnpost", ("same", "equivalent")),
    "return_waived": (
        "waived",
        (
            "post_abolished",
            "employer_closed",
            "employer_merged",
            "stays_with_host",
            "leaves",
            "other",
        ),
    ),
}
COLUMNS = (
    ("ends_early_on", sa.Date()),
    ("early_end_given_at", UtcDateTime()),
    ("early_end_by", sa.String(length=300)),
    ("early_end_as", sa.String(length=40)),
    ("ended_by_link", sa.String(length=300)),
    ("return_is", sa.String(length=40)),
    ("return_from", sa.Date()),
    ("return_meeting_on", sa.Date()),
    ("return_confirmed_at", UtcDateTime()),
    ("return_confirmed_by", sa.String(length=300)),
    ("return_waived", sa.String(length=40)),
)
TEXTS = (("return_post", sa.String(length=200)), ("return_waived_reason", sa.Text()))
COMPLETED_BEFORE = "status <> 'completed' OR (ended_how IS NOT NULL AND ended_by_id IS NOT NULL)"
COMPLETED_NOW = (
    "status <> 'completed' OR (ended_how IS NOT NULL"
    " AND (ended_by_id IS NOT NULL OR ended_by_link IS NOT NULL))"
)
CHECKS = {
    "returns_somewhere": (
        f"status <> 'completed' OR kind NOT IN {HR_KINDS} OR (return_confirmed_at IS NOT NULL"
        " AND return_confirmed_by IS NOT NULL"
        " AND ((return_post <> '' AND return_is IS NOT NULL AND return_from IS NOT NULL)"
        " OR (return_waived_reason <> '' AND return_waived IS NOT NULL)))"
    ),
    "return_post_or_waiver": "return_post = '' OR return_waived_reason = ''",
    "return_is_not_confirmed_by_mover": (
        "return_confirmed_by IS NULL OR return_confirmed_by <> mover_key"
    ),
    "ended_early_on_a_day": "status <> 'ended_early' OR ends_early_on IS NOT NULL",
    "early_end_by_somebody": (
        "ends_early_on IS NULL OR (early_end_by IS NOT NULL AND early_end_as IS NOT NULL"
        " AND early_end_given_at IS NOT NULL AND end_reason <> '')"
    ),
    "early_end_is_early": "ends_early_on IS NULL OR ends_early_on <= ends_on",
}
TABLES = (
    "stay_link",
    "stay_note",
    "learning_report",
    "impact",
    "extension",
    "confirmed_skill",
    "check_in",
)


def upgrade():
    _change_placements()
    _make_check_ins()
    _make_extensions()
    _make_links()
    _make_what_came_of_it()


def downgrade():
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("placement") as batch:
        names = [*CHECKS, "completed_how", *(name for name, _values in OF_CHOICES.values())]
        for name in names:
            batch.drop_constraint(op.f(f"ck_placement_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_placement_completed_how"), COMPLETED_BEFORE)
        for name, _kind in (*COLUMNS, *TEXTS):
            batch.drop_column(name)


def _change_placements():
    for name, kind in COLUMNS:
        op.add_column("placement", sa.Column(name, kind, nullable=True))
    for name, kind in TEXTS:
        op.add_column("placement", sa.Column(name, kind, nullable=False, server_default=""))
    _tell_of_the_past()
    with op.batch_alter_table("placement") as batch:
        for name, kind in TEXTS:
            batch.alter_column(name, server_default=None, existing_type=kind)
        batch.drop_constraint(op.f("ck_placement_completed_how"), type_="check")
        batch.create_check_constraint(op.f("ck_placement_completed_how"), COMPLETED_NOW)
        for column, (name, values) in OF_CHOICES.items():
            listed = ", ".join(f"'{value}'" for value in values)
            batch.create_check_constraint(op.f(f"ck_placement_{name}"), f"{column} IN ({listed})")
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_placement_{name}"), condition)


def _tell_of_the_past():
    op.execute(
        "UPDATE placement SET return_waived = 'other', return_confirmed_at = moved_at,"
        " return_confirmed_by = 'system',"
        " return_waived_reason = 'It ended before a return was planned here.'"
        f" WHERE status = 'completed' AND kind IN {HR_KINDS}"
    )
    op.execute(
        "UPDATE placement SET early_end_given_at = moved_at,"
        " early_end_by = 'person:' || COALESCE(ended_by_id, host_manager_id),"
        " ends_early_on = CASE WHEN ended_on IS NULL OR ended_on > ends_on THEN ends_on"
        " WHEN ended_on < starts_on THEN starts_on ELSE ended_on END,"
        " early_end_as = CASE WHEN ended_by_id = mover_id THEN 'mover'"
        " WHEN ended_by_id = host_manager_id THEN 'host_manager'"
        " WHEN EXISTS (SELECT 1 FROM membership WHERE membership.person_id = ended_by_id"
        " AND membership.organisation_id = home_organisation_id AND membership.is_hr)"
        " THEN 'home_hr' ELSE 'host_hr' END"
        " WHERE status = 'ended_early'"
    )


def _make_check_ins():
    op.create_table(
        "check_in",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column(
            "time",
            sa.Enum(
                "week_2",
                "week_6",
                "midpoint",
                name="checkintime",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "side",
            sa.Enum(
                "mover", "host", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "colour",
            sa.Enum(
                "green",
                "amber",
                "red",
                name="colour",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "colour = 'green' OR text <> ''", name=op.f("ck_check_in_worry_has_words")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_check_in_by_id")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_check_in_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint(
            "placement_id", "time", "side", name=op.f("uq_check_in_placement_id_time_side")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_check_in_public_id")),
    )
    op.create_index(op.f("ix_check_in_placement_id"), "check_in", ["placement_id"], unique=False)
    op.create_table(
        "stay_note",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "promotion",
                "sickness",
                "leave",
                "other",
                "outside_job_advice",
                name="notekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f("ck_stay_note_note_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_stay_note_by_id")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_stay_note_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stay_note_public_id")),
    )
    op.create_index(op.f("ix_stay_note_placement_id"), "stay_note", ["placement_id"], unique=False)


def _make_extensions():
    op.create_table(
        "extension",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("mover_key", sa.String(length=300), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "granted",
                "refused",
                "withdrawn",
                name="extensionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ended_before", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("contract_ends_on", sa.Date(), nullable=True),
        sa.Column("needs_home_manager", sa.Boolean(), nullable=False),
        sa.Column("needs_home_hr", sa.Boolean(), nullable=False),
        sa.Column("needs_home_board", sa.Boolean(), nullable=False),
        sa.Column("needs_host_manager", sa.Boolean(), nullable=False),
        sa.Column("needs_host_hr", sa.Boolean(), nullable=False),
        sa.Column("needs_host_board", sa.Boolean(), nullable=False),
        sa.Column("granted_at", UtcDateTime(), nullable=True),
        sa.Column("refused_at", UtcDateTime(), nullable=True),
        sa.Column("refused_by", sa.String(length=300), nullable=True),
        sa.Column(
            "refused_as",
            sa.Enum(
                "home_manager",
                "home_hr",
                "home_board",
                "host_manager",
                "host_hr",
                "host_board",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("refusal_category", sa.String(length=60), nullable=False),
        sa.Column("refusal_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("home_manager_by", sa.String(length=300), nullable=True),
        sa.Column("home_manager_name", sa.String(length=120), nullable=True),
        sa.Column(
            "home_manager_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("home_manager_at", UtcDateTime(), nullable=True),
        sa.Column("home_hr_by", sa.String(length=300), nullable=True),
        sa.Column("home_hr_name", sa.String(length=120), nullable=True),
        sa.Column(
            "home_hr_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("home_hr_at", UtcDateTime(), nullable=True),
        sa.Column("home_board_by", sa.String(length=300), nullable=True),
        sa.Column("home_board_name", sa.String(length=120), nullable=True),
        sa.Column(
            "home_board_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("home_board_at", UtcDateTime(), nullable=True),
        sa.Column("host_manager_by", sa.String(length=300), nullable=True),
        sa.Column("host_manager_name", sa.String(length=120), nullable=True),
        sa.Column(
            "host_manager_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("host_manager_at", UtcDateTime(), nullable=True),
        sa.Column("host_hr_by", sa.String(length=300), nullable=True),
        sa.Column("host_hr_name", sa.String(length=120), nullable=True),
        sa.Column(
            "host_hr_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("host_hr_at", UtcDateTime(), nullable=True),
        sa.Column("host_board_by", sa.String(length=300), nullable=True),
        sa.Column("host_board_name", sa.String(length=120), nullable=True),
        sa.Column(
            "host_board_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("host_board_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind NOT IN ('attachment', 'secondment', 'loan', 'swap') OR (needs_host_manager AND needs_host_hr AND ((needs_home_manager AND needs_home_hr) OR needs_home_board))",
            name=op.f("ck_extension_hr_kinds_need_four"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_extension_extension_has_reason")),
        sa.CheckConstraint(
            "status <> 'granted' OR NOT needs_home_board OR (home_board_at IS NOT NULL AND home_board_by IS NOT NULL AND home_board_how IS NOT NULL)",
            name=op.f("ck_extension_needs_home_board"),
        ),
        sa.CheckConstraint(
            "status <> 'granted' OR NOT needs_home_hr OR (home_hr_at IS NOT NULL AND home_hr_by IS NOT NULL AND home_hr_how IS NOT NULL)",
            name=op.f("ck_extension_needs_home_hr"),
        ),
        sa.CheckConstraint(
            "status <> 'granted' OR NOT needs_home_manager OR (home_manager_at IS NOT NULL AND home_manager_by IS NOT NULL AND home_manager_how IS NOT NULL)",
            name=op.f("ck_extension_needs_home_manager"),
        ),
        sa.CheckConstraint(
            "status <> 'granted' OR NOT needs_host_board OR (host_board_at IS NOT NULL AND host_board_by IS NOT NULL AND host_board_how IS NOT NULL)",
            name=op.f("ck_extension_needs_host_board"),
        ),
        sa.CheckConstraint(
            "status <> 'granted' OR NOT needs_host_hr OR (host_hr_at IS NOT NULL AND host_hr_by IS NOT NULL AND host_hr_how IS NOT NULL)",
            name=op.f("ck_extension_needs_host_hr"),
        ),
        sa.CheckConstraint(
            "status <> 'granted' OR NOT needs_host_manager OR (host_manager_at IS NOT NULL AND host_manager_by IS NOT NULL AND host_manager_how IS NOT NULL)",
            name=op.f("ck_extension_needs_host_manager"),
        ),
        sa.CheckConstraint(
            "status <> 'granted' OR granted_at IS NOT NULL",
            name=op.f("ck_extension_granted_at_a_moment"),
        ),
        sa.CheckConstraint(
            "status <> 'refused' OR (refusal_category <> '' AND refusal_reason <> '' AND refused_by IS NOT NULL AND refused_as IS NOT NULL AND refused_at IS NOT NULL)",
            name=op.f("ck_extension_refused_with_reason"),
        ),
        sa.CheckConstraint("ends_on > ended_before", name=op.f("ck_extension_extension_is_later")),
        sa.CheckConstraint(
            "home_board_by IS NULL OR home_board_by <> mover_key",
            name=op.f("ck_extension_home_board_is_not_mover"),
        ),
        sa.CheckConstraint(
            "home_board_by IS NULL OR host_board_by IS NULL OR home_board_by <> host_board_by",
            name=op.f("ck_extension_home_board_is_not_host_board"),
        ),
        sa.CheckConstraint(
            "home_board_by IS NULL OR host_hr_by IS NULL OR home_board_by <> host_hr_by",
            name=op.f("ck_extension_home_board_is_not_host_hr"),
        ),
        sa.CheckConstraint(
            "home_board_by IS NULL OR host_manager_by IS NULL OR home_board_by <> host_manager_by",
            name=op.f("ck_extension_home_board_is_not_host_manager"),
        ),
        sa.CheckConstraint(
            "home_hr_by IS NULL OR home_hr_by <> mover_key",
            name=op.f("ck_extension_home_hr_is_not_mover"),
        ),
        sa.CheckConstraint(
            "home_hr_by IS NULL OR host_board_by IS NULL OR home_hr_by <> host_board_by",
            name=op.f("ck_extension_home_hr_is_not_host_board"),
        ),
        sa.CheckConstraint(
            "home_hr_by IS NULL OR host_hr_by IS NULL OR home_hr_by <> host_hr_by",
            name=op.f("ck_extension_home_hr_is_not_host_hr"),
        ),
        sa.CheckConstraint(
            "home_hr_by IS NULL OR host_manager_by IS NULL OR home_hr_by <> host_manager_by",
            name=op.f("ck_extension_home_hr_is_not_host_manager"),
        ),
        sa.CheckConstraint(
            "home_manager_by IS NULL OR home_manager_by <> mover_key",
            name=op.f("ck_extension_home_manager_is_not_mover"),
        ),
        sa.CheckConstraint(
            "home_manager_by IS NULL OR host_board_by IS NULL OR home_manager_by <> host_board_by",
            name=op.f("ck_extension_home_manager_is_not_host_board"),
        ),
        sa.CheckConstraint(
            "home_manager_by IS NULL OR host_hr_by IS NULL OR home_manager_by <> host_hr_by",
            name=op.f("ck_extension_home_manager_is_not_host_hr"),
        ),
        sa.CheckConstraint(
            "home_manager_by IS NULL OR host_manager_by IS NULL OR home_manager_by <> host_manager_by",
            name=op.f("ck_extension_home_manager_is_not_host_manager"),
        ),
        sa.CheckConstraint(
            "host_board_by IS NULL OR host_board_by <> mover_key",
            name=op.f("ck_extension_host_board_is_not_mover"),
        ),
        sa.CheckConstraint(
            "host_hr_by IS NULL OR host_hr_by <> mover_key",
            name=op.f("ck_extension_host_hr_is_not_mover"),
        ),
        sa.CheckConstraint(
            "host_manager_by IS NULL OR host_manager_by <> mover_key",
            name=op.f("ck_extension_host_manager_is_not_mover"),
        ),
        sa.CheckConstraint(
            "needs_home_manager OR needs_home_hr OR needs_home_board OR needs_host_manager OR needs_host_hr OR needs_host_board",
            name=op.f("ck_extension_somebody_decides"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_extension_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_extension_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint("public_id", name=op.f("uq_extension_public_id")),
    )
    op.create_index(op.f("ix_extension_placement_id"), "extension", ["placement_id"], unique=False)
    op.create_index(
        "uq_extension_one_open",
        "extension",
        ["placement_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def _make_links():
    op.create_table(
        "stay_link",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("extension_id", sa.Integer(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "extension",
                "coming_back",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "home_manager",
                "home_hr",
                "home_board",
                "host_manager",
                "host_hr",
                "host_board",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_expires_at", UtcDateTime(), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(purpose = 'extension') = (extension_id IS NOT NULL)",
            name=op.f("ck_stay_link_link_has_its_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["extension_id"], ["extension.id"], name=op.f("fk_stay_link_extension_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_stay_link_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stay_link_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_stay_link_token_hash")),
    )
    op.create_index(op.f("ix_stay_link_extension_id"), "stay_link", ["extension_id"], unique=False)
    op.create_index(op.f("ix_stay_link_placement_id"), "stay_link", ["placement_id"], unique=False)


def _make_what_came_of_it():
    op.create_table(
        "impact",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column(
            "time",
            sa.Enum(
                "end",
                "months_3",
                "months_6",
                name="impacttime",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "time <> 'end' OR hours IS NOT NULL", name=op.f("ck_impact_impact_counts_hours")
        ),
        sa.CheckConstraint("hours IS NULL OR hours >= 0", name=op.f("ck_impact_impact_hours")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_impact_by_id")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_impact_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact")),
        sa.UniqueConstraint("placement_id", "time", name=op.f("uq_impact_placement_id_time")),
        sa.UniqueConstraint("public_id", name=op.f("uq_impact_public_id")),
    )
    op.create_index(op.f("ix_impact_placement_id"), "impact", ["placement_id"], unique=False)
    op.create_table(
        "learning_report",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("learnt", sa.Text(), nullable=False),
        sa.Column("brings_back", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_learning_report_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_report")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_learning_report_placement_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_learning_report_public_id")),
    )
    op.create_table(
        "confirmed_skill",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=60), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_confirmed_skill_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_confirmed_skill_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_confirmed_skill_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmed_skill")),
        sa.UniqueConstraint(
            "placement_id", "skill", name=op.f("uq_confirmed_skill_placement_id_skill")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_confirmed_skill_public_id")),
    )
    op.create_index(
        op.f("ix_confirmed_skill_person_id"), "confirmed_skill", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_confirmed_skill_placement_id"), "confirmed_skill", ["placement_id"], unique=False
    )
