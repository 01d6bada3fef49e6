"""A granted extension varies the signed agreement: who signs, what governs, what /verify says."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from exchange.access import VISITOR
from exchange.agreements import linked, queries, reading, services
from exchange.agreements.document import digest
from exchange.errors import ChangedMeanwhile, IllegalTransition, NotAllowed
from exchange.placements import living
from exchange.placements.lifecycle import Party
from exchange.stays import extending, linking
from tests import factories
from tests.agreements.test_verify import give
from tests.placements import moving
from tests.stays import staying

JUNE = date(2027, 6, 1)
LAST, LATER = date(2027, 7, 3), date(2027, 9, 3)
WHO = {"mover": "mover", "home": "home_hr", "host": "host_hr"}


def granted(build=moving.active, sign=()):
    """All agreed to a later last day; some have signed the variation."""
    w = build()
    with moving.on(JUNE):
        staying.ask(w, w.mover)
        linking.approve(VISITOR, staying.link_to(moving.MANAGER))
        for actor, role in ((w.home_hr, "home_hr"), (w.poster, "host_manager")):
            staying.approve(w, actor, role)
        staying.approve(w, w.host_hr, "host_hr")
        for party in sign:
            sign_as(w, party)
    return w


def sign_as(w, party):
    actor, seen = getattr(w, WHO[party]), w.placement.variation_hash or ""
    services.sign(actor, w.placement.public_id, Party(party), seen)


def states(w):
    """The state of each version, oldest first."""
    found = queries.every(w.placement)
    return [queries.state(one, found[0].number).code for one in reversed(found)]


@pytest.fixture
def w(at_stage):
    world = at_stage(granted)
    with moving.on(JUNE):
        yield world


def test_a_variation_names_the_earlier_version_with_its_hash_and_the_new_end(w):
    second, first = queries.every(w.placement)
    assert (second.number, first.number) == (2, 1)
    assert second.data["title"] == "Variation of the secondment agreement"
    assert second.data["varies"] == {
        "number": 1,
        "hash": first.hash,
        "ended_before": "2027-07-03",
        "ends_on": "2027-09-03",
    }
    assert digest(second.data) == second.hash
    term = next(one for one in second.data["clauses"] if one["code"] == "term")
    assert ["Last day", "3 September 2027"] in term["facts"]


@pytest.mark.parametrize("order", [("mover", "home", "host"), ("host", "home", "mover")])
def test_the_old_end_governs_until_the_third_has_signed(w, order):
    before = w.placement.agreement_hash
    for party in order[:2]:
        sign_as(w, party)
        assert (w.placement.ends_on, w.placement.agreement_hash) == (LAST, before)
        assert states(w) == ["in_force", "to_sign"]
    sign_as(w, order[2])
    second = queries.newest(w.placement)
    assert (w.placement.ends_on, w.placement.agreement_hash) == (LATER, second.hash)
    assert {w.placement.signature(party).hash for party in Party} == {second.hash}
    assert states(w) == ["varied", "in_force"]
    assert w.placement.status == "active"
    for person in (w.mover, w.home_hr, w.host_hr, w.poster):
        assert "extended" in moving.told(person)


@pytest.mark.parametrize("part", ["manager", "poster", "home_hr", "host_hr"])
def test_nobody_signs_for_the_mover(w, part):
    with pytest.raises(NotAllowed):
        services.sign(
            getattr(w, part), w.placement.public_id, Party.MOVER, w.placement.variation_hash
        )


def test_none_signs_twice_nor_what_they_did_not_read(w):
    sign_as(w, "mover")
    with pytest.raises(ChangedMeanwhile, match="signed already"):
        sign_as(w, "mover")
    with pytest.raises(ChangedMeanwhile, match="changed while"):
        services.sign(w.home_hr, w.placement.public_id, Party.HOME, w.placement.agreement_hash)


def test_withdrawn_before_the_third_signed_nothing_changes(w):
    sign_as(w, "home")
    found = staying.extension(w)
    extending.withdraw(w.mover, found.public_id, found.version)
    assert (staying.extension(w).status, w.placement.ends_on) == ("withdrawn", LAST)
    assert states(w) == ["in_force", "recalled"]
    with pytest.raises(IllegalTransition):
        sign_as(w, "host")
    assert staying.ask(w, w.mover).status == "open", "another may be asked for"


def test_signed_by_all_it_is_not_withdrawn(w):
    staying.sign_variation(w)
    found = staying.extension(w)
    with pytest.raises(IllegalTransition, match="holds already"):
        extending.withdraw(w.mover, found.public_id, found.version)


def test_one_is_to_be_signed_at_a_time(w):
    with pytest.raises(IllegalTransition, match="waits for signatures already"):
        staying.ask(w, w.mover)


def test_after_notice_or_the_last_day_nobody_signs_it(w):
    with moving.on(date(2027, 7, 4)), pytest.raises(IllegalTransition, match="is over"):
        sign_as(w, "mover")
    notice = living.Notice(date(2027, 6, 30))
    version = w.placement.version
    living.end_early(w.mover, w.placement.public_id, version, "A new post.", notice)
    with pytest.raises(IllegalTransition):
        sign_as(w, "mover")
    assert w.placement.ends_on == LAST


def test_a_contact_without_an_account_signs_by_link_with_a_code(at_stage):
    w = at_stage(without_account_at_home)
    with moving.on(JUNE):
        sign_as(w, "mover")
        sign_as(w, "host")
        sent = [one for one in factories.mails(staying.CONTACT) if "/sign/" in one["text"]]
        token = factories.token_in(sent[-1])
        linked.send_code(VISITOR, token)
        linked.sign(VISITOR, token, staying.code_to(staying.CONTACT))
    assert w.placement.ends_on == LATER


def test_the_page_behind_the_link_calls_no_signature_void_while_others_sign(at_stage, client):
    w = at_stage(without_account_at_home)
    sent = [one for one in factories.mails(staying.CONTACT) if "/sign/" in one["text"]]
    token = factories.token_in(sent[-1])
    with moving.on(JUNE):
        page = client.get(f"/sign/{token}").get_data(as_text=True)
        assert "<h1" in page
        assert "Sign the variation" in page
        linked.send_code(VISITOR, token)
        linked.sign(VISITOR, token, staying.code_to(staying.CONTACT))
        page = client.get(f"/sign/{token}").get_data(as_text=True)
        assert "You signed for" in page
        assert "void" not in page
        found = staying.extension(w)
        extending.withdraw(w.mover, found.public_id, found.version)
        assert "so your signature is void" in client.get(f"/sign/{token}").get_data(as_text=True)


def test_the_pages_of_a_variation_say_that_it_is_one(in_app, client_as):
    with in_app():
        room = f"/placements/{granted().placement.public_id}/agreement"
    with moving.on(JUNE):
        mover = client_as("individual@rivers.example")
        words = mover.words(room)
        assert "Variation of the secondment agreement, version 2" in words
        assert "Sign the variation" in words
        assert "Sign the variation" in mover.words(f"{room}/sign")
        assert "Variation of the" not in mover.words(f"{room}/1")


def without_account_at_home():
    """HR at home lost its account while all decide: its contact agrees and signs by link."""
    w = moving.active()
    with moving.on(JUNE):
        staying.ask(w, w.mover)
        linking.approve(VISITOR, staying.link_to(moving.MANAGER))
        staying.approve(w, w.home_hr, "home_hr")
        staying.approve(w, w.poster, "host_manager")
        staying.nobody_at_home(w)
        staying.approve(w, w.host_hr, "host_hr")
    return w


def all_signed():
    """The variation governs."""
    return granted(sign=("mover", "home", "host"))


# from where: what /verify says of version 1 and of version 2, and which governs
VERIFIED = {
    granted: ("Genuine, and in force", "Genuine, but not in force yet", "Version 1"),
    all_signed: (
        "Genuine, but another version governs now",
        "Genuine, and in force",
        "Version 2",
    ),
}


@pytest.mark.parametrize("build", VERIFIED)
def test_verify_accepts_both_files_and_says_which_governs(at_stage, client, build):
    w = at_stage(build)
    *titles, governs = VERIFIED[build]
    hashes = {f"Version {one.number}": one.hash for one in queries.every(w.placement)}
    for one, title in zip(reversed(queries.every(w.placement)), titles, strict=True):
        for file in (reading.pdf_of(one), reading.data_of(one)):
            page = give(client, file)
            assert title in page
            assert f"{governs}, hash {hashes[governs]}" in page


def test_the_pdf_says_variation_with_number_and_hash_of_the_earlier(w):
    second, first = queries.every(w.placement)
    pages = PdfReader(BytesIO(reading.pdf_of(second))).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    assert "Variationofthesecondmentagreement" in text
    assert f"version1,withthehash{first.hash}" in text
