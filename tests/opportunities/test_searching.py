"""GET /opportunities: what is asked for is found, counted, and can be taken off again."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from exchange.db import db
from exchange.opportunities.models import CostModel, Remote, Side
from exchange.search import asking, indexer
from tests import factories, html
from tests.search import seeking


@pytest.fixture
def market(in_app, drain, clock_at):
    """Two organisations and four listings, indexed."""
    clock_at("2026-11-22 12:00")
    with in_app():
        hospice = factories.organisation("Harbour Hospice")
        council = factories.organisation("Northmoor Council", sector="local_government")
        sam = factories.member("sam@harbour.example", hospice, "poster")
        kit = factories.member("kit@northmoor.example", council, "poster")
        factories.listing(sam, hospice, title="Data analyst", skills=("strategy",), level=5)
        clock_at("2026-11-22 12:01")
        factories.listing(sam, hospice, "project", title="Data tidy-up", outcode="M1")
        clock_at("2026-11-22 12:02")
        factories.listing(
            kit, council, "loan", title="Budget lead", remote=Remote.REMOTE, outcode=""
        )
        mover = factories.person("mover@mail.example", "Noor Mover")
        factories.listing(mover, None, "secondment", Side.MOVER, title="Economist would like to go")
        ids = {"hospice": hospice.public_id, "sam": sam.person_id}
    drain()
    return ids


def titles(client, query=""):
    """The titles on the cards of a results page."""
    page = client.page(f"/opportunities{query}")
    return [html.words(one) for one in page.iter("h3") if one.get("class") == "card__title"]


def test_without_words_the_newest_come_first(market, client):
    assert titles(client) == ["Budget lead", "Data tidy-up", "Data analyst"]
    assert "3 opportunities" in client.words("/opportunities")


NARROWED = {
    "?q=data": ["Data analyst", "Data tidy-up"],
    "?q=data+-tidy": ["Data analyst"],
    "?q=northmoor": ["Budget lead"],
    "?kind=project&kind=loan": ["Budget lead", "Data tidy-up"],
    "?sector=charity": ["Data analyst", "Data tidy-up"],
    "?level=5": ["Data analyst"],
    "?side=mover": [],
    "?remote=remote": ["Budget lead"],
    "?skill=STRATEGY": ["Data analyst"],
    "?place=M1&miles=10": ["Data tidy-up"],
    "?place=M1&miles=50": ["Data analyst", "Data tidy-up"],
    "?kind=no-such-kind": ["Budget lead", "Data analyst", "Data tidy-up"],
    "?page=900000": ["Budget lead", "Data analyst", "Data tidy-up"],
}


def test_each_filter_narrows(market, client):
    assert {query: sorted(titles(client, query)) for query in NARROWED} == NARROWED


def test_results_come_in_the_order_asked_for(market, client, in_app, drain):
    with in_app():
        sam = factories.actor("sam@harbour.example")
        late = datetime(2026, 12, 24, tzinfo=UTC)
        factories.listing(
            sam, seeking.membership_of(sam), title="Later", outcode="M1", closes_at=late
        )
    drain()
    assert titles(client, "?sort=closing")[-1] == "Later"
    assert titles(client, "?sort=newest")[-1] == "Data analyst"
    assert titles(client, "?sort=distance&place=LS1&miles=50")[0] == "Data analyst"


def test_an_organisation_has_its_own_list(market, client):
    path = f"/opportunities?organisation={market['hospice']}"
    assert titles(client, path.removeprefix("/opportunities")) == ["Data tidy-up", "Data analyst"]
    assert "Opportunities at Harbour Hospice" in client.words(path)


def test_counts_say_what_each_link_gives_and_how_many_more_once_one_is_chosen(market, client):
    words = client.words("/opportunities?q=data")
    assert "2 opportunities" in words
    assert "Projects 1" in words
    words = client.words("/opportunities?kind=project&q=data")
    assert "1 opportunity" in words
    assert "Chosen, take off: Projects" in words
    assert "+ Secondments 1 more" in words, "another kind comes on top"
    assert "Charity 1" in words, "other fields are counted within the kind"
    assert "+ Charity" not in words


def test_a_chip_takes_its_filter_off_and_keeps_the_others(market, client):
    page = client.page("/opportunities?q=data&kind=project&kind=loan&place=M1")
    chips = {
        html.words(a): a.get("href") for a in page.iter("a") if "Remove filter" in html.words(a)
    }
    assert chips == {
        "Remove filter “data” ✕": "/opportunities?kind=project&kind=loan&place=M1",
        "Remove filter Projects ✕": "/opportunities?q=data&kind=loan&place=M1",
        "Remove filter Loans ✕": "/opportunities?q=data&kind=project&place=M1",
        "Remove filter within 25 miles of Manchester (M1) ✕":
            "/opportunities?q=data&kind=project&kind=loan",
    }  # fmt: skip


def test_a_card_says_who_where_how_long_at_what_cost_until_when(market, client):
    words = client.words("/opportunities?level=5")
    for fact in (
        "Harbour Hospice · Charity",
        "Leeds (LS1)",
        "6 months from 4 January 2027",
        "5 days a week",
        "free to the host",
        "closes 18 December 2026",
    ):
        assert fact in words


def test_members_find_who_wants_to_go_but_colleagues_do_not(market, client_as, in_app, drain):
    with in_app():
        where = factories.organisation("Reef Trust")
        factories.member("ida@reef.example", where)
    ida = client_as("ida@reef.example", factories.PASSWORD)
    assert titles(ida, "?side=mover") == ["Economist would like to go"]
    with in_app():
        factories.member("mover@mail.example", where)
    assert titles(ida, "?side=mover") == [], "before the index knows"
    drain()
    assert titles(ida, "?side=mover") == [], "once the index knows"


def test_what_closed_a_second_ago_is_not_found(market, client, clock_at):
    clock_at("2026-12-18 23:59:59")
    assert len(titles(client)) == 3
    clock_at("2026-12-19 00:00:00")
    assert titles(client) == []


def test_an_empty_page_says_what_to_do_next(market, client):
    page = client.page("/opportunities?q=zeppelin&place=M1")
    words = html.words(page)
    assert "No opportunities found" in words
    links = {html.words(a): a.get("href") for a in page.iter("a")}
    assert links["Search without the words"] == "/opportunities?place=M1"
    assert links["Look within 100 miles"] == "/opportunities?q=zeppelin&place=M1&miles=100"
    assert links["See every listing"] == "/opportunities"


def test_what_was_searched_for_is_marked_and_escaped(market, client, in_app, drain):
    with in_app():
        sam = factories.actor("sam@harbour.example")
        hospice = seeking.membership_of(sam)
        factories.listing(sam, hospice, title="Bells", summary="Ring the <b>carillon</b> & rest.")
    drain()
    answer = client.get("/opportunities?q=carillon")
    assert "Ring the &lt;b&gt;<mark>carillon</mark>&lt;/b&gt; &amp; rest." in answer.text


def test_a_time_out_is_said_and_is_not_an_empty_result(market, client, monkeypatch):
    monkeypatch.setattr(asking, "DEADLINE", 0.0)
    answer = client.get("/opportunities?q=data")
    assert answer.status_code == 503
    assert "This search took too long." in answer.text
    assert "No opportunities" not in answer.text
    assert "<title>Error:" in answer.text


def test_a_broken_index_is_said(app, market, client):
    (app.extensions["settings"].search_dir / "opportunity" / "current").unlink()
    answer = client.get("/opportunities")
    assert answer.status_code == 503
    assert "Search is not ready." in answer.text


def test_what_the_index_has_too_much_is_in_no_count(market, client, in_app):
    with in_app():
        row = db.session.scalar(db.select(seeking.Opportunity).filter_by(title="Data analyst"))
        db.session.execute(
            db.update(seeking.Opportunity).filter_by(id=row.id).values(status="paused")
        )
        db.session.execute(
            db.update(seeking.Opportunity).filter_by(id=row.id).values(status="withdrawn")
        )
        db.session.commit()
        assert indexer.pending_ids("opportunity") == set()
    words = client.words("/opportunities?q=data")
    assert "1 opportunity" in words
    assert "Secondments (1)" not in words


def test_the_number_of_statements_does_not_grow_with_rows(market, client, queries, in_app, drain):
    with queries() as few:
        client.get("/opportunities")
    with in_app():
        sam = factories.actor("sam@harbour.example")
        hospice = seeking.membership_of(sam)
        for number in range(12):
            factories.listing(sam, hospice, "project", title=f"Project {number}")
    drain()
    with queries() as many:
        assert len(titles(client)) == 15
    assert len(many) == len(few) <= 5


def test_pages_keep_the_search(market, client, in_app, drain):
    with in_app():
        sam = factories.actor("sam@harbour.example")
        hospice = seeking.membership_of(sam)
        for number in range(20):
            factories.listing(sam, hospice, "project", title=f"Project {number}")
    drain()
    page = client.page("/opportunities?kind=project")
    nexts = [a.get("href") for a in page.iter("a") if a.get("rel") == "next"]
    assert nexts == ["/opportunities?kind=project&page=2"]
    assert titles(client, "?kind=project&page=2") == ["Data tidy-up"]
    assert "Showing 21 to 21 of 21" in client.words("/opportunities?kind=project&page=2")


BAD = {
    "long": "x" * 9000,
    "binary": "\x00\x07\x1b",
    "script": "<script>alert(1)</script>",
    "quotes": '""" -- \' OR 1=1 ((',
    "stars": '* ** -* -"',
    "reversed": "\u202egnp.exe",
    "number": "-99999999999999999999",
}
FIELDS = (
    "q", "kind", "side", "sector", "level", "remote", "skill", "place", "miles", "external",
    "organisation", "sort", "page", "unheard_of",
)  # fmt: skip


def test_bad_input_is_answered_with_a_page(client):
    for name in FIELDS:
        for value in (*BAD.values(), ""):
            answer = client.get(f"/opportunities?{name}={quote(value)}")
            assert answer.status_code in {200, 422}, (name, value)
            assert "<script>alert" not in answer.text


def test_bytes_that_are_no_text_are_answered_too(client):
    for raw in ("%ff%fe", "%ed%a0%80", "%", "%00", "&&=&kind", "kind=%F0%9F%A6"):
        for name in ("q", "place", "skill", "organisation"):
            assert client.get(f"/opportunities?{name}={raw}").status_code in {200, 422}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?place=ZZ99", "Enter the first half of a UK postcode, such as LS1"),
        ("?skill=data+ana", "Did you mean: Data analysis"),
        ("?sort=distance", "Say near where, or choose another order"),
        ("?organisation=no-uuid", "There is no such organisation."),
        ("?organisation=00000000-0000-0000-0000-000000000000", "There is no such organisation."),
        (f"?q={'x' * 201}", "Search with up to 200 characters"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(client, query, says):
    answer = client.get(f"/opportunities{query}")
    assert answer.status_code == 422
    assert says in answer.text
    assert "No opportunities found" not in answer.text


def test_costs_are_said_in_words(market, client, in_app, drain):
    with in_app():
        sam = factories.actor("sam@harbour.example")
        hospice = seeking.membership_of(sam)
        factories.listing(sam, hospice, title="Paid", pay="£30 a day", cost_model=CostModel.FULL)
        factories.listing(sam, hospice, title="Owed", cost_model=CostModel.FULL)
    drain()
    assert "£30 a day" in client.words("/opportunities?q=paid")
    assert "the host pays in full" in client.words("/opportunities?q=owed")
