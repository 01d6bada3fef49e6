"""Sending e-mail from the outbox: to an SMTP server, or into a folder (the demo reads it).

Every e-mail comes from the service itself, never from a person's address. Its frame is written in
the language of who reads it, where templates/notices/ has that language.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import current_app
from jinja2 import Template

from exchange import clock
from exchange.notices import addresses, events, smtp, unsubscribing
from exchange.notices.outbox import Afterwards, CannotDeliver, Handler

ENGLISH = "en"
POLICY = SMTP.clone(max_line_length=998, cte_type="7bit")
"""Long lines: shorter ones would have a long link in a header broken into encoded words."""
NO_SUBJECT = "You have a notice"


class Recipient(NamedTuple):
    """Who an e-mail is written to."""

    name: str
    address: str
    language: str = ENGLISH


@dataclass(frozen=True)
class Letter:
    """One e-mail before it is put into its frame."""

    to: str
    subject: str
    template: str
    context: dict[str, Any]
    key: str
    language: str = ENGLISH
    reply_to: str = ""
    bounces: str = ""
    """Where it comes back to when it cannot be delivered; empty for the sender's address."""
    unsubscribe: str = ""
    """The address of the link that ends e-mails like this one; empty where they stay on."""


class Mailer:
    """Handlers for the outbox. `address_of(person_id)` gives who to write to, or None for nobody;
    `refused(address, why)` is told of an address that a server will not take mail for."""

    def __init__(
        self,
        url: str,
        sender: str,
        service: str,
        base_url: str,
        address_of: Callable[[int], Recipient | None],
        *,
        refused: Callable[[str, str], None] = lambda _address, _why: None,
        secret: str = "",
        reply_domain: str = "",
    ) -> None:
        self.target = urlsplit(url)
        self.sender = sender
        self.service = service
        self.base_url = base_url
        self.address_of = address_of
        self.refused = refused
        self.secret = secret
        self.reply_domain = reply_domain

    def handlers(self) -> dict[str, Handler]:
        """What this mailer does; nothing without a mail server: mail stays in the outbox."""
        if not self.target.scheme:
            return {}
        return {"mail": self.send_mail, "notice_mail": self.send_notice}

    def send_mail(self, payload: dict[str, Any]) -> Afterwards | None:
        """An e-mail to an address."""
        return self.send(
            Letter(
                to=payload["to"],
                subject=payload["subject"],
                template="letter",
                context={"text": payload["text"]},
                key=payload["message_key"],
                reply_to=payload.get("reply_to", ""),
            )
        )

    def send_notice(self, payload: dict[str, Any]) -> Afterwards | None:
        """A notice to a person; somebody who has left or whose address refuses mail gets none."""
        found = self.address_of(payload["person_id"])
        if found is None:
            return None
        event = events.EVENTS.get(payload.get("event", ""))
        fixed = event is None or event.group in events.FIXED
        return self.send(
            Letter(
                to=found.address,
                subject=event.subject if event else NO_SUBJECT,
                template="notice",
                context={
                    "name": found.name,
                    "text": payload["text"],
                    "path": payload["path"],
                    "group": events.GROUPS[event.group] if event else None,
                    "can_reply": bool(payload.get("reply_to")),
                },
                key=payload["message_key"],
                language=found.language,
                reply_to=payload.get("reply_to", ""),
                bounces=self.way_back(payload["person_id"], found.address),
                unsubscribe=""
                if fixed or event is None
                else self.way_out(payload["person_id"], event.group),
            )
        )

    def way_out(self, person_id: int, what: str) -> str:
        """The address that ends e-mails of a group, or the daily one, without signing in."""
        token = unsubscribing.token(self.secret, person_id, what)
        return f"{self.base_url}/notices/unsubscribe/{token}"

    def way_back(self, person_id: int, address: str) -> str:
        """The address in the envelope that says whose mail came back; empty where none does."""
        if not self.reply_domain:
            return ""
        about = addresses.for_person(self.secret, person_id, address)
        return addresses.make(self.secret, self.reply_domain, addresses.BOUNCES, about)

    def compose(self, letter: Letter) -> EmailMessage:
        """The message. A line break in a header is refused: nobody adds headers by a title."""
        message = EmailMessage(policy=POLICY)
        try:
            message["From"] = Address(self.service, addr_spec=self.sender)
            message["To"] = letter.to
            message["Subject"] = letter.subject
            if letter.reply_to:
                message["Reply-To"] = letter.reply_to
        except ValueError as error:
            raise CannotDeliver(f"a header that cannot be: {error}") from error
        message["Date"] = formatdate(clock.now().timestamp())
        # The same id at each try, so that a mail server can drop a second copy.
        message["Message-ID"] = f"<{letter.key}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        if letter.unsubscribe:
            message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(self._rendered(letter, "txt"))
        message.add_alternative(self._rendered(letter, "html"), subtype="html")
        return message

    def send(self, letter: Letter) -> Afterwards | None:
        """Send one; answers what is left to do once that is recorded."""
        message = self.compose(letter)
        if self.target.scheme == "file":
            _drop_in_folder(Path(self.target.path), letter.key, message)
            return None
        try:
            return smtp.send(self.target, message, letter.bounces or self.sender, letter.to)
        except smtp.AddressRefused as error:
            self.refused(letter.to, str(error))
            raise

    def _rendered(self, letter: Letter, kind: str) -> str:
        template, language = _template(f"{letter.template}.{kind}", letter.language)
        return template.render(
            **letter.context,
            lang=language,
            service=self.service,
            base_url=self.base_url,
            unsubscribe=letter.unsubscribe,
        )


def _template(name: str, language: str) -> tuple[Template, str]:
    """The template in that language, else in English; and which of them it is."""
    wanted = [f"notices/{one}/{name}" for one in dict.fromkeys((language, ENGLISH))]
    found = current_app.jinja_env.select_template(wanted)
    return found, str(found.name).split("/")[1]


def _drop_in_folder(folder: Path, key: str, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{key}"
    partial.write_bytes(message.as_bytes())
    os.replace(partial, folder / f"{key}.eml")
