"""Reports of public questions: made on the page of a listing, decided by moderators."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from exchange.access import Permission, requires
from exchange.moderation import queries, question_queries, question_services
from exchange.moderation.forms import QuestionDecisionForm, ReportForm
from exchange.moderation.question_models import QuestionDecision
from exchange.questions import queries as questions
from exchange.reference import choices
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown
from exchange.web.posted import version_sent

blueprint = Blueprint("question_reports", __name__)

ONE = "/moderation/questions/<uuid:public_id>"


@blueprint.route("/questions/<uuid:question_id>/report", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def report(question_id: uuid.UUID) -> Answer:
    """Say that a question or its answer is wrong."""
    question, form = questions.by_public_id(actor(), question_id), ReportForm()
    question_services.refuse_unless_reportable(actor(), question)
    category, text = form.category.data, form.text.data or ""
    if posted(form, lambda: question_services.report(actor(), question_id, category, text)):
        flash("Thank you. A moderator looks at it, and you get a notice of the outcome.", "success")
        listing_id = question.opportunity.public_id
        return redirect(url_for("opportunities.show", public_id=listing_id))
    known = {"question": question, "categories": choices.REPORT_CATEGORIES}
    return shown("moderation/question_report.html", form, **known)


@blueprint.get(ONE)
@requires(Permission.MODERATION_WORK)
def show(public_id: uuid.UUID) -> Answer:
    """A report: the question, who holds it, what was decided. Who asked is closed at first."""
    return _page(public_id)


@blueprint.post(f"{ONE}/claim")
@requires(Permission.MODERATION_WORK)
def claim(public_id: uuid.UUID) -> Response:
    """Take it for half an hour."""
    question_services.claim(actor(), public_id)
    return redirect(url_for(".show", public_id=public_id))


@blueprint.post(f"{ONE}/open")
@requires(Permission.MODERATION_WORK)
def open_asker(public_id: uuid.UUID) -> Response:
    """Open who asked; the record keeps who did."""
    question_services.open_asker(actor(), public_id)
    return redirect(url_for(".show", public_id=public_id, _anchor="asker"))


@blueprint.post(f"{ONE}/decide")
@requires(Permission.MODERATION_WORK)
def decide(public_id: uuid.UUID) -> Answer:
    """Leave it, or take it down."""
    form, version = QuestionDecisionForm(), version_sent()
    if posted(
        form,
        lambda: question_services.decide(
            actor(),
            public_id,
            version,
            QuestionDecision(form.decision.data),
            form.reason.data or "",
        ),
    ):
        flash("Decided. Those concerned are told.", "success")
        return redirect(url_for("moderation.index", queue="questions"))
    return _page(public_id, form), 422


def _page(public_id: uuid.UUID, form: QuestionDecisionForm | None = None) -> str:
    found = question_queries.report(actor(), public_id)
    return render_template(
        "moderation/question_show.html",
        report=found,
        question=found.question,
        listing=found.opportunity,
        form=form,
        decision_form=form or QuestionDecisionForm(formdata=None),
        category=choices.get(choices.REPORT_CATEGORIES, found.category),
        names=queries.names(found.reporter_id, found.claimed_by_id, found.decided_by_id),
        asker=question_queries.asker(actor(), found),
        held=question_services.is_held(found),
        may_judge=question_services.may_judge(actor(), found),
        can_take_down=question_services.can_take_down(found),
    )
