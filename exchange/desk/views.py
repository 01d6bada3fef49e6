"""The home page (for a visitor what Crossover is, for others what waits) and the HR desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from exchange.access import Permission, requires
from exchange.desk import hr, waiting, welcome, work
from exchange.opportunities import queries as opportunities
from exchange.organisations import deputising
from exchange.reference import levels
from exchange.web.guard import actor
from exchange.web.pages import Answer
from exchange.web.paging import page_number, paginate

blueprint = Blueprint("desk", __name__)

A_FEW_MOVES = 10


@blueprint.get("/")
@requires(Permission.PAGE_PUBLIC)
def home() -> Answer:
    """The first page."""
    return _welcome() if actor().is_anonymous else _work()


@blueprint.get("/hr")
@requires(Permission.DESK_HR)
def hr_desk() -> Answer:
    """What waits for the viewer, and for whom the viewer's people wait."""
    show = request.args.get("show", "")
    if show in {"moves", "finished"}:
        return _hr_moves(show)
    page = paginate(waiting.decisions(actor()), page_number())
    moves = paginate(hr.moves(actor(), over=False), 1, A_FEW_MOVES)
    return render_template(
        "desk/hr.html",
        page=page,
        rows=[hr.to_decide(actor(), one) for one in page.items],
        moves=[hr.move(actor(), one) for one in moves.items],
        more=moves.total - len(moves.items),
        href=lambda number: url_for(".hr_desk", page=number),
        **_hr_head(show),
    )


def _hr_moves(show: str) -> Answer:
    page = paginate(hr.moves(actor(), over=show == "finished"), page_number())
    return render_template(
        "desk/hr_moves.html",
        page=page,
        moves=[hr.move(actor(), one) for one in page.items],
        href=lambda number: url_for(".hr_desk", show=show, page=number),
        **_hr_head(show),
    )


def _hr_head(show: str) -> dict[str, Any]:
    """What stands above every tab."""
    admits = bool(actor().organisations_as("organisation_admin"))
    return {
        "show": show,
        "waits": waiting.for_decision(actor()),
        "joining": waiting.to_join(actor()) if admits else None,
        "decides_at": deputising.decides_at(actor()),
    }


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
