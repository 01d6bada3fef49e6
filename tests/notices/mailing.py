"""A mail server on the loopback that behaves as each test wants, and a mailer that sends to it."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from exchange.notices.mailer import Mailer, Recipient

SENDER = "no-reply@crossover.example"
SECRET = "a secret that only tests know, and long"


class Box:
    """Keeps what it accepts. nobody@… never exists, full@… is full for now; `after_data` says what
    becomes of the connection once the text is there, `on_rcpt` is called for each recipient."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.senders: list[str] = []
        self.raw: list[bytes] = []
        self.port = 0
        self.answer = "250 OK"
        self.answer_to_rcpt = "250 OK"
        self.slow_seconds = 0.0
        self.drop_after_data = False
        self.on_rcpt = lambda: None

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Refuse some."""
        self.on_rcpt()
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        if address.startswith("full@"):
            return "452 the mailbox is full"
        if not self.answer_to_rcpt.startswith("250"):
            return self.answer_to_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep it, slowly perhaps; perhaps without a word."""
        if self.slow_seconds:
            await asyncio.sleep(self.slow_seconds)
        if self.drop_after_data:
            server.transport.abort()
            return "250 OK"
        if self.answer.startswith("250"):
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.messages.append(parsed)
            self.raw.append(envelope.content)
            self.senders.append(envelope.mail_from)
        return self.answer


class RudeAtTheEnd(SMTP):
    """Breaks the connection at QUIT instead of answering."""

    async def smtp_QUIT(self, arg: str) -> None:
        """Hang up."""
        self.transport.abort()


class SilentAtTheEnd(SMTP):
    """Never answers QUIT."""

    async def smtp_QUIT(self, arg: str) -> None:
        """Say nothing."""


class BreaksInTheText(SMTP):
    """Says "go on", then hangs up while the text comes."""

    async def smtp_DATA(self, arg: str) -> None:
        """Hang up."""
        await self.push("354 go on")
        self.transport.abort()


class _Controller(Controller):
    kind: type[SMTP] = SMTP

    def factory(self) -> SMTP:
        return self.kind(self.handler, **self.SMTP_kwargs)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(kind: type[SMTP] = SMTP) -> Iterator[Box]:
    """A mail server of that kind; `box.port` is where it listens."""
    box = Box()
    most = {"data_size_limit": 20_000_000}
    controller = _Controller(box, hostname="127.0.0.1", port=free_port(), **most)
    controller.kind = kind
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def mailer_to(box: Box, people: dict[int, Recipient], **options: Any) -> Mailer:
    """A mailer that sends to it."""
    return Mailer(
        f"smtp://127.0.0.1:{box.port}",
        SENDER,
        "Crossover",
        "https://crossover.example",
        people.get,
        secret=SECRET,
        **options,
    )
