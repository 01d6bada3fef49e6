"""The questions about a listing, for those who answer for it."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exchange.access import Permission, require, requires
from exchange.opportunities import queries as opportunities
from exchange.questions import queries, services
from exchange.questions.forms import AnswerForm, DeclineForm
from exchange.questions.lifecycle import QUESTION
from exchange.questions.models import Question
from exchange.questions.reminding import DAYS_TO_ANSWER
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown
from exchange.web.posted import version_sent

blueprint = Blueprint("answers", __name__)


@blueprint.get("/opportunities/<uuid:public_id>/questions")
@requires(Permission.PAGE_SIGNED_IN)
def of_listing(public_id: uuid.UUID) -> Answer:
    """What waits for an answer and since when, and what was answered."""
    listing = opportunities.managed(actor(), public_id)
    found = queries.of_listing(actor(), listing)
    return render_template(
        "questions/of_listing.html",
        listing=listing,
        waiting=[one for one in found if QUESTION.can(one.status, "answer")],
        answered=[one for one in found if QUESTION.can(one.status, "correct")],
        ended=[one for one in found if one.ended_at],
        own={one.id for one in found if not queries.answers(actor(), one)},
        days=DAYS_TO_ANSWER,
    )


@blueprint.route("/questions/<uuid:question_id>/answer", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def answer(question_id: uuid.UUID) -> Answer:
    """Answer a question for everybody, or correct what is published."""
    found = _to_do(question_id, "answer", "correct")
    corrects = QUESTION.can(found.status, "correct")
    form = AnswerForm(data={"wording": found.wording or found.original, "answer": found.answer})
    words = (form.wording.data or "", form.answer.data or "")
    mentions, version = form.only_mentions.data, version_sent()
    run = services.correct if corrects else services.answer
    if posted(form, lambda: run(actor(), question_id, version, *words, only_mentions=mentions)):
        flash(
            "Corrected."
            if corrects
            else "Published. Whoever asked and all who watch the listing are told.",
            "success",
        )
        return _back(found)
    return _page("questions/answer.html", form, found, corrects=corrects)


@blueprint.route("/questions/<uuid:question_id>/decline", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def decline(question_id: uuid.UUID) -> Answer:
    """Not answer a question, and say why."""
    found, form = _to_do(question_id, "decline"), DeclineForm()
    reason, version = form.reason.data or "", version_sent()
    if posted(form, lambda: services.decline(actor(), question_id, version, reason)):
        flash("Declined. Whoever asked reads your reason.", "success")
        return _back(found)
    return _page("questions/decline.html", form, found)


def _to_do(question_id: uuid.UUID, *actions: str) -> Question:
    """The question, if one of the actions is open in its state to who asks for the page."""
    found = queries.to_answer(actor(), question_id)
    require(actor(), Permission.QUESTION_ANSWER, found, services.NOT_YOURS)
    if not any(QUESTION.can(found.status, one) for one in actions):
        QUESTION.after(found.status, actions[0])
    return found


def _page(
    template: str, form: AnswerForm | DeclineForm, found: Question, *, corrects: bool = False
) -> Answer:
    version = request.form.get("version") or found.version
    about = {"question": found, "listing": found.opportunity, "version": version}
    return shown(template, form, corrects=corrects, **about)


def _back(found: Question) -> Response:
    listing_id = found.opportunity.public_id
    return redirect(url_for(".of_listing", public_id=listing_id, _anchor="waiting"))
