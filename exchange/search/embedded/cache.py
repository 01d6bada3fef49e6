"""What was unpacked from postings, kept up to a number of bytes.

Replaces Whoosh's habit of unpacking a block for each query. What was not asked for the longest is
dropped first. Threads share one; a forked child begins with an empty one, since another thread of
its parent may have held the lock.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
OVERHEAD = 200  # bytes that an entry costs beside its arrays


class Cache:
    """At most `limit` bytes; what is larger alone is not kept."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.size = 0  # bytes

    def get(self, key: Hashable, make: Callable[[], T], size_of: Callable[[T], int]) -> T:
        """What is kept under a key, or what `make` gives; two threads may both make it."""
        if self._process != os.getpid():
            self._begin()
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
                found: T = held[0]
                return found
        made = make()
        self._keep(key, made, size_of(made) + OVERHEAD)
        return made

    def _keep(self, key: Hashable, made: object, size: int) -> None:
        if size > self.limit:
            return
        with self._lock:
            if key not in self._held:
                self._held[key] = made, size
                self.size += size
            while self.size > self.limit:
                _, (_, freed) = self._held.popitem(last=False)
                self.size -= freed
