"""Pages about deputies: who decides about moves while somebody of an organisation is away."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, url_for
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, Optional

from exchange import clock
from exchange.access import Permission, allowed, requires
from exchange.errors import Invalid, NotAllowed
from exchange.organisations import deputising, deputy_services, queries
from exchange.organisations.deputy_services import NewDeputy
from exchange.organisations.forms import ROLE_NAMES, at_most
from exchange.organisations.models import DeputyRole, Membership, Organisation
from exchange.web.fields import DateParts, TrimmedString
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.inputs import options, text
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("deputies", __name__)


class DeputyForm(Form):
    """Somebody who stands in."""

    role = RadioField(
        "What do they decide as?",
        [DataRequired("Choose the role")],
        choices=[],
    )
    absent = SelectField("Who is away?", [DataRequired("Choose who is away")])
    deputy = SelectField("Who stands in?", [DataRequired("Choose who stands in")])
    from_on = DateParts("First day", [DataRequired("Enter the first day")], what="First day")
    to_on = DateParts("Last day", [DataRequired("Enter the last day")], what="Last day")
    reason = TrimmedString(
        "Reason",
        [Optional(), at_most(300)],
        description="Such as annual leave. The deputy reads it; leave out anything about health.",
    )

    def offer(self, members: list[Membership], holders: list[Membership]) -> None:
        """Whose role it can be, and who can stand in."""
        held = frozenset[str]().union(*(one.roles for one in holders))
        roles = [role.value for role in DeputyRole if role.value in held]
        self.role.choices = options((role, ROLE_NAMES[role]) for role in roles)
        if len(roles) == 1:
            self.role.data = roles[0]
        self.absent.choices = options(_people(holders))
        self.deputy.choices = options([("", "Choose a colleague"), *_people(members)])

    def new(self) -> NewDeputy:
        """What was chosen."""
        from_on, to_on = self.from_on.data, self.to_on.data
        if from_on is None or to_on is None:
            raise Invalid({"from_on": "Enter both days."})
        return NewDeputy(
            DeputyRole(self.role.data),
            uuid.UUID(self.absent.data),
            uuid.UUID(self.deputy.data),
            from_on,
            to_on,
            text(self.reason),
        )


@blueprint.route("/organisations/<uuid:public_id>/deputies", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def deputies(public_id: uuid.UUID) -> Answer:
    """Who stands in for whom, and naming somebody."""
    organisation = queries.visible(actor(), public_id)
    members = deputising.members(organisation)
    holders = _may_be_absent(organisation, members)
    if not holders and not _is_deputy(organisation):
        raise NotAllowed(
            "Only who decides about moves here, and the organisation's administrator, see this.",
            "Ask them to name you, or go back to the organisation's page.",
        )
    form = DeputyForm(data={"from_on": clock.today()})
    form.offer(members, holders)
    if posted(form, lambda: deputy_services.name_deputy(actor(), public_id, form.new())):
        flash("Saved. Your deputy was told, and decides from the first day on.", "success")
        return redirect(url_for(".deputies", public_id=public_id))
    return shown(
        "organisations/deputies.html",
        form,
        organisation=organisation,
        current=[
            (one, allowed(actor(), Permission.DEPUTY_END, one))
            for one in deputising.current(organisation)
        ],
        role_names=ROLE_NAMES,
        names_others=actor().holds_itself(organisation.id, "organisation_admin"),
        may_name=bool(holders),
        today=clock.today(),
    )


@blueprint.post("/organisations/deputies/<uuid:deputy_id>/end")
@requires(Permission.PAGE_SIGNED_IN)
def end(deputy_id: uuid.UUID) -> Answer:
    """End it before its last day."""
    found = deputy_services.visible(actor(), deputy_id)
    organisation_id = found.organisation.public_id
    deputy_services.end_deputy(actor(), deputy_id)
    flash("Ended. What was decided meanwhile stands.", "success")
    return redirect(url_for(".deputies", public_id=organisation_id))


def _may_be_absent(organisation: Organisation, members: list[Membership]) -> list[Membership]:
    """Those who decide about moves: only oneself, or each of them for who looks after it."""
    who = actor()
    deciding = [one for one in members if one.roles & set(DeputyRole)]
    if who.holds_itself(organisation.id, "organisation_admin"):
        return deciding
    return [one for one in deciding if one.person_id == who.person_id]


def _is_deputy(organisation: Organisation) -> bool:
    who = actor()
    return any(who.deputised(organisation.id, role.value) for role in DeputyRole)


def _people(members: list[Membership]) -> list[tuple[str, str]]:
    return [(str(one.public_id), one.person.name) for one in members]
