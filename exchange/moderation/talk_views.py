"""Reports of conversations: made, decided by moderators, and read by whom they concern."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from exchange.access import Permission, requires
from exchange.messages import queries as messages
from exchange.moderation import queries, talk_queries, talk_services
from exchange.moderation.forms import AppealForm, ReasonForm, TalkDecisionForm, TalkReportForm
from exchange.moderation.lifecycle import REPORT
from exchange.moderation.talk_models import TalkDecision
from exchange.reference import choices
from exchange.web.guard import actor
from exchange.web.inputs import options
from exchange.web.pages import Answer, shown
from exchange.web.posted import posted, version_sent

blueprint = Blueprint("talk_reports", __name__)

ONE = "/moderation/conversations/<uuid:public_id>"


@blueprint.route("/messages/<uuid:conversation_id>/report", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def report(conversation_id: uuid.UUID) -> Answer:
    """Say that somebody in a conversation writes what they must not."""
    talk = messages.by_public_id(actor(), conversation_id)
    form, people = TalkReportForm(), talk_queries.others(actor(), talk)
    form.person.choices = options([(str(one.public_id), one.name) for one in people])
    if posted(
        form,
        lambda: talk_services.report(
            actor(),
            conversation_id,
            uuid.UUID(form.person.data),
            form.category.data,
            form.text.data or "",
        ),
    ):
        flash("Thank you. A moderator looks at it, and you get a notice of the outcome.", "success")
        return redirect(url_for("messages.show", conversation_id=conversation_id))
    known = {"talk": talk, "people": people, "categories": choices.REPORT_CATEGORIES}
    return shown("moderation/talk_report.html", form, **known)


@blueprint.get(ONE)
@requires(Permission.PAGE_SIGNED_IN)
def show(public_id: uuid.UUID) -> Answer:
    """A report: who holds it, what was decided. The conversation itself is closed at first."""
    return _page(public_id)


@blueprint.post(f"{ONE}/claim")
@requires(Permission.MODERATION_WORK)
def claim(public_id: uuid.UUID) -> Response:
    """Take it for half an hour."""
    talk_services.claim(actor(), public_id)
    return redirect(url_for(".show", public_id=public_id))


@blueprint.post(f"{ONE}/open")
@requires(Permission.PAGE_SIGNED_IN)
def open_conversation(public_id: uuid.UUID) -> Response:
    """Open the conversation; the record keeps who did."""
    talk_services.open_conversation(actor(), public_id)
    return redirect(url_for(".show", public_id=public_id, _anchor="conversation"))


@blueprint.post(f"{ONE}/decide")
@requires(Permission.MODERATION_WORK)
def decide(public_id: uuid.UUID) -> Answer:
    """Take no action, or keep the person from writing for some days."""
    form, version = TalkDecisionForm(), version_sent()
    if posted(
        form,
        lambda: talk_services.decide(
            actor(),
            public_id,
            version,
            TalkDecision(form.decision.data),
            int(form.days.data or 0),
            form.reason.data or "",
        ),
    ):
        flash("Decided. Those concerned are told.", "success")
        return redirect(url_for("moderation.index", queue="conversations"))
    return _page(public_id, decision_form=form), 422


@blueprint.post(f"{ONE}/<any(uphold, overturn):decision>")
@requires(Permission.PAGE_SIGNED_IN)
def hear(public_id: uuid.UUID, decision: str) -> Answer:
    """Decide an appeal."""
    form, version = ReasonForm(), version_sent()
    run: Callable[..., None] = (
        talk_services.uphold if decision == "uphold" else talk_services.overturn
    )
    if posted(form, lambda: run(actor(), public_id, version, form.reason.data or "")):
        flash("Decided. The person is told.", "success")
        return redirect(url_for(".show", public_id=public_id))
    return _page(public_id, reason_form=form), 422


@blueprint.route("/messages/decisions/<uuid:public_id>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def decision(public_id: uuid.UUID) -> Answer:
    """A decision that one does not write for a while, and the appeal against it."""
    found, form = talk_queries.decision_about(actor(), public_id), AppealForm()
    if posted(form, lambda: talk_services.appeal(actor(), public_id, form.text.data or "")):
        flash("Your appeal is made. You get a notice when it is decided.", "success")
        return redirect(url_for(".decision", public_id=public_id))
    may_appeal = REPORT.can(found.status, "appeal")
    return shown("moderation/talk_decision.html", form, report=found, may_appeal=may_appeal)


def _page(
    public_id: uuid.UUID,
    decision_form: TalkDecisionForm | None = None,
    reason_form: ReasonForm | None = None,
) -> str:
    found = talk_queries.report(actor(), public_id)
    people = (found.reporter_id, found.reported_id, found.claimed_by_id, found.decided_by_id)
    return render_template(
        "moderation/talk_show.html",
        report=found,
        form=decision_form or reason_form,
        decision_form=decision_form or TalkDecisionForm(formdata=None),
        reason_form=reason_form or ReasonForm(formdata=None),
        category=choices.get(choices.REPORT_CATEGORIES, found.category),
        names=queries.names(*people, found.appeal_decided_by_id),
        said=talk_queries.transcript(actor(), found),
        is_open=talk_queries.may_read(actor(), found),
        may_judge=talk_services.may_judge(actor(), found),
        may_hear=talk_services.may_hear(actor(), found),
        held=talk_services.is_held(found),
    )
