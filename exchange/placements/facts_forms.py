"""Questions that the checks ask, and what comes from outside."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, Length, Optional

from exchange import clock
from exchange.access import Actor
from exchange.placements import checks
from exchange.placements.facts import BODIES, PlacementFacts
from exchange.placements.form_base import YES_NO_UNKNOWN, ActForm
from exchange.placements.models import Contract, Placement
from exchange.placements.outside import Given
from exchange.placements.services import Facts
from exchange.reference import levels
from exchange.rules import queries as rules
from exchange.web.fields import DateParts, TrimmedString, WholeNumber
from exchange.web.inputs import options, text

CONTRACTS = (
    (Contract.PERMANENT.value, "Permanent"),
    (Contract.FIXED_TERM.value, "Fixed term"),
    ("", "Not known yet"),
)
YES_NO = (("yes", "Yes"), ("no", "No"))
LEVELS = [
    ("", "Not known yet"),
    *((str(level.number), level.name) for level in levels.ALL),
]
INWARD = ("earlier_months", "earlier_ended_on", "host_level", "pay", "bonus")
"""Asked only where a move may lead into the Civil Service."""


def level_of(field: Any) -> int | None:
    """The level chosen, or None."""
    return int(field.data) if field.data else None


class FactsForm(ActForm):
    """What the checks ask. A blank stays unknown, and unknown never passes."""

    contract = RadioField(
        "Is the contract at home permanent?", choices=options(CONTRACTS), default=""
    )
    contract_ends_on = DateParts(
        "Last day of a fixed-term contract",
        [Optional()],
        what="The last day",
        description="Leave it blank for a permanent contract.",
    )
    mover_is_civil_servant = RadioField("", choices=options(YES_NO_UNKNOWN), default="")
    host_is_civil_service = RadioField("", choices=options(YES_NO_UNKNOWN), default="")
    earlier_months = WholeNumber(
        "Months in earlier terms in the Civil Service",
        [Optional()],
        what="The months",
        most=600,
        description="Whole months on secondment or a short contract there, without those that were"
        " placements here: they are counted by themselves. 0 means none; a blank means not known.",
    )
    earlier_ended_on = DateParts(
        "Last day of the latest of them",
        [Optional()],
        what="The last day",
        description="Leave it blank where there were none.",
    )
    host_level = SelectField(
        "Level of the post", choices=options(LEVELS), default="", description=levels.NOTE
    )
    pay = WholeNumber(
        "Full-time pay of the post a year",
        [Optional()],
        what="The pay",
        most=10_000_000,
        description="What a full week would pay, whatever the days. Other people who take part in"
        " this placement can read it here; it is not shown on its page.",
    )
    bonus = WholeNumber(
        "Bonus a year",
        [Optional()],
        what="The bonus",
        most=10_000_000,
        description="0 means none; a blank means not known.",
    )

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """Only what this placement needs."""
        home, host = checks.asks_staff_status(placement)
        if not home:
            del self.mover_is_civil_servant
        else:
            asked = f"Is {placement.mover.name} a civil servant?"
            self.mover_is_civil_servant.label.text = asked
        if not host:
            del self.host_is_civil_service
        else:
            asked = f"Is the post at {placement.host_name} in the Civil Service?"
            self.host_is_civil_service.label.text = asked
        if not checks.asks_outside(placement):
            for name in INWARD:
                del self[name]
        if not self.is_submitted():
            self._fill(placement)

    def _fill(self, placement: Placement) -> None:
        for field in self:
            if field.name in Facts.__dataclass_fields__:
                value = _answer(placement, field.name)
                if isinstance(field, RadioField):
                    value = {True: "yes", False: "no", None: ""}.get(value, value)
                elif isinstance(field, SelectField):
                    value = "" if value is None else str(value)
                field.process(None, value)

    def facts(self, placement: Placement) -> Facts:
        """What was answered; what was not asked stays as it is."""
        values = {name: _answer(placement, name) for name in Facts.__dataclass_fields__}
        for name in set(values) & set(self._fields):
            values[name] = self[name].data
        values["contract"] = Contract(values["contract"]) if values["contract"] else None
        if "host_level" in self:
            values["host_level"] = level_of(self.host_level)
        for name in ("mover_is_civil_servant", "host_is_civil_service"):
            if name in self:
                values[name] = {"yes": True, "no": False}.get(values[name])
        return Facts(**values)


def _answer(placement: Placement, name: str) -> Any:
    """What was answered before."""
    return getattr(placement.known if hasattr(PlacementFacts, name) else placement, name)


class OutsideForm(ActForm):
    """An approval from outside, as its letter states it."""

    rule = RadioField("What was approved?", [DataRequired("Choose what was approved")], choices=[])
    reference = TrimmedString(
        "Reference of the approval",
        [
            DataRequired("Enter the reference"),
            Length(max=80, message="Use 80 characters or fewer"),
        ],
        description="As it stands on the letter, such as CSC/2026/114.",
    )
    given_on = DateParts(
        "Date of the approval",
        [DataRequired("Enter the date of the approval")],
        what="The date of the approval",
    )
    covers_until = DateParts(
        "Last day that it covers",
        [DataRequired("Enter the last day that it covers")],
        what="The last day",
        description="For an extension, the last day of the longer term.",
    )

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """What the rules of today can ask of this kind; the term as it stands."""
        held = rules.for_kind(placement.kind, placement.rules_on(clock.today()))
        self.rule.choices = options((one.id, one.name) for one in held if one.id in BODIES)
        if not self.is_submitted():
            self.covers_until.process(None, placement.ends_on)

    def given(self) -> Given:
        """What was typed."""
        return Given(
            rule=self.rule.data,
            reference=text(self.reference),
            given_on=self.given_on.data,
            covers_until=self.covers_until.data,
        )


class NationalityForm(ActForm):
    """Whether the post is reserved, and whether nationality was checked."""

    reserved = RadioField(
        "Is the post reserved for nationals of the United Kingdom?",
        [DataRequired("Say whether the post is reserved")],
        choices=options(YES_NO),
    )
    checked = RadioField(
        "Has nationality been checked?",
        [DataRequired("Say whether it has been checked")],
        choices=options([("yes", "Yes, and the person can take the post"), ("no", "Not yet")]),
    )

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """As it was noted last."""
        facts = placement.known
        if not self.is_submitted() and facts.reserved_post is not None:
            self.reserved.process(None, "yes" if facts.reserved_post else "no")
            self.checked.process(None, "yes" if facts.nationality_checked_at else "no")


class StayOnForm(ActForm):
    """Whether the mover will stay with the host, and their grade at home."""

    stays = RadioField(
        "Will you stay with the host as its employee?",
        [DataRequired("Say whether you will stay")],
        choices=options(YES_NO),
    )
    home_level = SelectField("Your grade at home", choices=options(LEVELS), default="")

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """As it was said last."""
        facts = placement.known
        if self.is_submitted():
            return
        if facts.means_to_stay is not None:
            self.stays.process(None, "yes" if facts.means_to_stay else "no")
        self.home_level.process(None, "" if facts.home_level is None else str(facts.home_level))
