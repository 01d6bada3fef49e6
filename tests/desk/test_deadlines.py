"""What the agreement and a stay bring to the desk and its calendar, each day written by hand."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.db import db
from exchange.desk import calendars, moves, owed
from exchange.desk.moves import ME, Wanted
from tests import factories
from tests.desk import moved
from tests.stays import staying

RIVERS_HR, HARBOUR_HR = "hr@rivers.example", "hr@harbour.example"


def cast() -> None:
    """One who waits for signatures, one who is there."""
    at = moved.employers()
    moved.reach(moved.move("Unsigned", at["rivers"], at["harbour"]), "agreed")
    there = moved.reach(moved.move("There", at["rivers"], at["northmoor"]), "active")
    with moved.moving.on(date(2027, 1, 20)):
        staying.check_in(there, there.mover, "week_2", "green")


@pytest.fixture
def walked(clock_at, staged):
    """The cast, in February."""
    clock_at("2026-11-22 09:00")
    staged(cast)
    clock_at("2027-02-01 09:00")


def entries(who: str) -> set[tuple[date, str]]:
    """The days in somebody's calendar, who moves and what it is."""
    found = calendars.entries(factories.actor(who))
    return {(one.on, f"{one.title.split(',')[0]}: {one.title.split(': ')[1]}") for one in found}


def test_the_calendar_holds_signatures_check_ins_and_the_return(walked, in_app):
    with in_app():
        assert entries(RIVERS_HR) == {
            (date(2027, 1, 4), "Unsigned: is to begin"),
            (date(2027, 1, 4), "Unsigned: The agreement is to be signed by now"),
            (date(2027, 7, 3), "Unsigned: last day"),
            (date(2027, 1, 4), "There: begins"),
            (date(2027, 1, 18), "There: Check-in after two weeks"),
            (date(2027, 2, 15), "There: Check-in after six weeks"),
            (date(2027, 4, 4), "There: Check-in at the midpoint"),
            (date(2027, 5, 4), "There: Confirm the post to return to"),
            (date(2027, 7, 3), "There: last day"),
        }


def test_the_desk_lists_them_too(walked, client_as):
    desk = client_as(RIVERS_HR)
    words = desk.words("/hr?show=moves&person=unsigned")
    assert "The agreement is to be signed by now: 4 January 2027" in words
    words = desk.words("/hr?show=moves&person=there")
    assert "Check-in after six weeks: 15 February 2027" in words


def waits(who: str, condition) -> set[str]:
    """Who moves in the moves of somebody that fit."""
    query = moves.found(factories.actor(who), Wanted()).where(condition)
    return {one.mover.name for one in db.session.scalars(query).unique()}


def mine(who: str) -> set[str]:
    """What waits for somebody, as the filter of the desk finds it."""
    query = moves.found(factories.actor(who), Wanted(waits_for=ME))
    return {one.mover.name for one in db.session.scalars(query).unique()}


def test_an_extension_is_due_by_the_last_day_and_waits_for_each_who_decides(
    walked, in_app, clock_at
):
    with in_app():
        clock_at("2026-11-23 09:00")
        at_harbour = moved.reach(moved.again("Longer", "rivers", "harbour"), "active")
        clock_at("2027-02-01 09:00")
        assert "Longer" not in mine(RIVERS_HR)
        staying.ask(at_harbour)
        assert (date(2027, 7, 3), "Longer: Decide about the extension") in entries(RIVERS_HR)
        assert "Longer" in waits(RIVERS_HR, owed.by("home_hr"))
        assert "Longer" in mine(RIVERS_HR)
        assert "Longer" in mine(HARBOUR_HR)
        staying.approve(at_harbour, at_harbour.host_hr, "host_hr")
        assert "Longer" not in mine(HARBOUR_HR)


def test_the_return_waits_for_home_hr_from_when_it_is_to_be_planned(walked, in_app, clock_at):
    with in_app():
        clock_at("2027-04-19 09:00")
        assert "There" not in mine(RIVERS_HR)
        clock_at("2027-04-20 09:00")
        assert "There" in mine(RIVERS_HR)


def test_whoever_issues_or_signs_for_a_side_is_waited_for(walked, in_app):
    with in_app():
        assert mine(HARBOUR_HR) == {"Unsigned"}
