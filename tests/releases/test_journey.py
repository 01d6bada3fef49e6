"""From the listing to the manager's answer and the application, through the pages."""

from __future__ import annotations

import pytest

from tests.applications import make
from tests.releases import asking
from tests.releases.test_releases import REASON, STATEMENT, scene


@pytest.fixture
def placed(staged, clock_at):
    clock_at(make.NOW)
    return staged(scene)


ASKED = {
    "manager_name": "Bo Brook",
    "manager_email": asking.boss(),
    "days_a_week": "2.5",
    "months": "6",
    "starts_on-day": "1",
    "starts_on-month": "2",
    "starts_on-year": "2027",
}
YES = {
    "decision": "agree",
    "agree-most_days_a_week": "2",
    "agree-most_months": "4",
    "agree-holds_until-day": "1",
    "agree-holds_until-month": "5",
    "agree-holds_until-year": "2027",
}


def ask(client, listing):
    """Fill in the form; answers the address of the request's page."""
    sent = client.submit(f"/ask-first/new?opportunity={listing}", **ASKED)
    assert sent.status_code == 303
    return sent.headers["Location"]


def test_ask_answer_apply(client_as, client, in_app, placed):
    mine = client_as(asking.who())
    assert "Ask your manager first, by e-mail" in mine.words(f"/opportunities/{placed[1]}/apply")
    page = ask(mine, placed[1])
    assert "Bo Brook acts next" in mine.words(page)
    assert "Bo Brook" in mine.words("/ask-first")
    with in_app():
        link = f"/in-principle/{asking.token()}"
    asked = client.get(link)
    assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert "Nothing binding" in client.words(link)
    assert client.post(link, data={**YES, "agree-most_months": "9"}).status_code == 422
    assert client.post(link, data=YES).status_code == 303
    assert "This page is your receipt" in client.words(link)
    late = {"decision": "not-now", "not-now-category": "dates", "not-now-reason": REASON}
    assert client.post(link, data=late).status_code == 409
    form = mine.words(f"/opportunities/{placed[1]}/apply")
    assert "Release in principle" in form
    assert "1 May 2027" in form
    with in_app():
        home = str(asking.home_of(asking.factories.actor(asking.who())).public_id)
    sent = mine.submit(
        f"/opportunities/{placed[1]}/apply",
        statement=STATEMENT,
        home_organisation=home,
        action="send",
    )
    assert sent.status_code in {302, 303}
    seen = client_as("poster@harbour.example").words(sent.headers["Location"])
    assert "release in principle" in seen
    assert "22 November 2026" in seen
    assert "Bo Brook" not in seen
    assert asking.boss() not in seen


def test_not_now_is_read_by_the_asker_only(client_as, client, in_app, placed):
    mine = client_as(asking.who())
    page = ask(mine, placed[1])
    with in_app():
        link = f"/in-principle/{asking.token()}"
    said = {"decision": "not-now", "not-now-category": "dates", "not-now-reason": REASON}
    assert client.post(link, data={"decision": "not-now"}).status_code == 422
    assert client.post(link, data={"decision": "nonsense"}).status_code == 422
    assert client.post(link, data=said).status_code == 303
    assert REASON in mine.words(page)
    client_as("poster@harbour.example").words(page, 404)


def test_withdrawn_by_the_asker(client_as, client, in_app, placed):
    mine = client_as(asking.who())
    page = ask(mine, placed[1])
    with in_app():
        link = f"/in-principle/{asking.token()}"
    done = mine.submit(f"{page}/withdraw", on=page)
    assert done.status_code == 303
    assert "You withdrew this" in mine.words(page)
    assert "withdrawn" in client.words(link, 410)
    assert client.post(link, data=YES).status_code == 409
