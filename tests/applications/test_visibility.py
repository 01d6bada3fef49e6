"""Who sees an application, an invitation and the list of what came in; everybody else gets 404."""

from __future__ import annotations

import pytest

from exchange.applications import inviting, sifting
from tests import factories
from tests.applications import make

SECRET = "The heron at the weir taught me patience, and so did the planning board."

# (status, who) -> what the page answers. A draft is its writer's alone.
SEEN = {
    ("draft", "applicant"): 200,
    ("draft", "poster"): 404,
    ("draft", "co_poster"): 404,
    ("draft", "colleague"): 404,
    ("draft", "other"): 404,
    ("draft", "stranger"): 404,
    ("draft", "home_hr"): 404,
    ("draft", "moderator"): 404,
    ("draft", "administrator"): 404,
    ("submitted", "applicant"): 200,
    ("submitted", "poster"): 200,
    ("submitted", "co_poster"): 200,
    ("submitted", "colleague"): 404,
    ("submitted", "other"): 404,
    ("submitted", "stranger"): 404,
    ("submitted", "home_hr"): 404,
    ("submitted", "moderator"): 404,
    ("submitted", "administrator"): 404,
}
SIFT = {
    "applicant": 404,
    "poster": 200,
    "co_poster": 200,
    "colleague": 404,
    "other": 404,
    "stranger": 404,
    "home_hr": 404,
    "moderator": 404,
    "administrator": 404,
}
PAGES = ["", "/offer", "/not-select", "/rescind", "/withdraw", "/decline"]


@pytest.fixture
def people(app, in_app, cast):
    """A browser for each."""
    with in_app():
        everybody = {
            "applicant": cast.applicant,
            "poster": cast.poster,
            "co_poster": cast.co_poster,
            "colleague": cast.colleague,
            "other": make.colleague("other@rivers.example", cast.home),
            "stranger": factories.person("stranger@mail.example"),
            "home_hr": make.colleague("hr@rivers.example", cast.home, "hr", "poster"),
            "moderator": factories.moderator(),
            "administrator": factories.administrator(),
        }
        make.applied(everybody["other"], cast.listing)
    return {name: make.browser(app, who) for name, who in everybody.items()}


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_who_sees_an_application(in_app, cast, people, status):
    with in_app():
        bring = make.drafted if status == "draft" else make.applied
        path = f"/applications/{bring(cast.applicant, cast.listing, SECRET)}"
    for name, browser in people.items():
        answer = browser.get(path)
        assert answer.status_code == SEEN[status, name], name
        assert (SECRET in answer.text) == (answer.status_code == 200), name


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_the_statement_is_on_no_page_of_anybody_else(in_app, cast, people, status):
    with in_app():
        bring = make.drafted if status == "draft" else make.applied
        sent = bring(cast.applicant, cast.listing, SECRET)
    paths = [f"/applications/{sent}{page}" for page in PAGES]
    paths += [f"/opportunities/{cast.listing}/applications", "/applications", "/messages"]
    for name in {"colleague", "other", "stranger", "home_hr", "moderator", "administrator"}:
        for path in paths:
            assert SECRET not in people[name].get(path).text, (name, path)


def test_who_sees_what_came_in(cast, people):
    for name, browser in people.items():
        answer = browser.get(f"/opportunities/{cast.listing}/applications")
        assert answer.status_code == SIFT[name], name


def test_a_draft_is_not_counted_for_the_poster(in_app, cast, people):
    with in_app():
        make.drafted(cast.applicant, cast.listing, SECRET)
    words = people["poster"].words(f"/opportunities/{cast.listing}/applications")
    assert "1 wait for your answer" in words
    assert "Individual" not in words


def test_only_the_decider_gets_to_the_pages_that_decide(in_app, cast, people):
    with in_app():
        path = f"/applications/{make.applied(cast.applicant, cast.listing)}"
    assert people["applicant"].get(f"{path}/offer").status_code == 404
    assert people["poster"].get(f"{path}/withdraw").status_code == 404
    assert people["poster"].get(f"{path}/offer").status_code == 200
    assert people["applicant"].get(f"{path}/withdraw").status_code == 200


def test_an_action_that_the_state_does_not_have_is_refused(in_app, cast, people):
    with in_app():
        path = f"/applications/{make.applied(cast.applicant, cast.listing)}"
    assert people["poster"].get(f"{path}/rescind").status_code == 409
    assert people["applicant"].get(f"{path}/decline").status_code == 409


def test_who_sees_an_invitation_and_the_reason_for_declining_it(in_app, cast, people):
    with in_app():
        listing = make.wants_to_go(cast.applicant)
        invitation = make.invited(cast.poster, listing, cast.host)
        inviting.decline_invitation(
            cast.applicant, invitation, make.invitation(invitation).version, SECRET
        )
    seen = {
        name: browser.get(f"/invitations/{invitation}").status_code
        for name, browser in people.items()
    }
    assert {name for name, status in seen.items() if status == 200} == {
        "applicant",
        "poster",
        "co_poster",
    }
    assert set(seen.values()) == {200, 404}


def test_the_reason_is_private_to_who_invited(app, in_app, cast):
    with in_app():
        agency = factories.organisation("Rivers Agency")
        sender = factories.member("sender@agency.example", agency, "poster")
        mover = factories.member("mover@agency.example", agency)
        listing = make.offered_person(sender, mover, agency)
        invitation = make.invited(cast.poster, listing, cast.host)
        version = make.invitation(invitation).version
        inviting.decline_invitation(mover, invitation, version, SECRET)
    path = f"/invitations/{invitation}"
    assert SECRET in make.browser(app, cast.poster).get(path).text
    assert SECRET not in make.browser(app, sender).get(path).text


def test_changes_of_the_profile_are_shown_only_where_it_is_visible(app, in_app, cast):
    with in_app():
        make.profile(cast.applicant, "Planner of rivers", "members")
        sent = make.applied(cast.applicant, cast.listing)
        make.profile(cast.applicant, "Keeper of herons", "members")
    poster = make.browser(app, cast.poster)
    words = poster.words(f"/applications/{sent}")
    assert "Planner of rivers" in words
    assert "Changed in the profile since (1) Headline Keeper of herons" in words
    with in_app():
        make.profile(cast.applicant, "Keeper of herons", "nobody")
    words = poster.words(f"/applications/{sent}")
    assert "Planner of rivers" in words
    assert "herons" not in words


def test_the_category_and_reason_reach_the_applicant(in_app, cast, people):
    with in_app():
        sent = make.applied(cast.applicant, cast.listing)
        version = make.application(sent).version
        sifting.not_select(cast.poster, sent, version, "skills", "We needed survey design.")
    words = people["applicant"].words(f"/applications/{sent}")
    assert "Some of the skills asked for were not shown" in words
    assert "We needed survey design." in words
