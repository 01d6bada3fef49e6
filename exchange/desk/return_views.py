"""The Cabinet Office's return of secondments: a page that says what is in it, and its file."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from wtforms.validators import Optional

from exchange.access import Permission, requires
from exchange.desk import hr_services, seconded
from exchange.desk.hr_views import download, head
from exchange.desk.seconded import Quarter
from exchange.errors import NotFound
from exchange.organisations.models import Organisation
from exchange.web.filters import OneOf
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.inputs import options
from exchange.web.pages import Answer

blueprint = Blueprint("hr_return", __name__, url_prefix="/hr/return")


class ReturnForm(Form):
    """Whose return, and of which quarter."""

    organisation = OneOf("Organisation", [Optional()], choices=[])
    quarter = OneOf("Quarter", choices=[])

    def offer(self, mine: list[Organisation], quarters: list[Quarter]) -> None:
        """What there is to choose, the first being meant where nothing is said."""
        self.organisation.choices = options((str(one.public_id), one.name) for one in mine)
        self.quarter.choices = options((one.code, one.name) for one in quarters)


@blueprint.get("")
@requires(Permission.DESK_HR)
def show() -> Answer:
    """What the return of a quarter holds, or why an organisation makes none."""
    mine, quarters = seconded.organisations(actor()), seconded.quarters()
    organisation, quarter = _chosen(request.args, mine, quarters)
    form = ReturnForm(None)
    form.offer(mine, quarters)
    form.organisation.data, form.quarter.data = str(organisation.public_id), quarter.code
    why_not = seconded.why_not(organisation)
    return render_template(
        "desk/hr_return.html",
        form=form,
        mine=mine,
        organisation=organisation,
        quarter=quarter,
        why_not=why_not,
        made=None if why_not else seconded.made(actor(), organisation, quarter),
        source=seconded,
        **head("return"),
    )


@blueprint.post("/<any(csv, ods):form>")
@requires(Permission.DESK_HR)
def take(form: str) -> Answer:
    """The return as a file; taking it is written down."""
    chosen = _chosen(request.form, seconded.organisations(actor()), seconded.quarters())
    made = seconded.made(actor(), *chosen)
    name = f"Secondments {made.quarter.code}"
    tables = made.sheets(seconded.lines(actor(), *chosen))
    hr_services.take_return(actor(), made.organisation, form, made.quarter.code, made.count)
    return download(form, name, tables)


def _chosen(
    sent: dict[str, str], mine: list[Organisation], quarters: list[Quarter]
) -> tuple[Organisation, Quarter]:
    """The organisation and the quarter asked for, or the first of each.

    Raises NotFound for an organisation whose desk the viewer does not read.
    """
    wanted = sent.get("organisation", "")
    found = [one for one in mine if not wanted or str(one.public_id) == wanted]
    if not found:
        raise NotFound("There is no such organisation at your desk.")
    quarter = next((one for one in quarters if one.code == sent.get("quarter")), quarters[0])
    return found[0], quarter
