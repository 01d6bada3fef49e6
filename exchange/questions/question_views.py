"""Asking in public, and what became of one's own questions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from exchange.access import Permission, requires
from exchange.opportunities import asking
from exchange.opportunities import queries as opportunities
from exchange.opportunities.models import Opportunity
from exchange.questions import queries, services, steps
from exchange.questions.forms import AskForm
from exchange.questions.models import Question
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import page_number, paginate
from exchange.web.posted import version_sent

blueprint = Blueprint("public_questions", __name__)


@dataclass(frozen=True)
class OfListing:
    """What the page of a listing says about public questions, to whoever reads it."""

    published: list[Question]
    may_ask: bool
    answers: bool
    waiting: int
    """For who answers: how many wait. For others: how many of their own do."""


@blueprint.app_template_global()
def public_questions(listing: Opportunity) -> OfListing | None:
    """The questions of a listing: one statement for visitors, and one more for others."""
    who = actor()
    if listing.is_external or not listing.is_shown:
        return None
    answers = opportunities.manages(who, listing)
    waiting = 0
    if answers:
        waiting = queries.waiting_count([listing]).get(listing.id, 0)
    elif not who.is_anonymous:
        waiting = queries.own_waiting(who, listing)
    published = queries.published(who, listing)
    return OfListing(published, asking.may_ask(who, listing), answers, waiting)


@blueprint.route("/opportunities/<uuid:public_id>/questions/ask", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def ask(public_id: uuid.UUID) -> Answer:
    """Write a question that everybody can read once it is answered."""
    listing = opportunities.by_public_id(actor(), public_id)
    steps.readers(actor(), listing)
    form = AskForm()
    body, mentions = form.body.data or "", form.only_mentions.data
    if posted(form, lambda: services.ask(actor(), public_id, body, only_mentions=mentions)):
        flash("Your question is sent. You are told when it is answered or declined.", "success")
        return redirect(url_for(".mine"))
    return shown("questions/ask.html", form, listing=listing)


@blueprint.get("/my-questions")
@requires(Permission.PAGE_SIGNED_IN)
def mine() -> Answer:
    """What one asked, and what became of it."""
    page = paginate(queries.mine(actor()), page_number())
    listings = opportunities.by_ids(actor(), [one.opportunity_id for one in page.items])
    return render_template(
        "questions/mine.html",
        page=page,
        shown={one.id for one in listings},
        href=lambda number: url_for(".mine", page=number),
    )


@blueprint.post("/questions/<uuid:question_id>/withdraw")
@requires(Permission.PAGE_SIGNED_IN)
def withdraw(question_id: uuid.UUID) -> Response:
    """Take one's question back before it is answered."""
    services.withdraw(actor(), question_id, version_sent())
    flash("Your question is withdrawn. Nobody reads it any more.", "success")
    return redirect(url_for(".mine"))
