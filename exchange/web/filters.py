"""The filters of a search page: fields that read an address leniently, and addresses of next steps.

The whole state of a search stands in its address, so that it can be kept, sent and gone back to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from wtforms import BooleanField, Field, SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

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


class Several(Field):
    """Things named one by one, each kept once as the value that `find` gives for its name.

    A blank is passed over. The first name that is not known is shown again with what to do.
    """

    widget = TextInput()
    data: list[str]

    def __init__(
        self,
        label: str,
        find: Callable[[str], str | None],
        otherwise: Callable[[str], str],
        longest: int,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.flags.optional = True
        self.find, self.otherwise, self.longest = find, otherwise, longest
        self.typed = ""

    def process_data(self, value: Any) -> None:
        """Nothing is named before an address says so."""
        self.data = list(value or ())

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Keep what is known; raises ValueError for the first that is not."""
        named = filter(None, (str(one).strip() for one in valuelist[:MOST_TICKS]))
        found = {name: self._found(name) for name in dict.fromkeys(named)}
        self.data = list(dict.fromkeys(one for one in found.values() if one is not None))
        unknown = next((name for name, value in found.items() if value is None), None)
        if unknown is not None:
            self.typed = "".join(one for one in unknown[: 2 * self.longest] if one.isprintable())
            short = len(unknown) <= self.longest
            raise ValueError(self.otherwise(self.typed) if short else "Enter a shorter name")

    def _found(self, name: str) -> str | None:
        return self.find(name) if len(name) <= self.longest else None

    def _value(self) -> str:
        return self.typed


def known(find: Callable[[str], Any], otherwise: Callable[[str], str]) -> Validator:
    """A validator: what was typed is something that `find` knows; `otherwise` says what to do."""

    def check(_form: BaseForm, field: Any) -> None:
        if find(field.data) is None:
            raise ValidationError(otherwise(field.data))

    return check


def meant(text: str, pairs: Iterable[Pair]) -> tuple[str, ...]:
    """The code that a typed word stands for: a code, a name, or the beginning of one name only."""
    typed = _bare(text)
    named = [(code, _bare(said)) for code, name in pairs for said in (code, name)]
    exact = {code for code, said in named if said == typed}
    begins = {code for code, said in named if said.startswith(typed)} if typed else set()
    found = exact or begins
    return tuple(found) if len(found) == 1 else ()


def _bare(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").replace("-", " ").split())


def refuse_distance(form: Any) -> bool:
    """Whether the nearest are wanted first, but not of where; says so beside the field for it."""
    if form.sort.data != "distance" or form.place.data or form.place.errors:
        return False
    form.place.errors = ["Say near where, or choose another order"]
    return True


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

    @cached_property
    def here(self) -> str:
        """Its own address."""
        return self.href(self.pairs)

    @cached_property
    def onward(self) -> str:
        """Its own address, to be followed by one more pair: written once for all the links."""
        return f"{self.here}{'&' if '?' in self.here else '?'}"

    def page(self, number: int) -> str:
        """The address of a page of results."""
        return f"{self.onward}page={number}" if number > 1 else self.here

    def without(self, *dropped: Pair | str) -> str:
        """The address without a pair, or without every pair of a name."""
        return self.href(self.but(*dropped))

    def but(self, *dropped: Pair | str) -> list[Pair]:
        """The pairs without one, or without all of a name: hidden fields of a form, for one."""
        return [one for one in self.pairs if one not in dropped and one[0] not in dropped]

    def plus(self, name: str, value: str) -> str:
        """The address with one value for a name, instead of those before."""
        return self.href([*self.but(name), (name, value)])

    def on(self, path: str) -> State:
        """The same search on another page."""
        return State(path, self.pairs)


def pairs_of(form: Any) -> tuple[Pair, ...]:
    """What a form says, in its own order; blanks, first options and refusals are left unsaid."""
    found: list[Pair] = []
    for field in form:
        if field.errors and not isinstance(field, Several):
            continue
        if isinstance(field, Ticks | Several):
            found += [(field.name, str(one)) for one in field.data or ()]
        elif isinstance(field, OneOf):
            first = next(iter(field.iter_choices()))[0]
            found += [(field.name, str(field.data))] if field.data not in {first, None} else []
        elif field.data:
            found.append((field.name, TICKED if field.data is True else str(field.data)))
    return tuple(found)
