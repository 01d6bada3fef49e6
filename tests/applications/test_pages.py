"""The way from a listing to an offer, as pages."""

from __future__ import annotations

from tests.applications import make


def test_from_apply_to_offer(app, cast):
    mover, host = make.browser(app, cast.applicant), make.browser(app, cast.poster)
    apply = f"/opportunities/{cast.listing}/apply"
    employer = str(cast.home)
    saved = mover.submit(apply, statement="I would", action="save", follow=True)
    assert "Your draft is saved" in saved.text
    assert "I would" in mover.get(apply).text
    sent = mover.submit(apply, statement=make.STATEMENT, home_organisation=employer, action="send")
    own = sent.headers["Location"]
    assert "reads your application" in mover.words(own)
    assert "Individual" in host.words(f"/opportunities/{cast.listing}/applications")
    assert host.submit(f"{own}/shortlist", on=own).status_code == 302
    assert host.submit(f"{own}/offer").status_code == 302
    assert "Accept the offer" in mover.words(own)
    assert "Offered a place" in mover.words("/applications")
