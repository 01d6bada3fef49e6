"""A listing ends only when everybody who waits has an answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from exchange import clock
from exchange.applications import inviting, services, sifting
from exchange.errors import IllegalTransition, Invalid, NotAllowed
from tests.applications import make

AFTER_CLOSING = datetime(2026, 12, 20, 9, tzinfo=UTC)
WHY = "The money went elsewhere."


@pytest.mark.parametrize("status", ["submitted", "shortlisted", "reserve", "offered"])
def test_ending_is_refused_while_somebody_waits(in_app, cast, status):
    with in_app():
        sent = make.applied(cast.applicant, cast.listing)
        bring = {
            "shortlisted": make.shortlisted,
            "reserve": make.reserved,
            "offered": make.offered,
        }
        if status in bring:
            bring[status](cast.poster, sent)
        with pytest.raises(IllegalTransition, match="1 person has no answer yet"):
            services.withdraw_listing(cast.poster, cast.listing, WHY)
        with (
            clock.at(AFTER_CLOSING),
            pytest.raises(IllegalTransition, match="1 person has no answer yet"),
        ):
            services.conclude_listing(cast.poster, cast.listing, WHY)


def test_a_draft_keeps_nobody_from_ending(in_app, cast):
    with in_app():
        make.drafted(cast.applicant, cast.listing)
        services.withdraw_listing(cast.poster, cast.listing, WHY)
        ended = make.opportunity(cast.listing)
        assert (ended.status, ended.end_reason) == ("withdrawn", WHY)


def test_concluding_waits_for_the_closing_date(in_app, cast):
    with in_app():
        with pytest.raises(IllegalTransition, match="still open"):
            services.conclude_listing(cast.poster, cast.listing, WHY)
        with clock.at(AFTER_CLOSING):
            services.conclude_listing(cast.poster, cast.listing, WHY)
        assert make.opportunity(cast.listing).status == "concluded"


def test_ending_needs_a_reason_and_somebody_who_looks_after_it(in_app, cast):
    with in_app():
        with pytest.raises(Invalid):
            services.withdraw_listing(cast.poster, cast.listing, "  ")
        with pytest.raises(NotAllowed):
            services.withdraw_listing(cast.colleague, cast.listing, WHY)


def test_an_invitation_without_answer_waits_too(in_app, cast):
    with in_app():
        listing = make.wants_to_go(cast.applicant)
        invitation = make.invited(cast.poster, listing, cast.host)
        with pytest.raises(IllegalTransition):
            services.withdraw_listing(cast.applicant, listing, WHY)
        version = make.invitation(invitation).version
        inviting.decline_invitation(cast.applicant, invitation, version, "")
        services.withdraw_listing(cast.applicant, listing, WHY)
        assert make.opportunity(listing).status == "withdrawn"


def test_the_page_says_how_many_wait_and_leads_to_them(app, in_app, cast):
    poster = make.browser(app, cast.poster)
    path = f"/opportunities/{cast.listing}/withdraw"
    form = poster.form(path, path, ["reason"])
    with in_app():
        sent = make.applied(cast.applicant, cast.listing)
    token = next(one.get("value") for one in form.iter("input") if one.get("name") == "csrf_token")
    answer = poster.post(path, data={"csrf_token": token, "reason": WHY})
    assert answer.status_code == 409
    assert "Not yet: 1 person has no answer" in answer.text
    assert f"/opportunities/{cast.listing}/applications" in answer.text
    with in_app():
        sifting.not_select(cast.poster, sent, make.application(sent).version, "other", WHY)
    assert poster.submit(path, reason=WHY).status_code == 302


@pytest.mark.parametrize(
    ("action", "answer"),
    [("withdraw", 200), ("conclude", 409)],  # a listing that is still open is not concluded
)
def test_the_pages_of_ending_are_not_for_others(app, cast, action, answer):
    path = f"/opportunities/{cast.listing}/{action}"
    assert make.browser(app, cast.applicant).get(path).status_code == 404
    assert make.browser(app, cast.co_poster).get(path).status_code == answer
