"""The placement room over HTTP: the journey of each party, and what each may see and do."""

from __future__ import annotations

import pytest

from tests import factories

MOVER, MANAGER, HOME_HR = "individual@rivers.example", "manager@rivers.example", "hr@rivers.example"
POSTER, HOST_HR = "poster@harbour.example", "hr@harbour.example"


@pytest.fixture
def room(app, in_app):
    """A proposed secondment; `room()` is its address."""
    with in_app():
        world = factories.world()
        return f"/placements/{world.placement.public_id}"


def release_token(in_app, to=MANAGER):
    with in_app():
        return factories.token_in(factories.mails(to)[-1])


def test_the_whole_move_over_http(room, client_as, client, in_app, clock_at):
    mover, hr = client_as(MOVER), client_as(HOME_HR)
    assert "Send to my manager" in mover.words(room)
    hr.page(room, 404)
    sent = mover.submit(f"{room}/send-home", name="Mo Manager", email=MANAGER)
    assert sent.headers["Location"] == room
    token = release_token(in_app)
    assert client.submit(f"/release/{token}", decision="agree").status_code == 303
    hr.submit(f"{room}/manager", is_manager="yes")
    hr.submit(f"{room}/approve")
    client_as(POSTER).submit(f"{room}/approve")
    client_as(HOST_HR).submit(f"{room}/approve")
    assert "Complete the checks that still block" in mover.words(room)
    mover.submit(f"{room}/facts", contract="permanent")
    assert "Agreed by everybody who has to" in mover.words(room)
    clock_at("2027-01-04 09:00")
    started = client_as(POSTER).submit(f"{room}/start", follow=True)
    assert "Under way" in started.text
