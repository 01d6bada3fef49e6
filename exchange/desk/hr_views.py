"""Pages of the HR desk: what waits, who is out and in, how long it takes, and what to take away."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, render_template, request, url_for

from exchange import clock
from exchange.access import Permission, requires
from exchange.desk import exports, figures, hr, hr_services, moves, sheets, waiting
from exchange.desk.hr_forms import FINISHED, UNDER_WAY, MovesForm
from exchange.desk.moves import Wanted
from exchange.desk.sheets import FORMS, Sheet
from exchange.errors import Invalid
from exchange.organisations import deputising
from exchange.placements.models import Placement
from exchange.web.guard import actor
from exchange.web.pages import Answer
from exchange.web.paging import page_number, paginate

blueprint = Blueprint("hr", __name__, url_prefix="/hr")

A_FEW_MOVES = 10


@blueprint.get("")
@requires(Permission.DESK_HR)
def index() -> Answer:
    """What waits for the viewer, and for whom the viewer's people wait."""
    if request.args.get("show", "") in {UNDER_WAY, FINISHED}:
        form = MovesForm(request.args)
        return _moves(form) if form.validate() else (_moves(form, refused=True), 422)
    page = waiting.decisions(actor(), page_number())
    found = paginate(_shown(Wanted()), 1, A_FEW_MOVES)
    return render_template(
        "desk/hr.html",
        page=page,
        rows=hr.to_decide(actor(), page.items),
        moves=hr.listed(actor(), found.items),
        more=found.total - len(found.items),
        href=lambda number: url_for(".index", page=number),
        **head(),
    )


@blueprint.get("/figures")
@requires(Permission.DESK_HR)
def show_figures() -> Answer:
    """How long each step takes, what is open, and why moves were refused."""
    return render_template(
        "desk/hr_figures.html",
        steps=figures.steps(actor()),
        reasons=[[one.name, one.ours, one.theirs, one.total] for one in figures.refusals(actor())],
        sample=figures.SAMPLE,
        **head("figures"),
    )


@blueprint.post("/export/<any(csv, ods):form>")
@requires(Permission.DESK_HR)
def export(form: str) -> Answer:
    """The list with its filters, as a file; taking it is written down."""
    asked = MovesForm(request.form)
    if not asked.validate():
        return _moves(asked, refused=True), 422
    try:
        sheet = exports.sheet(actor(), asked.wanted)
    except Invalid as error:
        asked.absorb(error)
        return _moves(asked, refused=True), 422
    hr_services.take_list(actor(), form, asked.wanted, len(sheet.rows))
    return download(form, sheet.name, [sheet])


def download(form: str, title: str, tables: list[Sheet]) -> Response:
    """A file that the browser saves under the title and the day."""
    answer = Response(sheets.written(form, title, tables), mimetype=FORMS[form].partition(";")[0])
    name = "-".join(title.lower().split())
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{name}-{clock.today().isoformat()}.{form}"'
    )
    return answer


def head(show: str = "") -> dict[str, Any]:
    """What stands above every tab."""
    admits = bool(actor().organisations_as("organisation_admin"))
    return {
        "show": show,
        "waits": waiting.for_decision(actor()),
        "joining": waiting.to_join(actor()) if admits else None,
        "today": clock.today(),
        "decides_at": deputising.decides_at(actor()),
    }


def _shown(wanted: Wanted) -> sa.Select[Placement]:
    return moves.named(moves.found(actor(), wanted))


def _moves(form: MovesForm, *, refused: bool = False) -> str:
    wanted = Wanted(over=form.over) if refused else form.wanted
    page = paginate(_shown(wanted), page_number())
    state = form.state
    return render_template(
        "desk/hr_moves.html",
        form=form,
        page=page,
        moves=[] if refused else hr.listed(actor(), page.items),
        chips=form.chips,
        pairs=state.pairs,
        href=state.page,
        **head(FINISHED if form.over else UNDER_WAY),
    )
