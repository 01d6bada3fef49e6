"""A small mail server for answers and bounces: it takes e-mail to our own addresses, nothing else.

The text is dealt with before the server says that it has it. What was taken is said, what could
not be is kept by whoever delivers it.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from exchange.messages import replying
from exchange.notices import arriving

AT_ONCE = 2
ONE = "452 4.5.3 One recipient at a time, please."


class Receiver:
    """What the server does with each step; the database is asked in threads of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse what is not ours before its text is sent."""
        if envelope.rcpt_tos:
            return ONE
        with self.app.app_context():
            ours = replying.is_ours(address)
        if not ours:
            return arriving.NOBODY.line
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Deal with it, then answer."""
        loop = asyncio.get_running_loop()
        raw = envelope.content
        octets = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw or b""
        found = (octets, envelope.rcpt_tos[0], envelope.mail_from or "")
        return await loop.run_in_executor(self.threads, self._receive, *found)

    def _receive(self, raw: bytes, recipient: str, sender: str) -> str:
        with self.app.app_context():
            return replying.receive(raw, recipient, sender).line


def server(app: Flask, host: str, port: int) -> Controller:
    """The server, not started yet."""
    return Controller(
        Receiver(app),
        hostname=host,
        port=port,
        data_size_limit=arriving.LARGEST,
        ident="Crossover",
    )
