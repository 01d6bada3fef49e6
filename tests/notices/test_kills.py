"""kill -9 of the worker at random moments, with mail through a real server; many in benchmarks/."""

from __future__ import annotations

import pytest

from benchmarks import mailkills
from exchange.notices import fanning
from tests.notices import mailing

KILLS = 6

pytestmark = [pytest.mark.smtp, pytest.mark.both_databases]


def test_nothing_is_lost_and_nobody_is_told_twice(app, monkeypatch):
    monkeypatch.setitem(app.extensions["audiences"], "everybody", mailkills.everybody)
    monkeypatch.setattr(fanning, "BATCH", mailkills.BATCH)
    with mailing.serving() as box:
        found = mailkills.run(app, box, KILLS)
    assert found.kills == KILLS
    assert (found.lost, found.told_twice, found.mails_lost) == (0, 0, 0)
    assert found.ids == found.expected, "an e-mail that goes out again keeps its id"
    assert found.copies <= KILLS
