"""E-mails as people's programs write them, to the addresses that our e-mails carried."""

from __future__ import annotations

import dataclasses
import uuid
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa
from flask import Flask

from exchange.access import Actor
from exchange.db import db
from exchange.messages import replying
from exchange.notices.models import Outbox

DOMAIN = "reply.crossover.example"


def receives(app: Flask, monkeypatch: Any) -> None:
    """From now on the service receives e-mail."""
    now = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", dataclasses.replace(now, reply_domain=DOMAIN))


def address_for(who: Actor) -> str:
    """Where the newest e-mail about a message to somebody is to be answered."""
    db.session.rollback()
    rows = db.session.scalars(sa.select(Outbox).order_by(Outbox.id.desc())).all()
    mails = [one.payload for one in rows if one.topic == "notice_mail"]
    return next(
        str(one["reply_to"])
        for one in mails
        if one["person_id"] == who.person_id and one["event"] == "message"
    )


def mail(who: Actor, text: str = "Tuesday is good.", **headers: str) -> EmailMessage:
    """A plain answer; a header's _ stands for -."""
    made = EmailMessage()
    made["From"] = who.email
    made["To"] = f"anybody@{DOMAIN}"
    made["Subject"] = "Re: A message for you"
    made["Message-ID"] = f"<{uuid.uuid4().hex}@mail.example>"
    made.set_content(text)
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    return made


def sent(to: str, message: EmailMessage | bytes, sender: str | None = None) -> str:
    """The answer that the delivering server gets."""
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return replying.receive(raw, to, sender).line
