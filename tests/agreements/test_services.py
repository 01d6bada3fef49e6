"""Changing, issuing and signing: who may in which state, by hand, and what each does."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from exchange.agreements import queries, services
from exchange.agreements.models import AgreementEdit, AgreementVersion
from exchange.agreements.services import Wording
from exchange.db import db
from exchange.errors import ChangedMeanwhile, ExchangeError, IllegalTransition, Invalid, NotFound
from exchange.placements import queries as placements
from exchange.placements import services as placement_services
from exchange.placements.lifecycle import Party
from tests import factories
from tests.factories import World
from tests.placements import moving, swaps
from tests.placements.test_races import together

both_databases = pytest.mark.both_databases
PEOPLE = ("mover", "manager", "home_hr", "poster", "host_hr", "home_board", "host_board", "admin")
SIGNS = {
    "home": {"home_hr", "home_board"},
    "host": {"host_hr", "host_board"},
    "mover": {"mover"},
}
"""Who signs for whom while the agreement waits for signatures; nobody else does."""


def people(w: World) -> dict[str, object]:
    """Everybody with a part in it, the boards and an administrator too."""
    return {
        "mover": w.mover,
        "manager": w.manager,
        "home_hr": w.home_hr,
        "poster": w.poster,
        "host_hr": w.host_hr,
        "home_board": factories.member("board@rivers.example", w.home, "board"),
        "host_board": factories.member("board@harbour.example", w.host, "board"),
        "admin": factories.administrator(),
    }


def edit(w, actor, code="pay", version=None, words=("New words.",), **fields):
    seen = w.placement.version if version is None else version
    written = Wording(list(words), fields)
    services.edit(actor, w.placement.public_id, seen, code, written)


def can(deed):
    """Whether a deed was let through; what it wrote is left."""
    try:
        deed()
    except ExchangeError:
        db.session.rollback()
        return False
    return True


def issued():
    w = moving.agreed()
    people(w)
    moving.issue(w)
    return w


# Who, and when


@pytest.mark.parametrize("party", SIGNS)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_signs_for_whom(at_stage, party, who):
    w = at_stage(issued)
    actor = people(w)[who]
    assert can(lambda: moving.sign(w, actor, party)) is (who in SIGNS[party])
    assert w.placement.has_signed(Party(party)) is (who in SIGNS[party])


STAGES = {
    "proposed": (factories.world, set()),
    "agreed": (moving.agreed, {"edit", "issue"}),
    "issued": (issued, {"edit", "issue", "mover", "home", "host"}),
    "signed": (moving.signed, {"edit", "issue"}),
    "active": (moving.active, set()),
}
"""What can be done by whoever may: change, issue, or sign for one of the three."""
DEEDS = {
    "edit": lambda w: edit(w, w.host_hr),
    "issue": lambda w: moving.issue(w),
    "mover": lambda w: moving.sign(w, w.mover, "mover"),
    "home": lambda w: moving.sign(w, w.home_hr, "home"),
    "host": lambda w: moving.sign(w, w.host_hr, "host"),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("stage", STAGES)
def test_in_which_state(at_stage, stage, deed):
    build, possible = STAGES[stage]
    w = at_stage(build)
    assert can(lambda: DEEDS[deed](w)) is (deed in possible)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("home_hr", True),
        ("host_hr", True),
        ("mover", False),
        ("poster", False),
        ("manager", False),
        ("host_board", False),
        ("home_board", False),
        ("admin", False),
    ],
)
def test_who_changes_and_issues(w, who, may):
    actor = people(w)[who]
    assert can(lambda: edit(w, actor)) is may
    assert can(lambda: moving.issue(w, actor)) is may


def test_nobody_signs_for_two_parties(w):
    both = factories.member("hr@harbour.example", w.home, "hr")
    moving.issue(w)
    moving.sign(w, both, "host")
    assert not can(lambda: moving.sign(w, both, "home"))


def test_whoever_decided_for_the_host_does_not_sign_for_home(w):
    both = factories.member("hr@harbour.example", w.home, "hr")
    moving.issue(w)
    assert not can(lambda: moving.sign(w, both, "home"))


def test_a_project_has_nothing_to_issue(at_stage):
    w = at_stage(lambda: moving.agreed("project"))
    with pytest.raises(IllegalTransition):
        moving.issue(w)


# Changing the draft


def test_a_change_is_kept_with_who_made_it_and_without_names(w):
    edit(w, w.home_hr, words=["Individual keeps the pay of Department for Rivers."])
    [change] = db.session.scalars(sa.select(AgreementEdit))
    assert (change.clause, change.side, change.by_id) == ("pay", "home", w.home_hr.person_id)
    assert queries.draft(w.placement).answers == {
        "pay": {"words": ["{mover} keeps the pay of Department for Rivers."]}
    }


def test_words_as_they_stand_are_no_change(w):
    edit(w, w.home_hr, salary="£41,000")
    assert queries.draft(w.placement).answers["pay"]["fields"] == {"salary": "£41,000"}
    before = w.placement.version
    edit(w, w.home_hr, salary="£41,000")
    assert w.placement.version == before
    assert len(db.session.scalars(sa.select(AgreementEdit)).all()) == 1


def test_the_standard_can_be_put_back(w):
    edit(w, w.home_hr)
    standard = [
        "Department for Rivers goes on paying Individual as its employee.",
        "A pay rise or promotion at Department for Rivers during the placement changes the"
        " figures under the next heading. Department for Rivers tells Harbour Hospice before it"
        " takes effect.",
    ]
    edit(w, w.home_hr, words=standard)
    assert queries.draft(w.placement).answers == {}


def test_a_second_change_on_an_old_page_is_refused(w):
    seen = w.placement.version
    edit(w, w.home_hr, version=seen)
    with pytest.raises(ChangedMeanwhile):
        edit(w, w.host_hr, version=seen, words=["Other words."])


def test_issuing_what_changed_meanwhile_is_refused(w):
    seen = w.placement.version
    edit(w, w.home_hr)
    with pytest.raises(ChangedMeanwhile):
        services.issue(w.host_hr, w.placement.public_id, seen)


def test_too_long_and_unknown_parts(w):
    with pytest.raises(Invalid, match="6,000"):
        edit(w, w.home_hr, words=["x" * 6_001])
    with pytest.raises(Invalid, match="1,000"):
        edit(w, w.home_hr, salary="x" * 1_001)
    with pytest.raises(NotFound):
        edit(w, w.home_hr, code="nonsense")


# Issuing


def test_versions_count_and_the_earlier_ones_stay_readable(w):
    first = moving.issue(w)
    edit(w, w.host_hr, salary="£41,000")
    second = moving.issue(w)
    assert first != second
    assert [one.number for one in queries.every(w.placement)] == [2, 1]
    old, new = (queries.with_hash(w.placement, one) for one in (first, second))
    assert queries.state(old, 2).text == "Replaced by version 2"
    assert queries.state(new, 2).text == "Waiting for signatures"
    assert w.placement.agreement_hash == second


def test_all_parties_are_asked_to_sign(w):
    board = factories.member("board@rivers.example", w.home, "board")
    moving.issue(w)
    assert moving.told(w.mover)[-1] == "agreement_issued"
    assert moving.told(w.home_hr)[-1] == "agreement_issued"
    assert moving.told(w.host_hr)[-1] == "agreement_issued"
    assert moving.told(board)[-1] == "signature_wanted"


# Signing, and what makes a signature void


def test_the_last_of_three_puts_it_in_force(w):
    moving.issue(w)
    moving.sign(w, w.host_hr, "host")
    moving.sign(w, w.mover, "mover")
    one = queries.newest(w.placement)
    assert queries.state(one, 1).code == "to_sign"
    moving.sign(w, w.home_hr, "home")
    assert w.placement.status == "signed"
    assert queries.state(one, 1).code == "in_force"
    assert {(s.party.value, s.name, s.how.value) for s in one.signatures} == {
        ("home", "Hr", "account"),
        ("host", "Hr", "account"),
        ("mover", "Individual", "account"),
    }


def test_a_signature_is_for_the_version_that_was_read(w):
    seen = moving.issue(w)
    edit(w, w.home_hr)
    moving.issue(w)
    with pytest.raises(ChangedMeanwhile, match="changed while you read it"):
        services.sign(w.mover, w.placement.public_id, Party.MOVER, seen)


def test_a_change_voids_every_signature_and_says_so(signed):
    w = signed
    edit(w, w.home_hr)
    assert w.placement.status == "agreed"
    assert w.placement.agreement_hash is None
    assert not any(w.placement.signature(party) for party in Party)
    for actor in (w.mover, w.home_hr, w.host_hr):
        assert moving.told(actor).count("signature_void") == 1
        assert "agreement_recalled" in moving.told(actor)
    assert queries.state(queries.newest(w.placement), 1).code == "recalled"
    with pytest.raises(ChangedMeanwhile):
        moving.sign(w, w.mover, "mover")


def test_a_new_version_voids_every_signature(signed):
    w = signed
    moving.issue(w)
    assert w.placement.status == "agreed"
    assert moving.told(w.mover).count("signature_void") == 1
    assert not w.placement.has_signed(Party.MOVER)


def test_new_terms_void_every_signature(signed):
    w = signed
    moving.change_terms(w, w.host_hr, days_a_week=4.0)
    assert w.placement.status == "proposed"
    assert moving.told(w.mover).count("signature_void") == 1
    assert queries.state(queries.newest(w.placement), 1).code == "recalled"


def test_what_is_given_up_is_no_longer_in_force(signed):
    w = signed
    placement_services.withdraw(w.mover, w.placement.public_id, w.placement.version, "Ill")
    state = queries.state(queries.newest(w.placement), 1)
    assert state.text == "No longer in force: the placement was withdrawn"


def test_the_agreements_of_a_swap_are_in_force_together_or_not_at_all(in_app):
    with in_app():
        s = swaps.agreed()
        first, second = (half.placement for half in s.halves)
        swaps.sign(s.first)
        state = queries.state(queries.newest(first), 1)
        assert (state.code, state.tone) == ("to_sign", "wait")
        assert state.text == "Signed; waits for the other agreement of the swap"
        swaps.sign(s.second)
        assert queries.in_force(first)
        assert queries.in_force(second)
        edit(s.second, s.second.host_hr)
        assert swaps.statuses(s) == ("agreed", "agreed")
        assert not queries.in_force(first)
        assert first.has_signed(Party.MOVER), "the other half keeps its signatures"


# The last lock


@both_databases
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreement_version SET hash = 'x'",
        "UPDATE agreement_version SET number = 7",
        "UPDATE agreement_version SET data = '{}'",
        "UPDATE agreement_version SET issued_by_id = 1",
        "DELETE FROM agreement_version",
    ],
)
def test_the_database_refuses_to_change_what_was_issued(at_stage, statement):
    w = at_stage(moving.agreed)
    moving.issue(w)
    with pytest.raises(DatabaseError, match="an issued agreement does not change"):
        db.session.execute(sa.text(statement))


@both_databases
def test_names_beside_it_may_go(at_stage):
    w = at_stage(moving.agreed)
    moving.issue(w)
    db.session.execute(sa.text("UPDATE agreement_version SET people = '{}'"))
    db.session.expire_all()
    assert queries.is_intact(db.session.scalars(sa.select(AgreementVersion)).one())


@both_databases
def test_two_who_change_it_at_once_leave_one_change(app, in_app):
    with in_app():
        w = moving.agreed()
        ref, version = w.placement.public_id, w.placement.version
    deeds = [
        lambda: services.edit(w.home_hr, ref, version, "pay", Wording(["Home's words."], {})),
        lambda: services.edit(w.host_hr, ref, version, "pay", Wording(["Host's words."], {})),
    ]
    assert sorted(together(app, *deeds), key=str) == sorted([None, ChangedMeanwhile], key=str)
    with in_app():
        assert db.session.scalar(sa.select(sa.func.count(AgreementEdit.id))) == 1


@both_databases
def test_three_who_sign_at_once_put_it_in_force_once(app, in_app):
    with in_app():
        w = moving.agreed()
        seen, ref = moving.issue(w), w.placement.public_id
    deeds = [
        lambda: services.sign(w.mover, ref, Party.MOVER, seen),
        lambda: services.sign(w.home_hr, ref, Party.HOME, seen),
        lambda: services.sign(w.host_hr, ref, Party.HOST, seen),
    ]
    assert together(app, *deeds) == [None, None, None]
    with in_app():
        again = placements.by_public_id(w.mover, ref)
        assert again.status == "signed"
        assert moving.told(w.mover).count("in_force") == 1


@both_databases
def test_two_who_issue_at_once_leave_one_version(app, in_app):
    with in_app():
        w = moving.agreed()
        ref, version = w.placement.public_id, w.placement.version
    deeds = [
        lambda: services.issue(w.home_hr, ref, version),
        lambda: services.issue(w.host_hr, ref, version),
    ]
    assert sorted(together(app, *deeds), key=str) == sorted([None, ChangedMeanwhile], key=str)
    with in_app():
        assert db.session.scalar(sa.select(sa.func.count(AgreementVersion.id))) == 1
