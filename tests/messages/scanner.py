"""A clamd that stands in for the real one: it speaks the protocol on a Unix socket."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDLE = b"A-TEST-THAT-THE-SCANNER-FINDS"


class Clamd:
    """Takes what is sent to it, and says whether the needle is in it."""

    def __init__(self, path: Path) -> None:
        self.address = f"unix://{path}"
        self.heard: list[bytes] = []
        self.says: bytes | None = None
        """What it answers instead, such as an error or nothing."""
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Answer nobody any more."""
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                connection.sendall(self._answer(stream))

    def _answer(self, stream) -> bytes:
        order = b""
        while not order.endswith(b"\0"):
            order += stream.read(1)
        if order == b"zPING\0":
            return b"PONG\0"
        assert order == b"zINSTREAM\0", order
        content = b""
        while length := int.from_bytes(stream.read(4)):
            content += stream.read(length)
        self.heard.append(content)
        if self.says is not None:
            return self.says
        return b"stream: Test-Signature FOUND\0" if NEEDLE in content else b"stream: OK\0"


@contextmanager
def running() -> Iterator[Clamd]:
    """One that runs; its path is short, as those of sockets must be."""
    folder = tempfile.mkdtemp(prefix="clamd")
    clamd = Clamd(Path(folder) / "s")
    try:
        yield clamd
    finally:
        clamd.stop()
        shutil.rmtree(folder)
