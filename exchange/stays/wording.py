"""The words of a stay."""

from __future__ import annotations

from exchange.placements.early_end import AS
from exchange.placements.ending import ReturnPost, Waived
from exchange.reference import choices
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import Colour, ExtensionStatus, ImpactTime, NoteKind
from exchange.stays.tasks import CHECK_INS

__all__ = ["AS"]

COLOURS = {
    Colour.GREEN: ("Goes well", "good"),
    Colour.AMBER: ("Some worries", "wait"),
    Colour.RED: ("Does not go well", "bad"),
}
"""Each answer as a word and the tone in which it is shown."""

ASKED_COLOURS = (
    (Colour.GREEN, "Green: it goes well"),
    (Colour.AMBER, "Amber: some things worry me"),
    (Colour.RED, "Red: it does not go well, and I want somebody to act"),
)

NOTES = {
    NoteKind.PROMOTION: "Promotion at home",
    NoteKind.LEAVE: "Leave (parental, study or other)",
    NoteKind.SICKNESS: "Sickness",
    NoteKind.OTHER: "Something else",
    NoteKind.OUTSIDE_JOB_ADVICE: "Advice about the new job asked for",
}

POSTS = {
    ReturnPost.SAME: "The same post as before",
    ReturnPost.EQUIVALENT: "Another post of the same level",
}

WAIVED = {
    Waived.POST_ABOLISHED: "The post does not exist any more",
    Waived.EMPLOYER_CLOSED: "The employer has closed or is insolvent",
    Waived.EMPLOYER_MERGED: "The employer merged with another",
    Waived.STAYS_WITH_HOST: "The person stays with the host",
    Waived.LEAVES: "The person leaves for another reason",
    Waived.OTHER: "Another reason",
}

WAIVED_NEXT = {
    Waived.POST_ABOLISHED: (
        "HR at home tells the person in writing which other posts are open to them, and what they"
        " are entitled to if there is none.",
        "The person is treated as everybody else whose post goes: being away is no reason to be"
        " chosen first.",
        "The host says whether it could keep the person longer: an extension buys time.",
    ),
    Waived.EMPLOYER_CLOSED: (
        "The person asks the administrator or insolvency practitioner of the employer what becomes"
        " of their contract, and claims pay that is owed.",
        "The host and the person decide whether the placement can go on: the employer who lent the"
        " person may be gone before its last day.",
        "Our administrators record what was decided, since nobody at the employer can.",
    ),
    Waived.EMPLOYER_MERGED: (
        "HR of the new employer confirms in writing that the contract passed to it, and names a"
        " post of the same level.",
        "The new employer joins here, so that it can decide in place of the old one.",
    ),
    Waived.STAYS_WITH_HOST: (
        "The host offers the post in the way that its own rules ask; into the civil service that"
        " is an open competition.",
        "A civil servant who leaves for an outside employer asks for advice under the Business"
        " Appointment Rules before the new job begins.",
    ),
    Waived.LEAVES: ("HR at home and the person agree on notice and leave that is owed.",),
    Waived.OTHER: ("HR at home and the person agree in writing on what follows.",),
}
"""Who does what where no post waits. Our own policy, as of 2026-11; not legal advice."""

EXTENSION = {
    ExtensionStatus.OPEN: ("Waiting for decisions", "wait"),
    ExtensionStatus.GRANTED: ("Granted", "good"),
    ExtensionStatus.REFUSED: ("Refused", "bad"),
    ExtensionStatus.WITHDRAWN: ("Withdrawn", "neutral"),
}


def extension(one: Extension) -> tuple[str, str]:
    """Where an extension stands, in words and their tone."""
    if one.waits_for_signatures:
        return "Agreed, waits for signatures", "wait"
    return EXTENSION[one.status]


IMPACTS = {
    ImpactTime.END: "At the end",
    ImpactTime.MONTHS_3: "After 3 months",
    ImpactTime.MONTHS_6: "After 6 months",
}

TIMES = dict(CHECK_INS)


def refusal(code: str) -> str:
    """The category of a refusal in words."""
    return choices.get(choices.REFUSAL_REASONS, code).name
