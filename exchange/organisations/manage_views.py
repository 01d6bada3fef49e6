"""Pages for who looks after an organisation: requests to join, members, settings, our checks."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange.access import Permission, require, requires
from exchange.organisations import queries, services
from exchange.organisations.forms import (
    LEADS,
    ROLE_HINTS,
    ROLE_NAMES,
    AcceptForm,
    ContactForm,
    DomainForm,
    RefuseForm,
    RolesForm,
    SettingsForm,
    StaffForm,
)
from exchange.organisations.models import ContactRole, Membership, StaffStatus
from exchange.web.forms import Form, attempt
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import page_number, paginate

blueprint = Blueprint("manage", __name__)


@blueprint.get("/organisations/joining")
@requires(Permission.PAGE_SIGNED_IN)
def joining() -> Answer:
    """Who asks to join, oldest first."""
    page = paginate(queries.joining_queue(actor()), page_number())
    return render_template(
        "organisations/joining.html",
        page=page,
        oldest=queries.oldest_in_queue(actor()),
        href=lambda number: url_for(".joining", page=number),
    )


@blueprint.get("/organisations/joining/<uuid:membership_id>")
@requires(Permission.PAGE_SIGNED_IN)
def decide(membership_id: uuid.UUID) -> Answer:
    """One who asks: let in or not."""
    return _decide_page(queries.membership_to_decide(actor(), membership_id))


@blueprint.post("/organisations/joining/<uuid:membership_id>/accept")
@requires(Permission.PAGE_SIGNED_IN)
def accept(membership_id: uuid.UUID) -> Answer:
    """Let somebody in."""
    membership = queries.membership_to_decide(actor(), membership_id)
    form = _with_roles(AcceptForm())
    name = membership.person.name
    if attempt(
        form,
        lambda: services.accept_member(
            actor(), membership_id, _chosen(form, membership), text(form.how_verified)
        ),
    ):
        flash(f"{name} is in, and has been told.", "success")
        return redirect(url_for(".joining"))
    return _decide_page(queries.membership_to_decide(actor(), membership_id), accept=form)


@blueprint.post("/organisations/joining/<uuid:membership_id>/refuse")
@requires(Permission.PAGE_SIGNED_IN)
def refuse(membership_id: uuid.UUID) -> Answer:
    """Not let somebody in."""
    membership = queries.membership_to_decide(actor(), membership_id)
    form, name = RefuseForm(), membership.person.name
    if attempt(form, lambda: services.refuse_member(actor(), membership_id, text(form.reason))):
        flash(f"{name} is not let in, and has been told why.", "success")
        return redirect(url_for(".joining"))
    return _decide_page(queries.membership_to_decide(actor(), membership_id), refuse=form)


@blueprint.get("/organisations/<uuid:public_id>/members")
@requires(Permission.PAGE_SIGNED_IN)
def members(public_id: uuid.UUID) -> Answer:
    """Everybody in an organisation."""
    organisation = queries.visible(actor(), public_id)
    page = paginate(queries.members_of(actor(), organisation), page_number())
    return render_template(
        "organisations/members.html",
        organisation=organisation,
        role_names=ROLE_NAMES,
        page=page,
        href=lambda number: url_for(".members", public_id=public_id, page=number),
    )


@blueprint.route("/organisations/members/<uuid:membership_id>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def roles(membership_id: uuid.UUID) -> Answer:
    """What one member may do."""
    membership = queries.membership_to_decide(actor(), membership_id)
    form = _with_roles(RolesForm(data={"roles": sorted(membership.roles)}))
    back = url_for(".members", public_id=membership.organisation.public_id)
    if posted(
        form,
        lambda: services.set_roles(
            actor(), membership_id, _chosen(form, membership), text(form.how_verified)
        ),
    ):
        flash("The roles are saved, and the person has been told.", "success")
        return redirect(back)
    return shown(
        "organisations/roles.html", form, membership=membership, hints=ROLE_HINTS, back=back
    )


@blueprint.route("/organisations/<uuid:public_id>/settings", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def settings(public_id: uuid.UUID) -> Answer:
    """How an organisation works here."""
    organisation = queries.visible(actor(), public_id)
    require(actor(), Permission.ORGANISATION_MANAGE, organisation)
    form = SettingsForm(obj=organisation)
    if posted(
        form,
        lambda: services.change_settings(
            actor(),
            public_id,
            ask_before_applying=form.ask_before_applying.data,
            one_person_decides=form.one_person_decides.data,
            how_we_decide=text(form.how_we_decide),
        ),
    ):
        flash("The settings are saved.", "success")
        return redirect(url_for("organisations.show", public_id=public_id))
    return shown("organisations/settings.html", form, organisation=organisation)


@blueprint.get("/admin/organisations/<uuid:public_id>")
@requires(Permission.ORGANISATION_ADMINISTER)
def administer(public_id: uuid.UUID) -> Answer:
    """What only our administrators set: staff status, domains, contacts."""
    return _administer_page(public_id)


@blueprint.post("/admin/organisations/<uuid:public_id>/staff-status")
@requires(Permission.ORGANISATION_ADMINISTER)
def set_staff_status(public_id: uuid.UUID) -> Answer:
    """What the staff are, with its source and date."""
    form = StaffForm(prefix="staff-")
    done = attempt(
        form,
        lambda: services.set_staff_status(
            actor(), public_id, StaffStatus(form.status.data), text(form.source), form.as_of.data
        ),
    )
    return _administered(public_id, "The staff status is saved.", done, staff=form)


@blueprint.post("/admin/organisations/<uuid:public_id>/domains")
@requires(Permission.ORGANISATION_ADMINISTER)
def add_domain(public_id: uuid.UUID) -> Answer:
    """People with an address there join at once."""
    form = DomainForm(prefix="domain-")
    done = attempt(form, lambda: services.add_domain(actor(), public_id, text(form.domain)))
    return _administered(public_id, "The domain is saved.", done, domain=form)


@blueprint.post("/admin/organisations/<uuid:public_id>/domains/remove")
@requires(Permission.ORGANISATION_ADMINISTER)
def remove_domain(public_id: uuid.UUID) -> Answer:
    """People with an address there ask to join again."""
    services.remove_domain(actor(), public_id, request.form.get("domain", ""))
    return _administered(public_id, "The domain is removed.", True)


@blueprint.post("/admin/organisations/<uuid:public_id>/contacts")
@requires(Permission.ORGANISATION_ADMINISTER)
def verify_contact(public_id: uuid.UUID) -> Answer:
    """Who decides by link."""
    form = ContactForm(prefix="contact-")
    done = attempt(
        form,
        lambda: services.verify_contact(
            actor(),
            public_id,
            ContactRole(form.role.data),
            text(form.name),
            text(form.email),
            text(form.how_verified),
        ),
    )
    return _administered(public_id, "The contact is saved.", done, contact=form)


@blueprint.post("/admin/organisations/<uuid:public_id>/contacts/<any(hr, chair):role>/retire")
@requires(Permission.ORGANISATION_ADMINISTER)
def retire_contact(public_id: uuid.UUID, role: str) -> Answer:
    """The contact no longer decides."""
    services.retire_contact(actor(), public_id, ContactRole(role))
    return _administered(public_id, "The contact no longer decides.", True)


def _with_roles(form: AcceptForm) -> AcceptForm:
    """Offer the role that only our administrators verify to them alone."""
    if actor().is_administrator:
        form.roles.offer(LEADS)
    return form


def _chosen(form: AcceptForm, membership: Membership) -> frozenset[str]:
    """The roles ticked; one that the page did not offer stays as it is."""
    kept = membership.roles - form.roles.offered - {"member"}
    return frozenset(form.roles.data or ()) | kept


def _decide_page(membership: Membership, **failed: Form) -> Answer:
    forms: dict[str, Form] = {"accept": _with_roles(AcceptForm(None)), "refuse": RefuseForm(None)}
    page = render_template(
        "organisations/decide.html",
        membership=membership,
        hints=ROLE_HINTS,
        forms={**forms, **failed},
        form=next(iter(failed.values()), None),
    )
    return (page, 422) if failed else page


def _administered(public_id: uuid.UUID, said: str, done: Any, **failed: Form) -> Answer:
    if not done:
        return _administer_page(public_id, **failed)
    flash(said, "success")
    return redirect(url_for(".administer", public_id=public_id))


def _administer_page(public_id: uuid.UUID, **failed: Form) -> Answer:
    organisation = queries.detailed(public_id)
    now = {
        "status": organisation.staff_status.value,
        "source": organisation.staff_status_source,
        "as_of": organisation.staff_status_as_of,
    }
    forms: dict[str, Form] = {
        "staff": StaffForm(None, prefix="staff-", data=now),
        "domain": DomainForm(None, prefix="domain-"),
        "contact": ContactForm(None, prefix="contact-"),
    }
    page = render_template(
        "organisations/administer.html",
        organisation=organisation,
        domains=[one for one in organisation.domains if one.source != queries.REMOVED],
        contacts=[one for one in organisation.contacts if one.retired_at is None],
        forms={**forms, **failed},
        form=next(iter(failed.values()), None),
    )
    return (page, 422) if failed else page
