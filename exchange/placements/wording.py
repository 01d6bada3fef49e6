"""The words of a placement's page: states, costs, lengths, terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from exchange.placements.checks.findings import Finding, Outcome
from exchange.placements.facts import BODIES
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import EndedHow, Placement
from exchange.reference import choices, kinds, money
from exchange.reference.months import months_between
from exchange.web.look import day, plural

S = PlacementStatus
STATUS = {
    S.PROPOSED: ("Waiting for approval", "wait"),
    S.AGREED: ("Agreed", "good"),
    S.SIGNED: ("Signed", "good"),
    S.ACTIVE: ("Under way", "good"),
    S.ON_LEAVE: ("On leave", "info"),
    S.COMPLETED: ("Completed", "neutral"),
    S.ENDED_EARLY: ("Ended early", "neutral"),
    S.REFUSED: ("Refused", "bad"),
    S.WITHDRAWN: ("Withdrawn", "neutral"),
    S.DID_NOT_START: ("Did not start", "bad"),
}
"""Each state as a word and the tone in which it is shown."""

ENDED = {
    EndedHow.RETURNED: "Returned to the home employer",
    EndedHow.STAYED_WITH_HOST: "Stayed with the host",
    EndedHow.MOVED_ELSEWHERE: "Moved to another employer",
    EndedHow.LEFT: "Left the home employer",
    EndedHow.HAPPENED: "It took place",
    EndedHow.OUTCOME_CONFIRMED: "The host confirmed the outcome",
    EndedHow.TERM_ENDED: "The term on the board ended",
}

TERMS = {
    "starts_on": "First day",
    "ends_on": "Last day",
    "days_a_week": "Days a week",
    "hours": "Hours",
    "cost_home": "Home employer pays",
    "cost_host": "Host pays",
    "cost_funder": "A funder pays",
}


def status(placement: Placement) -> tuple[str, str]:
    """The state in words, and its tone."""
    if placement.status is S.DID_NOT_START and takes_place(placement):
        return "Did not take place", "bad"
    if placement.status is S.COMPLETED and takes_place(placement):
        return "Took place", "neutral"
    return STATUS[placement.status]


def takes_place(placement: Placement) -> bool:
    """Whether the kind has no start and end of its own but simply takes place."""
    return kinds.get(placement.kind).ending == "either_records"


def number(value: float | Decimal | None) -> str:
    """A number without needless zeros."""
    return "" if value is None else f"{Decimal(str(value)).normalize():f}"


def days(placement: Placement) -> str:
    """How much of the week: 5 days a week."""
    count = number(placement.days_a_week)
    return f"{count} day a week" if count == "1" else f"{count} days a week"


def length(placement: Placement) -> str:
    """How long it lasts, in whole months or in days."""
    months = months_between(placement.starts_on, placement.ends_on)
    if months:
        return plural(months, "month")
    return plural((placement.ends_on - placement.starts_on).days + 1, "day")


def dates(placement: Placement) -> str:
    """From when to when, in words."""
    if placement.starts_on == placement.ends_on:
        return day(placement.starts_on)
    return f"{day(placement.starts_on)} to {day(placement.ends_on)}"


def share(value: Decimal | None) -> str:
    """A share of the cost: 40%, or that nobody knows it yet."""
    return "Not known yet" if value is None else f"{value.normalize():f}%"


def shares(placement: Placement) -> list[list[str]]:
    """Who bears which share of the cost, as rows of a table."""
    return [
        [f"Home: {placement.home_name}", share(placement.cost_home)],
        [f"Host: {placement.host_name}", share(placement.cost_host)],
        ["A funder", share(placement.cost_funder)],
    ]


def cost_to_home(placement: Placement) -> str:
    """What the move costs the home employer, in plain words."""
    home, host = placement.cost_home, placement.cost_host
    if home is None:
        return "Not agreed yet. You will be asked again when the shares are settled."
    if home == 100:
        return "You go on paying the whole cost: pay, National Insurance and pension."
    if home == 0:
        return "Nothing but the work left undone: others pay back the whole cost."
    other = f" {placement.host_name} pays {share(host)}." if host else ""
    return f"You pay {share(home)} of pay, National Insurance and pension.{other}"


def cost_to_host(placement: Placement) -> str:
    """What the move costs the host, in plain words."""
    host = placement.cost_host
    if host is None:
        return "Not agreed yet. You will be asked again when the shares are settled."
    if host == 0:
        return "Nothing but time and a desk: the home employer goes on paying."
    sheet = placement.cost_sheet
    if sheet is not None and sheet.vat_concession:
        vat = "without VAT, for a reason that finance confirmed"
    else:
        rate = number(money.vat(placement.starts_on).rate)
        vat = f"and VAT at {rate}% on top, which charities often cannot get back"
    return f"You pay {share(host)} of pay, National Insurance and pension, {vat}."


def role_name(role: Role) -> str:
    """A role in words: Line manager at home."""
    return choices.get(choices.APPROVALS, role.value).name


def term(name: str, value: object) -> str:
    """One of the terms as the history shows it; values come as the record keeps them."""
    if value is None or value == "":
        return "not known"
    if name in {"starts_on", "ends_on"}:
        return day(date.fromisoformat(str(value)))
    if name.startswith("cost_"):
        return share(Decimal(str(value)))
    return number(Decimal(str(value)))


WHERE_TO_ACT = dict.fromkeys(BODIES, "outside") | {"R13": "nationality", "R09": "stay-on"}


def where_to_act(finding: Finding) -> str:
    """The act in which somebody can do something about a finding; empty for none of its own."""
    if finding.outcome is Outcome.UNKNOWN:
        return "terms" if finding.rule.id == "R18" else "facts"
    return WHERE_TO_ACT.get(finding.rule.id, "")
