"""The Atom feed of a search, read by an XML parser."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from exchange.db import db
from exchange.opportunities.models import Opportunity
from exchange.search import asking
from tests import factories

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "http://127.0.0.1:8000"


def feed(client, query=""):
    """The feed as a tree."""
    answer = client.get(f"/opportunities.atom{query}")
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return ElementTree.fromstring(answer.get_data())  # noqa: S314 – our own answer


def said(element, *path):
    return element.findtext("/".join(f"{ATOM}{name}" for name in path))


def links(element):
    return {one.get("rel"): one.get("href") for one in element.findall(f"{ATOM}link")}


def titles(tree):
    return [said(one, "title") for one in tree.findall(f"{ATOM}entry")]


def test_the_newest_come_first_whatever_order_is_asked_for(market, client):
    for query in ("", "?sort=closing", "?sort=distance"):
        assert titles(feed(client, query)) == ["Budget lead", "Data <tidy> & sort", "Data analyst"]


def test_the_feed_says_what_it_is_of(market, client):
    tree = feed(client, "?q=data&kind=project&sort=closing&page=3")
    assert tree.tag == f"{ATOM}feed"
    assert said(tree, "id") == "tag:127.0.0.1,2026:opportunities.atom?q=data&kind=project"
    assert said(tree, "title") == "data – Opportunities – Crossover"
    assert said(tree, "updated") == "2026-11-22T12:01:00+00:00"
    assert said(tree, "author", "name") == "Crossover"
    assert links(tree) == {
        "self": f"{BASE}/opportunities.atom?q=data&kind=project",
        "alternate": f"{BASE}/opportunities?q=data&kind=project",
    }


def test_an_entry_says_who_what_and_where(market, client):
    (entry,) = feed(client, "?kind=project").findall(f"{ATOM}entry")
    assert said(entry, "id") == f"tag:127.0.0.1,2026:opportunity/{market['tidy']}"
    assert said(entry, "title") == "Data <tidy> & sort"
    assert said(entry, "author", "name") == "Harbour Hospice"
    assert said(entry, "published") == said(entry, "updated") == "2026-11-22T12:01:00+00:00"
    assert links(entry) == {"alternate": f"{BASE}/opportunities/{market['tidy']}"}
    assert entry.find(f"{ATOM}category").get("term") == "project"
    assert said(entry, "summary").startswith("Help us to plan a service that people can reach. ")
    assert "£90 a day" in said(entry, "summary")


def test_nobody_is_more_than_a_visitor_in_a_feed(market, client_as):
    kit = client_as("kit@northmoor.example")
    assert titles(feed(kit, "?side=mover")) == []
    answer = kit.get("/opportunities.atom")
    assert answer.headers["Cache-Control"] == "public, no-cache"


def test_some_of_the_words_are_no_news(market, client):
    assert titles(feed(client, "?q=data+budget")) == []
    assert said(feed(client, "?q=data+budget"), "updated") == "2026-11-22T00:00:00+00:00"


def test_what_xml_cannot_hold_is_left_out(market, client, in_app):
    with in_app():
        db.session.execute(
            db.update(Opportunity)
            .where(Opportunity.title == "Data analyst")
            .values(title="Data \ufffe\uffffanalyst ]]> &amp;")
        )
        db.session.commit()
    assert titles(feed(client, "?level=5")) == ["Data analyst ]]> &amp;"]


def test_who_has_it_is_not_sent_it_again(market, client, in_app, drain):
    first = client.get("/opportunities.atom").headers["ETag"]
    held = {"If-None-Match": first}
    assert client.get("/opportunities.atom", headers=held).status_code == 304
    with in_app():
        factories.listing(factories.actor("sam@harbour.example"), None, "session", title="New")
    drain()
    assert client.get("/opportunities.atom", headers=held).status_code == 200


@pytest.mark.parametrize(("query", "status"), [("?place=ZZ99", 422), ("?organisation=x", 422)])
def test_what_cannot_be_asked_is_no_empty_feed(client, query, status):
    assert client.get(f"/opportunities.atom{query}").status_code == status


def test_a_time_out_is_no_empty_feed(market, client, monkeypatch):
    monkeypatch.setattr(asking, "DEADLINE", 0.0)
    assert client.get("/opportunities.atom?q=data").status_code == 503


def test_the_page_of_a_search_names_its_feed(market, client):
    page = client.page("/opportunities?q=data&kind=project")
    found = [one.get("href") for one in page.iter("link") if one.get("rel") == "alternate"]
    assert found == ["/opportunities.atom?q=data&kind=project"]
    assert titles(feed(client, found[0].partition("atom")[2])) == ["Data <tidy> & sort"]
