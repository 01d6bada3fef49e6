"""The steps of second thoughts and of people who are away: what each asks, and what it runs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, Length

from exchange.access import Actor
from exchange.accounts.forms import email_field
from exchange.errors import Invalid
from exchange.placements import acts, appeals, reconsidering, replacing, wording
from exchange.placements.appeals import Answer
from exchange.placements.form_base import ActForm, reason_field, version_seen
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from exchange.web.fields import TrimmedString
from exchange.web.inputs import options, text

ANSWERS = {
    Answer.AGREE: "Uphold it, and agree in the place of who refused",
    Answer.ASK_ANOTHER: "Uphold it, and let somebody else there decide anew",
    Answer.DISMISS: "Dismiss it: the refusal stands",
}


class TakeBackForm(ActForm):
    """Withdrawing an approval."""

    role = RadioField("Which approval?", choices=[])
    reason = reason_field("Reason", "The others read it. Leave out anything about health.")

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """One of those that stand."""
        roles = acts.roles_to_take_back(viewer, placement)
        self.role.choices = options((role.value, wording.role_name(role)) for role in roles)
        if not self.is_submitted() or len(roles) == 1:
            self.role.data = roles[0].value


class AppealForm(ActForm):
    """Asking for a refusal to be looked at again."""

    reason = reason_field(
        "Why should it be looked at again?",
        "Such as what was not known, or what has changed. Whoever decides reads it.",
    )


class DecideAppealForm(ActForm):
    """The answer to an appeal."""

    answer = RadioField("What do you decide?", [DataRequired("Choose what you decide")], choices=[])
    reason = reason_field("Your reasons", "In a sentence or two. The person reads them.")

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """What can be answered to this one."""
        found = placement.open_appeal
        offered = appeals.offered(found) if found else ()
        self.answer.choices = options((one.value, ANSWERS[one]) for one in offered)


class OtherManagerForm(ActForm):
    """Who decides as line manager instead."""

    name = TrimmedString(
        "Name",
        [DataRequired("Enter the name of the manager who decides"), Length(max=120)],
        render_kw={"autocomplete": "off"},
    )
    email = email_field("Their work e-mail address")


class HandOverForm(ActForm):
    """Who at the host looks after it from now on."""

    to = SelectField("Who looks after it from now on?", [DataRequired("Choose a colleague")])

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """The other members of the host."""
        people = [(str(one.public_id), one.person.name) for one in replacing.successors(placement)]
        self.to.choices = options([("", "Choose a colleague"), *people])


FORMS: dict[str, type[ActForm]] = {
    "take-back": TakeBackForm,
    "other-manager": OtherManagerForm,
    "hand-over": HandOverForm,
    "appeal": AppealForm,
    "decide-appeal": DecideAppealForm,
}


def _take_back(who: Actor, placement: Placement, form: Any) -> None:
    role, reason = Role(form.role.data), text(form.reason)
    reconsidering.take_back(who, placement.public_id, version_seen(), role, reason)


def _other_manager(who: Actor, placement: Placement, form: Any) -> None:
    name, email = text(form.name), text(form.email)
    replacing.replace_manager(who, placement.public_id, version_seen(), name, email)


def _hand_over(who: Actor, placement: Placement, form: Any) -> None:
    try:
        to = uuid.UUID(form.to.data)
    except ValueError:
        raise Invalid({"to": "Choose somebody from the list."}) from None
    replacing.hand_over(who, placement.public_id, version_seen(), to)


def _appeal(who: Actor, placement: Placement, form: Any) -> None:
    reconsidering.appeal(who, placement.public_id, version_seen(), text(form.reason))


def _decide_appeal(who: Actor, placement: Placement, form: Any) -> None:
    answer, reason = Answer(form.answer.data), text(form.reason)
    reconsidering.decide_appeal(who, placement.public_id, version_seen(), answer, reason)


RUN: dict[str, Callable[[Actor, Placement, Any], None]] = {
    "take-back": _take_back,
    "other-manager": _other_manager,
    "hand-over": _hand_over,
    "appeal": _appeal,
    "decide-appeal": _decide_appeal,
}
