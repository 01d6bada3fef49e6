"""What the database itself refuses about a stay, whoever types the statement; and races."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.access import VISITOR
from exchange.agreements.variation import AgreementVariation
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from exchange.stays import extending, learning, linking, noting
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import ImpactTime, NoteKind
from exchange.stays.noting import Noted
from tests.placements import moving
from tests.placements.test_races import together
from tests.stays import staying
from tests.stays.test_variations import all_signed, granted

pytestmark = pytest.mark.both_databases
JUNE = date(2027, 6, 1)
LAST, LATER = date(2027, 7, 3), date(2027, 9, 3)


def with_extension(*, granted):
    """A stay with an extension: open, or granted by all four."""
    w = moving.active()
    with moving.on(JUNE):
        staying.ask(w)
        if granted:
            staying.mover_agrees(w)
            linking.approve(VISITOR, staying.link_to(moving.MANAGER))
            staying.approve(w, w.home_hr, "home_hr")
            staying.approve(w, w.poster, "host_manager")
            staying.approve(w, w.host_hr, "host_hr")
    assert staying.extension(w).status == ("granted" if granted else "open")


@pytest.fixture
def type_by_hand(in_app):
    """`type_by_hand(statement)` inside an app context; answers which constraint refused, or ""."""

    def typed(statement):
        try:
            db.session.execute(sa.text(statement))
            db.session.flush()
        except IntegrityError as error:
            return refused_by(error)
        finally:
            db.session.rollback()
        return ""

    return typed


def refused_by(error):
    """The name of the constraint; of a unique one SQLite says only the column."""
    diagnosis = getattr(error.orig, "diag", None)
    return diagnosis.constraint_name if diagnosis else str(error.orig).partition(" failed: ")[2]


# The name of the constraint, and what is typed upon an extension that all four granted.
UPON_A_GRANTED_ONE = {
    "needs_home_manager": "home_manager_at = NULL",
    "needs_home_hr": "home_hr_by = NULL",
    "needs_home_board": "needs_home_board = true",
    "needs_host_manager": "host_manager_how = NULL",
    "needs_host_hr": "host_hr_at = NULL",
    "needs_host_board": "needs_host_board = true",
    "home_manager_is_not_mover": "home_manager_by = mover_key",
    "home_hr_is_not_mover": "home_hr_by = mover_key",
    "home_board_is_not_mover": "home_board_by = mover_key",
    "host_manager_is_not_mover": "host_manager_by = mover_key",
    "host_hr_is_not_mover": "host_hr_by = mover_key",
    "host_board_is_not_mover": "host_board_by = mover_key",
    "home_manager_is_not_host_manager": "home_manager_by = host_manager_by",
    "home_manager_is_not_host_hr": "home_manager_by = host_hr_by",
    "home_manager_is_not_host_board": "host_board_by = home_manager_by",
    "home_hr_is_not_host_manager": "home_hr_by = host_manager_by",
    "home_hr_is_not_host_hr": "home_hr_by = host_hr_by",
    "home_hr_is_not_host_board": "host_board_by = home_hr_by",
    "home_board_is_not_host_manager": "home_board_by = host_manager_by",
    "home_board_is_not_host_hr": "home_board_by = host_hr_by",
    "home_board_is_not_host_board": "home_board_by = 'person:99', host_board_by = 'person:99'",
    "hr_kinds_need_four": "needs_host_hr = false",
    "somebody_decides": (
        "kind = 'project', needs_home_manager = false, needs_home_hr = false,"
        " needs_host_manager = false, needs_host_hr = false"
    ),
    "extension_is_later": "ends_on = ended_before",
    "extension_has_reason": "reason = ''",
    "granted_with_the_mover": "mover_agreed_at = NULL",
    "mover_agrees_in_person": "mover_agreed_by = home_hr_by",
    "granted_at_a_moment": "granted_at = NULL",
    "refused_with_reason": "status = 'refused'",
}


# The same of a variation that all three signed.
UPON_A_SIGNED_VARIATION = {
    "signed_by_home": "home_signed_hash = 'another'",
    "signed_by_host": "host_signed_at = NULL",
    "signed_by_mover": "mover_signed_by = NULL",
    "signed_by_two_employers": "host_signed_by = home_signed_by",
    "mover_signs_for_nobody_else": "home_signed_by = mover_key",
    "mover_signs_in_person": "mover_signed_by = home_signed_by",
    "variation_is_later": "ends_on = ended_before",
    "in_force_at_a_moment": "in_force_at = NULL",
}


def test_no_statement_by_hand_makes_a_signed_variation_wrong(in_app, type_by_hand):
    named = {
        one.name.removeprefix("ck_agreement_variation_")
        for one in AgreementVariation.__table__.constraints
        if isinstance(one, sa.CheckConstraint)
    }
    assert named - set(UPON_A_SIGNED_VARIATION) == {"variationstatus"}
    with in_app():
        all_signed()
        said = {
            name: type_by_hand(f"UPDATE agreement_variation SET {changes}")  # noqa: S608
            for name, changes in UPON_A_SIGNED_VARIATION.items()
        }
    assert said == {name: f"ck_agreement_variation_{name}" for name in UPON_A_SIGNED_VARIATION}


def test_a_variation_in_force_by_hand_needs_three_signatures(in_app, type_by_hand):
    with in_app():
        granted(sign=("mover", "home"))
        typed = "UPDATE agreement_variation SET status = 'in_force', in_force_at = created_at"
        assert type_by_hand(typed) == "ck_agreement_variation_signed_by_host"
        typed = (
            "UPDATE placement SET agreement_hash = variation_hash, ends_on = '2027-09-03',"
            " home_signed_hash = variation_hash, mover_signed_hash = variation_hash"
        )
        assert type_by_hand(typed) == "ck_placement_signed_by_host"


def test_every_constraint_of_an_extension_is_tried_here():
    named = {
        one.name.removeprefix("ck_extension_")
        for one in Extension.__table__.constraints
        if isinstance(one, sa.CheckConstraint)
    }
    # what may stand in a column of choices is tried for all tables alike
    assert named - set(UPON_A_GRANTED_ONE) == {"extensionstatus", "role"}
    assert set(UPON_A_GRANTED_ONE) - named == set()


def test_no_statement_by_hand_makes_a_granted_extension_wrong(in_app, type_by_hand):
    with in_app():
        with_extension(granted=True)
        said = {
            name: type_by_hand(f"UPDATE extension SET {changes}")  # noqa: S608 - the test's words
            for name, changes in UPON_A_GRANTED_ONE.items()
        }
    assert said == {name: f"ck_extension_{name}" for name in UPON_A_GRANTED_ONE}


def approved_by_hand(*roles):
    """What is typed to make somebody approve: each role is another person."""
    return "".join(
        f", {role}_at = created_at, {role}_how = 'ACCOUNT', {role}_by = 'person:9{number}'"
        for number, role in enumerate(roles)
    )


ALL_FOUR = ("home_manager", "home_hr", "host_manager", "host_hr")
BY_MOVER = ", mover_agreed_at = created_at, mover_agreed_by = mover_key"

# What is typed upon an open extension beside status and moment, and what it still lacks.
GRANTED_BY_HAND = {
    "granted_with_the_mover": approved_by_hand(*ALL_FOUR),
    "needs_home_manager": BY_MOVER + approved_by_hand("home_hr", "host_manager", "host_hr"),
    "needs_home_hr": BY_MOVER + approved_by_hand("home_manager", "host_manager", "host_hr"),
    "needs_host_manager": BY_MOVER + approved_by_hand("home_manager", "home_hr", "host_hr"),
    "needs_host_hr": BY_MOVER + approved_by_hand("home_manager", "home_hr", "host_manager"),
}


def test_an_open_extension_is_not_granted_or_refused_by_hand(in_app, type_by_hand):
    with in_app():
        with_extension(granted=False)
        grant = "UPDATE extension SET status = 'granted', granted_at = created_at"
        said = {name: type_by_hand(grant + more) for name, more in GRANTED_BY_HAND.items()}
        taken = type_by_hand(grant + BY_MOVER + approved_by_hand(*ALL_FOUR))
        refused = type_by_hand(
            "UPDATE extension SET status = 'refused', refusal_category = 'cost',"
            " refused_by = 'person:1', refused_as = 'home_hr', refused_at = '2027-06-01 09:00:00'"
        )
    assert said == {name: f"ck_extension_{name}" for name in GRANTED_BY_HAND}
    assert taken == "", "with all of them nothing is wrong"
    assert refused == "ck_extension_refused_with_reason", "no reason is given"


def test_a_second_open_extension_is_refused_by_the_database(in_app, type_by_hand):
    with in_app():
        with_extension(granted=False)
        w = staying_world()
        first = staying.extension(w)
        with moving.on(JUNE):
            extending.withdraw(w.poster, first.public_id, first.version)
            staying.ask(w)
        said = type_by_hand("UPDATE extension SET status = 'open'")
    assert said in {"uq_extension_one_open", "extension.placement_id"}


def staying_world():
    """The world that stands, as its people are now."""
    from_placement = sa.select(Placement)
    placement = db.session.scalars(from_placement).one()
    return moving.World(
        placement.home_organisation,
        placement.host_organisation,
        *(moving.factories.actor(email) for email in EMAILS),
        placement.opportunity,
        placement,
    )


EMAILS = (
    "individual@rivers.example",
    "manager@rivers.example",
    "hr@rivers.example",
    "poster@harbour.example",
    "hr@harbour.example",
)

OTHERS = {
    "check_in_worry_has_words": "UPDATE check_in SET colour = 'red'",
    "stay_note_note_ends_after_start": "UPDATE stay_note SET until = '2027-01-19'",
    "impact_impact_hours": "UPDATE impact SET hours = -1",
    "impact_impact_counts_hours": "UPDATE impact SET hours = NULL",
    "stay_link_link_has_its_thing": "UPDATE stay_link SET extension_id = NULL",
}


def test_no_statement_by_hand_makes_the_rest_of_a_stay_wrong(in_app, type_by_hand):
    with in_app():
        w = moving.active()
        with moving.on(date(2027, 1, 20)):
            staying.check_in(w, w.mover, "week_2", "green")
            noted = Noted(NoteKind.LEAVE, date(2027, 1, 20), date(2027, 1, 30))
            noting.note(w.mover, w.placement.public_id, noted)
            staying.ask(w)
        with moving.on(LAST):
            learning.tell_impact(w.poster, w.placement.public_id, ImpactTime.END, 900, "A plan")
        said = {name: type_by_hand(statement) for name, statement in OTHERS.items()}
    assert said == {name: f"ck_{name}" for name in OTHERS}


# --- races


@pytest.fixture
def open_one(in_app):
    """An open extension; its ids are used in threads, its rows are not."""
    with in_app():
        with_extension(granted=False)
        w = staying_world()
        found = staying.extension(w)
        w.extension_ref, w.seen = found.public_id, found.version
        w.token = staying.link_to(moving.MANAGER)
    return w


def stood(in_app):
    """Which approvals stand, what became of it, and the last day."""
    with in_app():
        row = db.session.scalars(sa.select(Extension).order_by(Extension.id.desc())).first()
        roles = {role.value for role in row.needed if row.stands(role)}
        return roles, row.status.value, row.placement.ends_on


def test_of_two_approvals_at_once_one_is_recorded_and_the_other_told(app, in_app, open_one):
    w = open_one
    with moving.on(JUNE):
        outcomes = together(
            app,
            lambda: extending.approve(w.poster, w.extension_ref, w.seen, Role.HOST_MANAGER),
            lambda: extending.approve(w.host_hr, w.extension_ref, w.seen, Role.HOST_HR),
        )
    assert sorted(map(str, outcomes)) == sorted(map(str, [None, ChangedMeanwhile]))
    won = {
        role
        for role, outcome in zip(("host_manager", "host_hr"), outcomes, strict=True)
        if outcome is None
    }
    assert stood(in_app) == (won, "open", LAST)


def test_the_same_approval_twice_at_once_is_recorded_once(app, in_app, open_one):
    w = open_one
    with moving.on(JUNE):
        outcomes = together(
            app,
            *[lambda: extending.approve(w.host_hr, w.extension_ref, w.seen, Role.HOST_HR)] * 2,
        )
    assert outcomes.count(None) == outcomes.count(ChangedMeanwhile) == 1
    assert stood(in_app) == ({"host_hr"}, "open", LAST)


def test_an_approval_by_link_and_one_on_the_page_at_once_lose_nothing(app, in_app, open_one):
    w = open_one
    with moving.on(JUNE):
        outcomes = together(
            app,
            lambda: linking.approve(VISITOR, w.token),
            lambda: extending.approve(w.host_hr, w.extension_ref, w.seen, Role.HOST_HR),
        )
    assert None in outcomes
    assert set(outcomes) <= {None, ChangedMeanwhile}
    won = {
        role
        for role, outcome in zip(("home_manager", "host_hr"), outcomes, strict=True)
        if outcome is None
    }
    assert stood(in_app) == (won, "open", LAST)


def test_approved_and_withdrawn_at_once_only_one_of_the_two_holds(app, in_app, open_one):
    w = open_one
    with moving.on(JUNE):
        approved, withdrawn = together(
            app,
            lambda: extending.approve(w.host_hr, w.extension_ref, w.seen, Role.HOST_HR),
            lambda: extending.withdraw(w.poster, w.extension_ref, w.seen),
        )
    assert (approved is None) != (withdrawn is None)
    roles, status, last = stood(in_app)
    assert status == ("open" if approved is None else "withdrawn")
    assert roles == ({"host_hr"} if approved is None else set())
    assert last == LAST


def test_of_two_who_ask_at_once_one_has_asked(app, in_app):
    with in_app():
        w = moving.active()
        ref, version = w.placement.public_id, w.placement.version
    wish = extending.Wish(LATER, "The plan needs the autumn.")
    with moving.on(JUNE):
        outcomes = together(
            app,
            lambda: extending.ask(w.mover, ref, version, wish),
            lambda: extending.ask(w.poster, ref, version, wish),
        )
    assert outcomes.count(None) == 1
    assert set(outcomes) <= {None, ChangedMeanwhile, IllegalTransition}
    with in_app():
        assert db.session.scalar(sa.select(sa.func.count(Extension.id))) == 1
