"""Changing and withdrawing one's own message."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from exchange.access import Permission, require, requires
from exchange.errors import IllegalTransition
from exchange.messages import queries, reading, services, steps
from exchange.messages.forms import ChangeForm
from exchange.messages.models import Message
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown
from exchange.web.posted import version_sent

blueprint = Blueprint("message_changes", __name__)

ONE = "/messages/<uuid:conversation_id>/<uuid:message_id>"


@blueprint.route(f"{ONE}/change", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def change(conversation_id: uuid.UUID, message_id: uuid.UUID) -> Answer:
    """Put it in other words, within ten minutes."""
    message = _own(conversation_id, message_id)
    if request.method == "GET" and steps.too_late(message):
        raise IllegalTransition(steps.TOO_LATE, steps.INSTEAD)
    form = ChangeForm(body=message.body)
    body, version = form.body.data or "", _version(message)
    ids = (conversation_id, message_id)
    if posted(form, lambda: services.change(actor(), *ids, version, body)):
        flash("Your message is changed.", "success")
        return _back(conversation_id, message_id)
    return _asked("change", form, conversation_id, message_id, version)


@blueprint.route(f"{ONE}/withdraw", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def withdraw(conversation_id: uuid.UUID, message_id: uuid.UUID) -> Answer:
    """Take it back: the page says first what the others will read."""
    form, version = Form(), _version(_own(conversation_id, message_id))
    ids = (conversation_id, message_id)
    if posted(form, lambda: services.withdraw(actor(), *ids, version)):
        flash("Your message is withdrawn.", "success")
        return _back(conversation_id, message_id)
    return _asked("withdraw", form, conversation_id, message_id, version)


def _own(conversation_id: uuid.UUID, message_id: uuid.UUID) -> Message:
    message = queries.message(actor(), conversation_id, message_id)
    require(actor(), Permission.MESSAGE_OWN, message)
    require(actor(), Permission.CONVERSATION_TAKE_PART, message.conversation, services.OVER)
    if request.method == "GET":
        steps.refuse_unless_said(message)
    return message


def _version(message: Message) -> int:
    return version_sent() if request.method == "POST" else message.version


def _asked(
    name: str, form: Form, conversation_id: uuid.UUID, message_id: uuid.UUID, version: int
) -> Answer:
    message = queries.message(actor(), conversation_id, message_id)
    return shown(
        f"messages/{name}.html",
        form,
        line=reading.line(actor(), message),
        title=message.conversation.title,
        conversation_id=conversation_id,
        version=version,
    )


def _back(conversation_id: uuid.UUID, message_id: uuid.UUID) -> Response:
    anchor = f"m-{message_id}"
    return redirect(url_for("messages.show", conversation_id=conversation_id, _anchor=anchor))
