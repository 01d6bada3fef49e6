"""How long steps take: medians by hand, and never without what is open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exchange.access import VISITOR
from exchange.desk import figures
from exchange.organisations.models import Organisation
from exchange.placements import releasing
from tests import factories
from tests.desk import moved
from tests.placements import moving

RIVERS_HR, HARBOUR_HR, NORTHMOOR_HR = (
    f"hr@{name}.example" for name in ("rivers", "harbour", "northmoor")
)
DAY = timedelta(days=1)


def sent(name: str, at: dict[str, Organisation]) -> moved.World:
    """A move of which the employer has just heard."""
    return moved.reach(moved.move(name, at["rivers"], at["harbour"]), "sent")


def manager_agrees(w: moved.World) -> None:
    """By the link."""
    releasing.agree(VISITOR, moving.link_to(w.manager.email))


@pytest.fixture
def months(clock_at, in_app):
    """The manager took 1, 2 and 9 days; two more moves wait, one of them for three weeks."""
    with in_app():
        clock_at("2026-11-01 09:00")
        at = moved.employers()
        sent("patient", at)
        for name, days in (("one", 1), ("two", 2), ("nine", 9)):
            clock_at("2026-11-02 09:00")
            w = sent(name, at)
            clock_at(f"2026-11-{2 + days:02} 09:00")
            manager_agrees(w)
        clock_at("2026-11-20 09:00")
        sent("fresh", at)
        clock_at("2026-11-22 09:00")


def by_name(email: str) -> dict[str, figures.StepFigures]:
    """The figures of somebody's desk."""
    return {one.name: one for one in figures.steps(factories.actor(email))}


@pytest.mark.both_databases
def test_the_open_wait_stands_beside_the_median(months, in_app, clock_at):
    with in_app():
        managers = by_name(RIVERS_HR)["Line manager at home"]
        assert (managers.done, managers.median) == (3, 2 * DAY)
        assert (managers.open, managers.usual) == (2, "2 days")
        assert managers.oldest.isoformat() == "2026-11-01T09:00:00+00:00"


@pytest.mark.both_databases
def test_a_middle_of_two_lies_between_them(months, in_app):
    with in_app():
        w = moved.reach(moved.again("now", "rivers", "harbour"), "sent")
        manager_agrees(w)
        median = by_name(RIVERS_HR)["Line manager at home"].median
        assert median.total_seconds() == pytest.approx(1.5 * 86400, abs=1)


def test_a_no_ends_a_wait_as_well(months, in_app, clock_at):
    with in_app():
        w = moved.reach(moved.again("unlucky", "rivers", "harbour"), "sent")
        clock_at("2026-11-25 09:00")
        moving.refuse(w, w.home_hr, "home_hr")
        hr = by_name(RIVERS_HR)["HR at home"]
        assert (hr.done, hr.median) == (1, 3 * DAY)


def test_both_sides_read_the_same_and_others_nothing(months, in_app):
    with in_app():
        factories.member(NORTHMOOR_HR, moved.known("northmoor"), "hr")
        factories.member(HARBOUR_HR, moved.known("harbour"), "hr")
        assert by_name(HARBOUR_HR)["Line manager at home"].median == 2 * DAY
        assert by_name(NORTHMOOR_HR) == {}


def test_a_move_that_was_not_sent_home_is_not_counted_there(months, in_app):
    with in_app():
        moved.again("quiet", "rivers", "harbour")
        assert by_name(RIVERS_HR)["HR at the host"].open == 5
        factories.member(HARBOUR_HR, moved.known("harbour"), "hr")
        assert by_name(HARBOUR_HR)["HR at the host"].open == 6


@pytest.fixture
def refusals(clock_at, in_app):
    """Two for cost by the host, one for dates by home, and one a day longer ago than is told."""
    with in_app():
        clock_at("2026-11-21 09:00")
        at = moved.employers()
        old = sent("long", at)
        moving.refuse(old, old.home_hr, "home_hr", "eligibility")
        clock_at("2026-11-23 09:00")
        for name in ("ada", "ben"):
            w = sent(name, at)
            moving.refuse(w, w.host_hr, "host_hr", "cost")
        w = sent("cem", at)
        moving.refuse(w, w.home_hr, "home_hr", "dates")
        clock_at("2027-11-22 09:00")


def test_reasons_are_counted_by_whoever_refused(refusals, in_app):
    def told(email):
        return [
            (one.name, one.ours, one.theirs) for one in figures.refusals(factories.actor(email))
        ]

    with in_app():
        assert told(RIVERS_HR) == [
            ("The cost", 0, 2),
            ("The dates or days do not work", 1, 0),
        ]
        assert told(HARBOUR_HR) == [
            ("The cost", 2, 0),
            ("The dates or days do not work", 0, 1),
        ]


def test_the_page_says_it_in_words(client_as, months):
    words = client_as(RIVERS_HR).words("/hr/figures")
    assert "Line manager at home 2 days 3 2 21 days" in words
    assert "Nothing was refused in the last twelve months." in words


def test_an_empty_desk_says_what_will_stand_here(client_as, clock_at, in_app):
    with in_app():
        lantern = factories.organisation("Lantern Youth")
        factories.member("chief@lantern.example", lantern, "organisation_admin", "hr")
    words = client_as("chief@lantern.example").words("/hr/figures")
    assert "There is nothing to count yet" in words


def test_only_the_moves_that_changed_last_are_asked(months, in_app, monkeypatch):
    monkeypatch.setattr(figures, "SAMPLE", 2)
    with in_app():
        managers = by_name(RIVERS_HR)["Line manager at home"]
        assert managers.done < 3
        assert managers.open == 2, "what is open is never left out"


def test_figures_cost_the_same_at_any_length(client_as, months, in_app, queries):
    desk = client_as(RIVERS_HR)

    def asked():
        with queries() as statements:
            desk.get("/hr/figures")
        return len(statements)

    asked()
    before = asked()
    with in_app():
        moved.reach(moved.again("more", "rivers", "harbour"), "sent")
    assert asked() == before
    assert before <= 12
