"""What a visitor's home page says that follows from data: who must say yes, and which level."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from wtforms.validators import Length

from exchange.reference import kinds, levels
from exchange.reference.kinds import Kind
from exchange.reference.levels import Level
from exchange.web.fields import TrimmedString
from exchange.web.forms import Form
from exchange.web.inputs import text

PRINCIPLES = (
    (
        "Recognition and value",
        "Campaigning, or disagreeing with the government, is never a reason to refuse a listing.",
    ),
    (
        "Partnership and collaboration",
        "Every door opens both ways: a charity can host a department, and a department a charity.",
    ),
    (
        "Participation and inclusion",
        "No employer, no HR team and no large budget are needed to begin with an hour.",
    ),
    (
        "Transparency and data",
        "Each page says who acts next and for how long it has waited; each refusal says why.",
    ),
)
"""The four headings of the Civil Society Covenant (HM Government, July 2025), and what each
means here."""


@dataclass(frozen=True)
class Rung:
    """Kinds that the same people must agree to."""

    kinds: tuple[Kind, ...]
    approvals: tuple[str, ...]


class LevelForm(Form):
    """A grade or job title; sent by GET."""

    job = TrimmedString(
        "What is your grade or job title?",
        [Length(max=120, message="Enter a grade or job title of up to 120 characters")],
        description="Such as SEO, Grade 7, fundraising manager or chief executive.",
        render_kw={"autocomplete": "organization-title", "spellcheck": "false"},
    )


def who_says_yes() -> list[Rung]:
    """The ladder of kinds, those with the same approvals on one rung, in the ladder's order."""
    first_seen = list(dict.fromkeys(kind.approvals for kind in kinds.PLACEMENTS))
    ordered = sorted(kinds.PLACEMENTS, key=lambda kind: first_seen.index(kind.approvals))
    return [
        Rung(tuple(group), approvals)
        for approvals, group in groupby(ordered, key=lambda kind: kind.approvals)
    ]


def likely_levels(form: LevelForm) -> tuple[Level, ...] | None:
    """The levels that were asked for: empty where we cannot tell, None where nobody asked."""
    if not form.validate() or not text(form.job):
        return None
    return levels.likely(text(form.job))
