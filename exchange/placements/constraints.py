"""The last lock: what the database itself refuses, whoever types the statement."""

from __future__ import annotations

import sqlalchemy as sa

from exchange.placements.lifecycle import NEEDS_APPROVAL, Role

HR_KINDS = ("attachment", "secondment", "loan", "swap")
MANAGER_KINDS = ("shadowing", "project")


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_DECIDED = _quoted(tuple(sorted(status.value for status in NEEDS_APPROVAL)))


def _approved(role: Role) -> sa.CheckConstraint:
    name = role.value
    return sa.CheckConstraint(
        f"status NOT IN ({_DECIDED}) OR NOT needs_{name} OR "
        f"({name}_at IS NOT NULL AND {name}_by IS NOT NULL AND {name}_how IS NOT NULL"
        f" AND {name}_terms IS NOT NULL AND {name}_terms = terms_version)",
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


def _deputies() -> list[sa.CheckConstraint]:
    """A deputy's decision counts as that of the person stood in for, too."""
    alone = [
        sa.CheckConstraint(
            f"{role.value}_instead_of <> mover_key AND {role.value}_instead_of <> {role.value}_by",
            name=f"{role.value}_deputy_of_another",
        )
        for role in Role
    ]
    homes = [role.value for role in Role if role.side == "home"]
    hosts = [role.value for role in Role if role.side == "host"]
    return alone + [
        sa.CheckConstraint(
            f"({home}_instead_of IS NULL OR {host}_by IS NULL OR {home}_instead_of <> {host}_by)"
            f" AND ({host}_instead_of IS NULL OR {home}_by IS NULL"
            f" OR {host}_instead_of <> {home}_by)"
            f" AND ({home}_instead_of IS NULL OR {host}_instead_of IS NULL"
            f" OR {home}_instead_of <> {host}_instead_of)",
            name=f"{home}_deputy_is_not_{host}",
        )
        for home in homes
        for host in hosts
    ]


TABLE_ARGS = (
    *(_approved(role) for role in Role),
    *(_not_the_mover(role) for role in Role),
    *_two_people(),
    *_deputies(),
    # Which approvals a kind needs, so that nobody unticks them by hand.
    sa.CheckConstraint(
        f"kind NOT IN ({_quoted(HR_KINDS)}) OR (home_organisation_id IS NOT NULL"
        " AND needs_host_manager AND needs_host_hr"
        " AND ((needs_home_manager AND needs_home_hr) OR needs_home_board))",
        name="hr_kinds_need_four",
    ),
    sa.CheckConstraint(
        f"kind NOT IN ({_quoted(MANAGER_KINDS)}) OR (needs_host_manager"
        " AND (home_organisation_id IS NULL OR needs_home_manager OR needs_home_board))",
        name="manager_kinds_need_managers",
    ),
    sa.CheckConstraint(
        "kind <> 'trustee' OR (needs_host_board"
        " AND (home_organisation_id IS NULL OR needs_home_manager OR needs_home_board))",
        name="trustee_needs_board",
    ),
    sa.CheckConstraint(
        f"status NOT IN ({_DECIDED}) OR NOT (needs_home_manager AND needs_home_hr)"
        " OR manager_confirmed_at IS NOT NULL",
        name="manager_confirmed",
    ),
    sa.CheckConstraint(
        f"status NOT IN ({_DECIDED}) OR agreed_at IS NOT NULL", name="agreed_at_a_moment"
    ),
    sa.CheckConstraint(
        "status NOT IN ('active', 'on_leave', 'ended_early')"
        " OR (started_at IS NOT NULL AND started_by_id IS NOT NULL)",
        name="started_by_host",
    ),
    sa.CheckConstraint("started_by_id <> mover_id", name="not_started_by_mover"),
    sa.CheckConstraint(
        "status <> 'refused' OR (refusal_category <> '' AND refusal_reason <> ''"
        " AND refused_by IS NOT NULL AND refused_as IS NOT NULL AND refused_at IS NOT NULL)",
        name="refused_with_reason",
    ),
    sa.CheckConstraint(
        "status NOT IN ('withdrawn', 'ended_early', 'did_not_start') OR end_reason <> ''",
        name="ended_with_reason",
    ),
    sa.CheckConstraint(
        "status <> 'completed' OR (ended_how IS NOT NULL"
        " AND (ended_by_id IS NOT NULL OR ended_by_link IS NOT NULL))",
        name="completed_how",
    ),
    sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    sa.CheckConstraint("days_a_week > 0 AND days_a_week <= 5", name="days_in_a_week"),
    # The second half of a swap comes from the first; everything else from a "yes" of its own.
    sa.CheckConstraint(
        "(application_id IS NULL) <> (invitation_id IS NULL) OR (kind = 'swap'"
        " AND partner_id IS NOT NULL AND application_id IS NULL AND invitation_id IS NULL)",
        name="from_one_answer",
    ),
    sa.CheckConstraint("partner_id IS NULL OR kind = 'swap'", name="only_swaps_have_halves"),
    sa.CheckConstraint(
        "kind <> 'swap' OR partner_id IS NOT NULL OR signed_on_paper OR status NOT IN"
        " ('agreed', 'signed', 'active', 'on_leave', 'completed', 'ended_early')",
        name="no_half_a_swap",
    ),
    sa.CheckConstraint("host_manager_id <> mover_id", name="looked_after_by_another"),
)
