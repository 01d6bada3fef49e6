"""Every state with every action, written by hand from what a listing may do. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from exchange.errors import IllegalTransition
from exchange.opportunities.lifecycle import (
    OPPORTUNITY,
    REVISION,
    OpportunityStatus,
    RevisionStatus,
    closing_moment,
    is_closed,
)

LISTING = {
    "draft": {"edit": "draft", "submit": "in_review", "withdraw": "withdrawn"},
    "in_review": {"publish": "published", "return": "returned", "withdraw": "withdrawn"},
    "returned": {"edit": "returned", "submit": "in_review", "withdraw": "withdrawn"},
    "published": {
        "revise": "published",
        "pause": "paused",
        "extend": "published",
        "fill": "filled",
        "conclude": "concluded",
        "withdraw": "withdrawn",
        "remove": "removed",
    },
    "paused": {
        "revise": "paused",
        "resume": "published",
        "extend": "paused",
        "fill": "filled",
        "conclude": "concluded",
        "withdraw": "withdrawn",
        "remove": "removed",
    },
    "filled": {"free": "published"},
    "concluded": {},
    "withdrawn": {},
    "removed": {"restore": "published"},
}
LISTING_ACTIONS = [
    "edit",
    "submit",
    "publish",
    "return",
    "revise",
    "pause",
    "resume",
    "extend",
    "fill",
    "free",
    "conclude",
    "withdraw",
    "remove",
    "restore",
]
CHANGE = {
    "in_review": {"approve": "approved", "return": "returned", "withdraw": "withdrawn"},
    "approved": {},
    "returned": {},
    "withdrawn": {},
}


def every(table, actions):
    return [
        (state, action, moves.get(action)) for state, moves in table.items() for action in actions
    ]


@pytest.mark.parametrize(("state", "action", "after"), every(LISTING, LISTING_ACTIONS))
def test_listing(state, action, after):
    _move(OPPORTUNITY, OpportunityStatus(state), action, after)


@pytest.mark.parametrize(
    ("state", "action", "after"), every(CHANGE, ["approve", "return", "withdraw"])
)
def test_change(state, action, after):
    _move(REVISION, RevisionStatus(state), action, after)


def test_the_tables_are_whole():
    assert set(LISTING) == set(OpportunityStatus)
    assert set(LISTING_ACTIONS) == set(OPPORTUNITY.table)
    assert set(CHANGE) == set(RevisionStatus)
    assert set(REVISION.table) == {"approve", "return", "withdraw"}


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2026, 11, 22), datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 27, 23, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, 59, 59, tzinfo=UTC)),  # clocks went forward
        (date(2027, 7, 1), datetime(2027, 7, 1, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 10, 30), datetime(2027, 10, 30, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 31, 23, 59, 59, tzinfo=UTC)),  # and back
    ],
)
def test_a_day_closes_with_its_last_second_in_london(day, utc):
    closes = closing_moment(day)
    assert closes == utc
    assert closes.utcoffset() == timedelta(0)
    assert not is_closed(closes, utc)
    assert not is_closed(closes, utc + timedelta(microseconds=999_999))
    assert is_closed(closes, utc + timedelta(seconds=1))


def test_without_a_closing_date_it_stays_open():
    assert not is_closed(None, datetime(2099, 1, 1, tzinfo=UTC))


def _move(table, state, action, after):
    if after is None:
        with pytest.raises(IllegalTransition):
            table.after(state, action)
    else:
        assert table.after(state, action) == after
