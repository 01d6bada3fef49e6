"""The worksheet over HTTP: who reads it, what it says, and what is kept of what was typed."""

from __future__ import annotations

import pytest

from exchange.organisations import queries as organisations
from tests import factories
from tests.placements import moving
from tests.placements.costs.saving import paid, save
from tests.placements.parties import HOME_HR, HOST_HR, MANAGER, MOVER, POSTER, address, placed

COPOSTER, ADMINISTRATOR = "co@harbour.example", "admin@crossover.example"
TYPED = {
    "salary": "£36,500",
    "contract_days": "5",
    "pension_scheme": "Civil Service Pension Scheme",
    "pension_rate": "28.97",
    "invoicing": "monthly",
}


@pytest.fixture
def room(in_app):
    """A secondment that the host pays for, sent home: the address of its room."""
    with in_app():
        w = paid()
        factories.member(COPOSTER, w.host, "poster")
        factories.administrator()
        return address(w.placement)


@pytest.fixture
def filled(in_app):
    """The same, and home HR filled in the worksheet, but finance has confirmed nothing."""
    with in_app():
        w = paid()
        factories.member(COPOSTER, w.host, "poster")
        factories.administrator()
        save(w, w.home_hr, vat_confirmed_by="")
        return address(w.placement)


def test_home_hr_fills_it_in_and_the_room_shows_the_figures(room, client_as):
    hr = client_as(HOME_HR)
    assert "Nobody has filled in the cost worksheet yet" in hr.words(room)
    assert "Fill in the cost worksheet" in hr.words(room)
    sent = hr.submit(f"{room}/costs", **TYPED)
    assert sent.headers["Location"] == f"{room}#money"
    words = hr.words(room)
    for figure in ("£18,075.68", "£2,339.94", "£5,236.53", "£25,652.15", "£5,130.43", "£30,782.58"):
        assert figure in words
    assert "92 of 365" in words
    assert "89 of 366" in words
    assert "No rates of this year are entered here yet" in words
    assert "The cost worksheet was changed" in words


@pytest.mark.parametrize("who", [MOVER, HOME_HR, HOST_HR, POSTER])
def test_those_who_settle_the_bill_see_the_figures(filled, client_as, who):
    assert "£30,782.58" in client_as(who).words(filled)


@pytest.mark.parametrize("who", [MANAGER, COPOSTER, ADMINISTRATOR])
def test_nobody_else_in_the_room_sees_what_somebody_earns(filled, client_as, who):
    browser = client_as(who)
    page = browser.get(filled).text
    assert "VAT at 20% comes on top" in page  # which is no secret
    assert "£" not in page
    assert "36500" not in page
    assert 'id="money"' not in page
    refused = browser.words(f"{filled}/costs", 403)
    assert "only for that person, HR of both sides" in refused


def test_the_hosts_manager_sees_nothing_where_the_host_pays_nothing(in_app, client_as):
    with in_app():
        w = factories.world()
        moving.send_home(w)
        save(w, w.home_hr)
        room = address(w.placement)
    assert 'id="money"' not in client_as(POSTER).get(room).text
    words = client_as(HOST_HR).words(room)
    assert "£25,652.15" in words
    assert "Outside the scope of VAT: nobody pays Department for Rivers for it." in words


def test_the_page_by_link_tells_vat_and_no_amount(filled, client, in_app):
    with in_app():
        token = moving.link_to(MANAGER)
    page = client.get(f"/release/{token}").text
    assert "£" not in page


def test_hard_case_11_a_charity_hears_of_vat_before_the_first_invoice(filled, client_as):
    host = client_as(HOST_HR)
    words = host.words(filled)
    assert "VAT on what others pay: waiting" in words
    assert "VAT at 20% comes on top of what Harbour Hospice pays Department for Rivers" in words
    assert "Nobody in finance has confirmed this yet. Ask finance of both sides before you" in words
    assert "Also yours: Have finance confirm how VAT is treated" in words
    asked = host.words(f"{filled}/approve")
    assert "VAT at 20% comes on top of what Harbour Hospice pays" in asked
    assert "£30,782.58, of which VAT £5,130.43" in asked
    host.submit(f"{filled}/costs", vat_confirmed_by="Jo Hall, Harbour Hospice")
    words = host.words(filled)
    assert "VAT on what others pay: met" in words
    assert "Confirmed by Jo Hall, Harbour Hospice." in words
    assert "Have finance confirm" not in words


def test_no_vat_only_with_a_reason_and_a_name(filled, client_as):
    hr = client_as(HOME_HR)
    refused = hr.submit(f"{filled}/costs", vat_concession="charities", salary="40000")
    assert refused.status_code == 422
    assert "Write why no VAT is charged here" in refused.text
    assert "Enter who in finance confirmed it" in refused.text
    assert 'value="40000"' in refused.text
    hr.submit(
        f"{filled}/costs",
        vat_concession="charities",
        vat_reason="Both are charities and nothing here is business.",
        vat_confirmed_by="Jo Hall",
    )
    words = hr.words(filled)
    assert "No VAT: charity to charity, not for business. Both are charities and nothing" in words
    assert "VAT at 0%" in words
    assert "VAT on what others pay: met" in words


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("salary", "lots", "The salary must be a number"),
        ("salary", "-1", "The salary must be between 0 and 9,999,999"),
        ("pension_rate", "101", "The rate must be between 0 and 100"),
        ("contract_days", "6", "The days must be between 0 and 5"),
        ("funder_name", "<script>alert(1)</script>", "Remove what looks like a program"),
        ("vat_reason", "x" * 1_001, "Use 1,000 characters or fewer"),
        ("changes_on-day", "31", "The day of the change must include a month and a year"),
    ],
)
def test_mistakes_stand_beside_their_field_and_what_was_typed_is_kept(
    room, client_as, name, typed, said
):
    answer = client_as(HOME_HR).submit(f"{room}/costs", **{**TYPED, name: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Civil Service Pension Scheme" in answer.text


def test_the_loser_of_a_race_sees_what_changed(room, client_as):
    first, second = client_as(HOME_HR), client_as(HOST_HR)
    late = second.form(f"{room}/costs", f"{room}/costs", {})
    seen = {one.get("name"): one.get("value") for one in late.iter("input")}
    first.submit(f"{room}/costs", **TYPED)
    seen = {name: seen[name] for name in ("version", "entries_seen")}
    lost = second.submit(f"{room}/costs", **TYPED, **seen)
    assert lost.status_code == 409
    assert "The cost worksheet was changed" in lost.text


def test_the_worksheet_is_closed_once_the_placement_has_begun(in_app, client_as):
    with in_app():
        w = moving.agreed(cost_model="full")
        save(w, w.home_hr)
        moving.sign_all(w)
        with moving.on(moving.FIRST_DAY):
            from_room = address(w.placement)
            moving.living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    client_as(HOME_HR).page(f"{from_room}/costs", 409)
    words = client_as(HOME_HR).words(from_room)
    assert "The worksheet is closed. What counts is the signed agreement." in words


def test_a_change_after_signing_warns_first(in_app, client_as):
    with in_app():
        w = moving.agreed(cost_model="full")
        save(w, w.home_hr)
        moving.sign_all(w)
        room = address(w.placement)
    hr = client_as(HOME_HR)
    assert "every signature given so far is void" in hr.words(f"{room}/costs")
    hr.submit(f"{room}/costs", salary="40000")
    assert "Issue the agreement" in hr.words(room)


def test_kinds_without_hr_have_no_worksheet(in_app, client_as):
    with in_app():
        room = address(factories.world("project").placement)
    client_as(MOVER).page(f"{room}/costs", 404)
    assert 'id="money"' not in client_as(MOVER).get(room).text


def test_what_is_filled_in_stands_there_when_the_page_is_opened_again(room, client_as):
    hr = client_as(HOME_HR)
    more = {
        "allowances": "1200",
        "pension_on_allowances": None,
        "changes_on-day": "1",
        "changes_on-month": "4",
        "changes_on-year": "2027",
        "later_pension_rate": "30",
        "funder_name": "The Dock Trust",
        "backfill": "2500.50",
        "backfill_by": "host",
        "expenses_by": "home",
        "purchase_order": "PO-1",
    }
    assert hr.submit(f"{room}/costs", **TYPED, **more).status_code == 302
    before = hr.words(room)
    assert hr.submit(f"{room}/costs").status_code == 302
    assert hr.words(room) == before
    for words in (
        "£2,500.50, borne by Harbour Hospice",
        "employer pension 30%",
        "without allowances",
    ):
        assert words in before


def test_the_room_asks_the_database_as_often_with_a_worksheet_as_without(
    room, client_as, app, in_app
):
    hr = client_as(HOME_HR)

    def statements():
        with app.extensions["statements"].heard() as heard:
            hr.get(room)
        return len(heard)

    without = statements()
    hr.submit(f"{room}/costs", **TYPED)
    hr.get(room)
    assert statements() == without


def test_a_list_of_placements_reads_their_worksheets_in_one_go(in_app, client_as, queries):
    with in_app():
        w = paid()
        save(w, w.home_hr)
        host_id, home_id = w.host.public_id, w.home.public_id
    poster = client_as(POSTER)
    with queries() as few:
        poster.get("/placements")
    with in_app():
        host, home = organisations.by_public_id(host_id), organisations.by_public_id(home_id)
        for number in range(3):
            mover = factories.member(f"more{number}@rivers.example", home)
            placed(mover, factories.actor(POSTER), host, home, "secondment")
    with queries() as many:
        assert poster.get("/placements").text.count("to Harbour Hospice") == 4
    assert len(many) == len(few)
