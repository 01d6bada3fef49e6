"""Short lists to choose from: sectors, staff status, cost, reasons and categories."""

from dataclasses import dataclass
from functools import cache

from exchange.reference.files import read_toml


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list; `explains` is a sentence for the page and may be empty."""

    code: str
    name: str
    explains: str = ""


Choices = tuple[Choice, ...]


@cache
def _load() -> dict[str, Choices]:
    lists = read_toml("choices.toml")
    return {name: tuple(Choice(**row) for row in rows) for name, rows in lists.items()}


SECTORS: Choices = _load()["sector"]
STAFF_STATUSES: Choices = _load()["staff_status"]
COST_MODELS: Choices = _load()["cost_model"]
APPROVALS: Choices = _load()["approval"]
REFUSAL_REASONS: Choices = _load()["refusal"]
NOT_SELECTED_REASONS: Choices = _load()["not_selected"]
REPORT_CATEGORIES: Choices = _load()["report"]


def get(choices: Choices, code: str) -> Choice:
    """The entry of this list with this code. Raises LookupError."""
    for choice in choices:
        if choice.code == code:
            return choice
    raise LookupError(f"no choice {code}")


def pairs(choices: Choices) -> list[tuple[str, str]]:
    """Codes and names, as a form's select or radio field takes them."""
    return [(choice.code, choice.name) for choice in choices]


def codes(choices: Choices) -> tuple[str, ...]:
    """The codes alone, as a column's constraint takes them."""
    return tuple(choice.code for choice in choices)
