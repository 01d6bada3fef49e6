"""Whoever comes second reads what changed: approving, withdrawing, terms, refusing, appealing."""

from __future__ import annotations

import uuid

import pytest

from exchange.placements import queries, replacing
from tests import factories, html
from tests.placements.parties import (
    HOME_HR,
    HOST_HR,
    MANAGER,
    MOVER,
    POSTER,
    address,
    agree_all,
    send,
)

REASON = {"reason": "The plan has changed."}
REFUSAL = {"category": "cost", **REASON}
AGREED = "Manager at the host, Harbour Hospice: agreed"
REFUSED = "Manager at the host, Harbour Hospice: refused"
MEANWHILE = [
    # what somebody had open, who; what happened meanwhile, by whom; what the first then reads
    ("approve", HOST_HR, "withdraw", MOVER, REASON, "Withdrawn"),
    ("approve", HOST_HR, "terms", MOVER, {"days_a_week": "4"}, "Version 2 of the terms"),
    (
        "approve",
        HOST_HR,
        "refuse",
        POSTER,
        REFUSAL,
        "Manager at the host, Harbour Hospice: refused",
    ),
    ("refuse", HOST_HR, "approve", POSTER, {}, AGREED),
    ("terms", MOVER, "approve", POSTER, {}, AGREED),
    ("withdraw", MOVER, "refuse", POSTER, REFUSAL, REFUSED),
    ("hand-over", HOST_HR, "approve", POSTER, {}, AGREED),
]


@pytest.fixture
def room(in_app):
    """A proposed secondment that was sent home; answers its address."""
    with in_app():
        world = factories.world()
        factories.member("sam@harbour.example", world.host)
        send(world.placement)
        return address(world.placement)


def opened(client, room, code):
    """What a page would send, as it was when somebody opened it."""
    return html.fields(client.form(f"{room}/{code}", f"{room}/{code}"))


@pytest.mark.parametrize(("open_", "who", "code", "other", "sent", "words"), MEANWHILE)
def test_the_second_reads_what_the_first_did(room, client_as, open_, who, code, other, sent, words):
    late = client_as(who)
    stale = opened(late, room, open_)
    assert client_as(other).submit(f"{room}/{code}", **sent).status_code == 302
    answer = late.post(f"{room}/{open_}", data={**stale, **REFUSAL})
    assert answer.status_code == 409
    assert words in html.words(html.parse(answer.text))
    assert f'href="{room}"' in answer.text


def test_an_approval_withdrawn_while_another_had_a_page_open(room, client_as, in_app):
    with in_app():
        agree_all(_world(room))
    mover = client_as(MOVER)
    stale = opened(mover, room, "withdraw")
    assert client_as(HOST_HR).submit(f"{room}/take-back", **REASON).status_code == 302
    answer = mover.post(f"{room}/withdraw", data={**stale, **REASON})
    assert answer.status_code == 409
    assert "HR at the host, Harbour Hospice: approval withdrawn" in answer.text
    assert "The plan has changed." in answer.text


def test_an_appeal_answered_while_another_had_it_open(room, client_as, in_app):
    with in_app():
        home = factories.actor(HOME_HR).standings[0].organisation_id
        organisation = queries.by_public_id(factories.actor(HOME_HR), _ref(room)).home_organisation
        assert organisation.id == home
        factories.member("second@rivers.example", organisation, "hr")
    client_as(MANAGER).submit(f"{room}/refuse", **REFUSAL)
    assert client_as(MOVER).submit(f"{room}/appeal", **REASON).status_code == 302
    late = client_as("second@rivers.example")
    stale = opened(late, room, "decide-appeal")
    first = client_as(HOME_HR).submit(f"{room}/decide-appeal", answer="dismiss", **REASON)
    assert first.status_code == 302
    answer = late.post(f"{room}/decide-appeal", data={**stale, "answer": "agree", **REASON})
    assert answer.status_code == 409
    assert "The appeal was answered: it stays refused" in answer.text


def _ref(room):
    return uuid.UUID(room.rpartition("/")[2])


def _world(room):
    people = [factories.actor(one) for one in (MOVER, MANAGER, HOME_HR, POSTER, HOST_HR)]
    placement = queries.by_public_id(people[0], _ref(room))
    mover, manager, home_hr, poster, host_hr = people
    return factories.World(
        placement.home_organisation,
        placement.host_organisation,
        mover,
        manager,
        home_hr,
        poster,
        host_hr,
        placement.opportunity,
        placement,
    )


@pytest.mark.parametrize("code", ["approve", "refuse", "hand-over", "terms", "withdraw"])
def test_who_had_the_page_open_when_it_was_handed_over_reads_so(room, client_as, in_app, code):
    """It was theirs when they opened it: not "this belongs to somebody else", but what changed."""
    poster, hr = client_as(POSTER), client_as(HOST_HR)
    stale = opened(poster, room, code)
    with in_app():
        sam = next(
            str(one.public_id)
            for one in replacing.successors(_world(room).placement)
            if one.person.email == "sam@harbour.example"
        )
    assert hr.submit(f"{room}/hand-over", to=sam).status_code == 302
    answer = poster.post(f"{room}/{code}", data={**stale, **REFUSAL})
    assert answer.status_code == 409
    assert "Somebody else at the host looks after it now" in html.words(html.parse(answer.text))
    fresh = {**stale, "version": str(int(stale["version"][0]) + 1)}
    assert poster.post(f"{room}/{code}", data={**fresh, **REFUSAL}).status_code == 403
