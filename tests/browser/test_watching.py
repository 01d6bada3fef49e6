"""Nobody is left in silence, in Chromium: a question for everybody, and searches that tell.

At a desk with scripts, and in a hand without.
"""

from __future__ import annotations

import pytest

from exchange.watching import alerting
from tests import factories
from tests.browser.conftest import DESKTOP, PHONE
from tests.search import seeking

ASKER, WATCHER, POSTER = "asker@mail.example", "flo@mail.example", "poster@harbour.example"
TITLE, QUESTION = "Help us plan care at home", "Could it be four days, since I live in Ripon?"
CLEARER, ANSWER = "Could it be four days?", "Yes, any four."
SEEKER = "olu@harbour.example"
SIZES = pytest.mark.parametrize(
    "looks",
    [{"viewport": DESKTOP}, {"viewport": PHONE, "java_script_enabled": False}],
    ids=["desk", "plain hand"],
)


@pytest.fixture(autouse=True)
def november(clock_at):
    clock_at("2026-11-22 09:00")


@pytest.fixture
def host(live, in_app):
    """A hospice with a listing, and people who look at it."""
    with in_app():
        made = factories.organisation("Harbour Hospice", domain="harbour.example")
        poster = factories.member(POSTER, made, "poster")
        factories.listing(poster, made, title=TITLE)
        factories.person(ASKER, "Ada Asker")
        factories.person(WATCHER, "Flo")
        factories.member(SEEKER, made)
    live.drain()
    return made


@SIZES
def test_a_question_is_answered_for_everybody_and_nobody_learns_who_asked(host, live, hands, looks):
    asker, watcher, poster = (hands(one, **looks) for one in (ASKER, WATCHER, POSTER))
    for one in (asker, watcher):
        one.menu("Opportunities")
        one.follow(TITLE)
    watcher.press("Watch this listing")
    asker.follow("Ask a question that everybody can read the answer to")
    asker.write(body=QUESTION)
    asker.press("Send question")
    asker.reads("Your question is sent.", "Waits for an answer")
    asker.follow(TITLE)
    watcher.look_again()
    assert "four days" not in watcher.words()

    poster.look_again()
    poster.follow("unread notice", exact=False)
    poster.follow("Somebody asks about", exact=False)
    poster.press("Answer")
    poster.reads(QUESTION)
    poster.write(wording=CLEARER, answer=ANSWER)
    poster.press("Publish question and answer")
    assert "Ada" not in poster.words()
    live.drain()

    for one in (asker, watcher):
        one.look_again()
        one.reads(CLEARER, ANSWER)
        assert "Ripon" not in one.words()
        assert "Ada" not in one.words()
    watcher.open("/")
    watcher.follow("unread notice", exact=False)
    watcher.follow("is answered", exact=False)
    watcher.reads(ANSWER)


@SIZES
def test_a_search_of_people_is_saved_and_tells_of_somebody_new(
    host, live, in_app, hands, looks, clock_at
):
    seeker = hands(SEEKER, **looks)
    seeker.menu("People")
    seeker.write(q="analyst")
    seeker.press("Search")
    seeker.press("Save this search and be told")
    assert seeker.page.input_value("[name=name]") == "analyst"
    seeker.press("Save this search")
    seeker.reads("Your search is saved.")
    with in_app():
        seeking.profile(factories.actor(ASKER), headline="River analyst")
    live.drain()
    seeker.look_again()
    seeker.reads("Ada Asker", "River analyst")
    clock_at("2026-11-23 09:00")
    with in_app():
        assert alerting.run() == 1
        assert alerting.run() == 0
    seeker.open("/")
    seeker.follow("unread notice", exact=False)
    seeker.reads("1 new person matches “analyst”: “River analyst”.")
    seeker.follow("1 new person matches", exact=False)
    seeker.reads("Ada Asker")
    seeker.follow("Ada Asker")
    seeker.reads("River analyst")
