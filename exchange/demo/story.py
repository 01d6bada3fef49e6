"""Brings the demonstration about: the commands that people would have used, under a moved clock.

Nothing is inserted: what cannot be reached by a command cannot be shown.
"""

from __future__ import annotations

from exchange import clock
from exchange.demo import asking, casting, lives, posting, publicly, sifts, stays, talks
from exchange.demo.stage import Stage


def tell() -> None:
    """All scenes, in the order in which they could have happened."""
    stage = Stage(clock.today())
    casting.assemble(stage)
    posting.post_everything(stage)
    lives.live_through(stage)
    stays.live_on(stage)
    asking.ask_first(stage)
    sifts.sift(stage)
    talks.talk(stage)
    publicly.ask_in_public(stage)
