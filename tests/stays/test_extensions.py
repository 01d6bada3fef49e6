"""An extension: who decides, what the rules say of the whole time, and how it ends."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.access import VISITOR
from exchange.errors import ChangedMeanwhile, Gone, IllegalTransition, Invalid, NotAllowed
from exchange.placements import living
from exchange.placements.lifecycle import Role
from exchange.placements.models import Contract
from exchange.stays import extending, linking
from tests import factories
from tests.placements import moving
from tests.stays import staying

CHARITY = {"name": "Harbour Hospice"}
DEPARTMENT = {
    "name": "Department for Harbours",
    "sector": "civil_service",
    "staff_status": "home_civil_service",
}
JUNE = date(2027, 6, 1)
LAST = date(2027, 7, 3)
LATER = date(2027, 9, 3)


@pytest.fixture
def w(at_stage):
    world = at_stage(moving.active)
    with moving.on(JUNE):
        yield world


def inward():
    """Eighteen months from a charity into a department, begun on 4 January 2027."""
    return moving.active(home=CHARITY, host=DEPARTMENT, ends_on=date(2028, 7, 3))


def fixed_term():
    """The contract at home ends on 31 July 2027."""
    w = factories.world()
    moving.home_agrees(w)
    moving.host_agrees(w)
    moving.give_facts(w, contract=Contract.FIXED_TERM, contract_ends_on=date(2027, 7, 31))
    moving.sign_all(w)
    with moving.on(w.placement.starts_on):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    return w


def all_agree(w):
    """The line manager by link, the others on the page; the mover unless it was they who asked."""
    if not staying.extension(w).mover_agrees:
        staying.mover_agrees(w)
    linking.approve(VISITOR, staying.link_to(moving.MANAGER))
    staying.approve(w, w.home_hr, "home_hr")
    staying.approve(w, w.poster, "host_manager")
    staying.approve(w, w.host_hr, "host_hr")


def state(w):
    """What became of it, and the last day, once all have signed what is to be signed."""
    if w.placement.variation_hash is not None:
        staying.sign_variation(w)
    return staying.extension(w).status.value, w.placement.ends_on


def blocked(w):
    """The rules that stand before the later last day."""
    return [one.rule.id for one in extending.blocking(staying.extension(w), JUNE)]


# --- asking


@pytest.mark.parametrize("part", ["mover", "poster", "home_hr", "host_hr"])
def test_the_parties_may_ask_and_nobody_else(w, part):
    for other in (w.manager, factories.administrator()):
        with pytest.raises(NotAllowed):
            staying.ask(w, other)
    asked = staying.ask(w, getattr(w, part))
    assert (asked.status, asked.ended_before, asked.ends_on) == ("open", LAST, LATER)
    assert w.placement.ends_on == LAST, "the old end holds until it is granted"
    assert w.placement.status == "active"


def test_the_four_of_the_placement_are_asked(w):
    asked = staying.ask(w)
    assert [role.value for role in asked.needed] == [
        "home_manager",
        "home_hr",
        "host_manager",
        "host_hr",
    ]
    for person in (w.home_hr, w.host_hr, w.poster):
        assert "decision_wanted" in moving.told(person)
    assert staying.link_to(moving.MANAGER)


@pytest.mark.parametrize(
    ("ends_on", "reason", "field"),
    [
        (LAST, "Needed", "ends_on"),
        (date(2027, 7, 2), "Needed", "ends_on"),
        (date(2100, 1, 1), "Needed", "ends_on"),
        (LATER, "  ", "reason"),
    ],
)
def test_what_is_wrong_with_a_wish_stands_beside_its_field(w, ends_on, reason, field):
    wish = extending.Wish(ends_on, reason)
    with pytest.raises(Invalid) as refusal:
        extending.ask(w.poster, w.placement.public_id, w.placement.version, wish)
    assert list(refusal.value.fields) == [field]


def test_one_is_open_at_a_time(w):
    first = staying.ask(w)
    with pytest.raises(IllegalTransition, match="is being decided already"):
        staying.ask(w, w.mover)
    extending.withdraw(w.poster, first.public_id, first.version)
    assert staying.ask(w, w.mover).status == "open"


def test_none_is_asked_before_the_start_after_the_end_or_after_notice(at_stage):
    w = at_stage(moving.signed)
    with pytest.raises(IllegalTransition, match="is signed"):
        staying.ask(w)
    with moving.on(date(2027, 1, 4)):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    with moving.on(date(2027, 7, 4)), pytest.raises(IllegalTransition, match="last day is over"):
        staying.ask(w)
    with moving.on(JUNE):
        notice = living.Notice(date(2027, 6, 30))
        version = w.placement.version
        living.end_early(w.mover, w.placement.public_id, version, "A new post.", notice)
        with pytest.raises(IllegalTransition, match="it ends early"):
            staying.ask(w)


# --- deciding


def test_granted_when_the_last_of_the_four_agrees_and_not_before(w):
    staying.ask(w)
    staying.mover_agrees(w)
    linking.approve(VISITOR, staying.link_to(moving.MANAGER))
    assert state(w) == ("open", LAST)
    staying.approve(w, w.home_hr, "home_hr")
    staying.approve(w, w.poster, "host_manager")
    assert state(w) == ("open", LAST)
    staying.approve(w, w.host_hr, "host_hr")
    assert state(w) == ("granted", LATER)
    assert w.placement.status == "active"
    for person in (w.mover, w.home_hr, w.host_hr, w.poster):
        assert "extended" in moving.told(person)


def test_each_approval_stands_on_its_row_with_name_and_time(w):
    staying.ask(w)
    all_agree(w)
    row = staying.extension(w)
    given = {role.value: row.decision(role) for role in row.needed}
    assert {role: (one.name, one.how) for role, one in given.items()} == {
        "home_manager": ("Mo Manager", "link"),
        "home_hr": ("Hr", "account"),
        "host_manager": ("Poster", "account"),
        "host_hr": ("Hr", "account"),
    }
    assert {one.at.date() for one in given.values()} == {JUNE}


# role: who may agree in it by account; the manager at home decides by link or by own account
MAY = {
    "home_manager": {"manager"},
    "home_hr": {"home_hr"},
    "host_manager": {"poster"},
    "host_hr": {"host_hr"},
}


@pytest.mark.parametrize("part", ["mover", "manager", "home_hr", "poster", "host_hr"])
@pytest.mark.parametrize("role", list(MAY))
def test_each_role_is_decided_by_who_holds_it(w, part, role):
    staying.ask(w)
    actor = getattr(w, part)
    if part in MAY[role]:
        staying.approve(w, actor, role)
        assert staying.extension(w).stands(Role(role))
        return
    with pytest.raises(NotAllowed):
        staying.approve(w, actor, role)
    found = staying.extension(w)
    with pytest.raises(NotAllowed):
        extending.refuse(actor, found.public_id, found.version, Role(role), "cost", "No.")
    assert not staying.extension(w).stands(Role(role))


def test_a_role_that_is_not_needed_is_not_decided_and_none_twice(w):
    staying.ask(w)
    with pytest.raises((IllegalTransition, NotAllowed)):
        staying.approve(w, w.home_hr, "home_board")
    staying.approve(w, w.home_hr, "home_hr")
    with pytest.raises(ChangedMeanwhile):
        staying.approve(w, w.home_hr, "home_hr")


def test_what_somebody_saw_before_another_decided_is_not_decided_on(w):
    asked = staying.ask(w)
    seen = asked.version
    staying.approve(w, w.poster, "host_manager")
    with pytest.raises(ChangedMeanwhile):
        extending.approve(w.host_hr, asked.public_id, seen, Role.HOST_HR)
    assert not staying.extension(w).stands(Role.HOST_HR)


def test_refused_with_category_and_reason_the_old_end_stays(w):
    asked = staying.ask(w)
    for category, reason, field in (("", "No.", "category"), ("cost", " ", "reason")):
        with pytest.raises(Invalid) as refusal:
            extending.refuse(
                w.home_hr, asked.public_id, asked.version, Role.HOME_HR, category, reason
            )
        assert list(refusal.value.fields) == [field]
    extending.refuse(w.home_hr, asked.public_id, asked.version, Role.HOME_HR, "cost", "No money.")
    row = staying.extension(w)
    assert state(w) == ("refused", LAST)
    assert (row.refused_as, row.refusal_category, row.refusal_reason) == (
        "home_hr",
        "cost",
        "No money.",
    )
    assert "extension_refused" in moving.told(w.mover)
    with pytest.raises(IllegalTransition):
        staying.approve(w, w.host_hr, "host_hr")
    with pytest.raises(Gone):
        linking.approve(VISITOR, staying.link_to(moving.MANAGER))
    assert staying.ask(w, ends_on=date(2027, 8, 3)).status == "open", "another may be asked for"


def test_withdrawn_by_who_asked_and_links_decide_nothing_more(w):
    asked = staying.ask(w, w.mover)
    for other in (w.poster, w.home_hr, w.host_hr):
        with pytest.raises(NotAllowed):
            extending.withdraw(other, asked.public_id, asked.version)
    extending.withdraw(w.mover, asked.public_id, asked.version)
    assert state(w) == ("withdrawn", LAST)
    with pytest.raises(Gone):
        linking.approve(VISITOR, staying.link_to(moving.MANAGER))
    with pytest.raises(IllegalTransition):
        staying.approve(w, w.host_hr, "host_hr")


def test_a_granted_extension_asks_for_the_return_again(w):
    moving.return_is_settled(w)
    assert w.placement.return_from == date(2027, 7, 4)
    staying.ask(w)
    all_agree(w)
    staying.sign_variation(w)
    assert (w.placement.return_post, w.placement.return_from) == ("", None)
    assert not w.placement.return_is_settled


# --- the rules on the whole time


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [
        # 24 months from 4 January 2027 end on 3 January 2029
        (date(2029, 1, 3), "granted"),
        (date(2029, 1, 4), "open"),
    ],
)
def test_r01_counts_the_whole_time_to_the_day(at_stage, ends_on, expected):
    w = at_stage(inward)
    with moving.on(JUNE):
        staying.ask(w, ends_on=ends_on)
        all_agree(w)
        assert staying.extension(w).status == expected
        if expected == "granted":
            staying.sign_variation(w)
    kept = ends_on if expected == "granted" else date(2028, 7, 3)
    assert w.placement.ends_on == kept


def test_r01_is_met_by_the_commission_and_then_it_is_granted(at_stage):
    w = at_stage(inward)
    with moving.on(JUNE):
        staying.ask(w, ends_on=date(2029, 1, 4))
        all_agree(w)
        assert blocked(w) == ["R01"]
        moving.approved_outside(w, "R01", date(2029, 1, 3))
        look_again(w)
        assert state(w) == ("open", date(2028, 7, 3)), "an approval of less than all is none"
        moving.approved_outside(w, "R01", date(2029, 1, 4))
        look_again(w)
    assert state(w) == ("granted", date(2029, 1, 4))


def look_again(w, contract_ends_on=None, by=None):
    found = staying.extension(w)
    extending.answer_checks(by or w.host_hr, found.public_id, found.version, contract_ends_on)


def test_r07_a_fixed_term_contract_at_home_has_to_be_longer_too(at_stage):
    w = at_stage(fixed_term)
    with moving.on(JUNE):
        staying.ask(w)
        all_agree(w)
        assert blocked(w) == ["R07"]
        look_again(w, date(2027, 9, 2))
        assert state(w) == ("open", LAST)
        assert w.placement.contract_ends_on == date(2027, 7, 31), "nothing is written before"
        look_again(w, date(2027, 9, 3))
        assert state(w) == ("granted", LATER)
        assert w.placement.contract_ends_on == date(2027, 9, 3)


def test_r07_within_the_contract_nothing_more_is_asked(at_stage):
    w = at_stage(fixed_term)
    with moving.on(JUNE):
        staying.ask(w, ends_on=date(2027, 7, 31))
        all_agree(w)
    assert state(w) == ("granted", date(2027, 7, 31))
