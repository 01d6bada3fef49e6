"""Who may apply for what, when, and what is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.applications import inviting, queries, services, sifting
from exchange.applications.models import Application
from exchange.db import command, db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed
from exchange.notices.models import Notice
from exchange.opportunities import services as listings
from exchange.organisations import services as organising
from tests import factories
from tests.applications import make

# Which kinds a person without employer may apply for, from the house's ladder of kinds.
WITHOUT_EMPLOYER = {
    "session": True,
    "shadowing": True,
    "mentoring": True,
    "project": True,
    "attachment": False,
    "secondment": False,
    "loan": False,
    "swap": False,
    "trustee": True,
}


@pytest.mark.parametrize(("kind", "open_to_them"), WITHOUT_EMPLOYER.items())
def test_without_an_employer(in_app, now, kind, open_to_them):
    with in_app():
        host = factories.organisation("Harbour Hospice")
        poster = factories.member("poster@harbour.example", host, "poster")
        listing = factories.listing(poster, host, kind).public_id
        free = factories.person("free@mail.example")
        if open_to_them:
            assert make.application(make.applied(free, listing)).home_organisation is None
        else:
            with pytest.raises(Invalid) as refused:
                make.applied(free, listing)
            assert (
                "needs an employer who keeps your post" in refused.value.fields["home_organisation"]
            )


@pytest.mark.both_databases
def test_one_live_application_for_a_person_and_listing_by_constraint(in_app, cast):
    @command
    def again(actor):
        db.session.add(
            Application(
                opportunity_id=make.opportunity(cast.listing).id, applicant_id=actor.person_id
            )
        )

    with in_app():
        make.drafted(cast.applicant, cast.listing)
        with pytest.raises(ChangedMeanwhile):
            again(cast.applicant)


@pytest.mark.both_databases
def test_after_withdrawing_one_may_apply_again(in_app, cast):
    with in_app():
        first = make.applied(cast.applicant, cast.listing)
        with pytest.raises(IllegalTransition):
            make.applied(cast.applicant, cast.listing)
        services.withdraw(cast.applicant, first, make.application(first).version, "")
        second = make.applied(cast.applicant, cast.listing)
        assert make.application(first).status == "withdrawn"
        assert make.application(second).status == "submitted"


@pytest.mark.parametrize(
    ("moment", "works"),
    [
        (datetime(2026, 12, 18, 23, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 19, 0, 0, 0, tzinfo=UTC), False),
    ],
)
def test_applying_ends_with_the_closing_second(in_app, cast, moment, works):
    with in_app(), clock.at(moment):
        if works:
            assert make.applied(cast.applicant, cast.listing)
        else:
            with pytest.raises(IllegalTransition):
                make.applied(cast.applicant, cast.listing)
            with pytest.raises(IllegalTransition):
                make.drafted(cast.applicant, cast.listing)


def test_a_paused_listing_takes_no_applications(in_app, cast):
    with in_app():
        listings.pause(cast.poster, cast.listing)
        with pytest.raises(IllegalTransition):
            make.applied(cast.applicant, cast.listing)


@pytest.mark.parametrize("who", ["poster", "co_poster"])
def test_who_looks_after_a_listing_does_not_apply_for_it(in_app, cast, who):
    with in_app(), pytest.raises(NotAllowed):
        make.applied(getattr(cast, who), cast.listing)


def test_a_colleague_of_the_host_makes_no_move(in_app, cast):
    with in_app(), pytest.raises(Invalid) as refused:
        make.applied(cast.colleague, cast.listing)
    assert set(refused.value.fields) == {"home_organisation"}


def test_an_employer_must_be_ones_own(in_app, cast):
    with in_app():
        other = factories.organisation("Northmoor Council")
        with pytest.raises(Invalid) as refused:
            services.submit(cast.applicant, cast.listing, make.STATEMENT, other.public_id)
    assert set(refused.value.fields) == {"home_organisation"}


def test_home_may_want_to_be_asked_before(in_app, cast):
    with in_app():
        home = cast.home
        organising.change_settings(
            factories.administrator(),
            home,
            ask_before_applying=True,
            one_person_decides=False,
            how_we_decide="",
        )
        with pytest.raises(Invalid) as refused:
            services.submit(cast.applicant, cast.listing, make.STATEMENT, home)
        assert set(refused.value.fields) == {"says_manager_knows"}
        sent = services.submit(
            cast.applicant, cast.listing, make.STATEMENT, home, says_manager_knows=True
        )
        assert sent.says_manager_knows


def test_the_employer_hears_nothing_of_an_application_or_its_acceptance(in_app, cast):
    with in_app():
        manager = make.colleague("manager@rivers.example", cast.home)
        hr = make.colleague("hr@rivers.example", cast.home, "hr")
        sent = make.applied(cast.applicant, cast.listing)
        make.offered(cast.poster, sent)
        make.accepted(cast.applicant, sent)
        joining = ("joined", "roles_changed", "asked_to_join")
        about_it = sa.select(Notice.person_id).where(Notice.event.not_in(joining))
        told = set(db.session.scalars(about_it))
    assert told.isdisjoint({manager.person_id, hr.person_id})
    assert {cast.poster.person_id, cast.applicant.person_id} <= told


def test_a_draft_keeps_everything_and_is_resumed(in_app, cast):
    with in_app():
        home = cast.home
        first = services.save_draft(
            cast.applicant, cast.listing, "I would", home, says_manager_knows=True
        ).public_id
        again = services.save_draft(cast.applicant, cast.listing, "I would like", home).public_id
        kept = make.application(again)
        assert (first, kept.statement, kept.home_organisation.name) == (
            again,
            "I would like",
            "Department for Rivers",
        )


def test_an_offer_holds_no_place_but_an_acceptance_does(in_app, cast):
    with in_app():
        first, second = (
            make.applied(one, cast.listing)
            for one in (cast.applicant, make.colleague("other@rivers.example", cast.home))
        )
        make.offered(cast.poster, first)
        assert queries.places_held(make.opportunity(cast.listing)) == set()
        make.accepted(cast.applicant, first)
        assert queries.places_held(make.opportunity(cast.listing)) == {1}
        with pytest.raises(IllegalTransition, match="All places are taken"):
            make.offered(cast.poster, second)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": datetime(2027, 2, 1, tzinfo=UTC).date()}, "ends_on"),
        ({"starts_on": datetime(2026, 11, 21, tzinfo=UTC).date()}, "starts_on"),
        ({"days_a_week": 6.0}, "days_a_week"),
        ({"days_a_week": 0.0}, "days_a_week"),
        ({"answer_by": datetime(2026, 11, 22, 9, tzinfo=UTC)}, "answer_by"),
    ],
)
def test_terms_that_do_not_fit_are_refused(in_app, cast, changes, field):
    with in_app():
        sent = make.applied(cast.applicant, cast.listing)
        with pytest.raises(Invalid) as refused:
            make.offered(cast.poster, sent, **changes)
    assert set(refused.value.fields) == {field}


def test_an_offer_runs_out_only_after_its_last_moment(in_app, cast):
    with in_app():
        sent = make.applied(cast.applicant, cast.listing)
        make.offered(cast.poster, sent)
        version = make.application(sent).version
        with pytest.raises(IllegalTransition), clock.at(make.ANSWER_BY):
            sifting.lapse(cast.poster, sent, version)
        with clock.at(datetime(2026, 12, 24, 12, 0, 1, tzinfo=UTC)):
            with pytest.raises(IllegalTransition):
                make.accepted(cast.applicant, sent)
            sifting.lapse(cast.poster, sent, version)
        assert make.application(sent).status == "lapsed"


def test_an_older_version_is_refused(in_app, cast):
    with in_app():
        sent = make.applied(cast.applicant, cast.listing)
        version = make.application(sent).version
        make.shortlisted(cast.poster, sent)
        with pytest.raises(ChangedMeanwhile):
            services.withdraw(cast.applicant, sent, version, "")
        with pytest.raises(ChangedMeanwhile):
            sifting.not_select(cast.poster, sent, version, "other", "Because")


def test_one_live_invitation_for_an_organisation(in_app, cast):
    with in_app():
        listing = make.wants_to_go(cast.applicant)
        first = make.invited(cast.poster, listing, cast.host)
        with pytest.raises(IllegalTransition):
            make.invited(cast.co_poster, listing, cast.host)
        inviting.withdraw_invitation(cast.poster, first, make.invitation(first).version)
        assert make.invited(cast.co_poster, listing, cast.host)
