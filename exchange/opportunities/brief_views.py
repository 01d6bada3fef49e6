"""Pages of the brief builder: a choice, five questions, and then the check that all drafts have."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, request, url_for

from exchange.access import Permission, requires
from exchange.errors import NotFound
from exchange.opportunities import briefs, queries, steps
from exchange.opportunities.brief_forms import QUESTIONS, BeginForm, QuestionForm
from exchange.opportunities.forms import IN_MY_NAME
from exchange.opportunities.lifecycle import OPPORTUNITY
from exchange.opportunities.models import Opportunity
from exchange.organisations import queries as organisations
from exchange.reference import kinds
from exchange.web.guard import actor
from exchange.web.pages import Answer, shown
from exchange.web.posted import posted, version_sent

blueprint = Blueprint("briefs", __name__)


@blueprint.app_template_global()
def may_answer_questions(listing: Opportunity) -> bool:
    """Whether the five questions fit a draft, for the pages that offer them."""
    return briefs.takes_brief(listing) and OPPORTUNITY.can(listing.status, "edit")


@blueprint.app_template_global()
def reading_advice(listing: Opportunity) -> str:
    """What would make a poster's text easier, or nothing."""
    return briefs.advice(listing)


@blueprint.route("/opportunities/new/brief", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def begin() -> Answer:
    """What the questions lead to, how much help, and who asks."""
    form = BeginForm(data={"kind": request.args.get("kind")})
    form.offer(organisations.memberships_of(actor()))
    draft = posted(form, lambda: _begin(form))
    if draft:
        return redirect(url_for(".question", public_id=draft.public_id, code="need"))
    return shown("opportunities/brief_new.html", form, questions=QUESTIONS)


@blueprint.route(
    f"/opportunities/<uuid:public_id>/brief/<any({', '.join(map(repr, QUESTIONS))}):code>",
    methods=["GET", "POST"],
)
@requires(Permission.PAGE_SIGNED_IN)
def question(public_id: uuid.UUID, code: str) -> Answer:
    """One of the five questions; its answers are kept on the server."""
    listing = queries.managed(actor(), public_id)
    if not briefs.takes_brief(listing):
        raise NotFound(
            "The five questions are for drafts of sessions and projects.",
            "Edit this listing step by step instead.",
        )
    OPPORTUNITY.after(listing.status, "edit")
    values, brief = steps.values_of(listing), briefs.of(listing)
    form = QUESTIONS[code][1](data=QUESTIONS[code][1].given_in_all(values, brief))
    form.fit(listing, values)
    if posted(form, lambda: _answer(listing, form)) and not form.errors:
        return _onwards(public_id, code)
    return shown(
        "opportunities/brief_question.html",
        form,
        listing=listing,
        code=code,
        questions=QUESTIONS,
        kind=kinds.get(listing.kind),
    )


def _begin(form: BeginForm) -> Opportunity:
    whose = None if form.whose.data == IN_MY_NAME else uuid.UUID(form.whose.data)
    return briefs.begin_brief(actor(), form.kind.data, form.posted_as, whose)


def _answer(listing: Opportunity, form: QuestionForm) -> bool:
    """Keep what was typed; who goes on is asked for what is blank, who comes back later is not."""
    if "later" not in request.form and form.asked_again():
        return False
    values = form.values(steps.values_of(listing))
    brief = form.brief(briefs.of(listing))
    briefs.answer_brief(actor(), listing.public_id, version_sent(), values, brief)
    return True


def _onwards(public_id: uuid.UUID, code: str) -> Answer:
    if "later" in request.form:
        flash("Kept. You find it under “My listings” and go on when you like.", "success")
        return redirect(url_for("opportunities.mine"))
    left = list(QUESTIONS)[list(QUESTIONS).index(code) + 1 :]
    if left:
        return redirect(url_for(".question", public_id=public_id, code=left[0]))
    flash("Your brief is written. Read it once more, then send it.", "success")
    return redirect(url_for("posting.check", public_id=public_id))
