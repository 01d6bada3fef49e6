"""What desk pages ask people to type."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import UUID, DataRequired, Length, Optional

from exchange.accounts.forms import email_field
from exchange.audit import Audited
from exchange.organisations.models import Membership
from exchange.web.fields import TrimmedString, TrimmedText
from exchange.web.forms import Form
from exchange.web.inputs import options, text


class LeaveForm(Form):
    """Leaving an organisation, or ending somebody's membership."""

    successor = RadioField(
        "Who takes over?",
        choices=[],
        validate_choice=False,
        description="They are told, and so is everybody whose placement they take over.",
    )
    reason = TrimmedText(
        "Reason", [Optional(), Length(max=300, message="Write up to 300 characters")]
    )

    def offer(self, people: list[Membership]) -> None:
        """These may take over."""
        self.successor.choices = options((str(one.public_id), _label(one)) for one in people)

    @property
    def successor_id(self) -> uuid.UUID | None:
        """The membership that was chosen; a value that was never offered counts as none."""
        offered = {str(code) for code, *_rest in self.successor.iter_choices()}
        chosen = text(self.successor)
        return uuid.UUID(chosen) if chosen in offered else None


class RemoveForm(LeaveForm):
    """Ending somebody's membership: never without a reason."""

    reason = TrimmedText(
        "Reason",
        [
            DataRequired("Give a reason. The person reads it."),
            Length(max=300, message="Write up to 300 characters"),
        ],
        description="The person reads it.",
    )


class StaffForm(Form):
    """Who works for the platform."""

    email = email_field("E-mail address", "Of somebody who has confirmed an account.")
    moderator = BooleanField("Moderator", description="Reads listings and decides on reports.")
    administrator = BooleanField(
        "Administrator", description="Lets people in, verifies contacts, reads the audit record."
    )


def _kinds() -> list[tuple[str, str]]:
    names = sorted(kind.audit_kind for kind in Audited.__subclasses__())
    return [("", "Everything"), *((name, name.replace("_", " ").capitalize()) for name in names)]


class AuditForm(Form):
    """Which part of the record to show; sent by GET."""

    object = TrimmedString(
        "Identifier of one thing",
        [Optional(), UUID(message="Copy the identifier whole, as it stands in the page’s address")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    kind = SelectField("What", choices=[], validate_choice=False)
    actor = TrimmedString(
        "Who, by e-mail address",
        [Optional(), Length(max=254, message="An e-mail address has at most 254 characters")],
    )
    action = TrimmedString(
        "Action", [Optional(), Length(max=80, message="An action has at most 80 characters")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = options(_kinds())


def _label(membership: Membership) -> str:
    label = membership.person.name
    if membership.job_title:
        label += f", {membership.job_title}"
    if not membership.roles & {"poster", "organisation_admin"}:
        label += " (becomes a poster)"
    return label
