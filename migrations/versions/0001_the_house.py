"""The house"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_label", sa.String(length=80), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column(
            "detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
        ),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_command_id"), ["command_id"], unique=False)
        batch_op.create_index("ix_audit_object", ["object_kind", "object_id", "seq"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "conversation",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=240), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_conversation_public_id")),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", name=op.f("uq_conversation_subject_kind_subject_id")
        ),
    )
    op.create_table(
        "organisation",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=240), nullable=False),
        sa.Column("short_name", sa.String(length=80), nullable=False),
        sa.Column(
            "sector",
            sa.Enum(
                "civil_service",
                "public_body",
                "nhs",
                "local_government",
                "charity",
                "other",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("parent_external_id", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=False),
        sa.Column("outcode", sa.String(length=8), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("annual_income", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "staff_status",
            sa.Enum(
                "home_civil_service",
                "ni_civil_service",
                "neither",
                "mixed",
                "unknown",
                name="staffstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("staff_status_source", sa.String(length=240), nullable=False),
        sa.Column("staff_status_as_of", sa.Date(), nullable=True),
        sa.Column("ask_before_applying", sa.Boolean(), nullable=False),
        sa.Column("one_person_decides", sa.Boolean(), nullable=False),
        sa.Column("how_we_decide", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_public_id")),
        sa.UniqueConstraint(
            "source", "external_id", name=op.f("uq_organisation_source_external_id")
        ),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index("ix_organisation_name", ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_sector"), ["sector"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("dedupe", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(length=80), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_outbox_dedupe")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_due", ["done_at", "failed_at", "run_at"], unique=False)

    op.create_table(
        "person",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_moderator", sa.Boolean(), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_public_id")),
    )
    op.create_table(
        "search_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_change")),
    )
    with op.batch_alter_table("search_change", schema=None) as batch_op:
        batch_op.create_index("ix_search_change_kind", ["kind", "object_id"], unique=False)

    op.create_table(
        "sign_in_failures",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
        sa.UniqueConstraint("key", name=op.f("uq_sign_in_failures_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_in_failures_public_id")),
    )
    op.create_table(
        "account_token",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "confirm",
                "reset",
                "change_address",
                name="tokenpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_token_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_token")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_token_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_token_token_hash")),
    )
    with op.batch_alter_table("account_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_token_person_id"), ["person_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "active",
                "refused",
                "ended",
                name="membershipstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("job_title", sa.String(length=120), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("how_verified", sa.String(length=300), nullable=False),
        sa.Column("is_poster", sa.Boolean(), nullable=False),
        sa.Column("is_hr", sa.Boolean(), nullable=False),
        sa.Column("is_board", sa.Boolean(), nullable=False),
        sa.Column("is_organisation_admin", sa.Boolean(), nullable=False),
        sa.Column("is_chief_executive", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'active' OR joined_at IS NOT NULL",
            name=op.f("ck_membership_active_since_a_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_membership_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("public_id", name=op.f("uq_membership_public_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_membership_live",
            ["person_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('asked', 'active')"),
            postgresql_where=sa.text("status IN ('asked', 'active')"),
        )

    op.create_table(
        "message",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id")
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["person.id"], name=op.f("fk_message_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_table(
        "notice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notice_public_id")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_person_unread", ["person_id", "read_at"], unique=False)

    op.create_table(
        "opportunity",
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "in_review",
                "returned",
                "published",
                "paused",
                "filled",
                "concluded",
                "withdrawn",
                "removed",
                name="opportunitystatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "side",
            sa.Enum(
                "host", "mover", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "posted_as",
            sa.Enum(
                "person",
                "organisation",
                name="postedas",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("poster_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("mover_id", sa.Integer(), nullable=True),
        sa.Column("mover_consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_from_employer", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_html", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.Column("supervisor", sa.String(length=120), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("outcode", sa.String(length=8), nullable=False),
        sa.Column("place_name", sa.String(length=120), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column(
            "remote",
            sa.Enum(
                "on_site",
                "hybrid",
                "remote",
                name="remote",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("days_a_week", sa.Double(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column(
            "cost_model",
            sa.Enum(
                "free",
                "shared",
                "full",
                name="costmodel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("pay", sa.String(length=200), nullable=False),
        sa.Column("salary_min", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("salary_max", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("source_name", sa.String(length=240), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("shifted_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'external_vacancy' OR source_url <> ''",
            name=op.f("ck_opportunity_external_has_source"),
        ),
        sa.CheckConstraint(
            "posted_as <> 'organisation' OR organisation_id IS NOT NULL OR status IN ('draft', 'withdrawn')",
            name=op.f("ck_opportunity_organisation_named"),
        ),
        sa.CheckConstraint(
            "status <> 'returned' OR return_reason <> ''",
            name=op.f("ck_opportunity_returned_with_reason"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('published', 'paused', 'filled', 'concluded', 'removed') OR (published_at IS NOT NULL AND published_by_id IS NOT NULL) OR kind = 'external_vacancy'",
            name=op.f("ck_opportunity_published_by_somebody"),
        ),
        sa.CheckConstraint(
            "days_a_week > 0 AND days_a_week <= 5", name=op.f("ck_opportunity_days_in_a_week")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_opportunity_ends_after_start")),
        sa.CheckConstraint("places >= 1 AND places <= 99", name=op.f("ck_opportunity_places")),
        sa.CheckConstraint(
            "published_by_id <> poster_id", name=op.f("ck_opportunity_not_by_its_poster")
        ),
        sa.ForeignKeyConstraint(["mover_id"], ["person.id"], name=op.f("fk_opportunity_mover_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_opportunity_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["poster_id"], ["person.id"], name=op.f("fk_opportunity_poster_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_opportunity_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
        sa.UniqueConstraint("public_id", name=op.f("uq_opportunity_public_id")),
    )
    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_opportunity_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_opportunity_poster_id"), ["poster_id"], unique=False)
        batch_op.create_index("ix_opportunity_status", ["status", "closes_at"], unique=False)
        batch_op.create_index(
            "uq_opportunity_source_url",
            ["source_url"],
            unique=True,
            sqlite_where=sa.text("source_url <> ''"),
            postgresql_where=sa.text("source_url <> ''"),
        )

    op.create_table(
        "organisation_contact",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "hr",
                "chair",
                name="contactrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("how_verified", sa.String(length=300), nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_contact_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["person.id"], name=op.f("fk_organisation_contact_verified_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_contact")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_contact_public_id")),
    )
    with op.batch_alter_table("organisation_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_contact_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "organisation_domain",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_domain_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_domain")),
        sa.UniqueConstraint(
            "organisation_id", "domain", name=op.f("uq_organisation_domain_organisation_id_domain")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_domain_public_id")),
    )
    with op.batch_alter_table("organisation_domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_domain_domain"), ["domain"], unique=False)

    op.create_table(
        "participant",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("read_up_to", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_participant_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_participant_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint(
            "conversation_id", "person_id", name=op.f("uq_participant_conversation_id_person_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_participant_public_id")),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_address",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_address_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_address")),
        sa.UniqueConstraint(
            "person_id", "address", name=op.f("uq_person_address_person_id_address")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_address_public_id")),
    )
    with op.batch_alter_table("person_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_address_address"), ["address"], unique=False)

    op.create_table(
        "profile",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("headline", sa.String(length=120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("outcode", sa.String(length=8), nullable=False),
        sa.Column("remote_ok", sa.Boolean(), nullable=False),
        sa.Column("days_a_week", sa.Double(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum(
                "nobody",
                "members",
                "public",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("hidden_from_employer", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "visibility <> 'public' OR NOT hidden_from_employer",
            name=op.f("ck_profile_public_is_not_hidden"),
        ),
        sa.CheckConstraint(
            "days_a_week > 0 AND days_a_week <= 5", name=op.f("ck_profile_days_in_a_week")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("person_id", name=op.f("uq_profile_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_profile_public_id")),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_in_session_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_session_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "application",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("home_organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "shortlisted",
                "reserve",
                "offered",
                "accepted",
                "placed",
                "not_proceeding",
                "not_selected",
                "declined",
                "rescinded",
                "lapsed",
                "withdrawn",
                name="applicationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("says_manager_knows", sa.Boolean(), nullable=False),
        sa.Column(
            "snapshot", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_starts_on", sa.Date(), nullable=True),
        sa.Column("offer_ends_on", sa.Date(), nullable=True),
        sa.Column("offer_days_a_week", sa.Double(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("outcome_category", sa.String(length=60), nullable=False),
        sa.Column("outcome_reason", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status IN ('accepted', 'placed')) = (place IS NOT NULL)",
            name=op.f("ck_application_place_is_held"),
        ),
        sa.CheckConstraint(
            "status <> 'not_selected' OR (outcome_category <> '' AND outcome_reason <> '')",
            name=op.f("ck_application_not_selected_with_reason"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL",
            name=op.f("ck_application_sent_once"),
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["person.id"], name=op.f("fk_application_applicant_id")
        ),
        sa.ForeignKeyConstraint(
            ["home_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_application_home_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_application_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint(
            "opportunity_id", "place", name=op.f("uq_application_opportunity_id_place")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_application_public_id")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_applicant_id"), ["applicant_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_application_opportunity_id"), ["opportunity_id"], unique=False
        )
        batch_op.create_index(
            "uq_application_live",
            ["opportunity_id", "applicant_id"],
            unique=True,
            sqlite_where=sa.text(
                "status IN ('draft', 'submitted', 'shortlisted', 'reserve', 'offered', 'accepted', 'placed')"
            ),
            postgresql_where=sa.text(
                "status IN ('draft', 'submitted', 'shortlisted', 'reserve', 'offered', 'accepted', 'placed')"
            ),
        )

    op.create_table(
        "invitation",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("inviter_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "sent",
                "accepted",
                "placed",
                "not_proceeding",
                "declined",
                "withdrawn",
                "lapsed",
                name="invitationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("outcode", sa.String(length=8), nullable=False),
        sa.Column("supervisor", sa.String(length=120), nullable=False),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days_a_week", sa.Double(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status IN ('accepted', 'placed')) = (place IS NOT NULL)",
            name=op.f("ck_invitation_place_is_held"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_invitation_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["inviter_id"], ["person.id"], name=op.f("fk_invitation_inviter_id")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_invitation_opportunity_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "opportunity_id", "place", name=op.f("uq_invitation_opportunity_id_place")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_inviter_id"), ["inviter_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_invitation_opportunity_id"), ["opportunity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            "uq_invitation_live",
            ["opportunity_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('sent', 'accepted', 'placed')"),
            postgresql_where=sa.text("status IN ('sent', 'accepted', 'placed')"),
        )

    op.create_table(
        "opportunity_revision",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "in_review",
                "approved",
                "returned",
                "withdrawn",
                name="revisionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "values", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'returned' OR reason <> ''",
            name=op.f("ck_opportunity_revision_returned_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_opportunity_revision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_opportunity_revision_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_opportunity_revision_opportunity_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_revision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_opportunity_revision_public_id")),
    )
    with op.batch_alter_table("opportunity_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_opportunity_revision_opportunity_id"), ["opportunity_id"], unique=False
        )
        batch_op.create_index(
            "uq_revision_open",
            ["opportunity_id"],
            unique=True,
            sqlite_where=sa.text("status = 'in_review'"),
            postgresql_where=sa.text("status = 'in_review'"),
        )

    op.create_table(
        "opportunity_skill",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_skill_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_skill")),
        sa.UniqueConstraint(
            "opportunity_id", "skill", name=op.f("uq_opportunity_skill_opportunity_id_skill")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_opportunity_skill_public_id")),
    )
    with op.batch_alter_table("opportunity_skill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opportunity_skill_skill"), ["skill"], unique=False)

    op.create_table(
        "profile_kind",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "offer",
                "seek",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_profile_kind_profile_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_kind")),
        sa.UniqueConstraint(
            "profile_id",
            "kind",
            "direction",
            name=op.f("uq_profile_kind_profile_id_kind_direction"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_profile_kind_public_id")),
    )
    op.create_table(
        "profile_skill",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=60), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "awareness",
                "working",
                "practitioner",
                "expert",
                name="skilllevel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("last_used", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_profile_skill_profile_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_skill")),
        sa.UniqueConstraint("profile_id", "skill", name=op.f("uq_profile_skill_profile_id_skill")),
        sa.UniqueConstraint("public_id", name=op.f("uq_profile_skill_public_id")),
    )
    with op.batch_alter_table("profile_skill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_skill_skill"), ["skill"], unique=False)

    op.create_table(
        "report",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "claimed",
                "decided",
                "appealed",
                "upheld",
                "overturned",
                name="reportstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claim_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "no_action",
                "removed",
                name="reportdecision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_text", sa.Text(), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_reason", sa.Text(), nullable=False),
        sa.Column("appeal_decided_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'claimed') OR (decision IS NOT NULL AND decision_reason <> '' AND decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_report_decided_with_reason"),
        ),
        sa.CheckConstraint(
            "appeal_decided_by_id <> decided_by_id", name=op.f("ck_report_appeal_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_decided_by_id"], ["person.id"], name=op.f("fk_report_appeal_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["person.id"], name=op.f("fk_report_claimed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_report_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_report_opportunity_id")
        ),
        sa.ForeignKeyConstraint(["reporter_id"], ["person.id"], name=op.f("fk_report_reporter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_opportunity_id"), ["opportunity_id"], unique=False
        )
        batch_op.create_index("ix_report_status", ["status", "created_at"], unique=False)

    op.create_table(
        "placement",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "agreed",
                "active",
                "on_leave",
                "completed",
                "ended_early",
                "refused",
                "withdrawn",
                "did_not_start",
                name="placementstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("mover_id", sa.Integer(), nullable=False),
        sa.Column("mover_key", sa.String(length=300), nullable=False),
        sa.Column("host_organisation_id", sa.Integer(), nullable=True),
        sa.Column("host_manager_id", sa.Integer(), nullable=False),
        sa.Column("home_organisation_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days_a_week", sa.Double(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("cost_home", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("cost_host", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("cost_funder", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column(
            "contract",
            sa.Enum(
                "permanent",
                "fixed_term",
                name="contract",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("contract_ends_on", sa.Date(), nullable=True),
        sa.Column("earlier_months", sa.Integer(), nullable=True),
        sa.Column("commission_reference", sa.String(length=80), nullable=False),
        sa.Column("mover_is_civil_servant", sa.Boolean(), nullable=True),
        sa.Column("host_is_civil_service", sa.Boolean(), nullable=True),
        sa.Column("needs_home_manager", sa.Boolean(), nullable=False),
        sa.Column("needs_home_hr", sa.Boolean(), nullable=False),
        sa.Column("needs_home_board", sa.Boolean(), nullable=False),
        sa.Column("needs_host_manager", sa.Boolean(), nullable=False),
        sa.Column("needs_host_hr", sa.Boolean(), nullable=False),
        sa.Column("needs_host_board", sa.Boolean(), nullable=False),
        sa.Column("sent_home_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("manager_name", sa.String(length=120), nullable=False),
        sa.Column("manager_email", sa.String(length=254), nullable=False),
        sa.Column("manager_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("manager_confirmed_by", sa.String(length=300), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "ended_how",
            sa.Enum(
                "returned",
                "stayed_with_host",
                "moved_elsewhere",
                "left",
                "happened",
                "outcome_confirmed",
                "term_ended",
                name="endedhow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("home_manager_by", sa.String(length=300), nullable=True),
        sa.Column("home_manager_name", sa.String(length=120), nullable=True),
        sa.Column(
            "home_manager_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("home_manager_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("home_manager_terms", sa.Integer(), nullable=True),
        sa.Column("home_hr_by", sa.String(length=300), nullable=True),
        sa.Column("home_hr_name", sa.String(length=120), nullable=True),
        sa.Column(
            "home_hr_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("home_hr_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("home_hr_terms", sa.Integer(), nullable=True),
        sa.Column("home_board_by", sa.String(length=300), nullable=True),
        sa.Column("home_board_name", sa.String(length=120), nullable=True),
        sa.Column(
            "home_board_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("home_board_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("home_board_terms", sa.Integer(), nullable=True),
        sa.Column("host_manager_by", sa.String(length=300), nullable=True),
        sa.Column("host_manager_name", sa.String(length=120), nullable=True),
        sa.Column(
            "host_manager_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("host_manager_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("host_manager_terms", sa.Integer(), nullable=True),
        sa.Column("host_hr_by", sa.String(length=300), nullable=True),
        sa.Column("host_hr_name", sa.String(length=120), nullable=True),
        sa.Column(
            "host_hr_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("host_hr_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("host_hr_terms", sa.Integer(), nullable=True),
        sa.Column("host_board_by", sa.String(length=300), nullable=True),
        sa.Column("host_board_name", sa.String(length=120), nullable=True),
        sa.Column(
            "host_board_how",
            sa.Enum("ACCOUNT", "LINK", name="how", native_enum=False, length=10),
            nullable=True,
        ),
        sa.Column("host_board_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("host_board_terms", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'trustee' OR (needs_host_board AND (home_organisation_id IS NULL OR needs_home_manager OR needs_home_board))",
            name=op.f("ck_placement_trustee_needs_board"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('attachment', 'secondment', 'loan', 'swap') OR (home_organisation_id IS NOT NULL AND needs_host_manager AND needs_host_hr AND ((needs_home_manager AND needs_home_hr) OR needs_home_board))",
            name=op.f("ck_placement_hr_kinds_need_four"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('shadowing', 'project') OR (needs_host_manager AND (home_organisation_id IS NULL OR needs_home_manager OR needs_home_board))",
            name=op.f("ck_placement_manager_kinds_need_managers"),
        ),
        sa.CheckConstraint(
            "status <> 'completed' OR (ended_how IS NOT NULL AND ended_by_id IS NOT NULL)",
            name=op.f("ck_placement_completed_how"),
        ),
        sa.CheckConstraint(
            "status <> 'refused' OR (refusal_category <> '' AND refusal_reason <> '' AND refused_by IS NOT NULL AND refused_as IS NOT NULL AND refused_at IS NOT NULL)",
            name=op.f("ck_placement_refused_with_reason"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('active', 'agreed', 'completed', 'did_not_start', 'ended_early', 'on_leave') OR NOT (needs_home_manager AND needs_home_hr) OR manager_confirmed_at IS NOT NULL",
            name=op.f("ck_placement_manager_confirmed"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('active', 'agreed', 'completed', 'did_not_start', 'ended_early', 'on_leave') OR NOT needs_home_board OR (home_board_at IS NOT NULL AND home_board_by IS NOT NULL AND home_board_how IS NOT NULL AND home_board_terms IS NOT NULL AND home_board_terms = terms_version)",
            name=op.f("ck_placement_needs_home_board"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('active', 'agreed', 'completed', 'did_not_start', 'ended_early', 'on_leave') OR NOT needs_home_hr OR (home_hr_at IS NOT NULL AND home_hr_by IS NOT NULL AND home_hr_how IS NOT NULL AND home_hr_terms IS NOT NULL AND home_hr_terms = terms_version)",
            name=op.f("ck_placement_needs_home_hr"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('active', 'agreed', 'completed', 'did_not_start', 'ended_early', 'on_leave') OR NOT needs_home_manager OR (home_manager_at IS NOT NULL AND home_manager_by IS NOT NULL AND home_manager_how IS NOT NULL AND home_manager_terms IS NOT NULL AND home_manager_terms = terms_version)",
            name=op.f("ck_placement_needs_home_manager"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('active', 'agreed', 'completed', 'did_not_start', 'ended_early', 'on_leave') OR NOT needs_host_board OR (host_board_at IS NOT NULL AND host_board_by IS NOT NULL AND host_board_how IS NOT NULL AND host_board_terms IS NOT NULL AND host_board_terms = terms_version)",
            name=op.f("ck_placement_needs_host_board"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('active', 'agreed', 'completed', 'did_not_start', 'ended_early', 'on_leave') OR NOT needs_host_hr OR (host_hr_at IS NOT NULL AND host_hr_by IS NOT NULL AND host_hr_how IS NOT NULL AND host_hr_terms IS NOT NULL AND host_hr_terms = terms_version)",
            name=op.f("ck_placement_needs_host_hr"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('active', 'agreed', 'completed', 'did_not_start', 'ended_early', 'on_leave') OR NOT needs_host_manager OR (host_manager_at IS NOT NULL AND host_manager_by IS NOT NULL AND host_manager_how IS NOT NULL AND host_manager_terms IS NOT NULL AND host_manager_terms = terms_version)",
            name=op.f("ck_placement_needs_host_manager"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('active', 'agreed', 'completed', 'did_not_start', 'ended_early', 'on_leave') OR agreed_at IS NOT NULL",
            name=op.f("ck_placement_agreed_at_a_moment"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('active', 'on_leave', 'ended_early') OR (started_at IS NOT NULL AND started_by_id IS NOT NULL)",
            name=op.f("ck_placement_started_by_host"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('withdrawn', 'ended_early', 'did_not_start') OR end_reason <> ''",
            name=op.f("ck_placement_ended_with_reason"),
        ),
        sa.CheckConstraint(
            "(application_id IS NULL) <> (invitation_id IS NULL)",
            name=op.f("ck_placement_from_one_answer"),
        ),
        sa.CheckConstraint(
            "days_a_week > 0 AND days_a_week <= 5", name=op.f("ck_placement_days_in_a_week")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_placement_ends_after_start")),
        sa.CheckConstraint(
            "home_board_by IS NULL OR home_board_by <> mover_key",
            name=op.f("ck_placement_home_board_is_not_mover"),
        ),
        sa.CheckConstraint(
            "home_board_by IS NULL OR host_board_by IS NULL OR home_board_by <> host_board_by",
            name=op.f("ck_placement_home_board_is_not_host_board"),
        ),
        sa.CheckConstraint(
            "home_board_by IS NULL OR host_hr_by IS NULL OR home_board_by <> host_hr_by",
            name=op.f("ck_placement_home_board_is_not_host_hr"),
        ),
        sa.CheckConstraint(
            "home_board_by IS NULL OR host_manager_by IS NULL OR home_board_by <> host_manager_by",
            name=op.f("ck_placement_home_board_is_not_host_manager"),
        ),
        sa.CheckConstraint(
            "home_hr_by IS NULL OR home_hr_by <> mover_key",
            name=op.f("ck_placement_home_hr_is_not_mover"),
        ),
        sa.CheckConstraint(
            "home_hr_by IS NULL OR host_board_by IS NULL OR home_hr_by <> host_board_by",
            name=op.f("ck_placement_home_hr_is_not_host_board"),
        ),
        sa.CheckConstraint(
            "home_hr_by IS NULL OR host_hr_by IS NULL OR home_hr_by <> host_hr_by",
            name=op.f("ck_placement_home_hr_is_not_host_hr"),
        ),
        sa.CheckConstraint(
            "home_hr_by IS NULL OR host_manager_by IS NULL OR home_hr_by <> host_manager_by",
            name=op.f("ck_placement_home_hr_is_not_host_manager"),
        ),
        sa.CheckConstraint(
            "home_manager_by IS NULL OR home_manager_by <> mover_key",
            name=op.f("ck_placement_home_manager_is_not_mover"),
        ),
        sa.CheckConstraint(
            "home_manager_by IS NULL OR host_board_by IS NULL OR home_manager_by <> host_board_by",
            name=op.f("ck_placement_home_manager_is_not_host_board"),
        ),
        sa.CheckConstraint(
            "home_manager_by IS NULL OR host_hr_by IS NULL OR home_manager_by <> host_hr_by",
            name=op.f("ck_placement_home_manager_is_not_host_hr"),
        ),
        sa.CheckConstraint(
            "home_manager_by IS NULL OR host_manager_by IS NULL OR home_manager_by <> host_manager_by",
            name=op.f("ck_placement_home_manager_is_not_host_manager"),
        ),
        sa.CheckConstraint(
            "host_board_by IS NULL OR host_board_by <> mover_key",
            name=op.f("ck_placement_host_board_is_not_mover"),
        ),
        sa.CheckConstraint(
            "host_hr_by IS NULL OR host_hr_by <> mover_key",
            name=op.f("ck_placement_host_hr_is_not_mover"),
        ),
        sa.CheckConstraint(
            "host_manager_by IS NULL OR host_manager_by <> mover_key",
            name=op.f("ck_placement_host_manager_is_not_mover"),
        ),
        sa.CheckConstraint(
            "host_manager_id <> mover_id", name=op.f("ck_placement_looked_after_by_another")
        ),
        sa.CheckConstraint(
            "started_by_id <> mover_id", name=op.f("ck_placement_not_started_by_mover")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_placement_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_placement_ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["home_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_placement_home_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["host_manager_id"], ["person.id"], name=op.f("fk_placement_host_manager_id")
        ),
        sa.ForeignKeyConstraint(
            ["host_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_placement_host_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_placement_invitation_id")
        ),
        sa.ForeignKeyConstraint(["mover_id"], ["person.id"], name=op.f("fk_placement_mover_id")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_placement_opportunity_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["person.id"], name=op.f("fk_placement_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("application_id", name=op.f("uq_placement_application_id")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_placement_invitation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_placement_public_id")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_placement_home_organisation_id"), ["home_organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_placement_host_manager_id"), ["host_manager_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_placement_host_organisation_id"), ["host_organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_placement_mover_id"), ["mover_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_placement_opportunity_id"), ["opportunity_id"], unique=False
        )

    op.create_table(
        "decision_link",
        sa.Column("placement_id", sa.Integer(), nullable=False),
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
        sa.Column("terms", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_decision_link_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_link_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_decision_link_token_hash")),
    )
    with op.batch_alter_table("decision_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decision_link_placement_id"), ["placement_id"], unique=False
        )

    # The chain of the audit starts here.
    op.execute(f"INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '{'0' * 64}')")


def downgrade() -> None:
    with op.batch_alter_table("decision_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_link_placement_id"))

    op.drop_table("decision_link")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_opportunity_id"))
        batch_op.drop_index(batch_op.f("ix_placement_mover_id"))
        batch_op.drop_index(batch_op.f("ix_placement_host_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_placement_host_manager_id"))
        batch_op.drop_index(batch_op.f("ix_placement_home_organisation_id"))

    op.drop_table("placement")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_status")
        batch_op.drop_index(batch_op.f("ix_report_opportunity_id"))

    op.drop_table("report")
    with op.batch_alter_table("profile_skill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_skill_skill"))

    op.drop_table("profile_skill")
    op.drop_table("profile_kind")
    with op.batch_alter_table("opportunity_skill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opportunity_skill_skill"))

    op.drop_table("opportunity_skill")
    with op.batch_alter_table("opportunity_revision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_revision_open",
            sqlite_where=sa.text("status = 'in_review'"),
            postgresql_where=sa.text("status = 'in_review'"),
        )
        batch_op.drop_index(batch_op.f("ix_opportunity_revision_opportunity_id"))

    op.drop_table("opportunity_revision")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invitation_live",
            sqlite_where=sa.text("status IN ('sent', 'accepted', 'placed')"),
            postgresql_where=sa.text("status IN ('sent', 'accepted', 'placed')"),
        )
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_opportunity_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_inviter_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_application_live",
            sqlite_where=sa.text(
                "status IN ('draft', 'submitted', 'shortlisted', 'reserve', 'offered', 'accepted', 'placed')"
            ),
            postgresql_where=sa.text(
                "status IN ('draft', 'submitted', 'shortlisted', 'reserve', 'offered', 'accepted', 'placed')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_application_opportunity_id"))
        batch_op.drop_index(batch_op.f("ix_application_applicant_id"))

    op.drop_table("application")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_person_id"))

    op.drop_table("sign_in_session")
    op.drop_table("profile")
    with op.batch_alter_table("person_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_address_address"))

    op.drop_table("person_address")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_person_id"))

    op.drop_table("participant")
    with op.batch_alter_table("organisation_domain", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_domain_domain"))

    op.drop_table("organisation_domain")
    with op.batch_alter_table("organisation_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_contact_organisation_id"))

    op.drop_table("organisation_contact")
    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_opportunity_source_url",
            sqlite_where=sa.text("source_url <> ''"),
            postgresql_where=sa.text("source_url <> ''"),
        )
        batch_op.drop_index("ix_opportunity_status")
        batch_op.drop_index(batch_op.f("ix_opportunity_poster_id"))
        batch_op.drop_index(batch_op.f("ix_opportunity_organisation_id"))

    op.drop_table("opportunity")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_person_unread")

    op.drop_table("notice")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_conversation_id"))

    op.drop_table("message")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_live",
            sqlite_where=sa.text("status IN ('asked', 'active')"),
            postgresql_where=sa.text("status IN ('asked', 'active')"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    with op.batch_alter_table("account_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_token_person_id"))

    op.drop_table("account_token")
    op.drop_table("sign_in_failures")
    with op.batch_alter_table("search_change", schema=None) as batch_op:
        batch_op.drop_index("ix_search_change_kind")

    op.drop_table("search_change")
    op.drop_table("person")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_due")

    op.drop_table("outbox")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_sector"))
        batch_op.drop_index("ix_organisation_name")

    op.drop_table("organisation")
    op.drop_table("conversation")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_object")
        batch_op.drop_index(batch_op.f("ix_audit_event_command_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))
        batch_op.drop_index(batch_op.f("ix_audit_event_actor_id"))

    op.drop_table("audit_event")
