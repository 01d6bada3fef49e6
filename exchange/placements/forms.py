"""What a placement asks people to type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from exchange import clock
from exchange.access import Actor
from exchange.accounts.forms import email_field
from exchange.placements import acts, early_end, wording
from exchange.placements.early_end import Notice
from exchange.placements.ending import Capacity
from exchange.placements.facts_forms import (
    FactsForm,
    NationalityForm,
    OutsideForm,
    StayOnForm,
)
from exchange.placements.form_base import (
    LONGEST_REASON,
    ActForm,
    reason_field,
)
from exchange.placements.lifecycle import Role
from exchange.placements.living import AFTERWARDS
from exchange.placements.models import Placement
from exchange.placements.services import Terms
from exchange.reference import choices, kinds
from exchange.web.fields import DateParts, Decimals, TrimmedString, TrimmedText
from exchange.web.inputs import options
from exchange.web.look import day


class ReasonForm(ActForm):
    """A step that needs a reason."""

    reason = reason_field("Reason", "The others read it. Leave out anything about health.")


class SendHomeForm(ActForm):
    """Who the line manager is."""

    name = TrimmedString(
        "Your line manager’s name",
        [DataRequired("Enter your line manager’s name"), Length(max=120)],
        render_kw={"autocomplete": "off"},
    )
    email = email_field("Their work e-mail address")

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """Only where a line manager is asked."""
        if not placement.asks_line_manager:
            del self.name, self.email
            return
        self.email.description = (
            f"At {placement.home_name}. It cannot be one of your own addresses."
        )
        if not self.is_submitted():
            self.name.data, self.email.data = _manager_known(placement)


def _manager_known(placement: Placement) -> tuple[str, str]:
    """Who was named; before that, who released the mover in principle. They still decide."""
    release = placement.application.release if placement.application else None
    same_home = release and release.home_organisation_id == placement.home_organisation_id
    if placement.manager_name or release is None or not same_home or not release.holds:
        return placement.manager_name, placement.manager_email
    return release.manager_name, release.manager_email


class ManagerForm(ActForm):
    """HR's word on who the line manager is."""

    is_manager = RadioField(
        "",
        [DataRequired("Say whether this is the line manager")],
        choices=options([("yes", "Yes"), ("no", "No, somebody else is")]),
    )

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """Ask about the person named."""
        label = f"Is {placement.manager_name} the line manager of {placement.mover.name}?"
        absent = placement.manager_instead_of_name
        if absent:
            label = f"May {placement.manager_name} decide in place of {absent}, the line manager?"
        self.is_manager.label.text = label
        self.is_manager.description = f"Named with the address {placement.manager_email}."


class RolesForm(ActForm):
    """A decision in the roles that the viewer holds."""

    role = SelectMultipleField("You decide as", choices=[])

    def offer(self, roles: list[Role]) -> None:
        """One role needs no question."""
        pairs = [(role.value, wording.role_name(role)) for role in roles]
        self.role.choices = options(pairs)
        if not self.is_submitted() or len(roles) == 1:
            self.role.data = [role.value for role in roles]

    @property
    def roles(self) -> list[Role]:
        """The roles chosen."""
        return [Role(code) for code in self.role.data or []]

    def validate_role(self, field: Any) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError("Choose in which role you decide")


class ApproveForm(RolesForm):
    """Agreeing."""

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """In every role that waits for the viewer."""
        self.offer(acts.roles_to_approve(viewer, placement))


class RefuseForm(ActForm):
    """Refusing, with category and reasons."""

    category = RadioField(
        "Why?",
        [DataRequired("Choose the category that fits best")],
        choices=options(choices.pairs(choices.REFUSAL_REASONS)),
    )
    reason = reason_field(
        "Your reasons", "In a sentence or two. The person reads them, and so does their HR."
    )
    role = RadioField("You decide as", choices=[])

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """In the first of the viewer's roles: one refusal is enough."""
        roles = acts.roles_to_decide(viewer, placement)
        self.role.choices = options((role.value, wording.role_name(role)) for role in roles)
        if not self.is_submitted() or len(roles) == 1:
            self.role.data = roles[0].value


class TermsForm(ActForm):
    """The material terms."""

    starts_on = DateParts("First day", [DataRequired("Enter the first day")], what="First day")
    ends_on = DateParts("Last day", [DataRequired("Enter the last day")], what="Last day")
    days_a_week = Decimals(
        "Days a week",
        [Optional()],
        what="Days a week",
        most=5,
        description="Such as 5, or 2.5. Leave it blank where it is counted in hours.",
    )
    hours = Decimals("Hours in all", [Optional()], what="Hours", most=10_000)
    cost_home = Decimals("Home employer", [Optional()], what="The share", most=100)
    cost_host = Decimals("Host", [Optional()], what="The share", most=100)
    cost_funder = Decimals("A funder", [Optional()], what="The share", most=100)

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """As they stand; hours and shares only where the kind has them."""
        if not kinds.get(placement.kind).needs_hr:
            del self.cost_home, self.cost_host, self.cost_funder
        if kinds.get(placement.kind).needs_hr and placement.hours is None:
            del self.hours
        if not self.is_submitted():
            for field in self:
                if field.name in Terms.__dataclass_fields__:
                    field.process(None, _plain(getattr(placement, field.name)))

    def terms(self, placement: Placement) -> Terms:
        """What was typed; what was not asked stays as it is."""
        values = {
            name: self[name].data if name in self else getattr(placement, name)
            for name in Terms.__dataclass_fields__
        }
        for name in ("days_a_week", "hours"):
            values[name] = None if values[name] is None else float(values[name])
        return Terms(**values)


class HappenedForm(ActForm):
    """Whether a session, shadowing or mentoring took place."""

    happened = RadioField(
        "Did it take place?",
        [DataRequired("Say whether it took place")],
        choices=options([("yes", "Yes"), ("no", "No")]),
    )
    reason = TrimmedText(
        "If not, why?",
        [Optional(), Length(max=LONGEST_REASON, message="Use 2,000 characters or fewer")],
        description="The others read it. Leave out anything about health.",
    )


class EndForm(ActForm):
    """Ending early: as what, when and why."""

    capacity = RadioField("You end it as", choices=[])
    when = RadioField(
        "When is the last day?",
        [DataRequired("Say whether it ends today or later")],
        choices=options([("today", "Today"), ("later", "On a later day, with notice")]),
    )
    last_day = DateParts("Last day, if later", [Optional()], what="Last day")
    both_agree = BooleanField("Both sides agree to less notice than the agreement asks")
    reason = reason_field("Reason", "Everybody who takes part reads it. Leave out health.")

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """In a capacity that the viewer has."""
        held = early_end.capacities(viewer, placement)
        self.capacity.choices = options((one.value, early_end.AS[one]) for one in held)
        if len(held) == 1:
            self.capacity.data = held[0].value
        first = early_end.earliest(placement, clock.today())
        self.last_day.description = (
            f"With {early_end.NOTICE.days // 7} weeks’ notice: {day(first)} or later."
            if kinds.get(placement.kind).needs_hr
            else ""
        )

    def validate_last_day(self, field: DateParts) -> None:
        """A later day is named."""
        if self.when.data == "later" and field.data is None and not field.process_errors:
            raise ValidationError("Enter the last day")

    @property
    def notice(self) -> Notice:
        """What was chosen."""
        later = self.last_day.data if self.when.data == "later" else None
        capacity = Capacity(self.capacity.data) if self.capacity.data else None
        return Notice(later, capacity, bool(self.both_agree.data))


class NoticeBackForm(ReasonForm):
    """Taking back a notice: why, and that the others agree."""

    others_agree = BooleanField("The others agree that it goes on")


class CompleteForm(ActForm):
    """How it ended."""

    how = RadioField(
        "What does the person do now?",
        [DataRequired("Choose what the person does now")],
        choices=options((how.value, wording.ENDED[how]) for how in AFTERWARDS),
    )
    note = TrimmedText(
        "A note for the others",
        [Optional(), Length(max=LONGEST_REASON, message="Use 2,000 characters or fewer")],
    )

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """Home HR says what follows; the host only confirms."""
        if kinds.get(placement.kind).ending != "home_hr_confirms":
            del self.how


FORMS: dict[str, type[ActForm]] = {
    "send-home": SendHomeForm,
    "manager": ManagerForm,
    "approve": ApproveForm,
    "refuse": RefuseForm,
    "terms": TermsForm,
    "facts": FactsForm,
    "outside": OutsideForm,
    "nationality": NationalityForm,
    "stay-on": StayOnForm,
    "withdraw": ReasonForm,
    "start": ActForm,
    "did-not-start": ReasonForm,
    "happened": HappenedForm,
    "leave": ReasonForm,
    "back": ActForm,
    "complete": CompleteForm,
    "end": EndForm,
    "take-back-notice": NoticeBackForm,
    "backfill": ActForm,
}


def _plain(value: Any) -> Any:
    return wording.number(value) if isinstance(value, float | Decimal) else value
