"""Each text field × what nobody should send: an error beside the field, and the text is kept."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from tests import html
from tests.applications import make

KEPT = "heron"
# What is sent, percent-encoded where it is no text.
BAD = {
    "nul": f"{KEPT}%00",
    "binary": f"{KEPT}%01%02%FF%FE",
    "invalid bytes": f"{KEPT}%C3%28",
    "lone surrogate": f"{KEPT}%ED%A0%80",
    "script": quote(f"{KEPT}<script>alert(1)</script>"),
    "handler": quote(f"{KEPT}<img src=x onerror=alert(1)>"),
}
# Page, field, the most characters that it takes, and whether it must be filled in.
FIELDS = [
    ("apply", "statement", 6_000, True),
    ("withdraw", "reason", 2_000, False),
    ("not_select", "reason", 2_000, True),
    ("decline", "reason", 2_000, False),
    ("rescind", "reason", 2_000, True),
    ("invite", "supervisor", 120, True),
    ("invite", "outcome", 500, True),
    ("invite", "outcode", 8, False),
    ("invite", "message", 5_000, False),
    ("decline_invitation", "reason", 2_000, False),
    ("end", "reason", 2_000, True),
    ("message", "body", 5_000, True),
]
NUMBERS = [
    ("offer", "days_a_week", "heron"),
    ("offer", "days_a_week", "9"),
    ("offer", "days_a_week", "9" * 5_000),
    ("offer", "starts_on-day", "heron"),
    ("offer", "starts_on-year", "99999"),
    ("offer", "ends_on-month", "13"),
    ("offer", "answer_by-day", ""),
    ("offer", "answer_by-year", "2020"),
    ("invite", "days_a_week", "-1"),
    ("invite", "starts_on-month", "<b>"),
    ("invite", "organisation", "nobody"),
    ("not_select", "category", "heron"),
    ("apply", "home_organisation", "heron"),
]


OWN = {"apply", "withdraw", "decline", "decline_invitation"}
"""Pages of the applicant, or of who is invited; the others are of the poster."""


def where(cast, name):
    """The address of a page, in a state that has it."""
    if name == "apply":
        return f"/opportunities/{cast.listing}/apply"
    if name == "end":
        return f"/opportunities/{cast.listing}/withdraw"
    if name in {"invite", "decline_invitation"}:
        listing = make.wants_to_go(cast.applicant)
        if name == "invite":
            return f"/opportunities/{listing}/invite"
        return f"/invitations/{make.invited(cast.poster, listing, cast.host)}/decline"
    sent = make.applied(cast.applicant, cast.listing)
    if name == "message":
        return f"/messages/{make.conversation(cast.poster, 'application', sent)}"
    if name in {"decline", "rescind"}:
        make.offered(cast.poster, sent)
    return f"/applications/{sent}/{name.replace('_', '-')}"


@pytest.fixture
def opened(app, in_app, cast):
    """`opened(name)`: who opens that page, and its address."""

    def who_and_where(name):
        with in_app():
            path = where(cast, name)
        return make.browser(app, cast.applicant if name in OWN else cast.poster), path

    return who_and_where


def send(browser, path, field, raw):
    """Post the page's form with one field as these raw bytes."""
    values = html.fields(browser.form(path, path, [field]))
    values |= {"action": ["send"]}
    values.pop(field, None)
    body = f"{urlencode(values, doseq=True)}&{field}={raw}"
    kind = "application/x-www-form-urlencoded"
    return browser.post(path, data=body, content_type=kind)


@pytest.mark.parametrize(("name", "field", "most", "must"), FIELDS)
def test_text(opened, name, field, most, must):
    browser, path = opened(name)
    cases = {**BAD, "over-long": KEPT + "x" * most}
    for what, raw in cases.items():
        answer = send(browser, path, field, raw)
        assert answer.status_code == 422, (name, field, what)
        assert f'id="{field}-error"' in answer.text, (name, field, what)
        assert KEPT in answer.text, (name, field, what)
        assert "<script>alert" not in answer.text
    if must:
        answer = send(browser, path, field, "")
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text


@pytest.mark.parametrize(("name", "field", "raw"), NUMBERS)
def test_numbers_dates_and_choices(opened, name, field, raw):
    browser, path = opened(name)
    answer = send(browser, path, field, quote(raw))
    assert answer.status_code == 422
    assert f'id="{field.split("-")[0]}-error"' in answer.text


@pytest.mark.parametrize("version", ["", "heron", "9" * 5_000, "-1", "%FF"])
def test_a_version_that_is_none_changes_nothing(app, in_app, cast, version):
    with in_app():
        sent = make.applied(cast.applicant, cast.listing)
    poster = make.browser(app, cast.poster)
    path = f"/applications/{sent}"
    answer = poster.submit(f"{path}/shortlist", on=path, version=version)
    assert answer.status_code == 409
    with in_app():
        assert make.application(sent).status == "submitted"


@pytest.mark.parametrize("query", ["?status=heron", "?status=draft", "?page=heron", "?page=99"])
def test_a_strange_address_still_answers(app, cast, query):
    poster = make.browser(app, cast.poster)
    assert poster.get(f"/opportunities/{cast.listing}/applications{query}").status_code == 200
    assert poster.get(f"/applications{query}").status_code == 200


def test_declining_an_invitation_without_a_reason_is_fine(opened):
    browser, path = opened("decline_invitation")
    assert browser.submit(path).status_code == 302
