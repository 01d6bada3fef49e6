"""Sending e-mail from the outbox: to an SMTP server, or into a folder (the demo reads it)."""

from __future__ import annotations

import os
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import render_template

from exchange import clock
from exchange.notices.outbox import CannotDeliver, Handler

TIMEOUT = 20


class Mailer:
    """Handlers for the outbox. `address_of(person_id)` gives an address, or None for nobody."""

    def __init__(
        self,
        url: str,
        sender: str,
        service: str,
        base_url: str,
        address_of: Callable[[int], tuple[str, str] | None],
    ) -> None:
        self.target = urlsplit(url)
        self.sender = sender
        self.service = service
        self.base_url = base_url
        self.address_of = address_of

    def handlers(self) -> dict[str, Handler]:
        """What this mailer does; nothing without a mail server: mail stays in the outbox."""
        if not self.target.scheme:
            return {}
        return {"mail": self.send_mail, "notice_mail": self.send_notice}

    def send_mail(self, payload: dict[str, Any]) -> None:
        """An e-mail to an address."""
        self._send(payload["to"], payload["subject"], payload["text"], payload["message_key"])

    def send_notice(self, payload: dict[str, Any]) -> None:
        """A notice to a person; somebody who has left gets none."""
        found = self.address_of(payload["person_id"])
        if found is None:
            return
        name, address = found
        text = f"Dear {name},\n\n{payload['text']}\n\n{self.base_url}{payload['path']}\n"
        self._send(address, payload["text"].split(". ")[0][:120], text, payload["message_key"])

    def compose(self, to: str, subject: str, text: str, key: str) -> EmailMessage:
        """The message; the standard library refuses line breaks in headers."""
        message = EmailMessage()
        message["From"] = f"{self.service} <{self.sender}>"
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = formatdate(clock.now().timestamp())
        # The same id at each try, so that a mail server can drop a second copy.
        message["Message-ID"] = f"<{key}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        body = {"text": text, "service": self.service, "base_url": self.base_url}
        message.set_content(render_template("notices/base.txt", **body))
        message.add_alternative(render_template("notices/base.html", **body), subtype="html")
        return message

    def _send(self, to: str, subject: str, text: str, key: str) -> None:
        message = self.compose(to, subject, text, key)
        if self.target.scheme == "file":
            _drop_in_folder(Path(self.target.path), key, message)
        else:
            self._by_smtp(message)

    def _by_smtp(self, message: EmailMessage) -> None:
        secure = self.target.scheme == "smtps"
        kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
        port = self.target.port or (465 if secure else 25)
        try:
            with kind(self.target.hostname or "localhost", port, timeout=TIMEOUT) as server:
                if not secure and server.has_extn("starttls"):
                    server.starttls()
                if self.target.username:
                    password = unquote(self.target.password or "")
                    server.login(unquote(self.target.username), password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise CannotDeliver(str(error)) from error


def _drop_in_folder(folder: Path, key: str, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{key}"
    partial.write_bytes(message.as_bytes())
    os.replace(partial, folder / f"{key}.eml")
