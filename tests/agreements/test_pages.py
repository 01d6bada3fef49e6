"""The pages of an agreement: reading, changing, issuing, signing, and what they refuse."""

from __future__ import annotations

import io

import icalendar
import outloud
import pypdf
import pytest
import sqlalchemy as sa

from exchange.db import db
from exchange.placements.models import Placement
from tests import factories
from tests.agreements import stand
from tests.agreements.test_linked import CONTACT
from tests.placements.parties import HOME_HR, HOST_HR, MOVER, POSTER
from tests.placements.test_releasing import code_in_mail

WRONG = "not the password at all"


def pdf_text(file):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)


def sign(client, room, password=factories.PASSWORD):
    return client.submit(f"{room}/agreement/sign", password=password)


# Reading


def test_before_everybody_agreed_the_draft_can_be_read_and_not_changed(staged, client_as):
    room = staged(stand.proposed)
    words = client_as(HOST_HR).words(f"{room}/agreement")
    assert "Secondment agreement, draft" in words
    assert "18. What may be said in public" in words
    assert "HR can change it once everybody has agreed." in words
    assert client_as(HOST_HR).get(f"{room}/agreement/draft").status_code == 409


def test_the_page_of_a_version_holds_all_eighteen_parts_and_who_has_signed(staged, client_as):
    room = staged(stand.signed)
    words = client_as(MOVER).words(f"{room}/agreement")
    assert "Secondment agreement, version 1" in words
    assert "In force" in words
    assert "1. Who this is between" in words
    assert "18. What may be said in public" in words
    assert "18.1 Consent to be named" in words
    assert "The person who moves: Individual" in words
    assert "Signed by Individual on 22 November 2026" in words


def test_the_room_says_where_it_stands_to_all_and_shows_the_text_to_some(staged, client_as):
    room = staged(stand.issued)
    for who in (MOVER, HOST_HR, HOME_HR, POSTER):
        words = client_as(who).words(room)
        assert "Version 1, issued on 22 November 2026" in words
        assert "HR or the board, Harbour Hospice" in words
        assert "The agreement was issued, to be signed by all three" in words
        assert "Read version 1" in words
    admin = client_as("admin@crossover.example")
    assert "Version 1, issued on" in admin.words(room)
    assert "Read version 1" not in admin.words(room)
    admin.page(f"{room}/agreement", 404)


def test_an_earlier_version_says_that_it_counts_no_more(staged, client_as):
    room = staged(stand.signed)
    hr = client_as(HOST_HR)
    hr.submit(f"{room}/agreement/draft/pay", salary="£41,000 a year")
    hr.submit(f"{room}/agreement/issue")
    words = client_as(MOVER).words(f"{room}/agreement/1")
    assert "This version does not count any more" in words
    assert "This signature is void, since the agreement changed afterwards." in words
    assert "£41,000" not in words
    assert "£41,000 a year" in client_as(MOVER).words(f"{room}/agreement")


def test_there_is_no_version_that_was_not_issued(staged, client_as):
    room = staged(stand.issued)
    client_as(MOVER).page(f"{room}/agreement/2", 404)
    client_as(MOVER).page(f"{room}/agreement/0", 404)


def test_the_page_asks_the_database_as_often_however_many_versions(staged, client_as, queries):
    room = staged(stand.signed)
    hr, mover = client_as(HOST_HR), client_as(MOVER)
    counts = []
    for _ in range(3):
        for path in (f"{room}/agreement", room):
            with queries() as asked:
                mover.page(path)
            counts.append(len(asked))
        hr.submit(f"{room}/agreement/issue")
    # With one version and with three; the first version is signed, so its page says more.
    assert counts[2] == counts[4]
    assert counts[3] == counts[5]


# Files


def test_the_pdf_says_what_the_page_says(staged, client_as, tmp_path):
    room = staged(stand.signed)
    answer = client_as(HOME_HR).get(f"{room}/agreement/1.pdf")
    assert answer.mimetype == "application/pdf"
    assert "attachment; filename=" in answer.headers["Content-Disposition"]
    assert "Individual" not in answer.headers["Content-Disposition"]
    text = pdf_text(answer.data)
    for words in (
        "Secondment agreement",
        "Individual, Department for Rivers to Harbour Hospice",
        "First day: 4 January 2027",
        "Last day: 3 July 2027",
        "Department for Rivers pays: 100%",
        "18. What may be said in public",
        "Signed by Individual on 22 November 2026",
        "Version: 1, issued on 22 November 2026",
        "In force",
    ):
        assert words in text, words
    page = client_as(HOME_HR).page(f"{room}/agreement")
    printed = next(p.text for p in page.iter("p") if p.get("class") == "agreement__hash")
    assert len(printed) == 64
    assert printed in text.replace("\n", "")


def checked(file, tmp_path):
    path = tmp_path / "file.pdf"
    path.write_bytes(file)
    return outloud.check(str(path))


@pytest.mark.parametrize("build", [stand.issued, stand.signed])
def test_the_pdf_checked_with_outloud_has_no_error(staged, client_as, tmp_path, build):
    room = staged(build)
    result = checked(client_as(MOVER).get(f"{room}/agreement/1.pdf").data, tmp_path)
    assert (result.errors, result.warnings) == (0, 0)


def test_the_scope_note_of_a_project(staged, client_as, tmp_path):
    room = staged(stand.project)
    words = client_as(MOVER).words(f"{room}/agreement")
    assert "Scope note" in words
    assert "Hours in all 20" in words
    assert "Sign" not in words
    file = client_as(MOVER).get(f"{room}/agreement/scope-note.pdf").data
    assert "Hours in all: 20" in pdf_text(file)
    result = checked(file, tmp_path)
    assert result.errors == 0


def test_text_of_people_is_text_on_paper_and_on_the_page(staged, client_as):
    room = staged(stand.agreed)
    nasty = '#panic("x") $1$ <b>bold</b> {{ 7*7 }} *a* _b_ @c \\ // /* `raw`'
    hr = client_as(HOST_HR)
    hr.submit(f"{room}/agreement/draft/pay", salary=nasty)
    hr.submit(f"{room}/agreement/issue")
    page = hr.get(f"{room}/agreement").text
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "49" not in page.partition("Salary")[2][:200]
    text = pdf_text(hr.get(f"{room}/agreement/1.pdf").data)
    assert '#panic("x") $1$ <b>bold</b> {{ 7*7 }} *a* _b_ @c' in text


def test_the_dates_for_a_calendar(staged, client_as):
    room = staged(stand.signed)
    answer = client_as(MOVER).get(f"{room}/dates.ics")
    assert answer.mimetype == "text/calendar"
    entries = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    found = [
        (str(one["SUMMARY"]).partition(":")[0], one["DTSTART"].dt.isoformat()) for one in entries
    ]
    assert found == [
        ("First day", "2027-01-04"),
        ("Check-in after two weeks", "2027-01-18"),
        ("Check-in after six weeks", "2027-02-15"),
        ("Review halfway", "2027-04-04"),
        ("Plan the return", "2027-05-04"),
        ("Confirm the post to return to", "2027-06-03"),
        ("Last day", "2027-07-03"),
    ]
    assert {str(one["STATUS"]) for one in entries} == {"CONFIRMED"}
    identity = room.rpartition("/")[2]
    assert [str(one["UID"]) for one in entries][:2] == [
        f"{identity}-start@127.0.0.1",
        f"{identity}-week-2@127.0.0.1",
    ]


def test_the_entries_keep_their_identity_when_dates_move(staged, client_as):
    room = staged(stand.agreed)
    hr = client_as(HOST_HR)
    before = icalendar.Calendar.from_ical(hr.get(f"{room}/dates.ics").data).walk("VEVENT")
    hr.submit(f"{room}/terms", **{"ends_on-month": "8"})
    after = icalendar.Calendar.from_ical(hr.get(f"{room}/dates.ics").data).walk("VEVENT")
    assert {str(one["UID"]) for one in before} == {str(one["UID"]) for one in after}
    assert [(int(one[-1]["SEQUENCE"]), str(one[-1]["DTSTART"].dt)) for one in (before, after)] == [
        (0, "2027-07-03"),
        (1, "2027-08-03"),
    ]
    assert {str(one["STATUS"]) for one in after} == {"TENTATIVE"}


# Changing and issuing


def test_hr_changes_a_part_and_sees_the_difference_before_issuing(staged, client_as):
    room = staged(stand.agreed)
    hr = client_as(HOME_HR)
    words = hr.words(f"{room}/agreement/issue")
    assert "Nothing: this is the standard text" in words
    done = hr.submit(
        f"{room}/agreement/draft/ending",
        notice="8 weeks, in writing, with the reasons",
        follow=True,
    )
    assert "Changed by HR at Department for Rivers on 22 November 2026" in done.text
    page = client_as(HOST_HR).get(f"{room}/agreement/issue").text
    assert "<del>4</del>" in page
    assert "<ins>8</ins>" in page
    assert "Changed by HR at Department for Rivers" in page
    issued = client_as(HOST_HR).submit(f"{room}/agreement/issue", follow=True)
    assert "Version 1 is issued." in issued.text
    assert "8 weeks, in writing, with the reasons" in issued.text


def test_a_racing_change_keeps_what_was_typed_and_shows_what_is_there_now(staged, client_as):
    room = staged(stand.agreed)
    path = f"{room}/agreement/draft/ending"
    first, second = client_as(HOME_HR), client_as(HOST_HR)
    form = {"version": second.form(path, path).find(".//input[@name='version']").get("value")}
    first.submit(path, notice="8 weeks")
    lost = second.post(
        path,
        data={**form, "notice": "12 weeks", "words": "Ours.", "csrf_token": second.token(path)},
    )
    assert lost.status_code == 409
    assert "This changed while you had the page open" in lost.text
    assert "8 weeks" in lost.text
    assert 'value="12 weeks"' in lost.text


def test_issuing_over_somebody_elses_change_is_refused_and_shows_it(staged, client_as):
    room = staged(stand.agreed)
    host = client_as(HOST_HR)
    path = f"{room}/agreement/issue"
    version = host.form(path, path).find(".//input[@name='version']").get("value")
    client_as(HOME_HR).submit(f"{room}/agreement/draft/ending", notice="8 weeks")
    lost = host.post(path, data={"version": version, "csrf_token": host.token(path)})
    assert lost.status_code == 409
    assert "Nothing was issued" in lost.text
    assert "<ins>8 weeks</ins>" in lost.text


def test_changing_what_was_signed_warns_first(staged, client_as):
    room = staged(stand.signed)
    hr = client_as(HOST_HR)
    assert "every signature given so far is void" in hr.words(f"{room}/agreement/draft")
    hr.submit(f"{room}/agreement/draft/pay", salary="£41,000")
    words = client_as(MOVER).words(f"{room}/agreement")
    assert "This version is void" in words
    assert "HR of one employer is changing the text" in words


def test_too_long_a_field_keeps_what_was_typed(staged, client_as):
    room = staged(stand.agreed)
    answer = client_as(HOST_HR).submit(f"{room}/agreement/draft/pay", salary="x" * 1_001)
    assert answer.status_code == 422
    assert "Use 1,000 characters or fewer" in answer.text
    assert "x" * 1_001 in answer.text


def test_the_terms_changed_so_the_room_says_that_it_is_void(staged, client_as):
    room = staged(stand.signed)
    client_as(HOST_HR).submit(f"{room}/terms", **{"ends_on-month": "8"})
    words = client_as(MOVER).words(room)
    assert "it is void and so is every signature on it" in words
    assert "The terms of the placement changed" in client_as(MOVER).words(f"{room}/agreement")


# Signing


def test_the_three_sign_with_their_passwords(staged, client_as, in_app):
    room = staged(stand.issued)
    for who in (MOVER, HOME_HR, HOST_HR):
        client = client_as(who)
        assert "Your turn: Sign the agreement" in client.words(room)
        assert sign(client, room).status_code == 302
    with in_app():
        assert db.session.scalars(sa.select(Placement)).one().status == "signed"


def test_a_wrong_password_signs_nothing_and_keeps_the_page(staged, client_as, in_app):
    room = staged(stand.issued)
    answer = sign(client_as(MOVER), room, WRONG)
    assert answer.status_code == 422
    assert "This is not your password. Nothing is signed." in answer.text
    assert "1. Who this is between" in answer.text
    assert WRONG not in answer.text
    with in_app():
        assert db.session.scalars(sa.select(Placement)).one().mover_signed_at is None


def test_wrong_passwords_are_counted_as_at_sign_in(staged, client_as):
    room = staged(stand.issued)
    mover = client_as(MOVER)
    for _ in range(4):
        assert "This is not your password" in sign(mover, room, WRONG).text
    assert "Too many wrong passwords" in sign(mover, room, WRONG).text
    assert "Too many wrong passwords" in sign(mover, room).text


def test_whoever_does_not_sign_is_told_who_does(staged, client_as):
    room = staged(stand.issued)
    answer = client_as(POSTER).get(f"{room}/agreement/sign")
    assert answer.status_code == 403
    assert "HR or the board of each employer sign it" in answer.text


def test_nothing_is_signed_twice_or_before_it_is_issued(staged, client_as):
    room = staged(stand.issued)
    mover = client_as(MOVER)
    sign(mover, room)
    assert mover.get(f"{room}/agreement/sign").status_code == 409


def test_before_it_is_issued_there_is_nothing_to_sign(staged, client_as):
    room = staged(stand.agreed)
    assert client_as(MOVER).get(f"{room}/agreement/sign").status_code == 409


def test_what_changed_while_it_was_read_is_not_signed(staged, client_as, in_app):
    room = staged(stand.issued)
    mover, path = client_as(MOVER), f"{room}/agreement/sign"
    form = mover.form(path, path)
    seen = form.find(".//input[@name='seen']").get("value")
    client_as(HOST_HR).submit(f"{room}/agreement/issue")
    data = {"seen": seen, "password": factories.PASSWORD, "csrf_token": mover.token(path)}
    assert mover.post(path, data=data).status_code == 409
    with in_app():
        assert db.session.scalars(sa.select(Placement)).one().mover_signed_at is None


def test_signing_by_link_over_http(staged, client, in_app):
    link = staged(stand.by_link)
    words = client.words(link)
    assert "Dear Hal, you can sign for Harbour Hospice." in words
    assert "18. What may be said in public" in words
    assert client.submit(f"{link}/code", on=link).status_code == 303
    with in_app():
        code = code_in_mail(CONTACT)
    wrong = "000000" if code != "000000" else "111111"
    refused = client.submit(link, code=wrong)
    assert refused.status_code == 422
    assert "This is not the code that we sent" in refused.text
    assert client.submit(link, code=code).status_code == 303
    assert "You signed for Harbour Hospice on 22 November 2026" in client.words(link)
    assert client.get(f"{link}/agreement.pdf").data.startswith(b"%PDF-")
    assert client.get(link).headers["Referrer-Policy"] == "no-referrer"


def test_a_link_whose_agreement_changed_shows_nothing_of_it(staged, client, client_as, in_app):
    link = staged(stand.by_link)
    with in_app():
        row = db.session.scalars(sa.select(Placement)).one()
        room = f"/placements/{row.public_id}"
    client_as(HOME_HR).submit(f"{room}/agreement/draft/pay", salary="£41,000")
    words = client.words(link, 410)
    assert "This link signs nothing any more" in words
    assert "Who this is between" not in words
    assert client.get(f"{link}/agreement.pdf").status_code == 404
    assert client.post(link, data={"code": "123456"}).status_code == 410
