"""The way from a listing to an offer, as pages."""

from __future__ import annotations

import pytest

from tests.applications import make


@pytest.fixture
def story(app, in_app):
    with in_app():
        poster = make.worker("Priya Shah", "poster@harbour.example", "Harbour Hospice", "poster")
        applicant = make.worker("Iona Reid", "individual@rivers.example", "Rivers", "hr")
        listing = make.listing(poster, "Harbour Hospice")
        employer = str(make.employer_of(applicant))
    return app, poster, applicant, listing, employer


def test_from_apply_to_offer(story):
    app, poster, applicant, listing, employer = story
    mover, host = make.browser(app, applicant), make.browser(app, poster)
    apply = f"/opportunities/{listing}/apply"
    saved = mover.submit(apply, statement="I would", action="save", follow=True)
    assert "Your draft is saved" in saved.text
    assert "I would" in mover.get(apply).text
    sent = mover.submit(apply, statement=make.STATEMENT, home_organisation=employer, action="send")
    own = sent.headers["Location"]
    assert "reads your application" in mover.words(own)
    assert "Iona Reid" in host.words(f"/opportunities/{listing}/applications")
    assert host.submit(f"{own}/shortlist", on=own).status_code == 302
    assert host.submit(f"{own}/offer").status_code == 302
    assert "Accept the offer" in mover.words(own)
    assert "Offered a place" in mover.words("/applications")
