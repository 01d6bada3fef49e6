"""The addresses to which somebody writes to answer in a conversation by e-mail."""

from __future__ import annotations

from flask import current_app

from exchange.config import Settings
from exchange.messages.models import Participant
from exchange.notices import addresses


def address(one: Participant) -> str:
    """Where somebody's answers in a conversation go; empty where e-mail is not received."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.reply_domain:
        return ""
    about = addresses.short_id(one.public_id)
    return addresses.make(settings.secret_key, settings.reply_domain, addresses.REPLY, about)


def read(recipient: str) -> addresses.Signed | None:
    """What an address stands for, an answer or a bounce; None for one that we did not make."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.reply_domain:
        return None
    return addresses.read(settings.secret_key, settings.reply_domain, recipient)
