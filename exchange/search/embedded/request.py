"""What holds for a request whichever way it is answered: its fields, its seconds, its scores."""

import time

from exchange.search.port import SearchTimeout

# BM25's usual constants: how soon repetition stops to count, and how much long texts are damped.
SATURATION, DAMPING = 1.2, 0.75
SCORE_DIGITS = 6  # so that the order of adding up does not decide between equals
MOST_COUNTED = 2_000  # documents whose suggested texts are counted, the newest first


class Budget:
    """The seconds that a request may take."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def check(self) -> None:
        """Raise SearchTimeout when they are over."""
        if time.monotonic() >= self._until:
            raise SearchTimeout(f"not answered within {self._seconds} s")
