"""What the HR desk may be asked for; the names are those of the address."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.validators import Length, Optional, ValidationError

from exchange.desk import moves, owed
from exchange.desk.moves import Wanted
from exchange.placements.lifecycle import PlacementStatus
from exchange.placements.queries import OVER
from exchange.placements.wording import STATUS
from exchange.reference import kinds
from exchange.web.fields import DateParts, TrimmedString
from exchange.web.filters import Chip, OneOf, Pair, State
from exchange.web.forms import Form
from exchange.web.inputs import options, text

UNDER_WAY, FINISHED = "moves", "finished"
NAME = [Optional(), Length(max=120, message="Use up to 120 characters")]
DIRECTIONS = [("", "Out and in"), (moves.OUT, "Out: yours go"), (moves.IN, "In: others come")]
KINDS = [("", "Every kind"), *((one.code, one.name) for one in kinds.PLACEMENTS)]
WAITS = [("", "Anybody or nobody"), (moves.ME, "Me"), *owed.NAMES]


def _states(over: bool) -> list[Pair]:
    found = [one for one in PlacementStatus if (one in OVER) == over]
    return [("", "Every state"), *((one.value, STATUS[one][0]) for one in found)]


class MovesForm(Form):
    """Which moves to show, or to take away."""

    direction = OneOf("Which way", choices=options(DIRECTIONS))
    person = TrimmedString("Person", NAME)
    other = TrimmedString("Organisation on the other side", NAME)
    kind = OneOf("Kind", choices=options(KINDS))
    status = OneOf("State", choices=[])
    waits_for = OneOf("Waits for", choices=options(WAITS))
    starts_from = DateParts("First day from", [Optional()], what="The earliest first day")
    starts_to = DateParts("First day up to", [Optional()], what="The latest first day")

    def __init__(self, sent: MultiDict[str, str]) -> None:
        self.over = sent.get("show") == FINISHED
        super().__init__(sent)

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Offer the states of the list before one of them is read."""
        self.status.choices = options(_states(self.over))
        super().process(*args, **kwargs)

    def validate_starts_to(self, field: DateParts) -> None:
        """Some day must lie between."""
        first = self.starts_from.data
        if first and field.data and field.data < first:
            raise ValidationError("The latest first day must not be before the earliest")

    @property
    def wanted(self) -> Wanted:
        """What is asked for."""
        return Wanted(
            over=self.over,
            direction=text(self.direction),
            kind=text(self.kind),
            status=text(self.status),
            person=text(self.person),
            other=text(self.other),
            starts_from=self.starts_from.data,
            starts_to=self.starts_to.data,
            waits_for="" if self.over else text(self.waits_for),
        )

    @property
    def filters(self) -> list[Any]:
        """The fields that narrow the list, in the order in which they are asked."""
        names = ["direction", "person", "other", "kind", "status", "waits_for"]
        if self.over:
            names.remove("waits_for")
        return [self[name] for name in (*names, "starts_from", "starts_to")]

    @property
    def state(self) -> State:
        """The list as an address."""
        pairs: list[Pair] = [("show", FINISHED if self.over else UNDER_WAY)]
        for field in self.filters:
            if isinstance(field, DateParts):
                pairs += [(part.name, part.typed) for part in field.parts if part.typed]
            elif field.data:
                pairs.append((field.name, str(field.data)))
        return State("/hr", tuple(pairs))

    @property
    def chips(self) -> list[Chip]:
        """The filters in force, each with the address without it."""
        state = self.state
        return [
            Chip(f"{field.label.text}: {_said(field)}", state.without(*_names(field)))
            for field in self.filters
            if field.data
        ]


def _names(field: Any) -> list[str]:
    return [part.name for part in field.parts] if isinstance(field, DateParts) else [field.name]


def _said(field: Any) -> str:
    if isinstance(field, DateParts):
        return "{}.{}.{}".format(*(part.typed for part in field.parts))
    if isinstance(field, OneOf):
        return next(option.label.text for option in field if option.data == field.data)
    return str(field.data)
