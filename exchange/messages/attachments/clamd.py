"""Asking clamd whether bytes are clean: its INSTREAM command, over a socket. No domain.

The bytes go as chunks, each after its length in four bytes, and a length of nought ends them
(docs.clamav.net, "clamd", as of ClamAV 1.4). Anything but a plain answer counts as none; so does
one that only says that the bytes exceed a limit of clamd's, which then has not looked at them.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

CHUNK = 64 * 1024
SECONDS = 20.0
LONGEST_ANSWER = 4_096
OVER_A_LIMIT = "Heuristics.Limits.Exceeded"


class ScannerUnavailable(Exception):
    """There was no answer, or none that says anything."""


class NotLookedAt(ScannerUnavailable):
    """It answers, but will not look at these bytes: they are more than it takes, say."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner said. `finding`: what it found, nothing where it found nothing."""

    finding: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether it looked and found nothing."""
        return not self.finding


def scan(address: str, content: bytes) -> Verdict:
    """Have bytes looked at; raises ScannerUnavailable, or NotLookedAt."""
    chunks = (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))
    parts = [b"zINSTREAM\0", *(len(one).to_bytes(4) + one for one in chunks), bytes(4)]
    answer = _ask(address, parts)
    if answer == "stream: OK":
        return Verdict()
    if answer.endswith(" ERROR") or answer.startswith(f"stream: {OVER_A_LIMIT}"):
        raise NotLookedAt(answer)
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND")[:120] or "something")
    raise ScannerUnavailable(answer or "no answer")


def answers(address: str) -> bool:
    """Whether somebody is there."""
    try:
        return _ask(address, [b"zPING\0"]) == "PONG"
    except ScannerUnavailable:
        return False


def _ask(address: str, parts: list[bytes]) -> str:
    try:
        with _connected(address) as connection:
            try:
                for part in parts:
                    connection.sendall(part)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it said something before it had all: what, stands in its answer
            return _answer(connection)
    except OSError as error:
        raise ScannerUnavailable(f"{type(error).__name__}: {error}") from error


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or 3310), SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SECONDS)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> str:
    heard = b""
    while b"\0" not in heard and len(heard) < LONGEST_ANSWER:
        some = connection.recv(LONGEST_ANSWER)
        if not some:
            break
        heard += some
    return heard.partition(b"\0")[0].decode("utf-8", "replace").strip()
