"""The list of moves and its filters, each against what somebody would write down by hand."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from exchange.db import db
from exchange.desk import calendars, due, moves, owed
from exchange.desk.hr_forms import MovesForm
from exchange.desk.moves import Wanted
from exchange.placements.queries import OVER
from exchange.placements.safeguards.words import Vetting
from tests import factories
from tests.desk import moved
from tests.placements import guarding, moving

RIVERS_HR, HARBOUR_HR = "hr@rivers.example", "hr@harbour.example"


def cast() -> None:
    """Moves of Rivers in many states, one into it, and one that is none of its business."""
    at = moved.employers()
    rivers, harbour, northmoor = at["rivers"], at["harbour"], at["northmoor"]
    moved.move("unsent", rivers, harbour)
    moved.reach(moved.move("sent", rivers, northmoor), "sent")
    moved.reach(moved.move("checked", rivers, harbour), "host")
    moved.reach(moved.move("agreed", rivers, harbour), "agreed")
    moved.reach(moved.move("issued", rivers, harbour), "issued")
    moved.reach(moved.move("signed", northmoor, rivers), "signed")
    moved.reach(moved.move("active", rivers, harbour), "active")
    moved.reach(moved.move("away", rivers, harbour), "on_leave")
    refused = moved.reach(moved.move("refused", rivers, harbour), "sent")
    moving.refuse(refused, refused.home_hr, "home_hr")
    moved.reach(moved.move("elsewhere", northmoor, harbour), "sent")
    moved.reach(moved.move("helper", rivers, harbour, "project"), "active")


@pytest.fixture
def walked(clock_at, staged):
    """The cast, on the morning on which it was made."""
    clock_at("2026-11-22 09:00")
    staged(cast)


@pytest.fixture
def at_rivers(walked, in_app):
    """HR of the department."""
    with in_app():
        yield factories.actor(RIVERS_HR)


def names(query) -> set[str]:
    """Who moves, by the first part of their names."""
    return {one.mover.name.lower() for one in db.session.scalars(query).unique()}


UNDER_WAY = {"sent", "checked", "agreed", "issued", "signed", "active", "away", "helper"}


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({}, UNDER_WAY),
        ({"show": "finished"}, {"refused"}),
        ({"show": "finished", "status": "withdrawn"}, set()),
        ({"direction": "in"}, {"signed"}),
        ({"direction": "out"}, UNDER_WAY - {"signed"}),
        ({"direction": "sideways"}, UNDER_WAY),
        ({"kind": "project"}, {"helper"}),
        ({"status": "on_leave"}, {"away"}),
        ({"status": "refused"}, UNDER_WAY),
        ({"person": "AGREE"}, {"agreed"}),
        ({"person": "%"}, set()),
        ({"other": "council north"}, {"sent", "signed"}),
        ({"other": "rivers"}, set()),
        ({"starts_from-day": "5", "starts_from-month": "1", "starts_from-year": "2027"}, set()),
        ({"starts_to-day": "4", "starts_to-month": "1", "starts_to-year": "2027"}, UNDER_WAY),
        ({"waits_for": "me"}, {"sent", "agreed", "issued"}),
        ({"waits_for": "me", "direction": "in"}, set()),
    ],
)
def test_each_filter_finds_what_it_says(at_rivers, asked, answer):
    form = MovesForm(MultiDict(asked))
    assert form.validate(), form.errors
    assert names(moves.found(at_rivers, form.wanted)) == answer


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("home_manager", {"sent", "elsewhere"}),
        ("home_hr", {"sent", "elsewhere", "agreed", "active"}),
        ("home_board", set()),
        ("host_manager", {"unsent", "sent", "elsewhere", "signed", "away", "helper"}),
        ("host_hr", {"unsent", "sent", "elsewhere", "agreed"}),
        ("host_board", set()),
        ("mover", {"unsent", "checked", "issued"}),
    ],
)
def test_for_whom_each_state_waits(at_rivers, who, answer):
    query = moves.found(factories.administrator(), Wanted()).where(owed.by(who))
    assert names(query) == set(), "an administrator reads nobody's desk"
    everywhere = moves.placements.visible(factories.administrator()).where(owed.by(who))
    expected = answer | ({"issued"} if who in {"home_hr", "host_hr"} else set())
    assert names(everywhere) == expected


def test_sql_says_the_same_as_the_page_of_each_move(at_rivers):
    from_sql = {
        (one.mover.name, who)
        for who, _name in owed.NAMES
        for one in db.session.scalars(
            moves.placements.visible(factories.administrator()).where(owed.by(who))
        ).unique()
    }
    everything = db.session.scalars(moves.placements.visible(factories.administrator())).unique()
    assert {one for one, _who in from_sql} == {
        one.mover.name for one in everything if one.status not in OVER
    }


def test_the_page_says_which_filters_are_on_and_takes_each_off(client_as, walked):
    asked = "/hr?show=moves&direction=out&person=agreed&starts_to-day=4&starts_to-month=1"
    page = client_as(RIVERS_HR).page(f"{asked}&starts_to-year=2027")
    chips = [one.get("href") for one in page.findall(".//ul[@class='filters__on']//a")]
    assert chips == [
        "/hr?show=moves&person=agreed&starts_to-day=4&starts_to-month=1&starts_to-year=2027",
        "/hr?show=moves&direction=out&starts_to-day=4&starts_to-month=1&starts_to-year=2027",
        "/hr?show=moves&direction=out&person=agreed",
    ]


def test_nothing_found_says_what_to_do(client_as, walked):
    words = client_as(RIVERS_HR).words("/hr?show=moves&person=nobody")
    assert "No move fits all of this" in words
    assert "Show all" in words


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("starts_from-day=40&starts_from-month=1&starts_from-year=2027", "must be a real date"),
        ("person=" + "x" * 121, "Use up to 120 characters"),
        (
            "starts_from-day=2&starts_from-month=1&starts_from-year=2027"
            "&starts_to-day=1&starts_to-month=1&starts_to-year=2027",
            "must not be before the earliest",
        ),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(client_as, walked, query, problem):
    words = client_as(RIVERS_HR).words(f"/hr?show=moves&{query}", 422)
    assert problem in words
    assert "Put right what is marked" in words


def test_the_next_step_says_who_and_from_when(client_as, walked):
    words = client_as(RIVERS_HR).words("/hr?show=moves&person=active")
    assert "4 January 2027 to 3 July 2027" in words
    assert "Confirm what follows" in words
    assert "HR at home, Department for Rivers, from 3 July 2027" in words


def test_what_other_parts_say_is_due_stands_by_the_dates(app, client_as, walked, monkeypatch):
    asked = []

    def check_ins(found):
        asked.append(len(found))
        days = (date(2026, 11, 21), date(2027, 2, 15))
        return [due.Due(one.id, "Check-in", day) for one in found for day in reversed(days)]

    monkeypatch.setitem(app.extensions, "desk_due", [check_ins])
    words = client_as(RIVERS_HR).words("/hr?show=moves&person=active")
    assert "Check-in: 21 November 2026 (passed)" in words
    assert "Check-in: 15 February 2027" in words
    assert asked == [1], "once for the page, whatever its length"


def test_when_a_clearance_runs_out_is_told_to_hr_and_to_no_calendar(client_as, walked, in_app):
    with in_app():
        w = moved.reach(moved.again("cleared", "northmoor", "rivers"), "agreed")
        guarding.need(w, Vetting.SC)
        guarding.confirm(w, Vetting.SC, date(2027, 3, 1))
        factories.member("boss@rivers.example", w.host, "organisation_admin")
        days = calendars.entries(factories.actor(RIVERS_HR))
        assert any("Cleared" in one.title for one in days)
        assert not any("Security check" in one.title for one in days)
    told = "Security check (SC) runs out: 1 March 2027"
    asked = "/hr?show=moves&person=cleared"
    assert told in client_as(RIVERS_HR).words(asked)
    words = client_as("boss@rivers.example").words(asked)
    assert "Cleared" in words
    assert "Security check" not in words
