"""The ladder of kinds: what each asks for, who must say yes to it and how it ends."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from exchange.reference.files import Source, read_toml

Agreement = Literal["none", "scope_note", "full", "loan_terms"]
Ending = Literal[
    "either_records",
    "host_confirms_outcome",
    "home_hr_confirms",
    "term_ended",
    "closing_date",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """One rung of the ladder.

    `length` is for the page; the limits beside it are for `lengths.length_problem`. `fields` are
    the questions that a listing of this kind asks beyond those that every listing asks.
    """

    code: str
    name: str
    plural: str
    description: str
    order: int
    length: str
    approvals: tuple[str, ...]
    agreement: Agreement
    ending: Ending
    sides: tuple[str, ...]
    open_to_no_employer: bool
    person_may_post_as_host: bool
    fields: frozenset[str]
    max_hours: int | None = None
    max_days: int | None = None
    min_months: int | None = None
    max_months: int | None = None
    under_months: int | None = None

    @property
    def needs_hr(self) -> bool:
        """True where the personnel side of both employers decides: attachment and above."""
        return "home_hr" in self.approvals

    @property
    def is_signed(self) -> bool:
        """True where three parties sign the agreement before the start."""
        return self.agreement in {"full", "loan_terms"}

    @property
    def asks_home(self) -> bool:
        """True where somebody of the home organisation decides."""
        return any(one.startswith("home_") for one in self.approvals)

    @property
    def has_placement(self) -> bool:
        """False for an imported advert, which ends with its closing date."""
        return self.ending != "closing_date"

    @property
    def has_agreement(self) -> bool:
        """True where a document is signed between agreed and active."""
        return self.agreement != "none"


def _kind(order: int, row: dict[str, Any]) -> Kind:
    tuples = {key: tuple(row[key]) for key in ("approvals", "sides")}
    return Kind(**{**row, **tuples, "order": order, "fields": frozenset(row["fields"])})


@cache
def _load() -> dict[str, Kind]:
    rows = read_toml("kinds.toml")["kinds"]
    return {row["code"]: _kind(order, row) for order, row in enumerate(rows, start=1)}


ALL: tuple[Kind, ...] = tuple(_load().values())
PLACEMENTS: tuple[Kind, ...] = tuple(kind for kind in ALL if kind.has_placement)
CODES: tuple[str, ...] = tuple(kind.code for kind in ALL)
SOURCE: Source = Source.read(read_toml("kinds.toml")["source"])


def get(code: str) -> Kind:
    """The kind with this code. Raises KeyError: codes come from our own forms and rows."""
    return _load()[code]


def without_employer() -> tuple[Kind, ...]:
    """The kinds to offer to a volunteer, a self-employed person or somebody between jobs."""
    return tuple(kind for kind in ALL if kind.open_to_no_employer)
