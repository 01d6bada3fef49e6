"""A search that was asked for by a program: valid, or refused with what is wrong by parameter."""

from __future__ import annotations

from exchange.errors import Invalid
from exchange.opportunities.searching import SearchForm


def asked_form(form: SearchForm) -> SearchForm:
    """The form, where it is valid; raises Invalid."""
    if form.validate():
        return form
    beside = {field.name: " ".join(field.errors) for field in form if field.errors}
    raise Invalid(beside or {"organisation": " ".join(form.form_errors)})
