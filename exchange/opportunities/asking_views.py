"""Asking a question about a listing, from its page."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, url_for
from wtforms.validators import DataRequired, Length

from exchange.access import Permission, requires
from exchange.messages.forms import TOO_LONG, MentionForm
from exchange.messages.steps import LONGEST
from exchange.opportunities import asking, queries
from exchange.web.fields import TrimmedText
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("questions", __name__)


class QuestionForm(MentionForm):
    """What somebody wants to know before they apply or invite."""

    body = TrimmedText(
        "Your question",
        validators=[DataRequired("Write your question"), Length(max=LONGEST, message=TOO_LONG)],
        description="Plain text, such as: could this be done in four days a week?",
    )


@blueprint.route("/opportunities/<uuid:public_id>/ask", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def ask(public_id: uuid.UUID) -> Answer:
    """Write a question; who has asked already goes on in that conversation."""
    listing = queries.by_public_id(actor(), public_id)
    known = asking.asked(actor(), listing)
    if known is not None:
        return redirect(url_for("messages.show", conversation_id=known.public_id, _anchor="latest"))
    asking.refuse_unless_askable(actor(), listing)
    form = QuestionForm()
    body = form.body.data or ""
    mentions = form.only_mentions.data
    talk = posted(form, lambda: asking.ask(actor(), public_id, body, only_mentions=mentions))
    if talk is None:
        return shown("opportunities/ask.html", form, listing=listing)
    flash("Your question is sent. You are told when there is an answer.", "success")
    return redirect(url_for("messages.show", conversation_id=talk.public_id, _anchor="latest"))
