"""The hardest cases that an agreement settles, each walked by the people whom it happens to."""

from __future__ import annotations

import io
from decimal import Decimal

import pypdf
import pytest

from exchange.agreements import document, queries, reading, services, sheet, verify
from exchange.errors import Invalid, NotAllowed
from exchange.placements.lifecycle import Party
from tests import factories
from tests.agreements import stand
from tests.placements import moving
from tests.placements.parties import MOVER

ASKED = "Asked by letter on 3 November 2026, under the right to erasure."


def text(file):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)


def erase(w, mark="mover"):
    services.remove_name(factories.administrator(), w.placement.public_id, mark, ASKED)


# Case 10: maternity or long sickness: who pays, and does the clock pause?


def test_hard_case_10_the_agreement_says_who_pays_on_long_leave_and_that_the_last_day_stays(w):
    clause = {one["code"]: one for one in document.drafted(w.placement, {})}["leave"]
    fields, words = dict(clause["facts"]), " ".join(clause["words"])
    assert fields["Sick pay"] == "As at the home employer, which pays it"
    assert "which pays it" in fields["Maternity, paternity, adoption and other family leave"]
    assert "A long absence does not move the last day." in words
    assert "pays no share" not in words, "the host pays nothing here anyway"
    w.placement.cost_home, w.placement.cost_host = Decimal(40), Decimal(60)
    clause = {one["code"]: one for one in document.drafted(w.placement, {})}["leave"]
    assert "Harbour Hospice pays no share of the cost" in " ".join(clause["words"])


# Case 15: an erasure request from a party to a signed agreement


def test_hard_case_15_the_name_goes_and_the_agreement_still_verifies(signed):
    w, one = signed, queries.newest(signed.placement)
    before, hash_before = reading.pdf_of(one), one.hash
    erase(w)
    assert one.hash == hash_before
    assert queries.is_intact(one)
    assert queries.state(one, 1).code == "in_force"
    after = reading.pdf_of(one)
    assert "Individual" in text(before)
    assert "Individual" not in text(after)
    assert "The person who moves: [name removed]" in text(after)
    assert "Signed by [name removed] on 22 November 2026" in text(after)
    public = reading.key().public_key()
    for file in (before, after, reading.data_of(one)):
        assert verify.checked(file, public).what.hash == hash_before
    assert b"Individual" not in reading.data_of(one)


def test_hard_case_15_the_salt_goes_too_so_that_the_name_cannot_be_guessed(signed):
    one = queries.newest(signed.placement)
    erase(signed)
    assert set(one.people) == {"host_manager", "home_manager"}
    assert document.names(one.data, one.people)["mover"] == "[name removed]"


def test_hard_case_15_in_every_version_and_what_hr_wrote_by_hand(w):
    written = services.Wording(["Individual and Poster meet each week."], {})
    services.edit(w.host_hr, w.placement.public_id, w.placement.version, "management", written)
    moving.issue(w)
    moving.sign(w, w.mover, "mover")
    moving.issue(w)
    erase(w)
    for one in queries.every(w.placement):
        shown = str(sheet.clauses_of(one)) + str(sheet.signatures(one))
        assert "Individual" not in shown
        assert "[name removed] and Poster meet each week." in shown
        assert queries.is_intact(one)


def test_hard_case_15_what_was_signed_stays_signed(signed):
    erase(signed)
    signature = signed.placement.signature(Party.MOVER)
    assert signature.name == "[name removed]"
    assert signed.placement.has_signed(Party.MOVER)
    assert signed.placement.status == "signed"


def test_hard_case_15_whoever_signed_for_an_employer_may_ask_too(signed):
    w = signed
    admin = factories.administrator()
    services.remove_signatory(admin, w.placement.public_id, Party.HOME, ASKED)
    one = queries.newest(w.placement)
    home, host, _mover = sheet.signatures(one)
    assert home.text.startswith("Signed by [name removed] on")
    assert home.done
    assert host.text.startswith("Signed by Hr on")


def test_hard_case_15_only_with_a_reason_only_once_and_only_by_an_administrator(signed):
    w = signed
    ref, admin = w.placement.public_id, factories.administrator()
    with pytest.raises(Invalid, match="under which right"):
        services.remove_name(admin, ref, "mover", " ")
    for actor in (w.mover, w.home_hr, w.host_hr):
        with pytest.raises(NotAllowed):
            services.remove_name(actor, ref, "mover", ASKED)
        with pytest.raises(NotAllowed):
            services.remove_signatory(actor, ref, Party.HOME, ASKED)
    erase(w)
    with pytest.raises(Invalid, match="does not stand in any version"):
        erase(w)


def test_hard_case_15_over_http(staged, client_as):
    room = staged(stand.signed)
    client_as(MOVER).get(f"{room}/agreement")
    admin = client_as("admin@crossover.example")
    path = f"{room}/agreement/remove-name"
    missing = admin.submit(path, whose="mover")
    assert missing.status_code == 422
    done = admin.submit(path, whose="mover", reason=ASKED, follow=True)
    assert "The name is taken out." in done.text
    assert "[name removed]" in client_as("hr@harbour.example").words(f"{room}/agreement")
    assert 'value="mover"' not in admin.get(path).text
    signed = admin.submit(path, whose="signed-host", reason=ASKED, follow=True)
    assert "The name is taken out." in signed.text
