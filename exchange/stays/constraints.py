"""What the database itself refuses about an extension, whoever types the statement."""

from __future__ import annotations

import sqlalchemy as sa

from exchange.placements.constraints import HR_KINDS
from exchange.placements.lifecycle import Role

_KINDS = ", ".join(f"'{kind}'" for kind in HR_KINDS)


def _approved(role: Role) -> sa.CheckConstraint:
    name = role.value
    return sa.CheckConstraint(
        f"status <> 'granted' OR NOT needs_{name} OR"
        f" ({name}_at IS NOT NULL AND {name}_by IS NOT NULL AND {name}_how IS NOT NULL)",
        name=f"needs_{name}",
    )


def _not_the_mover(role: Role) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        f"{role.value}_by IS NULL OR {role.value}_by <> mover_key",
        name=f"{role.value}_is_not_mover",
    )


def _two_people() -> list[sa.CheckConstraint]:
    homes = [role for role in Role if role.side == "home"]
    hosts = [role for role in Role if role.side == "host"]
    return [
        sa.CheckConstraint(
            f"{home.value}_by IS NULL OR {host.value}_by IS NULL"
            f" OR {home.value}_by <> {host.value}_by",
            name=f"{home.value}_is_not_{host.value}",
        )
        for home in homes
        for host in hosts
    ]


EXTENSION_ARGS = (
    *(_approved(role) for role in Role),
    *(_not_the_mover(role) for role in Role),
    *_two_people(),
    sa.CheckConstraint(
        f"kind NOT IN ({_KINDS}) OR (needs_host_manager AND needs_host_hr"
        " AND ((needs_home_manager AND needs_home_hr) OR needs_home_board))",
        name="hr_kinds_need_four",
    ),
    sa.CheckConstraint(
        "needs_home_manager OR needs_home_hr OR needs_home_board"
        " OR needs_host_manager OR needs_host_hr OR needs_host_board",
        name="somebody_decides",
    ),
    sa.CheckConstraint("ends_on > ended_before", name="extension_is_later"),
    sa.CheckConstraint("reason <> ''", name="extension_has_reason"),
    sa.CheckConstraint("status <> 'granted' OR granted_at IS NOT NULL", name="granted_at_a_moment"),
    sa.CheckConstraint(
        "status <> 'granted' OR mover_not_asked"
        " OR (mover_agreed_at IS NOT NULL AND mover_agreed_by IS NOT NULL)",
        name="granted_with_the_mover",
    ),
    sa.CheckConstraint("mover_agreed_by = mover_key", name="mover_agrees_in_person"),
    # The mover gives a reason, and everybody else a category and the role as well.
    sa.CheckConstraint(
        "status <> 'refused' OR (refusal_reason <> '' AND refused_by IS NOT NULL"
        " AND refused_at IS NOT NULL AND (refused_by = mover_key"
        " OR (refusal_category <> '' AND refused_as IS NOT NULL)))",
        name="refused_with_reason",
    ),
    sa.Index(
        "uq_extension_one_open",
        "placement_id",
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    ),
)
