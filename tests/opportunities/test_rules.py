"""Which kinds can be posted how, and what each must say before review. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from exchange import clock
from exchange.opportunities import rules
from exchange.opportunities.models import CostModel, PostedAs, Remote, Side
from exchange.opportunities.rules import ListingValues
from tests.opportunities.make import FULL

BY_PERSON_TOO = {"session", "shadowing", "mentoring"}
KINDS = [
    "session",
    "shadowing",
    "mentoring",
    "project",
    "attachment",
    "secondment",
    "loan",
    "swap",
    "trustee",
    "external_vacancy",
]
SHAPES = [
    ("host", "organisation", set(KINDS) - {"external_vacancy"}),
    ("host", "person", BY_PERSON_TOO),
    ("mover", "organisation", set(KINDS) - {"external_vacancy"}),
    ("mover", "person", set(KINDS) - {"external_vacancy"}),
]
ALWAYS = {"title", "summary", "description", "outcome", "supervisor", "outcode", "closes_at"}
ASKED = {
    "session": {"hours", "starts_on"},
    "shadowing": {"starts_on", "ends_on"},
    "mentoring": {"hours", "starts_on", "ends_on"},
    "project": {"hours", "starts_on", "ends_on"},
    "attachment": {"level", "starts_on", "ends_on", "days_a_week", "cost_model"},
    "secondment": {"level", "starts_on", "ends_on", "days_a_week", "cost_model"},
    "loan": {"level", "starts_on", "ends_on", "days_a_week", "cost_model"},
    "swap": {"level", "starts_on", "ends_on", "days_a_week"},
    "trustee": {"starts_on"},
}


@pytest.fixture(autouse=True)
def today():
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


@pytest.mark.parametrize(("side", "posted_as", "possible"), SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_shape(side, posted_as, possible, kind):
    refused = rules.shape_problems(Side(side), PostedAs(posted_as), kind)
    assert bool(refused) is (kind not in possible)


@pytest.mark.parametrize(("kind", "asked"), ASKED.items())
def test_an_empty_draft_misses_what_its_kind_asks(kind, asked):
    assert set(rules.problems(Side.HOST, ListingValues(kind=kind))) == ALWAYS | asked


@pytest.mark.parametrize("kind", ASKED)
def test_who_wants_to_go_names_no_supervisor(kind):
    assert "supervisor" not in rules.problems(Side.MOVER, ListingValues(kind=kind))


def test_a_full_listing_misses_nothing():
    assert rules.problems(Side.HOST, FULL) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcode": "ZZ99"}, "outcode"),
        ({"places": 0}, "places"),
        ({"places": 100}, "places"),
        ({"days_a_week": 0.0}, "days_a_week"),
        ({"days_a_week": 5.5}, "days_a_week"),
        ({"ends_on": date(2027, 2, 28)}, "ends_on"),
        ({"ends_on": date(2027, 5, 30)}, "ends_on"),  # a day short of three months
        ({"closes_at": datetime(2026, 11, 22, 12, tzinfo=UTC)}, "closes_at"),
    ],
)
def test_what_makes_no_sense(change, field):
    assert set(rules.problems(Side.HOST, replace(FULL, **change))) == {field}


def test_remote_work_needs_no_postcode():
    assert rules.problems(Side.HOST, replace(FULL, outcode="", remote=Remote.REMOTE)) == {}


def test_another_kind_drops_what_it_does_not_ask():
    left = rules.fitting(replace(FULL, kind="session"))
    assert (left.ends_on, left.days_a_week, left.cost_model) == (None, None, None)
    assert (left.starts_on, left.level, left.title) == (FULL.starts_on, 5, FULL.title)
    assert FULL.cost_model is CostModel.SHARED
