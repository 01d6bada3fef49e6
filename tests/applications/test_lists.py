"""Lists ask the database as often for many rows as for few, and their empty pages lead on."""

from __future__ import annotations

import pytest

from tests import factories
from tests.applications import make


def _count(queries, browser, path):
    browser.get(path)
    with queries() as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def test_what_came_in(app, in_app, queries, cast):
    poster = make.browser(app, cast.poster)
    path = f"/opportunities/{cast.listing}/applications"
    with in_app():
        make.applied(cast.applicant, cast.listing)
    few = _count(queries, poster, path)
    with in_app():
        for n in range(6):
            make.applied(make.colleague(f"p{n}@rivers.example", cast.home), cast.listing)
    assert _count(queries, poster, path) == few
    assert few <= 13


@pytest.mark.parametrize("path", ["/applications", "/invitations", "/invitations?show=sent"])
def test_ones_own_lists(app, in_app, queries, cast, path):
    who = make.browser(app, cast.poster if "sent" in path else cast.applicant)

    def more(count):
        for _ in range(count):
            listing = factories.listing(cast.poster, _host(cast)).public_id
            make.applied(cast.applicant, listing)
            make.invited(cast.poster, make.wants_to_go(cast.applicant), cast.host)

    with in_app():
        more(1)
    few = _count(queries, who, path)
    with in_app():
        more(4)
    assert _count(queries, who, path) == few
    assert few <= 10


def _host(cast):
    return factories.organisations.by_public_id(cast.host)


@pytest.mark.parametrize(
    ("path", "says", "leads_to"),
    [
        ("/applications", "You have not applied for anything yet", "/opportunities"),
        ("/invitations", "No invitations yet", "/opportunities/new"),
        ("/invitations?show=sent", "You have not invited anybody", "/opportunities?side=mover"),
        ("/messages", "No messages yet", "/applications"),
    ],
)
def test_an_empty_page_says_what_to_do(app, cast, path, says, leads_to):
    browser = make.browser(app, cast.colleague)
    assert says in browser.words(path)
    links = {one.get("href") for one in browser.page(path).iter("a")}
    assert leads_to in links


def test_nobody_applied_yet(app, cast):
    words = make.browser(app, cast.poster).words(f"/opportunities/{cast.listing}/applications")
    assert "Nobody has applied yet" in words
    assert "0 of 1 places held" in words


def test_the_filter_shows_one_status(app, in_app, cast):
    with in_app():
        make.applied(cast.applicant, cast.listing)
        other = make.colleague("other@rivers.example", cast.home)
        make.shortlisted(cast.poster, make.applied(other, cast.listing))
    poster = make.browser(app, cast.poster)
    words = poster.words(f"/opportunities/{cast.listing}/applications?status=shortlisted")
    assert "Other Department for Rivers On the shortlist" in words
    assert "Individual Department" not in words
