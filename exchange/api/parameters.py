"""What a search may be asked with, read off its form: nothing is typed here a second time."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.validators import Length

from exchange.opportunities.searching import SearchForm
from exchange.web.fields import Decimals, WholeNumber
from exchange.web.filters import TICKED, OneOf, Tick, Ticks
from exchange.web.paging import LAST_PAGE

Parameter = dict[str, Any]


def parameters() -> list[Parameter]:
    """Every parameter of a search as OpenAPI writes it, in the form's own order."""
    return [*(_parameter(field) for field in SearchForm(MultiDict())), _page()]


def paged(listed: list[Parameter]) -> list[Parameter]:
    """The same without the number of the page."""
    return [one for one in listed if one["name"] != "page"]


def _parameter(field: Field) -> Parameter:
    found: Parameter = {"name": field.name, "in": "query", "schema": _schema(field)}
    if about := _about(field):
        found["description"] = about
    if isinstance(field, Ticks):
        found |= {"style": "form", "explode": True}
    return found


def _schema(field: Field) -> dict[str, Any]:
    if isinstance(field, Ticks):
        return {"type": "array", "items": {"type": "string", "enum": _codes(field)}}
    if isinstance(field, OneOf):
        codes = _codes(field)
        return {"type": "string", "enum": codes, "default": codes[0]}
    if isinstance(field, Tick):
        return {"type": "string", "enum": [TICKED]}
    if isinstance(field, WholeNumber | Decimals):
        return {"type": "number", "minimum": field.least, "maximum": field.most}
    most = [getattr(one, "max", 0) for one in field.validators if isinstance(one, Length)]
    return {"type": "string", **({"maxLength": min(most)} if most else {})}


def _about(field: Field) -> str:
    """The label and the hint; for choices, what each value stands for."""
    said = ". ".join(str(one) for one in (field.label.text, field.description) if one)
    if not isinstance(field, Ticks | OneOf):
        return said
    values = "; ".join(f"`{code}`: {label}" for code, label, *_rest in field.iter_choices())
    return f"{said}. {values}"


def _codes(field: Ticks | OneOf) -> list[str]:
    return [code for code, *_rest in field.iter_choices()]


def _page() -> Parameter:
    number = {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}
    about = "Which page of results; the last one where there are fewer"
    return {"name": "page", "in": "query", "schema": number, "description": about}
