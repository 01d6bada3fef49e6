"""Asking a manager before applying: what each side sees, and what an answer changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import VISITOR
from exchange.accounts import services as accounts
from exchange.applications import services as applying
from exchange.applications.models import Application
from exchange.db import db
from exchange.errors import Gone, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.notices.models import Notice
from exchange.opportunities import queries as opportunities
from exchange.releases import queries, reminding, services
from exchange.releases.models import ReleaseLink, ReleaseRequest
from tests import factories
from tests.placements.test_races import together
from tests.releases import asking

STATEMENT = "I have planned services for six years and would like to learn yours."
MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
REASON = "The flood season needs everybody."


def on(moment):
    """A moment in London."""
    return datetime.fromisoformat(moment).replace(tzinfo=clock.LONDON)


def scene():
    """Somebody who works at an office, and a listing of a hospice."""
    one = asking.asker()
    host = factories.organisation("Harbour Hospice", domain="harbour.example")
    poster = factories.member("poster@harbour.example", host, "poster")
    return one, factories.listing(poster, host).public_id


@pytest.fixture
def placed(staged, clock_at):
    clock_at("2026-11-22 10:00")
    return staged(scene)


def told(event):
    return list(db.session.scalars(sa.select(Notice.text).filter_by(event=event)))


def agree(token=None):
    services.agree(VISITOR, token or asking.token(), 2, 4, asking.UNTIL)


def test_the_link_is_kept_as_a_hash_and_its_subject_says_nothing(in_app, placed):
    with in_app():
        asking.ask(placed[0], about=placed[1])
        mail = factories.mails(asking.boss())[-1]
        assert mail["subject"] == "A question from your team"
        assert "Harbour" not in mail["text"]
        kept = db.session.scalars(sa.select(ReleaseLink.token_hash)).one()
        assert kept != asking.token()
        assert len(kept) == 64


@pytest.mark.parametrize(
    "email",
    ["asker@brook0.example", "asker+boss@brook0.example", "bo@gmail.com", "bo@other.example"],
)
def test_only_somebody_else_at_home_can_be_asked(in_app, placed, email):
    with in_app():
        wish = asking.wish(manager_email=email)
        with pytest.raises(Invalid) as refused:
            services.ask(placed[0], wish, asking.home_of(placed[0]).public_id)
        assert set(refused.value.fields) == {"manager_email"}
        assert factories.mails(email)[-1:] == [] or email.startswith("asker@")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"manager_name": " "}, "manager_name"),
        ({"days_a_week": 5.5}, "days_a_week"),
        ({"months": 0}, "months"),
        ({"starts_on": date(2026, 11, 21)}, "starts_on"),
    ],
)
def test_what_is_asked_makes_sense(in_app, placed, change, field):
    with in_app():
        home = asking.home_of(placed[0]).public_id
        with pytest.raises(Invalid) as refused:
            services.ask(placed[0], replace(asking.wish(), **change), home)
        assert set(refused.value.fields) == {field}


def test_one_question_at_a_time_about_one_listing(in_app, placed):
    with in_app():
        asking.ask(placed[0], about=placed[1])
        asking.ask(placed[0])
        for about in (placed[1], None):
            with pytest.raises(IllegalTransition):
                asking.ask(placed[0], about=about)


def test_a_yes_has_scope_and_an_end_and_the_person_is_told(in_app, placed):
    with in_app():
        asking.ask(placed[0])
        agree()
        found = asking.newest(placed[0])
        assert (found.most_days_a_week, found.most_months) == (2, 4)
        assert found.holds
        assert found.holds_until == asking.UNTIL
        assert told("release_answered") == ["Bo Brook agrees in principle."]
        with clock.at(clock.now() + timedelta(days=200)):
            assert not found.holds


@pytest.mark.parametrize(
    ("days", "months", "until", "field"),
    [
        (3, 4, asking.UNTIL, "most_days_a_week"),
        (0, 4, asking.UNTIL, "most_days_a_week"),
        (2, 7, asking.UNTIL, "most_months"),
        (2, 4, date(2026, 11, 21), "holds_until"),
        (2, 4, date(2028, 1, 1), "holds_until"),
    ],
)
def test_a_yes_stays_within_what_was_asked(in_app, placed, days, months, until, field):
    with in_app():
        asking.ask(placed[0])
        with pytest.raises(Invalid) as refused:
            services.agree(VISITOR, asking.token(), days, months, until)
        assert set(refused.value.fields) == {field}
        db.session.expire_all()
        assert asking.newest(placed[0]).status == "asked"


def test_not_now_has_a_reason_that_no_notice_carries(in_app, placed):
    with in_app():
        asking.ask(placed[0])
        for category, reason in (("", REASON), ("service_need", " ")):
            with pytest.raises(Invalid):
                services.not_now(VISITOR, asking.token(), category, reason)
        services.not_now(VISITOR, asking.token(), "service_need", REASON)
        assert asking.newest(placed[0]).reason == REASON
        assert all(REASON not in text for text in told("release_answered"))


def test_who_is_asked_may_say_that_they_are_not_the_manager(in_app, placed):
    with in_app():
        asking.ask(placed[0])
        services.not_manager(VISITOR, asking.token())
        assert asking.newest(placed[0]).status == "not_manager"
        asking.ask(placed[0])  # somebody else can be asked at once


def test_an_address_that_became_the_askers_own_decides_nothing(in_app, placed):
    with in_app():
        asking.ask(placed[0])
        token = asking.token()
        accounts.ask_change_of_address(placed[0], asking.boss())
        accounts.change_address(VISITOR, factories.token_in(factories.mails(asking.boss())[-1]))
        assert factories.actor(asking.boss()).person_id == placed[0].person_id
        with pytest.raises(NotAllowed):
            agree(token)
        with pytest.raises(NotAllowed):
            services.not_now(VISITOR, token, "service_need", REASON)
        assert asking.newest(placed[0]).status == "asked"


def test_an_expired_link_answers_nothing_but_sends_a_fresh_one_to_the_same_address(in_app, placed):
    with in_app():
        asking.ask(placed[0])
        old = asking.token()
        with pytest.raises(Gone):
            services.fresh_link(VISITOR, old)
        with clock.at(clock.now() + timedelta(days=31)):
            with pytest.raises(Gone):
                agree(old)
            services.fresh_link(VISITOR, old)
            assert asking.token() != old
            agree()
            assert asking.newest(placed[0]).holds


def test_withdrawing_ends_the_link_and_a_recorded_yes(in_app, placed):
    with in_app():
        asking.ask(placed[0])
        found = asking.newest(placed[0])
        services.withdraw(placed[0], found.public_id, found.version)
        assert queries.open_link(asking.token()).state == "withdrawn"
        with pytest.raises(IllegalTransition):
            agree()
        asking.ask(placed[0])
        agree()
        found = asking.newest(placed[0])
        services.withdraw(placed[0], found.public_id, found.version)
        listing = opportunities.by_public_id(placed[0], placed[1])
        home = asking.home_of(placed[0]).id
        assert queries.standing(placed[0], listing, home) is None


def test_nobody_else_reads_a_request(in_app, placed):
    with in_app():
        found = asking.ask(placed[0])
        with pytest.raises(NotFound):
            queries.by_public_id(factories.administrator(), found.public_id)


def test_a_recorded_yes_goes_with_the_application_instead_of_the_tick(in_app, placed):
    with in_app():
        home = asking.home_of(placed[0])
        asking.ask(placed[0], about=placed[1])
        agree()
        applying.submit(placed[0], placed[1], STATEMENT, home.public_id)
        sent = db.session.scalars(sa.select(Application)).one()
        assert sent.release is not None
        assert sent.release.holds
        assert not sent.says_manager_knows


def test_a_yes_for_another_listing_or_that_ran_out_does_not_count(in_app, placed):
    with in_app():
        other = factories.listing(
            factories.actor("poster@harbour.example"),
            opportunities.by_public_id(placed[0], placed[1]).organisation,
            "project",
        )
        asking.ask(placed[0], about=other.public_id)
        agree()
        listing = opportunities.by_public_id(placed[0], placed[1])
        home = asking.home_of(placed[0]).id
        assert queries.standing(placed[0], listing, home) is None
        assert queries.standing(placed[0], other, home) is not None
        with clock.at(on("2027-05-02 09:00")):
            assert queries.standing(placed[0], other, home) is None


def test_a_reminder_after_three_working_days_and_the_person_hears_after_seven(in_app, placed):
    with in_app(), clock.at(on("2026-11-23 09:00")):  # a Monday
        asking.ask(placed[0])
        for day, mails, late in (("25", 1, 0), ("26", 2, 0), ("26", 2, 0)):
            with clock.at(on(f"2026-11-{day} 10:00")):
                reminding.run()
                assert len(factories.mails(asking.boss())) == mails
                assert len(told("release_late")) == late
        for _ in range(2):
            with clock.at(on("2026-12-02 10:00")):
                reminding.run()
        assert len(factories.mails(asking.boss())) == 2
        assert len(told("release_late")) == 1
        assert factories.mails(asking.boss())[-1]["subject"].startswith("Reminder")


@pytest.mark.both_databases
def test_of_two_answers_at_once_one_meets_a_409(app, in_app, placed):
    with in_app():
        asking.ask(placed[0])
        token = asking.token()
    met = together(
        app,
        lambda: services.agree(VISITOR, token, 2, 4, asking.UNTIL),
        lambda: services.not_now(VISITOR, token, "service_need", REASON),
    )
    assert sorted(met, key=str) == sorted([None, IllegalTransition], key=str)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "values",
    [
        {"status": "agreed", "decided_at": MOMENT},
        {"status": "not_now", "decided_at": MOMENT},
        {"decided_at": MOMENT},
        {"days_a_week": 6},
        {"most_days_a_week": 4, "most_months": 2},
        {"manager_email": ""},
    ],
)
def test_the_database_holds_what_a_request_may_be(in_app, placed, values):
    with in_app():
        asking.ask(placed[0])
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(sa.update(ReleaseRequest).values(**values))
        db.session.rollback()
