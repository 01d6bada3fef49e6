"""One page of results: what was read into the words, and numbers that keep their promise."""

from __future__ import annotations

import pytest

from exchange.access import VISITOR
from exchange.errors import SearchTimeout
from exchange.opportunities import queries
from exchange.opportunities.documents import KIND
from exchange.organisations.audience import keys_of
from exchange.search import asking, indexer, port
from exchange.search.bridge import Bridge, Group
from exchange.search.snippets import Piece
from tests import factories
from tests.search import seeking

TITLES = {
    "Procurement lead, ferries": "secondment",
    "Procurement of paper": "project",
    "Ferries timetable": "project",
    "Communications for a museum": "secondment",
}


@pytest.fixture
def listings(in_app, drain):
    """Four published and indexed listings, by title; the test runs inside the app."""
    with in_app():
        where = factories.organisation("Harbour Hospice")
        poster = factories.member("poster@harbour.example", where, "poster")
        made = {
            title: factories.listing(poster, where, kind, title=title).id
            for title, kind in TITLES.items()
        }
    drain()
    with in_app():
        yield made


def find(text="", *, viewer=VISITOR, rows=None, **more):
    """The results of a question, as a page asks it."""

    def read(ids):
        return {one.id: one for one in queries.by_ids(viewer, ids)}

    question = asking.Question(KIND, port.Audience(keys_of(viewer)), text, **more)
    return asking.find(question, rows or read, lambda row: (row.title, row.summary))


def titles(results):
    return {row.title for row in results.rows.values()}


def test_a_mistyped_word_is_put_right_and_said(listings):
    results = find("procuremnt of feries")
    assert titles(results) == {"Procurement lead, ferries"}
    assert results.reading.is_corrected
    assert (results.reading.typed, results.reading.text) == (
        "procuremnt of feries",
        "procurement of ferries",
    )
    assert results.snippets[listings["Procurement lead, ferries"]] == (
        Piece("Procurement", is_hit=True),
        Piece(" lead, ", is_hit=False),
        Piece("ferries", is_hit=True),
    )


def test_as_typed_nothing_is_put_right(listings):
    results = find("procuremnt", as_typed=True)
    assert (results.total, results.reading.is_corrected) == (0, False)


def test_where_nothing_has_all_words_some_are_enough(listings):
    results = find("ferries museum -paper")
    assert results.reading.loose
    assert titles(results) == {
        "Procurement lead, ferries",
        "Ferries timetable",
        "Communications for a museum",
    }
    assert not find("procurement ferries").reading.loose
    assert find("unheard").total == 0


def test_another_way_of_saying_it_finds_too(listings, app, monkeypatch):
    bridge = Bridge([Group(("comms", "communications"))])
    monkeypatch.setitem(
        app.extensions,
        "search",
        indexer.Index(indexer.index().engine, indexer.index().sources, bridge),
    )
    results = find("comms museum")
    assert titles(results) == {"Communications for a museum"}
    assert not results.reading.is_corrected, "a word that the bridge knows is no mistake"


def test_words_of_fields_narrow(listings):
    fields = {"kind": lambda value: port.In("kind", (value,)) if value == "project" else None}
    assert titles(find("kind:project", fields=fields)) == {
        "Procurement of paper",
        "Ferries timetable",
    }
    assert titles(find("ferries -kind:project", fields=fields)) == {"Procurement lead, ferries"}
    assert find("kind:unheard", fields=fields).total == 0, "an unknown value is only words"


def test_each_number_is_what_one_more_value_gives(listings):
    none = find(facets=("kind",))
    assert none.counts == {"kind": asking.Counts({"secondment": 2, "project": 2})}
    chosen = (port.In("kind", ("project",)),)
    one = find("ferries", facets=("kind",), filters=chosen)
    assert (one.total, one.counts["kind"]) == (1, asking.Counts({"secondment": 1}, more=True))
    both = (port.In("kind", ("project", "secondment")),)
    assert find("ferries", facets=("kind",), filters=both).total == one.total + 1


def test_rows_that_are_gone_are_in_no_count(listings):
    gone = listings["Ferries timetable"]

    def read(ids):
        return {one.id: one for one in queries.by_ids(VISITOR, ids) if one.id != gone}

    results = find("ferries", rows=read, facets=("kind",))
    assert (titles(results), results.total) == ({"Procurement lead, ferries"}, 1)
    assert results.counts["kind"].values == {"secondment": 1}


def test_a_correction_never_tells_of_a_change_that_waits(listings):
    where = seeking.membership_of(poster := factories.actor("poster@harbour.example"))
    factories.listing(poster, where, title="Zoological garden")
    assert find("zoolgical").reading.text == "zoolgical"


def test_a_page_after_the_last_is_the_last(listings):
    results = find(size=3, number=99, sort=port.ByNumber("published_at"))
    assert (results.number, results.pages, len(results.rows)) == (2, 2, 1)


def test_all_questions_of_a_page_share_one_deadline(listings, monkeypatch):
    monkeypatch.setattr(asking, "DEADLINE", 0.0)
    with pytest.raises(SearchTimeout):
        find("ferries")
