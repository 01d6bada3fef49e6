"""Whether an imported organisation's staff are civil servants, since the rules follow that."""

from functools import cache
from typing import Any

from exchange.reference.files import read_toml

NOT_KNOWN = "The register does not say whether its staff are civil servants."


def staff_status_for(sector: str, kind: str, name: str) -> tuple[str, str]:
    """The code of a staff status and the sentence that says why, for the record and the page.

    `kind` is the register's own word ("Executive agency"). Unknown rather than a guess: the rows
    and their sources stand in data/staff_status.toml, as of 2026-11-22.
    """
    for row in _rows():
        if _fits(row, sector, kind, name.strip()):
            return row["status"], row["because"]
    return "unknown", NOT_KNOWN


def _fits(row: dict[str, Any], sector: str, kind: str, name: str) -> bool:
    return (
        sector in row.get("sectors", (sector,))
        and kind in row.get("kinds", (kind,))
        and name in row.get("names", (name,))
        and row.get("name_has", "") in name
    )


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    return tuple(read_toml("staff_status.toml")["rows"])
