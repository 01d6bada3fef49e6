"""Every count beside listings is a promise: the click shows exactly as many, or as many more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from exchange.access import SYSTEM
from exchange.opportunities.importing import import_batch
from exchange.opportunities.job_postings import Posting
from exchange.opportunities.models import Remote, Side
from tests import factories
from tests.search import clicks

KINDS = ("secondment", "project", "attachment", "session")
OUTCODES = ("LS1", "M1", "SW1A", "LS6", "CF10", "SE15")
SKILLS = ("strategy", "data-analysis", "project-management", "fundraising", "policy-analysis")
REMOTES = (Remote.ON_SITE, Remote.HYBRID, Remote.REMOTE)
WORDS = ("data", "budget", "data and budget", "harbour", "volunteer")
OPEN, CLOSED = 24, 3

PAGES = (
    "",
    "?q=data",
    "?kind=project",
    "?kind=project&kind=session&sector=charity",
    "?region=london&outcode=SE15",
    "?skill=strategy&q=data&remote=hybrid",
    "?days=4&days=2&level=4&closed=yes&external=yes",
    "?kind=external_vacancy",
    "?q=skill:strategy&skill=data-analysis",
    "?q=kind:vacancy",
    "?q=-sector:charity&place=LS1&miles=50",
    "?q=procuremnt",
    "?q=budget+harbour&kind=project",
)
"""With none, one, two and more values chosen; with words, fields in them, a mistyping; with words
that no project has all of, so that some are enough there but not elsewhere."""


def listings() -> None:
    """Listings that differ in everything that is counted."""
    hospice = factories.organisation("Harbour Hospice", domain="harbour.example")
    council = factories.organisation("Northmoor Council", sector="local_government")
    places = [
        (factories.member("sam@harbour.example", hospice, "poster"), hospice),
        (factories.member("kit@northmoor.example", council, "poster"), council),
    ]
    for number in range(OPEN + CLOSED):
        poster, where = places[number % 2]
        words = WORDS[number % len(WORDS)]
        soon = datetime(2026, 11, 23, tzinfo=UTC)
        late = datetime(2026, 12, 18, tzinfo=UTC)
        factories.listing(
            poster,
            where,
            KINDS[number % len(KINDS)],
            title=f"Help with {words} number {number}",
            outcode=OUTCODES[number % len(OUTCODES)],
            remote=REMOTES[number % len(REMOTES)],
            days_a_week=(1, 2, 2.5, 4, 5)[number % 5],
            level=3 + number % 3,
            skills=SKILLS[number % 3 : number % 3 + 1 + number % 2],
            closes_at=soon if number < CLOSED else late,
        )
    mover = factories.person("mover@mail.example", "Noor Mover")
    factories.listing(mover, None, "secondment", Side.MOVER, title="Procurement would like to go")
    factories.listing(
        mover, None, "project", Side.MOVER, title="Budget lead", hidden_from_employer=False
    )
    import_batch(SYSTEM, [advert(number) for number in range(3)])


def advert(number: int) -> Posting:
    """A vacancy at another site."""
    return Posting(
        number=number,
        url=f"https://jobs.example/{number}",
        title="Data officer",
        summary="Count things.",
        description_html="<p>Count things.</p>",
        employer="Elsewhere",
        posted_at=datetime(2026, 11, 1, tzinfo=UTC),
        closes_at=datetime(2026, 12, 24, tzinfo=UTC),
        pay="",
        salary_min=None,
        salary_max=None,
        place_name="Leeds",
        outcode="LS1",
        latitude=53.8,
        longitude=-1.55,
        remote=False,
    )


@pytest.fixture
def market(staged, clock_at, drain):
    """The listings on a day when three of them have closed."""
    clock_at("2026-11-22 12:00")
    staged(listings)
    clock_at("2026-11-26 12:00")
    drain()


@pytest.fixture
def member(client_as, market):
    """Somebody who belongs to an organisation, so that they find who wants to go."""
    return client_as("kit@northmoor.example", factories.PASSWORD)


def test_each_click_of_a_visitor_gives_exactly_the_number_shown(market, client):
    followed = [one for page in PAGES for one in clicks.follow(client, f"/opportunities{page}")]
    assert len(followed) > 150
    assert any(one.more for one in followed)


def test_each_click_of_a_member_gives_exactly_the_number_shown(member):
    visible = clicks.total(clicks.opened(member, "/opportunities"))
    assert visible == OPEN + 2, "a member also finds the two who want to go"
    followed = [
        one
        for page in ("", "?side=mover", "?q=budget&side=host&side=mover", "?kind=secondment")
        for one in clicks.follow(member, f"/opportunities{page}")
    ]
    assert len(followed) > 50


def test_adverts_from_elsewhere_are_there_for_whoever_asks(market, client):
    for asked, many in {
        "?kind=external_vacancy": 3,
        "?q=kind:vacancy": 3,
        "?q=%22count+things%22": 0,
    }.items():
        assert clicks.total(clicks.opened(client, f"/opportunities{asked}")) == many, asked


def test_no_idea_leads_to_nothing(market, client):
    """Adverts from elsewhere are not found unless asked for, so their titles are not offered."""
    assert client.get("/opportunities/suggest?q=data+off").json["suggestions"] == []
    ideas = client.get("/opportunities/suggest?q=budget").json["suggestions"]
    totals = [clicks.total(clicks.opened(client, f"/opportunities?q={one}")) for one in ideas]
    assert totals
    assert min(totals) >= 1


def test_taking_a_value_off_leads_back(market, client):
    page = clicks.opened(client, "/opportunities?kind=project&kind=session&sector=charity")
    assert sorted(clicks.taken_off(page)) == [
        "/opportunities?kind=project&kind=session",
        "/opportunities?kind=project&sector=charity",
        "/opportunities?kind=session&sector=charity",
    ]
