"""Which segments are merged at a commit.

Replaces Whoosh's policy, which copies large segments within the commit of one document. Here eight
of about one size become one of the next, so a document is copied once a size; what is larger than
the last tier waits for a rebuild.
"""

from collections.abc import Sequence
from math import log

FACTOR = 8  # segments of a tier before they are merged, and the ratio between sizes
TIERS = 4  # those that are merged: below 4,096 documents


def full_tier(sizes: Sequence[int]) -> list[int]:
    """The places of the segments to merge: those of the smallest tier that is full, or none."""
    tiers: dict[int, list[int]] = {}
    for at, size in enumerate(sizes):
        tiers.setdefault(tier_of(size), []).append(at)
    full = (held for tier, held in sorted(tiers.items()) if tier < TIERS and len(held) >= FACTOR)
    return next(full, [])


def tier_of(size: int) -> int:
    """0 up to 7 documents, 1 up to 63, and so on."""
    return int(log(size, FACTOR) + 1e-9)
