"""What the form macros ask about a field: its control, its attributes, where its errors lead."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wtforms import fields

from exchange.web.fields import DateParts

# The first match decides, so a subclass stands above its parent.
CONTROLS: tuple[tuple[type, str], ...] = (
    (DateParts, "date"),
    (fields.HiddenField, "hidden"),
    (fields.BooleanField, "tick"),
    (fields.RadioField, "radios"),
    (fields.SelectMultipleField, "checkboxes"),
    (fields.SelectField, "select"),
    (fields.TextAreaField, "textarea"),
    (fields.PasswordField, "password"),
    (fields.FileField, "file"),
)
GROUPS = {"radios", "checkboxes"}
# Attributes that make a browser refuse or cut text before we can say what is wrong.
SILENT = {"required": False, "maxlength": False, "minlength": False}


def control(field: Any) -> str:
    """The kind of control that shows `field`; plain text where nothing more is known."""
    return next((name for kind, name in CONTROLS if isinstance(field, kind)), "text")


def first_input(field: Any) -> str:
    """The id of the first input of `field`, where a link from the error summary lands."""
    kind = control(field)
    if kind == "date":
        parts = field.parts
        return str(next((part.id for part in parts if part.bad), parts[0].id))
    return f"{field.id}-0" if kind in GROUPS else str(field.id)


def describers(field: Any, extra: str = "") -> str:
    """The ids of hint and errors, for aria-describedby."""
    ids = [extra] if extra else []
    ids += [f"{field.id}-hint"] if field.description else []
    ids += [f"{field.id}-error"] if field.errors else []
    return " ".join(ids)


def _usual(field: Any) -> dict[str, Any]:
    kind = getattr(field.widget, "input_type", "")
    if kind == "email":
        return {"autocomplete": "email", "spellcheck": "false"}
    if kind == "password":
        return {"autocomplete": "current-password", "spellcheck": "false", "autocapitalize": "none"}
    if mode := getattr(field, "inputmode", ""):
        return {"inputmode": mode, "spellcheck": "false"}
    return {}


def attributes(field: Any, css: str, extra: str = "") -> dict[str, Any]:
    """What to call `field` with: class, describers, and defaults that its render_kw overrides."""
    given = {**_usual(field), **SILENT, **(field.render_kw or {})}
    given["class_"] = css
    if ids := describers(field, extra):
        given["aria-describedby"] = ids
    if field.errors:
        given["aria-invalid"] = "true"
    return given


def most_characters(field: Any) -> int | None:
    """The length that a Length validator allows, for the character count."""
    return getattr(field.flags, "maxlength", None)


def _texts(errors: Any) -> Iterator[str]:
    if isinstance(errors, Mapping):
        for inner in errors.values():
            yield from _texts(inner)
    elif isinstance(errors, Sequence) and not isinstance(errors, str):
        for inner in errors:
            yield from _texts(inner)
    else:
        yield str(errors)


def _field_problems(field: Any) -> Iterator[tuple[str, str]]:
    if isinstance(field, fields.FormField):
        yield from problems(field.form)
    elif isinstance(field, fields.FieldList):
        for entry in field.entries:
            yield from _field_problems(entry)
        if not any(entry.errors for entry in field.entries):
            yield from ((text, f"#{field.id}") for text in _texts(field.errors))
    else:
        yield from ((text, f"#{first_input(field)}") for text in _texts(field.errors))


def problems(form: Any) -> list[tuple[str, str]]:
    """Every error of `form` as (text, link to its input); form-wide ones first, without a link."""
    found = [(text, "") for text in _texts(getattr(form, "form_errors", []))]
    for field in form:
        found.extend(_field_problems(field))
    return found
