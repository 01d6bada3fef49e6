"""Protective markings in text: words that say a text must not be on a shared platform. Pure.

The markings are those of the Government Security Classifications Policy (Cabinet Office, gov.uk,
as of June 2023): OFFICIAL with the marking -SENSITIVE, SECRET and TOP SECRET, with their caveats.
They are written in capitals; the same words in ordinary writing mark nothing.
"""

from __future__ import annotations

import re

_MARKING = re.compile(
    r"\bOFFICIAL\s*[-–:]?\s*SENSITIVE\b|\bTOP[ -]SECRET\b|\bSECRET\b|\bUK EYES ONLY\b"
    r"|\bEYES ONLY\b|\bHANDLING INSTRUCTIONS\b"
)


def why_held(text: str) -> str:
    """Why a text with a marking is held back; nothing where it has none."""
    marking = marking_in(text)
    return held(marking) if marking else ""


def held(marking: str, what: str = "This") -> str:
    """Why something with this marking is held back."""
    return (
        f"{what} is held back: it says “{marking}”. Marked material must not be on Crossover, and"
        " was not kept. Take it out."
    )


def marking_in(text: str) -> str:
    """The first protective marking in a text, as it is written there; nothing where none is."""
    found = _MARKING.search(text)
    return found.group() if found else ""
