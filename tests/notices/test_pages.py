"""The page of what a person was told."""

from __future__ import annotations

import pytest

from exchange.access import Actor
from exchange.db import command
from exchange.notices import services
from tests import people

ADA = "ada@northmoor.example"


@command
def tell(actor: Actor, *texts: str) -> None:
    for text in texts:
        services.tell(actor.person_id, "joined", text, "/account")


@pytest.fixture
def ada(in_app):
    with in_app():
        return people.person(ADA)


def test_nothing_has_happened_yet(ada, client_as):
    assert "Nothing has happened yet" in client_as(ADA).words("/notices")


@pytest.mark.both_databases
def test_newest_first_and_marked_until_read(ada, in_app, client_as):
    with in_app():
        tell(ada, "The first", "The second")
    client = client_as(ADA)
    words = client.words("/notices")
    assert "2 unread" in words
    assert words.index("The second") < words.index("The first")
    client.submit("/notices/read", on="/notices")
    assert "unread" not in client.words("/notices")


def test_nobody_reads_or_marks_anothers(ada, in_app, client_as):
    with in_app():
        tell(ada, "For Ada")
        people.person("bo@northmoor.example")
    bo = client_as("bo@northmoor.example")
    assert "For Ada" not in bo.words("/notices")
    bo.post("/notices/read", data={"csrf_token": bo.token("/notices")})
    assert "1 unread" in client_as(ADA).words("/notices")


def test_many_notices_are_paged(ada, in_app, client_as):
    with in_app():
        tell(ada, *(f"Notice {number:02}" for number in range(21)))
    client = client_as(ADA)
    assert "Notice 00" not in client.words("/notices")
    assert "Notice 00" in client.words("/notices?page=2")
    assert "no such page" in client.words("/notices?page=3")


@pytest.mark.both_databases
def test_a_long_text_is_cut_and_markup_stays_text(ada, in_app, client_as):
    with in_app():
        tell(ada, "<script>" + "x" * 500)
    page = client_as(ADA).get("/notices").text
    assert "&lt;script&gt;" in page
    assert "x…" in page


@pytest.mark.both_databases
def test_the_page_goes_by_day_and_asks_as_often_for_many_as_for_one(
    ada, in_app, client_as, clock_at, queries
):
    clock_at("2026-11-20 10:00")
    with in_app():
        tell(ada, "On Friday")
    client = client_as(ADA)
    client.get("/notices")
    with queries() as few:
        client.get("/notices")
    clock_at("2026-11-22 10:00")
    with in_app():
        tell(ada, *(f"On Sunday {number}" for number in range(15)))
    client.get("/account")  # so that the browser is noted as in use, which is not of this page
    with queries() as many:
        page = client.words("/notices")
    assert len(few) == len(many)
    order = ["22 November 2026", "On Sunday 14", "20 November 2026", "On Friday"]
    assert [page.index(one) for one in order] == sorted(page.index(one) for one in order)
    with queries() as asked:
        client.get("/account/notices")
    assert len([one for one in asked if "notice_preference" in one]) == 1
