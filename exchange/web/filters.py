"""The filters of a search page: fields that read an address leniently, and addresses of next steps.

The whole state of a search stands in its address, so that it can be kept, sent and gone back to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

Validator = Callable[[BaseForm, Any], None]
Pair = tuple[str, str]
MOST_TICKS = 50
TICKED = "yes"
KM_A_MILE = 1.609344
USUAL_MILES = "25"
MILES = [("", "25 miles"), *((one, f"{one} miles") for one in ("5", "10", "50", "100"))]
"""How far around a place: what the address says, and what people read."""


class Ticks(SelectMultipleField):
    """Options ticked; what is no option (any more) is passed over, since addresses grow old."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Keep each known value once."""
        known = {value for value, *_rest in self.iter_choices()}
        self.data = [one for one in dict.fromkeys(valuelist[:MOST_TICKS]) if one in known]


class OneOf(SelectField):
    """One option; anything else counts as the first."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Keep a known value."""
        known = [value for value, *_rest in self.iter_choices()]
        self.data = valuelist[0] if valuelist and valuelist[0] in known else known[0]


class Tick(BooleanField):
    """One box to tick; only its own word counts."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Ticked or not."""
        self.data = TICKED in valuelist

    def _value(self) -> str:
        return TICKED


def known(find: Callable[[str], Any], otherwise: Callable[[str], str]) -> Validator:
    """A validator: what was typed is something that `find` knows; `otherwise` says what to do."""

    def check(_form: BaseForm, field: Any) -> None:
        if find(field.data) is None:
            raise ValidationError(otherwise(field.data))

    return check


def kilometres(miles: str | None) -> float:
    """The distance that a field of MILES stands for."""
    return int(miles or USUAL_MILES) * KM_A_MILE


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    text: str
    href: str


@dataclass(frozen=True)
class State:
    """A search as its path and its name-value pairs; page numbers are no part of it."""

    path: str
    pairs: tuple[Pair, ...]

    def href(self, pairs: Iterable[Pair]) -> str:
        """The address of other pairs on the same path."""
        query = urlencode(list(pairs), errors="replace")
        return f"{self.path}?{query}" if query else self.path

    def page(self, number: int) -> str:
        """The address of a page of results."""
        more = [("page", str(number))] if number > 1 else []
        return self.href([*self.pairs, *more])

    def without(self, *dropped: Pair | str) -> str:
        """The address without a pair, or without every pair of a name."""
        kept = [one for one in self.pairs if one not in dropped and one[0] not in dropped]
        return self.href(kept)

    def plus(self, name: str, value: str) -> str:
        """The address with one value for a name, instead of those before."""
        return self.href([*(one for one in self.pairs if one[0] != name), (name, value)])

    def having(self, *names: str) -> list[Pair]:
        """The pairs of these names: hidden fields of a form that must not lose them."""
        return [one for one in self.pairs if one[0] in names]


def pairs_of(form: Any) -> tuple[Pair, ...]:
    """What a form says, in its own order; blanks, first options and refusals are left unsaid."""
    found: list[Pair] = []
    for field in form:
        if field.errors:
            continue
        if isinstance(field, Ticks):
            found += [(field.name, str(one)) for one in field.data or ()]
        elif isinstance(field, OneOf):
            first = next(iter(field.iter_choices()))[0]
            found += [(field.name, str(field.data))] if field.data not in {first, None} else []
        elif field.data:
            found.append((field.name, TICKED if field.data is True else str(field.data)))
    return tuple(found)


def options_of(field: Any, counts: Mapping[str, int] | None) -> list[dict[str, Any]]:
    """The options of Ticks for filter_group: with results or ticked; all where nothing is known."""
    ticked = set(field.data or ())
    return [
        {
            "value": value,
            "text": label,
            "checked": value in ticked,
            "count": None if counts is None else counts.get(value, 0),
        }
        for value, label, *_rest in field.iter_choices()
        if counts is None or value in ticked or counts.get(value)
    ]
