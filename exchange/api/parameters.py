"""What a search may be asked with, read off its form: nothing is typed here a second time."""

from __future__ import annotations

from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.validators import Length

from exchange.opportunities.searching import SearchForm
from exchange.web.fields import Decimals, WholeNumber
from exchange.web.filters import TICKED, OneOf, Several, Tick, Ticks
from exchange.web.paging import LAST_PAGE

Parameter = dict[str, Any]


class Ask(NamedTuple):
    """What may be asked with, as people read it; `values` are codes and what they stand for."""

    name: str
    about: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def in_short(self) -> str:
        """All of it in one line; what counts where nothing is said has no code."""
        said = (f"`{code}`: {text}" if code else f"left out: {text}" for code, text in self.values)
        return ". ".join(one for one in (self.about, "; ".join(said)) if one)


PAGE = Ask("page", "Which page of results; the last one where there are fewer")


def asks() -> list[Ask]:
    """Everything that a search may be asked with, in the form's own order."""
    return [*(_ask(field) for field in SearchForm(MultiDict())), PAGE]


def parameters() -> list[Parameter]:
    """The same as OpenAPI writes it."""
    return [*(_parameter(field) for field in SearchForm(MultiDict())), _page()]


def without_page(listed: list[Parameter]) -> list[Parameter]:
    """The same without the number of the page."""
    return [one for one in listed if one["name"] != PAGE.name]


def _ask(field: Field) -> Ask:
    about = ". ".join(str(one) for one in (field.label.text, field.description) if one)
    if isinstance(field, Ticks | OneOf):
        return Ask(
            field.name, about, tuple((code, text) for code, text, *_ in field.iter_choices())
        )
    return Ask(field.name, about, ((TICKED, "Yes"),) if isinstance(field, Tick) else ())


def _parameter(field: Field) -> Parameter:
    found: Parameter = {"name": field.name, "in": "query", "schema": _schema(field)}
    if isinstance(field, Ticks | Several):
        found |= {"style": "form", "explode": True}
    return {**found, "description": _ask(field).in_short}


def _schema(field: Field) -> dict[str, Any]:
    if isinstance(field, Ticks):
        return {"type": "array", "items": {"type": "string", "enum": _codes(field)}}
    if isinstance(field, Several):
        return {"type": "array", "items": {"type": "string", "maxLength": field.longest}}
    if isinstance(field, OneOf):
        codes = _codes(field)
        return {"type": "string", "enum": codes, "default": codes[0]}
    if isinstance(field, Tick):
        return {"type": "string", "enum": [TICKED]}
    if isinstance(field, WholeNumber | Decimals):
        return {"type": "number", "minimum": field.least, "maximum": field.most}
    most = [getattr(one, "max", 0) for one in field.validators if isinstance(one, Length)]
    return {"type": "string", **({"maxLength": min(most)} if most else {})}


def _codes(field: Ticks | OneOf) -> list[str]:
    return [code for code, *_rest in field.iter_choices()]


def _page() -> Parameter:
    number = {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}
    return {"name": PAGE.name, "in": "query", "schema": number, "description": PAGE.in_short}
