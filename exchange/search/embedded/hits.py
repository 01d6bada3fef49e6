"""What was found in a segment, and how many of it have each value.

Replaces counting anew for each request: the same pages are asked for again and again, and most of
what costs time about a large result is its counts.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from exchange.search.embedded.array_view import ArrayView
from exchange.search.embedded.arrays import Ids

MANY = 2_000  # documents; counts of so many are kept, those of fewer are quickly made again


@dataclass(frozen=True)
class Hits:
    """What was found in one segment."""

    view: ArrayView
    docs: Ids

    @cached_property
    def mark(self) -> bytes:
        """Tells these documents from any others of their segment."""
        return blake2b(self.docs.tobytes(), digest_size=16).digest()

    def count(self, field: str) -> Counter[str]:
        """How many of them have each value. Do not change it."""
        segment = self.view.segment
        if len(self.docs) < MANY:
            return segment.values(field).count(self.docs)
        return segment.kept_count(field, self.docs, self.mark)
