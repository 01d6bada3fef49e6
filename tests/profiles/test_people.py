"""GET /people and a profile's page: who finds whom, by what, and who does not."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.profiles.models import SkillLevel, Visibility
from exchange.profiles.services import SkillEntry
from exchange.search import asking
from tests import factories, html
from tests.search import clicks, seeking

PUBLIC = {"visibility": Visibility.PUBLIC, "hidden_from_employer": False}


@pytest.fixture
def crowd(in_app, drain):
    """Three people at two organisations: one public, one for members, one hidden at work."""
    with in_app():
        rivers = factories.organisation("Department for Rivers", sector="civil_service")
        hospice = factories.organisation("Harbour Hospice")
        ada = factories.member("ada@rivers.example", rivers)
        bo = factories.member("bo@rivers.example", rivers)
        cy = factories.member("cy@harbour.example", hospice)
        factories.person("dee@mail.example")
        strategy = SkillEntry("strategy", SkillLevel.EXPERT, 2025)
        seeking.profile(
            ada, headline="River economist", skills=(strategy,), seeks=("secondment",), **PUBLIC
        )
        hidden = seeking.profile(bo, headline="Tide analyst", outcode="M1", offers=("mentoring",))
        seeking.profile(cy, headline="Ward manager", days_a_week=1, available_from=date(2027, 1, 4))
        path = f"/people/{hidden.public_id}"
    drain()
    return path


def names(client, query=""):
    """The names on the cards of a results page."""
    page = client.page(f"/people{query}")
    return [html.words(one) for one in page.iter("h3") if one.get("class") == "card__title"]


def as_(client_as, email):
    """A signed-in client."""
    return client_as(email, factories.PASSWORD)


def test_each_viewer_finds_whom_they_may(crowd, client, client_as):
    assert names(client) == ["Ada"]
    assert names(as_(client_as, "dee@mail.example")) == ["Ada"], "belongs to no organisation"
    assert names(as_(client_as, "cy@harbour.example")) == ["Bo", "Ada"]
    assert names(as_(client_as, "ada@rivers.example")) == ["Cy", "Ada"], "Bo hides at work"


def test_a_page_that_is_not_found_cannot_be_opened_either(crowd, client, client_as):
    assert client.get(crowd).status_code == 404
    assert as_(client_as, "ada@rivers.example").get(crowd).status_code == 404
    assert "Tide analyst" in as_(client_as, "cy@harbour.example").words(crowd)


def test_each_filter_narrows(crowd, client_as):
    cy = as_(client_as, "cy@harbour.example")
    expected = {
        "?q=economist": ["Ada"],
        "?q=rivers": ["Ada", "Bo"],
        "?seeks=secondment": ["Ada"],
        "?offers=mentoring": ["Bo"],
        "?skill=strategy": ["Ada"],
        "?place=M1&miles=10": ["Bo"],
        "?days=3": ["Ada", "Bo"],
        "?days=5": [],
        "?level=9": [],
        "?remote=yes": [],
    }
    assert {query: sorted(names(cy, query)) for query in expected} == expected


def test_counts_never_tell_of_somebody_hidden(crowd, client, client_as, in_app):
    ada = as_(client_as, "ada@rivers.example")
    words = ada.words("/people")
    assert "2 people" in words
    assert "Mentoring" not in words
    with in_app():
        cy = factories.actor("cy@harbour.example")
        seeking.profile(cy, headline="Ward manager", visibility=Visibility.NOBODY)
    assert "1 person" in ada.words("/people"), "before the index knows"


def test_a_card_says_who_and_what(crowd, client):
    words = client.words("/people?place=LS1")
    for fact in (
        "Department for Rivers",
        "River economist",
        "seeks secondment",
        "Strategy",
        "Leeds (LS1)",
        "3 days a week",
    ):
        assert fact in words


TYPED = {
    "?q=skill:strategy": ["Ada"],
    "?q=level:SEO": [],
    "?q=level:G7": ["Ada", "Bo"],
    "?q=seeks:secondment": ["Ada"],
    "?q=offers:mentoring+tide": ["Bo"],
    "?q=near:M1": ["Bo"],
    "?q=place:yorkshire": ["Ada"],
    "?q=-place:leeds": ["Bo"],
    "?q=remote:yes": [],
    "?q=tide+remote:no": ["Bo"],
}


def test_words_of_fields_filter(crowd, client_as):
    cy = as_(client_as, "cy@harbour.example")
    assert {query: sorted(names(cy, query)) for query in TYPED} == TYPED


PAGES = (
    "",
    "?q=analyst",
    "?seeks=secondment",
    "?region=north-west&days=3",
    "?days=1&days=3&level=5",
)


def test_each_click_gives_exactly_the_number_shown(crowd, client, client_as):
    cy = as_(client_as, "cy@harbour.example")
    for who, least in ((client, 10), (cy, 20)):
        followed = [one for page in PAGES for one in clicks.follow(who, f"/people{page}")]
        assert len(followed) >= least
    assert any(one.more for one in followed)


def test_ideas_come_while_somebody_types(crowd, client, client_as):
    def ideas(who, typed):
        return who.get(f"/people/suggest?q={typed}").json["suggestions"]

    assert ideas(client, "riv") == ["River economist"]
    assert ideas(client, "tide") == []
    assert ideas(as_(client_as, "cy@harbour.example"), "tide") == ["Tide analyst"]
    assert ideas(as_(client_as, "ada@rivers.example"), "tide") == [], "Bo hides at work"


def test_a_mistyped_word_is_put_right_and_said(crowd, client):
    words = client.words("/people?q=econimist")
    assert "Showing results for economist. Search instead for econimist" in words
    assert "Nobody found" in client.words("/people?q=econimist&as_typed=yes")


def test_nobody_found_says_what_to_do_next(crowd, client):
    page = client.page("/people?q=zeppelin")
    links = {html.words(a): a.get("href") for a in page.iter("a")}
    assert "Nobody found" in html.words(page)
    assert links["Search without the words"] == "/people"
    assert "Sign in to see more people" in links


def test_the_number_of_statements_does_not_grow_with_people(crowd, client, queries, in_app, drain):
    with queries() as few:
        client.get("/people")
    with in_app():
        rivers = seeking.membership_of(factories.actor("ada@rivers.example"))
        for number in range(8):
            one = factories.member(f"p{number}@rivers.example", rivers)
            seeking.profile(one, headline=f"Officer {number}", **PUBLIC)
    drain()
    with queries() as many:
        assert len(names(client)) == 9
    assert len(many) == len(few) <= 6


def test_a_time_out_is_said(crowd, client, monkeypatch):
    monkeypatch.setattr(asking, "DEADLINE", 0.0)
    answer = client.get("/people?q=river")
    assert answer.status_code == 503
    assert "This search took too long." in answer.text
    assert "Nobody found" not in answer.text


def test_bad_input_is_answered_with_a_page(client):
    bad = ("x" * 9000, "%00%07", "%3Cscript%3Ealert(1)%3C/script%3E", "%ed%a0%80", "-9e99", "")
    for name in ("q", "seeks", "offers", "level", "skill", "place", "miles", "remote", "days",
                 "sort", "page"):  # fmt: skip
        for value in bad:
            answer = client.get(f"/people?{name}={value}")
            assert answer.status_code in {200, 422}, (name, value)
            assert "<script>alert" not in answer.text


def test_an_address_that_is_no_profile_is_not_found(client):
    assert client.get("/people/00000000-0000-0000-0000-000000000000").status_code == 404
    assert client.get("/people/x").status_code == 404
