"""What is kept unpacked: never more than allowed, by many threads, and not over a fork."""

import multiprocessing
import threading

from exchange.search.embedded.cache import OVERHEAD, Cache


def kept(cache: Cache, *keys: int, size: int = 100) -> list[int]:
    """The keys that had to be made."""
    made: list[int] = []

    def make(key: int) -> bytes:
        made.append(key)
        return bytes(size)

    for key in keys:
        cache.get(key, lambda key=key: make(key), len)  # type: ignore[misc]  # bound now
    return made


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    cache = Cache(3 * (100 + OVERHEAD))
    assert kept(cache, 1, 2, 3, 1, 4, 1, 3, 2) == [1, 2, 3, 4, 2]
    assert cache.size == cache.limit


def test_what_is_too_large_is_not_kept() -> None:
    cache = Cache(1000)
    assert kept(cache, 1, 1, size=1000) == [1, 1]
    assert cache.size == 0


def test_threads_keep_to_the_limit_and_get_what_they_asked_for() -> None:
    cache = Cache(40 * (100 + OVERHEAD))
    wrong: list[object] = []

    def work(seed: int) -> None:
        for step in range(3000):
            key = step * (seed + 1) % 97
            found = cache.get(key, lambda key=key: bytes([key]) * 100, len)  # type: ignore[misc]
            if found != bytes([key]) * 100 or cache.size > cache.limit + 8 * (100 + OVERHEAD):
                wrong.append(key)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert wrong == []
    assert cache.size <= cache.limit
    assert cache.size == sum(size for _made, size in cache._held.values())


def test_a_child_does_not_wait_for_a_lock_of_its_parent() -> None:
    cache = Cache(1000)
    kept(cache, 1)
    with cache._lock:
        child = multiprocessing.get_context("fork").Process(target=kept, args=(cache, 1, 2))
        child.start()
        child.join(10)
        hung = child.is_alive()
        child.kill()
    assert not hung
