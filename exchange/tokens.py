"""Random secrets that are handed out once and kept as hashes."""

from __future__ import annotations

import hashlib
import secrets


def new() -> tuple[str, str]:
    """A token to hand out, and the hash to keep."""
    token = secrets.token_urlsafe(32)
    return token, digest(token)


def new_code() -> tuple[str, str]:
    """Six digits to type, and the hash to keep."""
    code = f"{secrets.randbelow(10**6):06}"
    return code, digest(code)


def digest(token: str) -> str:
    """The hash under which a token is looked up. Tokens are random, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
