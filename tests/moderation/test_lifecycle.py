"""Every state of a report with every action, written by hand. No database."""

from __future__ import annotations

import pytest

from exchange.errors import IllegalTransition
from exchange.moderation.lifecycle import REPORT, ReportStatus

ACTIONS = ("claim", "decide", "appeal", "uphold", "overturn")
TABLE = {
    "open": {"claim": "claimed"},
    "claimed": {"claim": "claimed", "decide": "decided"},
    "decided": {"appeal": "appealed"},
    "appealed": {"uphold": "upheld", "overturn": "overturned"},
    "upheld": {},
    "overturned": {},
}


@pytest.mark.parametrize(
    ("state", "action", "after"),
    [(state, action, moves.get(action)) for state, moves in TABLE.items() for action in ACTIONS],
)
def test_report(state, action, after):
    if after is None:
        with pytest.raises(IllegalTransition):
            REPORT.after(ReportStatus(state), action)
    else:
        assert REPORT.after(ReportStatus(state), action) == after


def test_the_table_is_whole():
    assert set(TABLE) == set(ReportStatus)
    assert set(ACTIONS) == set(REPORT.table)
