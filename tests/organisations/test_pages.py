"""Finding an organisation, looking at it, joining it."""

from __future__ import annotations

import pytest

from tests import people


@pytest.mark.both_databases
def test_search_by_words_in_any_order_and_by_sector(in_app, client):
    with in_app():
        people.organisation("Leeds Food Bank")
        people.organisation("Leeds City Council", sector="local_government")
    assert "Leeds Food Bank" in client.words("/organisations?q=bank+leeds")
    words = client.words("/organisations?q=leeds&sector=local_government")
    assert "Leeds City Council" in words
    assert "Food Bank" not in words


def test_search_pages_through_many(in_app, client):
    with in_app():
        for number in range(21):
            people.organisation(f"Charity {number:02}")
    first, second = client.words("/organisations"), client.words("/organisations?page=2")
    assert "Charity 19" in first
    assert "Charity 20" not in first
    assert "Charity 20" in second


def test_the_list_asks_the_database_the_same_for_few_and_many(in_app, client, queries):
    def asked() -> int:
        with queries() as statements:
            client.get("/organisations")
        return len(statements)

    with in_app():
        people.organisation("One")
    few = asked()
    with in_app():
        for number in range(19):
            people.organisation(f"Charity {number}")
    assert asked() == few


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("q=zzz", 200, "No organisation has these words"),
        ("q=%25", 200, "No organisation has these words"),
        ("q=" + "x" * 101, 422, "100 characters"),
        ("q=%00", 422, "cannot be shown"),
        ("q=%ED%A0%80", 422, "cannot be shown"),
        ("q=<script>", 422, "looks like a program"),
        ("sector=army", 422, "Not a valid choice"),
        ("page=99999999999", 200, "no such page"),
        ("page=x", 200, "Leeds"),
    ],
)
def test_strange_searches(in_app, client, query, status, says):
    with in_app():
        people.organisation("Leeds Food Bank")
    answer = client.get(f"/organisations?{query}")
    assert answer.status_code == status
    assert says in answer.text


def test_the_page_of_an_organisation(house, client):
    words = client.words(house.page)
    assert "Northmoor Food Bank" in words
    assert "Charity Commission for England and Wales, 1234567" in words
    assert "Not civil servants" in words
    assert "employ their own staff" in words  # where the staff status comes from
    assert f"/opportunities?organisation={house.id}" in client.get(house.page).text


@pytest.mark.parametrize("path", ["x", "00000000-0000-4000-8000-000000000000", "%00"])
def test_an_unknown_organisation_is_not_found(client, path):
    assert client.get(f"/organisations/{path}").status_code == 404


@pytest.mark.both_databases
def test_joining_by_domain_is_at_once_and_gives_member_only(house, root, client_as, in_app):
    root.submit(f"{house.admin}/domains", on=house.admin, **{"domain-domain": "northmoor.example"})
    with in_app():
        people.person("dee@northmoor.example")
    dee = client_as("dee@northmoor.example")
    assert "Northmoor Food Bank" in dee.words("/organisations/join")
    dee.submit(f"{house.page}/join", job_title="Driver")
    assert "You belong here" in dee.words(house.page)
    with in_app():
        assert people.membership("dee@northmoor.example").roles == {"member"}


def test_free_mail_asks_and_is_told_what_is_checked_and_by_when(house, chidi):
    assert "gmail.com does not show where you work" in chidi.words("/organisations/join")
    words = chidi.words(house.page)
    assert "registered contact, usually within 2 working days" in words
    assert "Draft an opportunity" in words


@pytest.mark.both_databases
def test_a_charity_number_fills_in_the_name(house, chidi):
    assert "Northmoor Food Bank" in chidi.words("/organisations/join?number=1234567")
    assert "We found none" in chidi.words("/organisations/join?number=7654321")
    assert chidi.get("/organisations/join?number=abc").status_code == 422
    assert chidi.get("/organisations/join?number=").status_code == 422
    assert "Northmoor" in chidi.words("/organisations/join?q=food")


def test_asking_twice_leads_to_the_answer_of_the_first(house, chidi):
    assert chidi.get(f"{house.page}/join").location == house.page


NEW = {
    "name": "Moor Walkers",
    "sector": "charity",
    "register_number": "SC012345",
    "job_title": "Chair",
    "evidence": "Our website",
}


def test_an_organisation_that_is_not_listed(house, chidi, root, client):
    page = chidi.submit("/organisations/add", **NEW).location
    assert "Moor Walkers" in chidi.words(page)
    assert "Moor Walkers" not in client.words("/organisations")  # nobody has checked it
    assert client.get(page).status_code == 404
    assert "Moor Walkers" in root.words("/organisations/joining")


@pytest.mark.both_databases
def test_a_second_person_finds_the_organisation_that_the_first_asked_for(house, chidi, ben):
    first = chidi.submit("/organisations/add", **NEW).location
    assert ben.submit("/organisations/add", **NEW).location == first


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "Enter the name"),
        ("name", "x" * 241, "240 characters"),
        ("name", "a\x00b", "cannot be shown"),
        ("sector", "army", "Not a valid choice"),
        ("sector", None, "Choose what the organisation is"),
        ("register_number", "none", "5 to 8 digits"),
        ("job_title", "", "Enter your job title"),
        ("job_title", "x" * 121, "120 characters"),
        ("evidence", "", "how we can check"),
        ("evidence", "x" * 1001, "1,000 characters"),
        ("evidence", "\x00\x01\x02", "how we can check"),
        ("evidence", "\u202egpj", "cannot be shown"),
    ],
)
def test_what_is_wrong_in_a_request_is_said(house, chidi, field, typed, says):
    answer = chidi.submit("/organisations/add", **{**NEW, field: typed})
    assert answer.status_code == 422
    assert says in answer.text
    assert ("Chair" if field != "job_title" else "Our website") in answer.text
