"""Letting people in, giving roles, settings, and what only our administrators set."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from markupsafe import escape

from exchange.db import db
from exchange.organisations import queries
from exchange.organisations.models import OrganisationContact
from tests import people

SAID = "Rang the office"


@pytest.mark.both_databases
def test_the_queue_shows_who_asks_and_how_old_the_oldest_is(house, ada, root):
    for client in (ada, root):
        words = client.words("/organisations/joining")
        assert "Chidi Okafor" in words
        assert "oldest less than a minute" in words


def test_letting_somebody_in_with_roles(house, ada, chidi, in_app):
    ada.submit(f"{house.chidi}/accept", on=house.chidi, roles=["poster"], how_verified=SAID)
    assert "You belong here" in chidi.words(house.page)
    assert "You now belong to Northmoor Food Bank" in chidi.words("/notices")
    assert "Nobody waits" in ada.words("/organisations/joining")
    with in_app():
        found = people.membership("chidi@gmail.com")
        assert (found.roles, found.how_verified) == ({"member", "poster"}, SAID)


@pytest.mark.both_databases
def test_refusing_somebody_tells_them_why_however_long_it_is(house, ada, chidi):
    reason = "Nobody in the office knows you. " + "x" * 900
    ada.submit(f"{house.chidi}/refuse", on=house.chidi, reason=reason)
    assert "Nobody in the office knows you" in chidi.words("/notices")
    assert "Join this organisation" in chidi.words(house.page)


def test_a_request_is_answered_once(house, ada):
    token = ada.token(house.chidi)
    sent = {"csrf_token": token, "how_verified": SAID}
    assert ada.post(f"{house.chidi}/accept", data=sent).status_code == 302
    assert ada.post(f"{house.chidi}/accept", data=sent).status_code == 409
    refused = {"csrf_token": token, "reason": "No"}
    assert ada.post(f"{house.chidi}/refuse", data=refused).status_code == 409


@pytest.mark.parametrize(
    ("step", "typed", "says"),
    [
        ("accept", {"how_verified": ""}, "Say how you checked it"),
        ("accept", {"how_verified": "x" * 301}, "300 characters"),
        ("accept", {"how_verified": "a\x00b"}, "cannot be shown"),
        ("refuse", {"reason": ""}, "Give a reason"),
        ("refuse", {"reason": "x" * 1001}, "1,000 characters"),
        ("refuse", {"reason": "\x00"}, "Give a reason"),
    ],
)
def test_a_decision_that_lacks_something(house, ada, step, typed, says):
    answer = ada.submit(f"{house.chidi}/{step}", on=house.chidi, **typed)
    assert answer.status_code == 422
    assert says in answer.text


WHO_MAY = [
    # page, visitor, Chidi who asks, Ben the member, Ada the administrator, Root of the platform
    ("/organisations/joining", 302, 403, 403, 200, 200),
    ("{chidi}", 302, 403, 404, 200, 200),
    ("{page}", 200, 200, 200, 200, 200),
    ("{page}/members", 302, 403, 403, 200, 200),
    ("{page}/settings", 302, 403, 403, 200, 200),
    ("{ben}", 302, 404, 403, 200, 200),
    ("{ada}", 302, 404, 404, 403, 200),
    ("{admin}", 302, 403, 403, 403, 200),
]


@pytest.mark.both_databases
@pytest.mark.parametrize("row", WHO_MAY, ids=[row[0] for row in WHO_MAY])
def test_who_may_open_what(house, client, chidi, ben, ada, root, row):
    path = row[0].format(**vars(house))
    answers = [one.get(path).status_code for one in (client, chidi, ben, ada, root)]
    assert answers == list(row[1:])


WHO_MAY_GIVE = [
    # who, to whom, role, answer: 302 done, 422 refused beside the field, 403 or 404
    ("ada", "ben", "hr", 302),
    ("ada", "ben", "organisation_admin", 302),
    ("ada", "ben", "chief_executive", 422),
    ("root", "ben", "chief_executive", 302),
    ("ada", "ada", "poster", 403),
    ("ben", "ben", "hr", 403),
    ("ben", "ada", "hr", 404),
    ("ada", "ben", "emperor", 422),
]


@pytest.mark.parametrize(("who", "whom", "role", "status"), WHO_MAY_GIVE)
def test_who_may_give_which_role(house, request, who, whom, role, status):
    client, path = request.getfixturevalue(who), getattr(house, whom)
    sent = {"csrf_token": client.token("/account"), "roles": role, "how_verified": SAID}
    assert client.post(path, data=sent).status_code == status


def test_roles_that_are_sent_twice_are_told_once(house, ada, ben, in_app):
    for how in (SAID, SAID, "Asked the office again"):
        ada.submit(house.ben, roles=["hr"], how_verified=how)
    assert ben.words("/notices").count("Your roles at Northmoor Food Bank are now") == 1
    with in_app():
        assert people.membership("ben@northmoor.example").how_verified == "Asked the office again"


def test_an_organisations_administrator_keeps_what_only_we_verify(house, root, ada, in_app):
    root.submit(house.ben, roles=["chief_executive"], how_verified=SAID)
    assert "Chief executive" not in ada.words(house.ben)
    ada.submit(house.ben, roles=["poster"], how_verified=SAID)
    with in_app():
        roles = people.membership("ben@northmoor.example").roles
    assert roles == {"member", "chief_executive", "poster"}


@pytest.mark.both_databases
def test_nobody_decides_their_own_request(house, root, in_app):
    with in_app():
        moor = people.organisation("Moor Trust")
        people.ask("root@crossover.example", moor)
        own = people.membership("root@crossover.example").public_id
    token = root.token("/account")
    answer = root.post(
        f"/organisations/joining/{own}/accept", data={"csrf_token": token, "how_verified": SAID}
    )
    assert answer.status_code == 403
    assert "Moor Trust" not in root.words("/organisations/joining")


def test_settings_are_shown_on_the_page(house, ada, client):
    ada.submit(
        f"{house.page}/settings",
        ask_before_applying="y",
        one_person_decides="y",
        how_we_decide="In **two** weeks <b onclick=x>or so</b>",
    )
    page = client.get(house.page).text
    assert "ask their manager before they apply" in page
    assert "one person decides both as manager and as HR" in page
    assert "<strong>two</strong>" in page
    assert "<b onclick" not in page


@pytest.mark.parametrize(
    ("typed", "says"), [("x" * 2001, "2,000"), ("a\x00b", "be shown"), ("<script>x", "a program")]
)
def test_settings_that_are_refused_keep_what_was_typed(house, ada, typed, says):
    answer = ada.submit(f"{house.page}/settings", how_we_decide=typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert str(escape(typed.replace("\x00", "")[:100])) in answer.text


STAFF = {
    "staff-status": "mixed",
    "staff-source": "Annual report 2025, page 12",
    "staff-as_of-day": "1",
    "staff-as_of-month": "4",
    "staff-as_of-year": "2026",
}


def test_staff_status_is_shown_with_its_source_and_date(house, root, client):
    root.submit(f"{house.admin}/staff-status", on=house.admin, **STAFF)
    words = client.words(house.page)
    assert "Some are civil servants" in words
    assert "Annual report 2025, page 12" in words
    assert "As of 1 April 2026" in words


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("staff-status", "martian", "Not a valid choice"),
        ("staff-source", "", "Say where this is written"),
        ("staff-source", "x" * 241, "240 characters"),
        ("staff-source", "a\x00", "cannot be shown"),
        ("staff-as_of-day", "", "must include a day"),
        ("staff-as_of-year", "2099", "today or in the past"),
        ("staff-as_of-month", "x" * 5000, "in numbers"),
    ],
)
def test_a_staff_status_that_lacks_something(house, root, field, typed, says):
    answer = root.submit(f"{house.admin}/staff-status", on=house.admin, **{**STAFF, field: typed})
    assert answer.status_code == 422
    assert says in answer.text


@pytest.mark.parametrize("domain", ["", "gmail.com", "nodot", "a\x00b.example", "x" * 254, "a b.c"])
def test_a_domain_that_shows_no_employer_is_refused(house, root, domain):
    answer = root.submit(f"{house.admin}/domains", on=house.admin, **{"domain-domain": domain})
    assert answer.status_code == 422


def test_a_removed_domain_lets_nobody_in(house, root, in_app):
    root.submit(f"{house.admin}/domains", on=house.admin, **{"domain-domain": "northmoor.example"})
    root.submit(f"{house.admin}/domains/remove", on=house.admin)
    with in_app():
        organisation = queries.by_public_id(house.id)
        assert queries.verified_domains(organisation.id) == frozenset()
        assert queries.candidates_by_domain("x@northmoor.example") == []


@pytest.mark.both_databases
def test_a_contact_replaces_the_one_before_and_can_be_retired(house, root, in_app):
    for name in ("Joan Field", "Sam Hill"):
        root.submit(
            f"{house.admin}/contacts",
            on=house.admin,
            **{
                "contact-role": "hr",
                "contact-name": name,
                "contact-email": "office@northmoor.example",
                "contact-how_verified": SAID,
            },
        )
    root.submit(
        f"{house.admin}/contacts",
        on=house.admin,
        **{
            "contact-role": "hr",
            "contact-name": "Sam Hill",
            "contact-email": "Office@northmoor.example",
            "contact-how_verified": SAID,
        },
    )
    words = root.words(house.admin)
    with in_app():
        rows = db.session.scalars(sa.select(OrganisationContact.name)).all()
        assert rows == ["Joan Field", "Sam Hill"], "sent twice, it is one"
    assert "HR: Sam Hill" in words
    assert "Joan Field" not in words
    root.submit(f"{house.admin}/contacts/hr/retire", on=house.admin)
    assert "Sam Hill" not in root.words(house.admin)


def test_a_contact_needs_everything(house, root):
    answer = root.submit(f"{house.admin}/contacts", on=house.admin)
    assert answer.status_code == 422
    for says in ("Choose what the contact", "Enter your name", "Enter an e-mail", "Say how you"):
        assert says in answer.text
