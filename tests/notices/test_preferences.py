"""What reaches a person and how: the grid, what stays on, and the link that needs no sign-in."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.access import Actor
from exchange.db import command, db, write_transaction
from exchange.errors import Invalid
from exchange.notices import preferences, services, unsubscribing
from exchange.notices.events import Channel, Group
from exchange.notices.models import Notice, NoticePreference, Outbox
from exchange.notices.preferences import Wish
from tests import people

ADA = "ada@northmoor.example"
URGENT, CAN_WAIT = "red_flag", "started"
pytestmark = pytest.mark.both_databases


@command
def tell(actor: Actor, *names: str) -> None:
    """Tell the actor these."""
    for name in names:
        services.tell(actor.person_id or 0, name, f"It is about {name}.", "/placements")


@pytest.fixture
def ada(in_app):
    with in_app():
        return people.person(ADA)


def where(event):
    """Where the one notice of an event goes: on the page, and its mailing; None for nowhere."""
    query = sa.select(Notice.on_page, Notice.mailing).where(Notice.event == event)
    found = db.session.execute(query).one_or_none()
    return (found[0], found[1].value) if found else None


def mailed():
    """The events of notices that are mailed at once."""
    rows = db.session.scalars(sa.select(Outbox).filter_by(topic="notice_mail"))
    return [row.payload["event"] for row in rows]


@pytest.mark.parametrize(
    ("wish", "urgent", "can_wait"),
    [
        (None, (True, "at_once"), (True, "daily")),
        (Wish(True, Channel.AT_ONCE), (True, "at_once"), (True, "at_once")),
        (Wish(True, Channel.DAILY), (True, "at_once"), (True, "daily")),
        (Wish(True, Channel.URGENT), (True, "at_once"), (True, "none")),
        (Wish(True, Channel.OFF), (True, "none"), (True, "none")),
        (Wish(False, Channel.DAILY), (False, "at_once"), (False, "daily")),
        (Wish(False, Channel.OFF), None, None),
    ],
)
def test_a_wish_decides_where_a_notice_goes(ada, in_app, wish, urgent, can_wait):
    with in_app():
        if wish:
            preferences.choose(ada, {Group.PLACEMENTS: wish})
        tell(ada, URGENT, CAN_WAIT)
        assert (where(URGENT), where(CAN_WAIT)) == (urgent, can_wait)
        expected = [
            one
            for one, place in ((URGENT, urgent), (CAN_WAIT, can_wait))
            if place and place[1] == "at_once"
        ]
        assert mailed() == expected


@pytest.mark.parametrize("group", ["approvals", "security"])
def test_what_stays_on_cannot_be_switched_off(ada, in_app, group):
    with in_app():
        with pytest.raises(Invalid):
            preferences.choose(ada, {Group(group): Wish(True, Channel.OFF)})
        with pytest.raises(IntegrityError, match="these_stay_on"), write_transaction():
            db.session.add(
                NoticePreference(
                    person_id=ada.person_id, about=Group(group), channel=Channel.OFF, on_page=False
                )
            )
        tell(ada, "decision_wanted", "roles_changed")
        assert (where("decision_wanted"), where("roles_changed")) == ((True, "at_once"),) * 2


def test_a_message_comes_at_once_unless_somebody_says_otherwise(ada, in_app):
    with in_app():
        tell(ada, "message")
        assert where("message") == (True, "at_once")
        bo = people.person("bo@northmoor.example")
        preferences.choose(bo, {Group.MESSAGES: Wish(True, Channel.DAILY)})
        tell(bo, "message")
        assert len(mailed()) == 1


def test_the_page_keeps_what_was_chosen(ada, client_as, in_app):
    client = client_as(ADA)
    words = client.words("/account/notices")
    assert "Decisions and signatures" in words
    assert "this always reaches you" in words
    client.submit(
        "/account/notices", mail_placements="off", page_applications=None, mail_messages="daily"
    )
    with in_app():
        kept = preferences.wishes(ada.person_id)
    assert kept[Group.PLACEMENTS] == Wish(True, Channel.OFF)
    assert kept[Group.MESSAGES] == Wish(True, Channel.DAILY)
    assert kept[Group.LISTINGS] == Wish(True, Channel.DAILY)


def test_a_way_that_is_not_offered_is_refused(ada, client_as, in_app):
    client = client_as(ADA)
    token = client.token("/account/notices")
    answer = client.post("/account/notices", data={"csrf_token": token, "mail_messages": "urgent"})
    assert answer.status_code == 422
    with in_app():
        assert preferences.wishes(ada.person_id)[Group.MESSAGES].channel is Channel.AT_ONCE


def way_out(app, person, what):
    secret = app.extensions["settings"].secret_key
    return f"/notices/unsubscribe/{unsubscribing.token(secret, person.person_id, what)}"


@pytest.mark.parametrize("what", ["placements", "daily"])
def test_opening_the_link_changes_nothing_and_one_click_ends_it(ada, app, in_app, client, what):
    link = way_out(app, ada, what)
    page = client.get(link)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"
    with in_app():
        assert db.session.query(NoticePreference).count() == 0
    for _twice in range(2):
        answer = client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    with in_app():
        kept = preferences.wishes(ada.person_id)
        tell(ada, URGENT, CAN_WAIT, "decision_wanted")
        assert where(CAN_WAIT) == (True, "none")
        assert where("decision_wanted") == (True, "at_once")
        assert where(URGENT) == (True, "none" if what == "placements" else "at_once")
    assert kept[Group.MESSAGES].channel is Channel.AT_ONCE
    assert (kept[Group.LISTINGS].channel is Channel.DAILY) == (what == "placements")


def test_the_button_of_the_page_works_without_signing_in(ada, app, in_app, client):
    link = way_out(app, ada, "applications")
    assert "Stop e-mails about “Your applications, invitations and questions”?" in client.words(
        link
    )
    answer = client.post(link)
    assert "That is stopped" in answer.text
    with in_app():
        assert preferences.wishes(ada.person_id)[Group.APPLICATIONS].channel is Channel.OFF


@pytest.mark.parametrize("what", ["approvals", "security", "nonsense"])
def test_no_link_ends_what_stays_on(ada, app, client, what):
    link = way_out(app, ada, what)
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_an_altered_link_is_nobodys(ada, app, client, in_app):
    link = way_out(app, ada, "daily")
    for wrong in (link[:-1] + ("a" if link[-1] != "a" else "b"), link[:-20], link + ".x"):
        assert client.post(wrong).status_code == 404
    with in_app():
        assert db.session.query(NoticePreference).count() == 0
