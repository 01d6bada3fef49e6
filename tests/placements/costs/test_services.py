"""Saving a worksheet: who may, what is refused, and what it does to approvals and signatures."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.audit import AuditEvent
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.notices.models import Notice, Outbox
from exchange.placements import services
from exchange.placements.costs import queries
from exchange.placements.costs.models import Bearer
from exchange.placements.lifecycle import Role
from tests import factories
from tests.placements import moving
from tests.placements.costs.saving import paid, save

PLACES = ("mover", "home_hr", "host_hr", "poster")


def agreed_and_paid():
    return moving.agreed(cost_model="full")


def issued_and_paid():
    w = agreed_and_paid()
    save(w, w.home_hr)
    moving.issue(w)
    return w


def signed_and_paid():
    w = agreed_and_paid()
    save(w, w.home_hr)
    moving.sign_all(w)
    return w


def test_the_figures_follow_to_the_penny(at_stage):
    w = at_stage(paid)
    save(w, w.home_hr)
    found = queries.figures(w.placement)
    assert found.complete
    assert found.head == ("Cost", "Department for Rivers", "Harbour Hospice", "Total")
    assert [(row.name, *row.cells) for row in found.rows] == [
        ("Salary", "£0.00", "£18,075.68", "£18,075.68"),
        ("Employer National Insurance", "£0.00", "£2,339.94", "£2,339.94"),
        ("Employer pension", "£0.00", "£5,236.53", "£5,236.53"),
        ("Before VAT", "£0.00", "£25,652.15", "£25,652.15"),
        ("VAT at 20%", "£0.00", "£5,130.43", "£5,130.43"),
        ("In all", "£0.00", "£30,782.58", "£30,782.58"),
    ]
    assert found.invoices == (
        "Department for Rivers invoices Harbour Hospice every month. Purchase order: PO-1701."
    )


def test_the_figures_are_plain_data_for_an_agreement(at_stage):
    w = at_stage(paid)
    save(w, w.home_hr)
    data = json.loads(json.dumps(queries.figures(w.placement).as_data()))
    assert data["rows"][-1] == {"name": "In all", "cells": ["£0.00", "£30,782.58", "£30,782.58"]}
    assert ["Salary a year, full week", "£36,500.00"] in data["facts"]
    assert ["Employer pension", "28.97%, Civil Service Pension Scheme"] in data["facts"]


@pytest.mark.parametrize("who", PLACES)
def test_those_who_settle_the_bill_fill_it_in(at_stage, who):
    w = at_stage(paid)
    save(w, getattr(w, who))
    assert w.placement.cost_sheet.salary == Decimal("36500.00")


def test_the_line_manager_may_not(at_stage):
    w = at_stage(paid)
    with pytest.raises(NotAllowed):
        save(w, w.manager)


def test_home_hr_may_not_before_it_is_sent_home(at_stage):
    w = at_stage(lambda: factories.world(cost_model="full"))
    with pytest.raises(NotFound):
        save(w, w.home_hr)


def test_the_hosts_manager_may_not_where_the_host_pays_nothing(at_stage):
    w = at_stage(factories.world)
    with pytest.raises(NotAllowed):
        save(w, w.poster)
    save(w, w.host_hr)


def test_it_can_be_filled_in_bit_by_bit(at_stage):
    w = at_stage(paid)
    blank = {"contract_days": None, "pension_rate": None, "invoicing": None}
    save(w, w.mover, **blank)
    found = queries.figures(w.placement)
    assert found.rows == ()
    assert found.missing == (
        "the days a week that the person works in all",
        "what the employer pays into a pension",
        "how often the home employer invoices",
    )
    save(w, w.home_hr, invoicing=None)
    assert queries.figures(w.placement).missing == ("how often the home employer invoices",)
    assert queries.figures(w.placement).rows


def test_a_funder_who_pays_has_a_name(at_stage):
    w = at_stage(paid)
    shares = {"cost_home": Decimal(0), "cost_host": Decimal(40), "cost_funder": Decimal(60)}
    moving.change_terms(w, w.mover, **shares)
    save(w, w.home_hr)
    assert queries.figures(w.placement).missing == ("who the funder is",)
    save(w, w.home_hr, funder_name="The Dock Trust")
    found = queries.figures(w.placement)
    assert found.complete
    assert found.head[3] == "The Dock Trust"
    # 60% and 40% of 25,652.15 line by line: salary 10,845.41, NI 1,403.96, pension 3,141.92.
    assert found.rows[-3].cells == ("£0.00", "£10,260.86", "£15,391.29", "£25,652.15")
    assert "Harbour Hospice and The Dock Trust pay Department for Rivers" in found.vat


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"salary": Decimal(-1)}, "salary"),
        ({"salary": Decimal(10_000_000)}, "salary"),
        ({"pension_rate": Decimal("100.01")}, "pension_rate"),
        ({"contract_days": Decimal("4.99")}, "contract_days"),
        ({"contract_days": Decimal("5.01")}, "contract_days"),
        ({"backfill": Decimal(100)}, "backfill_by"),
        ({"later_salary": Decimal(40_000)}, "changes_on"),
        ({"changes_on": date(2027, 4, 1)}, "later_salary"),
        ({"changes_on": date(2027, 1, 4), "later_salary": Decimal(1)}, "changes_on"),
        ({"changes_on": date(2027, 7, 4), "later_salary": Decimal(1)}, "changes_on"),
        ({"vat_concession": "charities", "vat_confirmed_by": "Jo"}, "vat_reason"),
        (
            {"vat_concession": "charities", "vat_reason": "Both", "vat_confirmed_by": " "},
            "vat_confirmed_by",
        ),
        ({"vat_concession": "because", "vat_reason": "It is"}, "vat_concession"),
    ],
)
def test_what_is_refused_is_said_beside_its_field(at_stage, changes, field):
    w = at_stage(paid)
    with pytest.raises(Invalid) as refusal:
        save(w, w.home_hr, **changes)
    assert list(refusal.value.fields) == [field]
    assert w.placement.cost_sheet is None


def test_a_change_of_pay_on_the_last_day_is_a_change(at_stage):
    w = at_stage(paid)
    save(w, w.home_hr, changes_on=date(2027, 7, 3), later_pension_rate=Decimal(30))
    assert queries.figures(w.placement).working[-1].name == "3 July 2027 to 3 July 2027"


def test_whoever_decides_on_older_figures_is_told(at_stage):
    w = at_stage(paid)
    seen = w.placement.version
    save(w, w.home_hr)
    with pytest.raises(ChangedMeanwhile):
        services.approve(w.host_hr, w.placement.public_id, seen, Role.HOST_HR)


def test_saving_the_same_again_changes_nothing(at_stage):
    w = at_stage(paid)
    save(w, w.home_hr)
    seen = w.placement.version
    save(w, w.home_hr)
    assert w.placement.version == seen


def test_no_approval_is_lost_but_those_who_had_agreed_are_told(at_stage):
    w = at_stage(paid)
    save(w, w.home_hr)
    assert "costs_changed" not in moving.told(w.host_hr)
    moving.approve(w, w.poster, "host_manager")
    waiting = w.placement.moved_at
    save(w, w.home_hr, salary=Decimal(40_000))
    assert w.placement.stands(Role.HOST_MANAGER)
    assert w.placement.moved_at == waiting
    assert moving.told(w.host_hr).count("costs_changed") == 1


@pytest.mark.parametrize("stage", [issued_and_paid, signed_and_paid])
def test_a_change_after_the_agreement_was_issued_voids_what_was_signed(at_stage, stage):
    w = at_stage(stage)
    save(w, w.home_hr, salary=Decimal(40_000))
    assert w.placement.status == "agreed"
    assert w.placement.agreement_hash is None
    assert w.placement.mover_signed_at is None
    assert w.placement.signed_at is None
    assert "costs_changed" in moving.told(w.mover)
    if stage is signed_and_paid:
        assert "signature_void" in moving.told(w.mover)


def test_it_is_closed_once_the_placement_has_begun(at_stage):
    w = at_stage(lambda: moving.active(cost_model="full"))
    with pytest.raises(IllegalTransition):
        save(w, w.home_hr)


def test_kinds_without_hr_have_no_worksheet(at_stage):
    w = at_stage(lambda: factories.world("project"))
    with pytest.raises(IllegalTransition):
        save(w, w.mover)


def test_a_change_of_shares_goes_through_the_terms_and_the_figures_follow(at_stage):
    w = at_stage(paid)
    save(w, w.home_hr)
    halves = {"cost_home": Decimal(50), "cost_host": Decimal(50), "cost_funder": Decimal(0)}
    moving.change_terms(w, w.mover, **halves)
    # Halves of 18,075.68, 2,339.94 and 5,236.53, whose odd penny is home's. VAT of 12,826.07.
    found = queries.figures(w.placement)
    assert found.rows[-3].cells == ("£12,826.08", "£12,826.07", "£25,652.15")
    assert found.rows[-2].cells == ("£0.00", "£2,565.21", "£2,565.21")


def test_what_somebody_earns_is_nowhere_in_record_notices_and_mail(at_stage):
    w = at_stage(signed_and_paid)
    save(w, w.home_hr, salary=Decimal("43217"), allowances=Decimal("1234"))
    kept = [
        *db.session.scalars(sa.select(Notice.text)),
        *(str(one) for one in db.session.scalars(sa.select(Outbox.payload))),
        *(str(one) for one in db.session.scalars(sa.select(AuditEvent.detail))),
    ]
    assert any("vat_confirmed_by" in one for one in kept)
    # The agreement that was issued before is read by those who sign it, and is no part of this.
    assert not [one for one in kept if "43217" in one or "1234.00" in one or "36500" in one]


BY_HAND = {
    "no_vat_only_with_reason": "vat_concession = 'charities', vat_reason = ''",
    "no_negative_pounds": "salary = -1",
    "rates_are_per_cent": "pension_rate = 101",
    "days_in_a_week": "contract_days = 6",
    "backfill_is_borne": "backfill = 1, backfill_by = NULL",
    "later_pay_from_a_day": "later_salary = 1, changes_on = NULL",
    "bearer": "backfill_by = 'nobody'",
    "payer": "expenses_by = 'nobody'",
    "invoicing": "invoicing = 'never'",
}


@pytest.mark.both_databases
def test_the_database_refuses_it_whoever_types_the_statement(at_stage):
    w = at_stage(paid)
    save(w, w.home_hr)
    for constraint, changes in BY_HAND.items():
        with pytest.raises(IntegrityError, match=f"ck_cost_sheet_{constraint}"):
            db.session.execute(sa.text(f"UPDATE cost_sheet SET {changes}"))  # noqa: S608 - ours
        db.session.rollback()


@pytest.mark.both_databases
def test_pounds_come_back_from_the_database_as_they_went(at_stage):
    w = at_stage(paid)
    save(
        w, w.home_hr, salary=Decimal("61234.56"), backfill=Decimal("0.01"), backfill_by=Bearer.HOST
    )
    db.session.expire_all()
    assert str(w.placement.cost_sheet.salary) == "61234.56"
    assert str(w.placement.cost_sheet.backfill) == "0.01"
    assert w.placement.host_pays


def test_cover_that_the_host_bears_is_paid_for_with_vat(at_stage):
    w = at_stage(factories.world)
    moving.send_home(w)
    save(w, w.home_hr, backfill=Decimal(1_000), backfill_by=Bearer.HOST)
    assert queries.figures(w.placement).rows[-2].cells == ("£0.00", "£200.00", "£200.00")
