"""What is typed into the box of listings: words of fields, mistypings, ideas while typing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from exchange.opportunities.models import Remote, Side
from exchange.search import asking
from tests import factories, html


@pytest.fixture
def market(staged, clock_at, drain):
    """Five listings of two organisations and one of somebody who wants to go."""
    clock_at("2026-11-22 12:00")
    staged(listings)
    drain()


def listings():
    hospice = factories.organisation("Harbour Hospice")
    factories.organisation("Harbour Lights")
    council = factories.organisation("Northmoor Council", sector="local_government")
    sam = factories.member("sam@harbour.example", hospice, "poster")
    kit = factories.member("kit@northmoor.example", council, "poster")
    factories.listing(sam, hospice, title="Data analyst", skills=("strategy",), level=5)
    factories.listing(sam, hospice, "project", title="Procurement help", outcode="M1")
    factories.listing(kit, council, "loan", title="Budget lead", remote=Remote.REMOTE, outcode="")
    factories.listing(kit, council, "project", title="Bridge data", outcode="SW1A")
    soon = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
    factories.listing(kit, council, "project", title="Old bridge", outcode="LS6", closes_at=soon)
    mover = factories.person("mover@mail.example", "Noor Mover")
    factories.listing(mover, None, "secondment", Side.MOVER, title="Economist would like to go")


def titles(client, query):
    page = client.page(f"/opportunities?{query}")
    return sorted(html.words(one) for one in page.iter("h3") if one.get("class") == "card__title")


def links(client, path):
    return {html.words(a): a.get("href") for a in client.page(path).iter("a")}


def status(client, path):
    """What a screen reader announces."""
    told = [one for one in client.page(path).iter("div") if one.get("role") == "status"]
    assert len(told) == 1
    return html.words(told[0])


TYPED = {
    "q=skill:strategy": ["Data analyst"],
    "q=-skill:strategy+data": ["Bridge data"],
    "q=level:G7": ["Data analyst"],
    "q=level:5": ["Data analyst"],
    "q=sector:charity": ["Data analyst", "Procurement help"],
    "q=sector:local": ["Bridge data", "Budget lead", "Old bridge"],
    "q=kind:loans": ["Budget lead"],
    "q=kind:project+bridge": ["Bridge data", "Old bridge"],
    "q=place:yorkshire": ["Data analyst", "Old bridge"],
    "q=place:leeds+data": ["Data analyst"],
    "q=near:M1": ["Procurement help"],
    'q=organisation:"harbour+hospice"': ["Data analyst", "Procurement help"],
    "q=org:NORTH": ["Bridge data", "Budget lead", "Old bridge"],
    "q=remote:yes": ["Budget lead"],
    "q=-remote:no": ["Budget lead"],
    "q=data+place:london": ["Bridge data"],
}


def test_words_of_fields_filter(market, client):
    assert {query: titles(client, query) for query in TYPED} == TYPED


def test_what_is_no_value_of_a_field_stays_words(market, client):
    assert titles(client, "q=org:harbour&as_typed=yes") == [], "two organisations begin so"
    assert titles(client, "q=skill:flying&as_typed=yes") == []


def test_a_mistyped_word_is_put_right_said_and_can_be_had_as_typed(market, client):
    path = "/opportunities?q=procuremnt&kind=project"
    assert status(client, path) == (
        "1 opportunity Showing results for procurement. Search instead for procuremnt"
    )
    instead = links(client, path)["Search instead for procuremnt"]
    assert instead == f"{path}&as_typed=yes"
    assert status(client, instead) == "No opportunities found"


def test_some_of_the_words_are_said_to_be_some(market, client):
    assert status(client, "/opportunities?q=procurement+economist+budget") == (
        "2 opportunities No opportunity has all of these words. These have some of them."
    )


def test_a_new_search_puts_words_right_again(market, client):
    page = client.page("/opportunities?q=procuremnt&as_typed=yes&kind=project")
    (box,) = [one for one in page.iter("form") if one.get("role") == "search"]
    assert html.fields(box) == {"q": ["procuremnt"], "kind": ["project"]}


def test_closed_ones_are_shown_to_whoever_asks_and_say_since_when(market, client, clock_at):
    clock_at("2026-11-27 12:00")
    assert "Old bridge" not in titles(client, "q=bridge")
    assert titles(client, "q=bridge&closed=yes") == ["Bridge data", "Old bridge"]
    words = client.words("/opportunities?q=old+bridge&closed=yes")
    assert "Closed 3 days ago" in words
    assert "closed 23 November 2026" in words
    empty = links(client, "/opportunities?q=%22old+bridge%22")
    assert empty["Show closed ones too"] == "/opportunities?q=%22old+bridge%22&closed=yes"


def test_cards_of_who_wants_to_go_say_whether_the_employer_knows(market, client_as):
    member = client_as("kit@northmoor.example", factories.PASSWORD)
    assert "Release not agreed yet" in member.words("/opportunities?side=mover")


def test_where_home_decides_nothing_cards_say_nothing_of_it(market, client_as, in_app, drain):
    with in_app():
        mover = factories.actor("mover@mail.example")
        factories.listing(mover, None, "session", Side.MOVER, title="An hour with me")
    drain()
    member = client_as("kit@northmoor.example", factories.PASSWORD)
    words = member.words("/opportunities?kind=session")
    assert "An hour with me" in words
    assert "Release" not in words


def test_orders_are_links_and_the_nearest_needs_a_place(market, client):
    near = links(client, "/opportunities?place=LS1&q=data")
    assert near["Nearest first"] == "/opportunities?q=data&place=LS1&sort=distance"
    assert near["Newest first"] == "/opportunities?q=data&place=LS1&sort=newest"
    assert "Nearest first" not in links(client, "/opportunities?q=data")


@pytest.mark.parametrize(
    ("path", "field", "says"),
    [
        ("/opportunities?sort=distance", "place", "Say near where, or choose another order"),
        ("/people?sort=distance", "place", "Say near where, or choose another order"),
        ("/opportunities?sort=closing&closed=yes", "closed", "Closed ones do not close any more"),
    ],
)
def test_an_order_that_cannot_be_is_said_beside_what_would_help(client, path, field, says):
    page = client.page(path, status=422)
    (beside,) = [one for one in page.iter("div") if one.get("id") == f"{field}-error"]
    assert says in "".join(beside.itertext())
    targets = {one.get("id") for one in page.iter("input")}
    (link,) = [one for one in page.iter("a") if says in "".join(one.itertext())]
    assert link.get("href", "").removeprefix("#") in targets


def test_several_skills_are_any_of_them_and_survive_the_next_one(market, client):
    page = client.page("/opportunities?skill=strategy&skill=data-analysis")
    (form,) = [one for one in page.iter("form") if "miles" in html.fields(one)]
    assert html.fields(form)["skill"] == ["strategy", "data-analysis", ""]
    answer = client.get("/opportunities?skill=strategy&skill=data+ana")
    assert answer.status_code == 422
    assert "Did you mean: Data analysis" in answer.text
    assert "Remove filter </span>Strategy" in answer.text, "what was right is kept"


def test_ideas_come_while_somebody_types(market, client, client_as, in_app):
    def ideas(who, typed):
        return who.get(f"/opportunities/suggest?q={typed}").json["suggestions"]

    assert ideas(client, "dat") == ["Bridge data", "Data analyst"]
    assert ideas(client, "") == []
    assert ideas(client, "econ") == [], "it is hidden from whoever belongs to no organisation"
    member = client_as("kit@northmoor.example", factories.PASSWORD)
    assert ideas(member, "econ") == ["Economist would like to go"]
    with in_app():
        factories.member("mover@mail.example", factories.organisation("Reef Trust"))
    assert ideas(member, "econ") == [], "what waits to be indexed is offered to nobody"


def test_the_box_names_its_ideas(market, client):
    page = client.page("/opportunities")
    (box,) = [one for one in page.iter("input") if one.get("name") == "q"]
    assert (box.get("list"), box.get("data-ideas")) == ("q-ideas", "/opportunities/suggest")
    assert [one.get("id") for one in page.iter("datalist")] == ["q-ideas"]


def places(client, path):
    """The rows of the map's table."""
    rows = client.page(path).findall(".//main//tbody/tr")
    return {html.words(row[0]): (row[0][0].get("href"), html.words(row[1])) for row in rows}


def test_the_map_counts_places_and_each_leads_to_its_listings(market, client):
    found = places(client, "/opportunities/map?kind=project")
    assert found == {
        "Leeds (LS6)": ("/opportunities?kind=project&outcode=LS6", "1"),
        "Manchester (M1)": ("/opportunities?kind=project&outcode=M1", "1"),
        "Westminster (SW1A)": ("/opportunities?kind=project&outcode=SW1A", "1"),
    }
    for href, count in found.values():
        assert f"{count} opportunity" in client.words(href)
    answer = client.get("/opportunities/map?kind=project")
    assert answer.text.count("<circle") == 3
    assert "<title>Leeds (LS6): 1 opportunity</title>" in answer.text


def test_the_map_says_what_has_no_place_and_leads_back(market, client):
    words = client.words("/opportunities/map")
    assert "5 opportunities" in words
    assert "1 of them has no place on the map" in words
    path = "/opportunities?q=data&sort=newest"
    assert links(client, path)["See on a map"] == "/opportunities/map?q=data&sort=newest"
    assert links(client, "/opportunities/map?q=data&sort=newest")["Back to the list"] == path


def test_the_map_of_nothing_and_of_a_time_out(market, client, monkeypatch):
    assert "No opportunities found" in client.words("/opportunities/map?q=zeppelin")
    assert client.get("/opportunities/map?place=ZZ99").status_code == 422
    monkeypatch.setattr(asking, "DEADLINE", 0.0)
    answer = client.get("/opportunities/map?q=data")
    assert answer.status_code == 503
    assert "This search took too long." in answer.text
    assert "No opportunities" not in answer.text
