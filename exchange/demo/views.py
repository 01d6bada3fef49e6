"""The demonstration's mailbox: every e-mail that was sent, so that each link can be followed."""

from __future__ import annotations

import email.parser
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, render_template, request

from exchange.access import Permission, requires
from exchange.demo.cast import ACCOUNTS, PASSWORD
from exchange.errors import NotFound

blueprint = Blueprint("demo", __name__, url_prefix="/demo")
SHOWN = 100
LOOPBACK = {"127.0.0.1", "::1"}
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Mail:
    """One e-mail as the page shows it."""

    key: str
    to: str
    subject: str
    at: datetime
    text: str

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces; a link's piece is its path on this site."""
        found, end = [], 0
        for match in LINK.finditer(self.text):
            found.append((self.text[end : match.start()], False))
            found.append((urlsplit(match.group()).path or "/", True))
            end = match.end()
        return [*found, (self.text[end:], False)]


@blueprint.before_app_request
def only_here() -> None:
    """The demonstration answers to this machine alone: its passwords are public."""
    if request.remote_addr not in LOOPBACK:
        abort(403)


@blueprint.get("/outbox")
@requires(Permission.PAGE_PUBLIC)
def outbox() -> str:
    """What was sent, newest first; `?to=` narrows it to one address."""
    to = request.args.get("to", "").strip().lower()
    mails = list(islice((one for one in _mails() if to in one.to.lower()), SHOWN))
    accounts = [(address, what) for address, what in ACCOUNTS.items()]
    return render_template(
        "demo/outbox.html", mails=mails, to=to, accounts=accounts, password=PASSWORD
    )


@blueprint.get("/outbox/<key>")
@requires(Permission.PAGE_PUBLIC)
def mail(key: str) -> str:
    """One e-mail."""
    found = next((one for one in _mails() if one.key == key), None)
    if found is None:
        raise NotFound("There is no such e-mail.")
    return render_template("demo/mail.html", mail=found)


def _mails() -> Iterator[Mail]:
    """Newest first, each read only when it is wanted: there are hundreds."""
    folder = Path(urlsplit(current_app.extensions["settings"].mail_url).path)
    files = sorted(folder.glob("*.eml"), key=lambda one: one.stat().st_mtime, reverse=True)
    return map(_read, files)


def _read(file: Path) -> Mail:
    parser = email.parser.BytesParser(EmailMessage, policy=email.policy.default)
    parsed = parser.parsebytes(file.read_bytes())
    body = parsed.get_body(("plain",))
    return Mail(
        key=file.stem,
        to=str(parsed["To"]),
        subject=str(parsed["Subject"]),
        at=parsed["Date"].datetime,
        text=body.get_content() if body else "",
    )
