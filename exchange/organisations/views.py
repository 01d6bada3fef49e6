"""Pages of organisations: find one, look at it, join it; and one's own account."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange.access import Permission, requires
from exchange.accounts import login
from exchange.accounts import queries as accounts
from exchange.organisations import queries, services
from exchange.organisations.domains import domain_of, is_free_mail
from exchange.organisations.forms import ROLE_NAMES, AddForm, FindForm, JoinForm, NumberForm
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Organisation
from exchange.reference import choices
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.limits import RARE, limiter
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import page_number, paginate

blueprint = Blueprint("organisations", __name__)

A_FEW = 10
REGISTERS = {
    "GB-CHC": "Charity Commission for England and Wales",
    "GB-SC": "Scottish Charity Regulator",
    "GB-NIC": "Charity Commission for Northern Ireland",
}
"""By the prefixes of org-id.guide, which the registers' numbers carry here."""


@blueprint.get("/organisations")
@requires(Permission.PAGE_PUBLIC)
def index() -> Answer:
    """Find an organisation."""
    form = FindForm(request.args)
    if not form.validate():
        return render_template("organisations/index.html", form=form, page=None, on=[]), 422
    q, sector = text(form.q), text(form.sector)
    page = paginate(queries.listed(q, sector), page_number())

    def href(number: int) -> str:
        return url_for(".index", page=number, q=q or None, sector=sector or None)

    on = _filters_on(q, sector)
    return render_template("organisations/index.html", form=form, page=page, href=href, on=on)


@blueprint.get("/organisations/<uuid:public_id>")
@requires(Permission.PAGE_PUBLIC)
def show(public_id: uuid.UUID) -> Answer:
    """What everybody may know of an organisation, and what comes next for who asked to join."""
    organisation = queries.visible(actor(), public_id)
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        membership=queries.membership_in(actor(), organisation),
        registered=_registered(organisation.external_id),
        staff=choices.get(choices.STAFF_STATUSES, organisation.staff_status),
        manages=actor().has_role(organisation.id, "organisation_admin") or actor().is_administrator,
        decides=actor().has_role(organisation.id, "hr", "board", "organisation_admin"),
    )


@blueprint.get("/organisations/join")
@requires(Permission.PAGE_SIGNED_IN)
def join() -> Answer:
    """Find the organisation to join: by e-mail domain first, then by charity number or name."""
    number, find = NumberForm(request.args), FindForm(request.args)
    form, found = _looked_for(number, find)
    email = actor().email
    page = render_template(
        "organisations/join.html",
        form=form,
        number=number,
        find=find,
        found=found,
        domain=domain_of(email),
        free_mail=is_free_mail(email),
        candidates=queries.candidates_by_domain(email),
    )
    return (page, 422) if form and form.errors else page


@blueprint.route("/organisations/<uuid:public_id>/join", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_SIGNED_IN)
def ask(public_id: uuid.UUID) -> Answer:
    """Join one organisation: at once with an address at its domain, else by asking."""
    organisation = queries.visible(actor(), public_id)
    if queries.membership_in(actor(), organisation) is not None:
        return redirect(url_for(".show", public_id=public_id))
    form, at_once = JoinForm(), organisation in queries.candidates_by_domain(actor().email)
    if at_once:
        del form.evidence
    evidence = "" if at_once else text(form.evidence)
    status = posted(
        form,
        lambda: services.ask_to_join(actor(), public_id, text(form.job_title), evidence),
    )
    if status:
        _say(status, organisation.name)
        return redirect(url_for(".show", public_id=public_id))
    return shown("organisations/ask.html", form, organisation=organisation, at_once=at_once)


@blueprint.route("/organisations/add", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_SIGNED_IN)
def add() -> Answer:
    """Ask for an organisation that is not listed."""
    form = AddForm()
    public_id = posted(
        form,
        lambda: services.ask_to_add(
            actor(),
            services.NewOrganisation(
                text(form.name), text(form.sector), text(form.register_number)
            ),
            text(form.job_title),
            text(form.evidence),
        ),
    )
    if public_id:
        return redirect(url_for(".show", public_id=public_id))
    return shown("organisations/add.html", form)


@blueprint.get("/account")
@requires(Permission.PAGE_SIGNED_IN)
def account() -> Answer:
    """One's own account: who I am, where I belong, where I am signed in."""
    return render_template(
        "accounts/account.html",
        person=accounts.own(actor()),
        memberships=queries.memberships_of(actor()),
        role_names=ROLE_NAMES,
        sessions=accounts.sessions_of(actor()),
        this_session=login.session_id(),
    )


def _filters_on(q: str, sector: str) -> list[dict[str, str]]:
    """What narrows the list, each with the address that takes it off."""
    names = dict(choices.pairs(choices.SECTORS))
    on = [{"text": q, "href": url_for(".index", sector=sector or None)}] if q else []
    if sector:
        on.append({"text": names[sector], "href": url_for(".index", q=q or None)})
    return on


def _registered(external_id: str) -> str:
    """The register and number of a charity, such as GB-CHC-1003552; empty for others."""
    parts = external_id.split("-", 2)
    register = REGISTERS.get("-".join(parts[:2]))
    return f"{register}, {parts[2]}" if register else ""


def _looked_for(
    number: NumberForm, find: FindForm
) -> tuple[Form | None, list[Organisation] | None]:
    """The form that was sent, if any, and what it finds: None where nothing was looked for."""
    if "number" in request.args:
        match = queries.by_charity_number(text(number.number)) if number.validate() else None
        return number, [match] if match else None if number.errors else []
    if not text(find.q) and not find.q.errors:
        return None, None
    if not find.validate():
        return find, None
    return find, paginate(queries.listed(text(find.q)), 1, A_FEW).items


def _say(status: MembershipStatus, name: str) -> None:
    if status is MembershipStatus.ACTIVE:
        flash(f"You now belong to {name}.", "success")
    else:
        flash(f"You have asked to join {name}.", "success")
