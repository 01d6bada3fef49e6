"""Pages of platform administrators: what waits, the outbox, the record, who is staff."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange.access import Permission, requires
from exchange.accounts import services as accounts
from exchange.desk import contacts, services, upkeep, waiting
from exchange.desk.forms import AuditForm, StaffForm
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import page_number, paginate

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("")
@requires(Permission.PLATFORM_ADMINISTER)
def index() -> Answer:
    """What waits for an administrator."""
    return render_template(
        "desk/admin.html",
        joining=waiting.to_join(actor()),
        contacts=contacts.wanted(),
        outbox=upkeep.outbox(),
    )


@blueprint.post("/outbox/<int(max=2147483647):outbox_id>/retry")
@requires(Permission.PLATFORM_ADMINISTER)
def retry(outbox_id: int) -> Answer:
    """Try again what was given up."""
    services.try_again(actor(), outbox_id)
    flash("It waits in the queue again.", "success")
    return redirect(url_for(".index"))


@blueprint.get("/audit")
@requires(Permission.PLATFORM_ADMINISTER)
def audit() -> Answer:
    """Who did what to what, old and new."""
    form = AuditForm(request.args)
    valid = form.validate()
    wanted = _wanted(form) if valid else upkeep.Wanted()
    page = paginate(upkeep.record(actor(), wanted), page_number())
    shown_filters = {name: value for name, value in request.args.items() if name in form.data}
    answer = render_template(
        "desk/audit.html",
        form=form,
        page=page,
        entries=upkeep.entries(page.items) if valid else [],
        href=lambda number: url_for(".audit", **{**shown_filters, "page": number}),
    )
    return answer if valid else (answer, 422)


@blueprint.route("/staff", methods=["GET", "POST"])
@requires(Permission.PLATFORM_ADMINISTER)
def staff() -> Answer:
    """Who moderates and administers."""
    form = StaffForm()
    if posted(
        form,
        lambda: accounts.make_staff(
            actor(),
            text(form.email),
            moderator=form.moderator.data,
            administrator=form.administrator.data,
        ),
    ):
        flash(f"The roles of {text(form.email)} are saved.", "success")
        return redirect(url_for(".staff"))
    return shown("desk/staff.html", form, people=upkeep.staff())


def _wanted(form: AuditForm) -> upkeep.Wanted:
    identifier = text(form.object)
    return upkeep.Wanted(
        uuid.UUID(identifier) if identifier else None,
        text(form.kind),
        text(form.actor),
        text(form.action),
    )
