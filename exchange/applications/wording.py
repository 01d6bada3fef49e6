"""What each state of an application or invitation means, in words for each side. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from exchange.applications.lifecycle import ApplicationStatus, InvitationStatus
from exchange.reference import kinds
from exchange.web.look import day

A, I = ApplicationStatus, InvitationStatus  # noqa: E741 - the tables read better so


class Turn(StrEnum):
    """Whose move it is."""

    ASKER = "asker"
    """The applicant, or who invites."""
    DECIDER = "decider"
    """The poster, or who is invited."""
    NOBODY = "nobody"


@dataclass(frozen=True)
class Words:
    """One state: its name, and what happens next as each side reads it."""

    label: str
    tone: str
    turn: Turn
    asker: str
    decider: str


OPEN_PLACEMENT = "Open the placement: its page says who must agree and what comes next."

APPLICATION: dict[ApplicationStatus, Words] = {
    A.DRAFT: Words(
        "Draft",
        "neutral",
        Turn.ASKER,
        "Finish your application and send it. Until then nobody else sees it.",
        "",
    ),
    A.QUEUED: Words(
        "In the queue",
        "wait",
        Turn.DECIDER,
        "{host} has three applications to decide first. Yours comes next in turn, and you hear"
        " when it does. You can take it back meanwhile.",
        "",
    ),
    A.SUBMITTED: Words(
        "Sent",
        "info",
        Turn.DECIDER,
        "{host} reads your application and answers you.",
        "Read the application, then put it on the shortlist, offer a place or say no.",
    ),
    A.SHORTLISTED: Words(
        "On the shortlist",
        "info",
        Turn.DECIDER,
        "{host} chooses from the shortlist and answers you.",
        "Offer a place, put the person in reserve or say no.",
    ),
    A.RESERVE: Words(
        "In reserve",
        "wait",
        Turn.DECIDER,
        "You hear from us when a place comes free. You can go on applying elsewhere.",
        "Offer a place when one is free, or say no so that the person need not wait.",
    ),
    A.OFFERED: Words(
        "Offered a place",
        "wait",
        Turn.ASKER,
        "Read the offer, then accept or decline it.",
        "{person} reads your offer and answers.",
    ),
    A.ACCEPTED: Words("Accepted", "good", Turn.NOBODY, OPEN_PLACEMENT, OPEN_PLACEMENT),
    A.PLACED: Words(
        "Placed",
        "good",
        Turn.NOBODY,
        "Everybody who must agree has agreed. The placement's page says what comes next.",
        "Everybody who must agree has agreed. The placement's page says what comes next.",
    ),
    A.NOT_PROCEEDING: Words(
        "Not going ahead",
        "bad",
        Turn.NOBODY,
        "The placement did not go ahead; its page says why. Search for other places.",
        "The placement did not go ahead; its page says why. The place is free again.",
    ),
    A.NOT_SELECTED: Words(
        "Not selected",
        "bad",
        Turn.NOBODY,
        "Read the reason below. It may help with the next one: search for other places.",
        "The person reads your reason. Nothing more is needed.",
    ),
    A.DECLINED: Words(
        "Offer declined",
        "neutral",
        Turn.NOBODY,
        "You declined the offer. Search for other places when you like.",
        "{person} declined. You can offer the place to somebody else.",
    ),
    A.RESCINDED: Words(
        "Offer taken back",
        "bad",
        Turn.NOBODY,
        "Read the reason below. Search for other places that are open.",
        "The person reads your reason. Nothing more is needed.",
    ),
    A.LAPSED: Words(
        "Offer ran out",
        "neutral",
        Turn.NOBODY,
        "The offer ran out without an answer. While the listing is open you can apply again.",
        "You can offer the place to somebody else.",
    ),
    A.WITHDRAWN: Words(
        "Withdrawn",
        "neutral",
        Turn.NOBODY,
        "You took this application back. While the listing is open you can apply again.",
        "{person} took the application back. Nothing more is needed.",
    ),
}

INVITATION: dict[InvitationStatus, Words] = {
    I.SENT: Words(
        "Sent",
        "wait",
        Turn.DECIDER,
        "{person} reads your invitation and answers.",
        "Read the invitation, ask what you need to know, then accept or decline.",
    ),
    I.ACCEPTED: Words("Accepted", "good", Turn.NOBODY, OPEN_PLACEMENT, OPEN_PLACEMENT),
    I.PLACED: Words(
        "Placed",
        "good",
        Turn.NOBODY,
        "Everybody who must agree has agreed. The placement's page says what comes next.",
        "Everybody who must agree has agreed. The placement's page says what comes next.",
    ),
    I.NOT_PROCEEDING: Words(
        "Not going ahead",
        "bad",
        Turn.NOBODY,
        "The placement did not go ahead; its page says why.",
        "The placement did not go ahead; its page says why. Your listing can be found again.",
    ),
    I.DECLINED: Words(
        "Declined",
        "neutral",
        Turn.NOBODY,
        "{person} declined. Search for others who want to go.",
        "You declined this invitation. Nothing more is needed.",
    ),
    I.WITHDRAWN: Words(
        "Taken back",
        "neutral",
        Turn.NOBODY,
        "You took this invitation back. Nothing more is needed.",
        "{host} took this invitation back. Nothing more is needed.",
    ),
    I.LAPSED: Words(
        "Ran out",
        "neutral",
        Turn.NOBODY,
        "The invitation ran out without an answer. Search for others who want to go.",
        "The invitation ran out without an answer. Write to {host} if you still want to go.",
    ),
}

OFFER_OVER = {
    Turn.ASKER: "The time to answer is over. Write to {host} if you still want to come.",
    Turn.DECIDER: "The time to answer is over. Note that it ran out, then offer the place on.",
}
INVITATION_OVER = {
    Turn.ASKER: "The time to answer is over. Note that the invitation ran out.",
    Turn.DECIDER: "The time to answer is over. Write to {host} if you still want to go.",
}
"""What the two sides read when the last moment to answer has passed."""

HAPPENED = {
    "queued": "Sent, in the queue",
    "submitted": "Sent",
    "shortlisted": "Put on the shortlist",
    "reserve": "Put in reserve",
    "offered": "Offered a place",
    "accepted": "Accepted",
    "placed": "Agreed by everybody who must agree",
    "not_proceeding": "Not going ahead",
    "not_selected": "Not selected",
    "declined": "Declined",
    "rescinded": "Offer taken back",
    "lapsed": "Ran out without an answer",
    "withdrawn": "Taken back",
    "sent": "Invited",
}
"""States as events, for the timeline."""

PROFILE = {
    "headline": "Headline",
    "about": "About",
    "level": "Level",
    "outcode": "Place",
    "days_a_week": "Days a week",
    "available_from": "Available from",
    "skills": "Skills",
    "offers": "Offers",
    "seeks": "Seeks",
}


def is_over(answer_by: datetime | None, now: datetime) -> bool:
    """Whether the last moment to answer has passed; during it one may still answer."""
    return answer_by is not None and now > answer_by


def profile_rows(snapshot: dict[str, Any]) -> dict[str, str]:
    """A profile as it is sent, as label and text; parts that are blank are left out."""
    texts = {label: _profile_text(name, snapshot.get(name)) for name, label in PROFILE.items()}
    if snapshot.get("remote_ok"):
        texts["Place"] = ", ".join(one for one in (texts["Place"], "remote work is fine") if one)
    return {label: text for label, text in texts.items() if text}


def _profile_text(name: str, value: Any) -> str:
    if not value:
        return ""
    if name == "skills":
        return "; ".join(_skill(one) for one in value)
    if name in {"offers", "seeks"}:
        return ", ".join(kinds.get(code).name for code in value)
    if name == "days_a_week":
        return f"{value:g}"
    if name == "available_from":
        return day(date.fromisoformat(value))
    return str(value)


def _skill(entry: dict[str, Any]) -> str:
    used = f", last used {entry['last_used']}" if entry.get("last_used") else ""
    return f"{entry['name']} ({entry['level']}{used})"
