"""The fourth lock: what the database itself refuses, whoever types the statement."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.db import db
from exchange.placements.models import Placement
from tests import factories
from tests.placements import moving, swaps

both_databases = pytest.mark.both_databases
CONSTRAINTS = {
    "needs_home_manager",
    "needs_home_hr",
    "needs_home_board",
    "needs_host_manager",
    "needs_host_hr",
    "needs_host_board",
    "home_manager_is_not_mover",
    "home_hr_is_not_mover",
    "home_board_is_not_mover",
    "host_manager_is_not_mover",
    "host_hr_is_not_mover",
    "host_board_is_not_mover",
    "home_manager_is_not_host_manager",
    "home_manager_is_not_host_hr",
    "home_manager_is_not_host_board",
    "home_hr_is_not_host_manager",
    "home_hr_is_not_host_hr",
    "home_hr_is_not_host_board",
    "home_board_is_not_host_manager",
    "home_board_is_not_host_hr",
    "home_board_is_not_host_board",
    "hr_kinds_need_four",
    "manager_kinds_need_managers",
    "trustee_needs_board",
    "manager_confirmed",
    "agreed_at_a_moment",
    "started_by_host",
    "not_started_by_mover",
    "refused_with_reason",
    "ended_with_reason",
    "completed_how",
    "ends_after_start",
    "days_in_a_week",
    "from_one_answer",
    "looked_after_by_another",
    "signed_by_home",
    "signed_by_host",
    "signed_by_mover",
    "hr_kinds_are_signed",
    "signed_by_two_employers",
    "mover_signs_for_nobody_else",
    "mover_signs_in_person",
    "swaps_with_another",
    "returns_somewhere",
    "return_post_or_waiver",
    "return_is_not_confirmed_by_mover",
    "ended_early_on_a_day",
    "early_end_by_somebody",
    "notice_whole_or_none",
    "early_end_is_early",
    "only_swaps_have_halves",
    "no_half_a_swap",
    "home_manager_deputy_of_another",
    "home_hr_deputy_of_another",
    "home_board_deputy_of_another",
    "host_manager_deputy_of_another",
    "host_hr_deputy_of_another",
    "host_board_deputy_of_another",
    "home_manager_deputy_is_not_host_manager",
    "home_manager_deputy_is_not_host_hr",
    "home_manager_deputy_is_not_host_board",
    "home_hr_deputy_is_not_host_manager",
    "home_hr_deputy_is_not_host_hr",
    "home_hr_deputy_is_not_host_board",
    "home_board_deputy_is_not_host_manager",
    "home_board_deputy_is_not_host_hr",
    "home_board_deputy_is_not_host_board",
}
EARLY = (
    "ends_early_on = '2027-02-01', early_end_by = 'person:1', early_end_as = 'mover',"
    " early_end_given_at = '2027-01-20'"
)
FINISHED = "status = 'completed', ended_by_id = host_manager_id, ended_how = 'returned'"
WAIVED = (
    "return_confirmed_at = '2027-06-01', return_confirmed_by = 'person:3',"
    " return_waived = 'other', return_waived_reason = 'None'"
)
ENDED = f"{EARLY}, {WAIVED}"
COMPLETE = (
    "status = '{}', agreed_at = '2026-11-22', started_at = '2026-11-22', end_reason = 'Done',"
    " started_by_id = host_manager_id, ended_by_id = mover_id, ended_how = 'returned'"
)
"""Everything that these states need, but the approvals."""
DECIDED = ("agreed", "signed", "active", "on_leave", "completed", "ended_early", "did_not_start")


@both_databases
@pytest.mark.parametrize("status", DECIDED)
def test_no_update_by_hand_skips_the_approvals(in_app, status):
    with in_app():
        w = factories.world("project")
        with pytest.raises(IntegrityError, match="ck_placement_needs_"):
            moving.statement(w.placement, f"{COMPLETE.format(status)}, {ENDED}")
        db.session.rollback()
        assert w.placement.status == "proposed"


def _refused(w, constraint, changes):
    """The constraint, and no other, is what refuses the statement."""
    with pytest.raises(IntegrityError) as error:
        moving.statement(w.placement, changes)
    db.session.rollback()
    assert f"ck_placement_{constraint}" in str(error.value.orig), error.value.orig


def _given(role, by, terms="terms_version"):
    return (
        f"{role}_by = '{by}', {role}_name = 'Mo', {role}_how = 'account',"
        f" {role}_at = '2026-11-22', {role}_terms = {terms}"
    )


# What is typed by hand upon an agreed secondment, and the constraint that refuses it.
BY_HAND = {
    "needs_home_manager": "home_manager_at = NULL",
    "needs_home_hr": "home_hr_by = NULL",
    "needs_host_manager": "host_manager_terms = 7",
    "needs_host_hr": "host_hr_terms = NULL",
    "needs_home_board": "needs_home_board = true",
    "needs_host_board": "needs_host_board = true",
    "manager_confirmed": "manager_confirmed_at = NULL",
    "agreed_at_a_moment": "agreed_at = NULL",
    "started_by_host": "status = 'active', signed_on_paper = true",
    "not_started_by_mover": "started_by_id = mover_id",
    "refused_with_reason": "status = 'refused'",
    "ended_with_reason": "status = 'withdrawn'",
    "completed_how": f"status = 'completed', signed_on_paper = true, {WAIVED}",
    "ends_after_start": "ends_on = '2027-01-03'",
    "days_in_a_week": "days_a_week = 6",
    "from_one_answer": "application_id = NULL",
    "looked_after_by_another": "host_manager_id = mover_id",
}
# Which approvals a kind needs is not unticked by hand.
UNTICKED = {
    ("secondment", "needs_home_manager = false"): "hr_kinds_need_four",
    ("secondment", "needs_home_hr = false"): "hr_kinds_need_four",
    ("secondment", "needs_host_manager = false"): "hr_kinds_need_four",
    ("secondment", "needs_host_hr = false"): "hr_kinds_need_four",
    ("secondment", "home_organisation_id = NULL"): "hr_kinds_need_four",
    ("attachment", "needs_host_hr = false"): "hr_kinds_need_four",
    ("loan", "needs_host_hr = false"): "hr_kinds_need_four",
    ("swap", "needs_host_hr = false"): "hr_kinds_need_four",
    ("project", "needs_host_manager = false"): "manager_kinds_need_managers",
    ("project", "needs_home_manager = false"): "manager_kinds_need_managers",
    ("shadowing", "needs_home_manager = false"): "manager_kinds_need_managers",
    ("trustee", "needs_host_board = false"): "trustee_needs_board",
    ("trustee", "needs_home_manager = false"): "trustee_needs_board",
}
HOMES, HOSTS = ("home_manager", "home_hr", "home_board"), ("host_manager", "host_hr", "host_board")


@both_databases
def test_each_statement_by_hand_is_refused_by_its_constraint(in_app):
    with in_app():
        w = moving.agreed()
        for constraint, changes in BY_HAND.items():
            _refused(w, constraint, changes)
        assert w.placement.status == "agreed"


# Upon a secondment that all have signed.
SIGNED_BY_HAND = {
    "signed_by_home": (
        "home_signed_at = NULL",
        "home_signed_by = NULL",
        "home_signed_hash = 'other'",
        "home_signed_hash = NULL",
    ),
    "signed_by_host": ("host_signed_name = NULL", "host_signed_hash = 'other'"),
    "signed_by_mover": ("mover_signed_how = NULL", "mover_signed_hash = 'other'"),
    "hr_kinds_are_signed": ("needs_signatures = false",),
    "signed_by_two_employers": ("host_signed_by = home_signed_by",),
    "mover_signs_for_nobody_else": (
        "home_signed_by = mover_key",
        "host_signed_by = mover_key",
    ),
    "mover_signs_in_person": ("mover_signed_by = 'person:99'",),
}
# Upon half a swap that was agreed.
SWAPPED_BY_HAND = {
    "no_half_a_swap": "partner_id = NULL",
    "only_swaps_have_halves": "kind = 'secondment'",
    "swaps_with_another": "partner_id = id",
}
BEGUN = (
    "status = '{}', started_at = '2027-01-04', started_by_id = host_manager_id,"
    " end_reason = 'Done', ended_by_id = mover_id, ended_how = 'returned'"
)


@both_databases
def test_no_statement_by_hand_takes_a_signature_away(in_app):
    with in_app():
        w = moving.signed()
        for constraint, statements in SIGNED_BY_HAND.items():
            for changes in statements:
                _refused(w, constraint, changes)
        for changes in ("agreement_hash = 'other'", "agreement_hash = NULL", "signed_at = NULL"):
            _refused(w, "signed_by_", changes)
        assert w.placement.status == "signed"


@both_databases
def test_no_statement_by_hand_parts_the_halves_of_a_swap(in_app):
    with in_app():
        s = swaps.agreed()
        for constraint, changes in SWAPPED_BY_HAND.items():
            _refused(s.first, constraint, changes)
        alone = "kind = 'secondment', partner_id = NULL, status = 'proposed'"
        _refused(s.second, "from_one_answer", alone)
        assert swaps.statuses(s) == ("agreed", "agreed")


@both_databases
@pytest.mark.parametrize("kind", ["secondment", "attachment", "loan", "swap"])
@pytest.mark.parametrize("status", ["signed", "active", "on_leave", "completed", "ended_early"])
def test_no_update_by_hand_skips_the_signatures(in_app, kind, status):
    with in_app():
        w = swaps.agreed().first if kind == "swap" else moving.agreed(kind)
        _refused(w, "signed_by_", f"{BEGUN.format(status)}, {ENDED}")


# Upon a secondment that has begun.
OF_THE_END = {
    "returns_somewhere": (
        FINISHED,
        f"{FINISHED}, return_post = 'Officer', return_is = 'same', return_from = '2027-07-04'",
        f"{FINISHED}, {WAIVED}".replace("'person:3'", "NULL"),
        f"{FINISHED}, {WAIVED}".replace("'None'", "''"),
        f"{FINISHED}, {WAIVED}".replace("'other'", "NULL"),
        f"{FINISHED}, {WAIVED}, return_post = 'Officer'".replace("'None'", "''"),
    ),
    "return_post_or_waiver": (f"{WAIVED}, return_post = 'Officer'",),
    "return_is_not_confirmed_by_mover": ("return_confirmed_by = mover_key",),
    "ended_early_on_a_day": (
        f"{FINISHED}, {WAIVED}, end_reason = 'Done'".replace("completed", "ended_early"),
    ),
    "early_end_by_somebody": (
        f"{EARLY}, end_reason = ''",
        f"{EARLY}, end_reason = 'Done'".replace("'person:1'", "NULL"),
        f"{EARLY}, end_reason = 'Done'".replace("'mover'", "NULL"),
        f"{EARLY}, end_reason = 'Done'".replace("'2027-01-20'", "NULL"),
    ),
    "notice_whole_or_none": (
        "early_end_by = 'person:1'",
        "early_end_as = 'mover'",
        "early_end_given_at = '2027-01-20'",
    ),
    "early_end_is_early": (f"{EARLY}, end_reason = 'Done'".replace("2027-02-01", "2027-07-04"),),
}


@both_databases
def test_no_statement_by_hand_ends_it_without_a_return_or_a_name(in_app):
    with in_app():
        w = moving.active()
        for constraint, statements in OF_THE_END.items():
            for changes in statements:
                _refused(w, constraint, changes)
        moving.statement(w.placement, f"{FINISHED}, {WAIVED}")
        db.session.rollback()
        assert w.placement.status == "active"


@both_databases
@pytest.mark.parametrize(
    "kind", ["secondment", "attachment", "loan", "swap", "project", "shadowing", "trustee"]
)
def test_what_a_kind_needs_is_not_unticked(in_app, kind):
    with in_app():
        w = factories.world(kind)
        for (of_kind, changes), constraint in UNTICKED.items():
            if of_kind == kind:
                _refused(w, constraint, changes)


@both_databases
def test_no_decider_is_the_mover_or_on_both_sides(in_app):
    with in_app():
        w = factories.world()
        for role in (*HOMES, *HOSTS):
            _refused(w, f"{role}_is_not_mover", _given(role, w.placement.mover_key))
        for home in HOMES:
            for host in HOSTS:
                same = f"{_given(home, 'person:99')}, {_given(host, 'person:99')}"
                _refused(w, f"{home}_is_not_{host}", same)


@both_databases
@pytest.mark.parametrize(
    "blank",
    ["refusal_category = ''", "refusal_reason = ''", "refused_by = NULL", "refused_as = NULL"],
)
def test_a_refusal_without_category_reasons_or_name_is_refused(in_app, blank):
    with in_app():
        w = factories.world()
        moving.refuse(w, w.poster, "host_manager")
        _refused(w, "refused_with_reason", blank)


@both_databases
def test_the_database_counts_a_deputys_decision_as_that_of_who_is_away(in_app):
    with in_app():
        w = factories.world()
        for role in (*HOMES, *HOSTS):
            _refused(w, f"{role}_deputy_of_another", f"{role}_instead_of = mover_key")
            same = f"{role}_by = 'person:99', {role}_instead_of = 'person:99'"
            _refused(w, f"{role}_deputy_of_another", same)
        for home in HOMES:
            for host in HOSTS:
                for parts in (("instead_of", "by"), ("by", "instead_of"), ("instead_of",) * 2):
                    typed = f"{home}_{parts[0]} = 'person:99', {host}_{parts[1]} = 'person:99'"
                    _refused(w, f"{home}_deputy_is_not_{host}", typed)


def test_every_constraint_has_a_case_here():
    checks = {
        str(one.name).removeprefix("ck_placement_")
        for one in Placement.__table__.constraints
        if isinstance(one, sa.CheckConstraint) and not one._type_bound  # choices of an Enum
    }
    assert checks == CONSTRAINTS
    pairs = {f"{home}_is_not_{host}" for home in HOMES for host in HOSTS}
    movers = {f"{role}_is_not_mover" for role in (*HOMES, *HOSTS)}
    assert {
        *BY_HAND,
        *SIGNED_BY_HAND,
        *SWAPPED_BY_HAND,
        *UNTICKED.values(),
        *OF_THE_END,
        *pairs,
        *movers,
        *{f"{home}_deputy_is_not_{host}" for home in HOMES for host in HOSTS},
        *{f"{role}_deputy_of_another" for role in (*HOMES, *HOSTS)},
    } == CONSTRAINTS
