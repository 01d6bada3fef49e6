"""The base of every form, and how a refusal by a rule comes back beside its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask_wtf import FlaskForm

from exchange.errors import Invalid

Result = TypeVar("Result")


class Form(FlaskForm):
    """A form that keeps what was typed. CSRF is checked by the guard, for every route."""

    class Meta:
        csrf = False

    def absorb(self, error: Invalid) -> None:
        """Put a rule's refusal beside the fields that it names."""
        for name, message in error.fields.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, message]
            else:
                self.form_errors.append(message)


def attempt(form: Form, run: Callable[[], Result]) -> Result | None:
    """Run a command with a valid form; None when the form or a rule refuses.

    A command that answers nothing counts as done: it gives back True.
    """
    if not form.validate():
        return None
    try:
        result: Any = run()
    except Invalid as error:
        form.absorb(error)
        return None
    return True if result is None else result  # type: ignore[return-value]  # "done", not a value
