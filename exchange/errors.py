"""What can go wrong, in the words of the domain, and its one mapping to HTTP.

Services raise these; only this file knows the status that each becomes.
"""

from __future__ import annotations

from collections.abc import Mapping


class ExchangeError(Exception):
    """Something that the person should be told, with what to do now."""

    def __init__(self, message: str, what_now: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.what_now = what_now


class NotFound(ExchangeError):
    """There is no such thing, or none that this viewer may see."""

    def __init__(self, message: str = "We could not find that page.", what_now: str = "") -> None:
        super().__init__(message, what_now)


class NotAllowed(ExchangeError):
    """The viewer may see the thing but not do this to it."""


class IllegalTransition(ExchangeError):
    """The thing is not in a state in which this can be done."""


class ChangedMeanwhile(ExchangeError):
    """Somebody else changed the thing after the person opened the page."""

    def __init__(
        self,
        message: str = "This changed while you had the page open.",
        what_now: str = "Go back, look at what changed, and try again if it is still right.",
    ) -> None:
        super().__init__(message, what_now)


class Gone(ExchangeError):
    """A link that has expired or was used."""


class Invalid(ExchangeError):
    """Input that a rule refuses. `fields` names the field beside which each message belongs."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)


class SearchTimeout(ExchangeError):
    """Search took too long. It is never shown as "nothing found"."""


class SearchUnavailable(ExchangeError):
    """The search index cannot be opened."""


STATUS: dict[type[ExchangeError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    IllegalTransition: 409,
    ChangedMeanwhile: 409,
    Gone: 410,
    Invalid: 422,
    SearchTimeout: 503,
    SearchUnavailable: 503,
}


def status_of(error: ExchangeError) -> int:
    """The HTTP status of a domain error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
