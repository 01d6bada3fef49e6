"""What the database itself refuses about safeguards, and what it has no room for."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.db import db
from exchange.placements.safeguards.models import VettingCheck
from exchange.placements.safeguards.words import Vetting
from tests import factories
from tests.placements import guarding, moving

pytestmark = pytest.mark.both_databases


@pytest.fixture
def w(at_stage):
    """A move with a matter that both HRs handled, a check, an override and a declaration."""

    def build():
        w = factories.world()
        moving.send_home(w)
        guarding.declare_conflict(w)
        guarding.write_handling(w, w.home_hr)
        guarding.accept(w, w.host_hr)
        guarding.need(w, Vetting.SC)
        guarding.set_aside(w, w.home_hr, "R07")
        guarding.declare(w, w.mover)

    return at_stage(build)


REFUSED = [
    ("organisation_conflict", "handling_version = handling_version + 1", "accepts_what_stands"),
    ("organisation_conflict", "home_accepted_version = 7", "home_accepts_what_stands"),
    ("organisation_conflict", "host_accepted_at = NULL", "host_accepts_what_stands"),
    ("organisation_conflict", "stand_aside = ''", "accepts_what_stands"),
    ("organisation_conflict", "handling = ''", "accepts_what_stands"),
    ("organisation_conflict", "host_accepted_by = home_accepted_by", "accepted_by_two"),
    ("organisation_conflict", "closed_on = '2026-11-22'", "closed_with_reason"),
    ("organisation_conflict", "details = ''", "says_what"),
    ("organisation_conflict", "matter = 'envies'", "matter"),
    ("organisation_conflict", "done_by = 'moon'", "done_by"),
    ("check_override", "rule = 'R06'", "not_separation_of_duties"),
    ("check_override", "rule = 'R12'", "not_separation_of_duties"),
    ("check_override", "rule = 'R18'", "not_separation_of_duties"),
    ("check_override", "rule = 'R19'", "not_separation_of_duties"),
    ("check_override", "rule = 'R20'", "not_separation_of_duties"),
    ("check_override", "reason = ''", "by_a_named_authority"),
    ("check_override", "authority_name = ''", "by_a_named_authority"),
    ("check_override", "authority_role = ''", "by_a_named_authority"),
    ("check_override", "authority_organisation = ''", "by_a_named_authority"),
    ("interest_declaration", "details = 'Shares'", "nothing_or_what"),
    ("interest_declaration", "has_interests = NOT has_interests", "nothing_or_what"),
    ("vetting_check", "expires_on = '2027-01-01'", "confirmed_expires"),
    ("vetting_check", "state = 'number 12345'", "vettingstate"),
    ("vetting_check", "vetting = 'sc'", "vetting_check"),  # one row a check
]


@pytest.mark.parametrize(("table", "change", "constraint"), REFUSED)
def test_the_database_refuses_by_hand(w, table, change, constraint):
    db.session.rollback()
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(sa.text(f"UPDATE {table} SET {change}"))  # noqa: S608 - our own words
    db.session.rollback()


def test_a_harmless_change_by_hand_passes(w):
    db.session.rollback()
    changed = db.session.execute(
        sa.text("UPDATE organisation_conflict SET matter = 'regulates', done_by = 'host'")
    )
    assert changed.rowcount == 1
    db.session.rollback()


def test_the_tracker_has_nowhere_to_put_a_number_or_a_document(in_app):
    keys = {"id", "public_id", "placement_id"}
    with in_app():
        columns = sa.inspect(db.engine).get_columns("vetting_check")
    assert {one["name"] for one in columns} - keys == {
        "vetting",
        "state",
        "expires_on",
        "changed_at",
        "created_at",
    }
    for column in sa.inspect(VettingCheck).columns:
        if column.name not in keys:
            dated = isinstance(column.type, sa.Date) or column.name in {"changed_at", "created_at"}
            assert dated or isinstance(column.type, sa.Enum), column.name
