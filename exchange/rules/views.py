"""Pages of rules: for everybody what holds today, for administrators how it changes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange import clock
from exchange.access import Permission, requires
from exchange.reference import rules as shipped
from exchange.reference.rules import Rule
from exchange.rules import queries, services, wording
from exchange.rules.forms import form_for, rows_seen
from exchange.web.guard import actor
from exchange.web.look import day
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("rules", __name__)


@blueprint.context_processor
def words() -> dict[str, Any]:
    """The room's words, for its templates."""
    return {"rule_words": wording}


@blueprint.get("/help/rules")
@requires(Permission.PAGE_PUBLIC)
def public() -> Answer:
    """The rules that hold today, each with its source and date."""
    today = clock.today()
    return render_template("rules/public.html", rules=queries.in_force(today), today=today)


@blueprint.get("/admin/rules")
@requires(Permission.PLATFORM_ADMINISTER)
def index() -> Answer:
    """All rules with what holds today and what comes next."""
    today = clock.today()
    rows = [
        (rule_id, queries.get(rule_id, today), queries.next_change(rule_id, today))
        for rule_id in shipped.IDS
    ]
    return render_template("rules/index.html", rows=rows, shipped=_newest)


@blueprint.get("/admin/rules/<rule_id>")
@requires(Permission.PLATFORM_ADMINISTER)
def show(rule_id: str) -> Answer:
    """One rule: what holds, what comes, and every row that it ever had."""
    added = queries.history(rule_id)
    today = clock.today()
    return render_template(
        "rules/show.html",
        rule=_newest(rule_id),
        now=queries.get(rule_id, today),
        coming=queries.next_change(rule_id, today),
        added=[(row, queries.as_rule(row)) for row in added],
        shipped=reversed(shipped.shipped(rule_id)),
        today=today,
    )


@blueprint.route("/admin/rules/<rule_id>/change", methods=["GET", "POST"])
@requires(Permission.PLATFORM_ADMINISTER)
def change(rule_id: str) -> Answer:
    """From a day on, the rule holds with other numbers, words or effect."""
    seen = len(queries.history(rule_id))
    rule = queries.get(rule_id, clock.today()) or _newest(rule_id)
    form = form_for(rule)
    if posted(form, lambda: services.change(actor(), rule_id, rows_seen(), form.change(rule))):
        flash(f"Saved. It holds from {day(form.in_force.data)}.", "success")
        return redirect(url_for(".show", rule_id=rule_id))
    return shown(
        "rules/change.html",
        form,
        rule=rule,
        seen=rows_seen() if request.method == "POST" else seen,
        hints=wording.EFFECT_HINTS,
    )


def _newest(rule_id: str) -> Rule:
    return shipped.shipped(rule_id)[-1]
