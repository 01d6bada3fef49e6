"""The home page: for a visitor what Crossover is, for others what waits."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from exchange.access import Permission, requires
from exchange.desk import welcome, work
from exchange.opportunities import queries as opportunities
from exchange.reference import levels
from exchange.web.guard import actor
from exchange.web.pages import Answer

blueprint = Blueprint("desk", __name__)


@blueprint.get("/")
@requires(Permission.PAGE_PUBLIC)
def home() -> Answer:
    """The first page."""
    return _welcome() if actor().is_anonymous else _work()


def _welcome() -> Answer:
    form = welcome.LevelForm(request.args)
    found = welcome.likely_levels(form)
    page = render_template(
        "desk/welcome.html",
        fresh=opportunities.fresh(actor()),
        form=form,
        found=found,
        note=levels.NOTE,
        ladder=levels.ALL,
        rungs=welcome.who_says_yes(),
        principles=welcome.PRINCIPLES,
    )
    return (page, 422) if form.errors else page


def _work() -> Answer:
    return render_template(
        "desk/work.html", work=work.of(actor()), fresh=opportunities.fresh(actor())
    )
