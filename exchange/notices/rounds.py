"""Work that comes round: looked for now and then by the worker, never by a page.

What is due follows from dates, so that a late round tells late but changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from exchange import clock


@dataclass
class Round:
    """A step of the worker that takes its turn once in a while; answers how much it did."""

    every: timedelta
    run: Callable[[], int]
    last: datetime | None = field(default=None, init=False)

    def __call__(self) -> int:
        """Do what is due, unless it was done a moment ago."""
        now = clock.now()
        if self.last is not None and self.last <= now < self.last + self.every:
            return 0
        self.last = now
        return self.run()
