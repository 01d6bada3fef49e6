"""The signatures on an agreement, as columns of the placement's row under check constraints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from exchange import clock
from exchange.db import UtcDateTime
from exchange.placements.lifecycle import NEEDS_SIGNATURES, How, Party

SIGNED = ", ".join(f"'{status}'" for status in sorted(NEEDS_SIGNATURES))
PARTS = ("at", "by", "name", "how", "hash")


@dataclass(frozen=True)
class Signature:
    """One signature as it stands on the row."""

    party: Party
    by: str
    """The signatory's key: person:12 or address:a@b.example."""
    name: str
    how: How
    at: datetime
    hash: str
    """Of the version that was signed."""


def _signed(party: Party) -> sa.CheckConstraint:
    name = f"{party.value}_signed"
    return sa.CheckConstraint(
        f"status NOT IN ({SIGNED}) OR NOT needs_signatures OR signed_on_paper OR "
        f"(signed_at IS NOT NULL AND agreement_hash IS NOT NULL AND {name}_at IS NOT NULL"
        f" AND {name}_by IS NOT NULL AND {name}_name IS NOT NULL AND {name}_how IS NOT NULL"
        f" AND {name}_hash IS NOT NULL AND {name}_hash = agreement_hash)",
        name=f"signed_by_{party.value}",
    )


SIGNATURE_ARGS = (
    *(_signed(party) for party in Party),
    sa.CheckConstraint(
        "kind NOT IN ('attachment', 'secondment', 'loan', 'swap') OR needs_signatures",
        name="hr_kinds_are_signed",
    ),
    sa.CheckConstraint(
        "home_signed_by IS NULL OR host_signed_by IS NULL OR home_signed_by <> host_signed_by",
        name="signed_by_two_employers",
    ),
    sa.CheckConstraint(
        "(home_signed_by IS NULL OR home_signed_by <> mover_key)"
        " AND (host_signed_by IS NULL OR host_signed_by <> mover_key)",
        name="mover_signs_for_nobody_else",
    ),
    sa.CheckConstraint(
        "mover_signed_by IS NULL OR mover_signed_by = mover_key", name="mover_signs_in_person"
    ),
    sa.CheckConstraint("partner_id <> id", name="swaps_with_another"),
)


class Signatures:
    """Three signatures as columns of a row; add_columns makes the columns."""

    def signature(self, party: Party) -> Signature | None:
        """What that party signed, if it has."""
        values: dict[str, Any] = {
            part: getattr(self, f"{party.value}_signed_{part}") for part in PARTS
        }
        return None if values["at"] is None else Signature(party=party, **values)

    def record_signature(self, signature: Signature) -> None:
        """Write a signature onto the row."""
        for part in PARTS:
            setattr(self, f"{signature.party.value}_signed_{part}", getattr(signature, part))


class Signed(Signatures):
    """The part of a placement that its agreement has signed."""

    needs_signatures: Mapped[bool] = mapped_column(default=False)
    signed_on_paper: Mapped[bool] = mapped_column(default=False)
    """Begun before agreements were kept here; only the step that brought them sets it."""
    agreement_hash: Mapped[str | None] = mapped_column(sa.String(64))
    """Of the version that is to be signed, or was."""
    variation_hash: Mapped[str | None] = mapped_column(sa.String(64))
    """Of a variation that waits for signatures while the agreement stands."""
    signed_at: Mapped[datetime | None]
    """When the last of the three signed; from then on the rules of that day govern."""

    def void_signatures(self) -> list[Signature]:
        """Take all signatures off the row; answers those that stood there. The audit keeps them."""
        gone = [one for party in Party if (one := self.signature(party)) is not None]
        for party in Party:
            for part in PARTS:
                setattr(self, f"{party.value}_signed_{part}", None)
        self.agreement_hash = self.signed_at = None
        return gone

    def has_signed(self, party: Party) -> bool:
        """Whether that party signed the version that was issued last."""
        signed = getattr(self, f"{party.value}_signed_hash")
        return signed is not None and signed == self.agreement_hash

    @property
    def hash_to_sign(self) -> str | None:
        """Of the version that is signed next: a variation where one waits."""
        return self.variation_hash or self.agreement_hash

    def rules_on(self, today: date) -> date:
        """The day whose rules govern: that of the last signature, and until then today."""
        return clock.local_date(self.signed_at) if self.signed_at is not None else today


def add_columns(model: type[Signatures]) -> None:
    """Give the table the columns of each party."""
    for party in Party:
        kinds: dict[str, sa.types.TypeEngine[Any]] = {
            "at": UtcDateTime(),
            "by": sa.String(300),
            "name": sa.String(120),
            "how": sa.Enum(How, native_enum=False, length=10),
            "hash": sa.String(64),
        }
        for part, kind in kinds.items():
            column = mapped_column(kind, nullable=True)
            setattr(model, f"{party.value}_signed_{part}", column)
