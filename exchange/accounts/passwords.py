"""Hashing and judging passwords. Never inside a transaction: hashing is slow on purpose."""

from __future__ import annotations

import argon2
from zxcvbn import zxcvbn

LONGEST = 200
SHORTEST = 10
# OWASP's profile of 2023 and after: 19 MiB, two passes, one lane. Eight threads need 152 MiB.
_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash("nobody has this password, but checking it takes as long")


def use_cheap_hashing() -> None:
    """For tests and the demo's loading only."""
    global _hasher, _NOBODY
    _hasher = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    _NOBODY = _hasher.hash("nobody")


def hashed(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(password)


def matches(known_hash: str | None, password: str) -> bool:
    """Whether the password is right. Without an account it takes as long, and is wrong."""
    try:
        _hasher.verify(known_hash or _NOBODY, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return known_hash is not None


def weakness(password: str, own_words: list[str]) -> str | None:
    """Why a password is too weak, in plain words, or None."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Three or four unrelated words work well."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    judged = zxcvbn(password[:72], user_inputs=own_words, max_length=72)
    if judged["score"] < 2:
        return "This password is easy to guess. Use three or four unrelated words."
    return None
