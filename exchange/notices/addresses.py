"""Addresses of our own that say what an e-mail to them is about, and that nobody else can make.

`reply+…` stands for one person in one conversation, `bounces+…` for one person's address. All of
it is lower case, since mail servers may change capitals, and fits the 64 octets of a local part
(RFC 5321, 4.5.3.1.1).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import uuid
from typing import NamedTuple

REPLY, BOUNCES = "reply", "bounces"
COMPLAINTS = "complaints"
"""Where feedback loops send to: not signed itself, since it must quote an address that is."""
_SHAPE = re.compile(r"(reply|bounces)\+([a-z0-9-]{1,26})\.([a-z2-7]{20})")


class Signed(NamedTuple):
    """What an address stands for."""

    kind: str
    about: str


def make(secret: str, domain: str, kind: str, about: str) -> str:
    """The address for that."""
    return f"{kind}+{about}.{_signature(secret, kind, about)}@{domain}"


def read(secret: str, domain: str, address: str) -> Signed | None:
    """What an address of ours stands for; None for one that we did not make."""
    local, _at, host = address.strip("<> ").lower().rpartition("@")
    if host != domain:
        return None
    if local == COMPLAINTS:
        return Signed(COMPLAINTS, "")
    found = _SHAPE.fullmatch(local)
    if not found:
        return None
    kind, about, signature = found.groups()
    right = hmac.compare_digest(signature, _signature(secret, kind, about))
    return Signed(kind, about) if right else None


def short_id(public_id: uuid.UUID) -> str:
    """A random id in 26 letters and digits."""
    return _letters(public_id.bytes)


def long_id(about: str) -> uuid.UUID | None:
    """The random id again; None for what is none."""
    try:
        return uuid.UUID(bytes=base64.b32decode(f"{about.upper()}======"))
    except ValueError:
        return None


def for_person(secret: str, person_id: int, address: str) -> str:
    """What stands for a person at an address; not for the same person at another one."""
    return f"{person_id}-{_signature(secret, 'address', address)[:10]}"


def _signature(secret: str, kind: str, about: str) -> str:
    text = f"mail address|{kind}|{about}".encode("utf-8", "replace")
    return _letters(hmac.new(secret.encode(), text, hashlib.sha256).digest())[:20]


def _letters(octets: bytes) -> str:
    return base64.b32encode(octets).decode().rstrip("=").lower()
