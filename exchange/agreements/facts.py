"""What an agreement takes from its placement: the facts under each heading, and the circumstances.

People stand here as marks such as {mover}; the document puts their names in when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable

from exchange import clock
from exchange.agreements.milestones import Milestone, check_ins, return_plan
from exchange.opportunities.models import Remote
from exchange.placements import checks, wording
from exchange.placements.costs import queries as costs
from exchange.placements.lifecycle import Role
from exchange.placements.models import Contract, Placement
from exchange.reference import kinds
from exchange.web.look import day

Facts = list[tuple[str, str]]
FULL_TIME = 5
BEFORE_THE_START = frozenset({"R13", "R14", "R15"})
"""Nationality and vetting: what stands between the signatures and the first day."""

WHERE = {Remote.ON_SITE: "On site", Remote.HYBRID: "Partly at home", Remote.REMOTE: "At home"}
"""Where the work is done."""


def circumstances(placement: Placement) -> frozenset[str]:
    """What is so about a placement, for the words that depend on it."""
    mover = checks.mover_is_civil_servant(placement) is True
    host = checks.host_is_civil_service(placement) is True
    recharged = bool(placement.cost_host)
    so = {
        "inward": checks.is_inward(placement) is True,
        "outward": mover and not host,
        "civil_service": mover or host,
        "loan": placement.kind == "loan",
        "swap": placement.kind == "swap",
        "part_time": placement.days_a_week is not None and placement.days_a_week < FULL_TIME,
        "fixed_term": placement.contract is Contract.FIXED_TERM,
        "recharged": recharged,
        "host_pays": recharged,
        "recharged_unsettled": recharged and placement.cost_sheet is None,
        "unsettled": placement.cost_sheet is None,
        "employed": placement.home_organisation_id is not None,
    }
    return frozenset(name for name, holds in so.items() if holds)


def of(code: str, placement: Placement) -> Facts:
    """The facts under one heading; those that nobody knows are left out."""
    found = FACTS[code](placement) if code in FACTS else []
    return [(label, value) for label, value in found if value]


def _parties(placement: Placement) -> Facts:
    return [
        ("Home employer", placement.home_name if placement.home_organisation else ""),
        ("Host", placement.host_name),
        ("The person who moves", "{mover}"),
        ("Line manager at home", "{home_manager}" if placement.manager_name else ""),
        ("Host manager", "{host_manager}"),
    ]


def _basis(placement: Placement) -> Facts:
    inward = checks.is_inward(placement) is True
    kind = kinds.get(placement.kind)
    return [
        ("Kind of placement", kind.name),
        ("Exception relied on", "Exception 3, secondments (Recruitment Principles)" * inward),
        ("Reference of the Civil Service Commission", placement.commission_reference),
        *((_approver(placement, role), _approved(placement, role)) for role in placement.needed),
    ]


def _approver(placement: Placement, role: Role) -> str:
    where = placement.home_name if role.side == "home" else placement.host_name
    return f"{wording.role_name(role)}, {where}"


def _approved(placement: Placement, role: Role) -> str:
    decision = placement.decision(role) if placement.stands(role) else None
    return f"Agreed on {day(decision.at)}" if decision else ""


def _post(placement: Placement) -> Facts:
    listing = placement.opportunity
    return [
        ("Title", listing.title),
        ("Purpose", listing.outcome),
        ("Where", _where(placement)),
        ("How much of the week", wording.days(placement) if placement.days_a_week else ""),
    ]


def _where(placement: Placement) -> str:
    listing = placement.opportunity
    place = listing.place_name or listing.outcode
    return ", ".join(part for part in (place, WHERE[listing.remote]) if part)


def _term(placement: Placement) -> Facts:
    earlier = placement.earlier_months
    inward = checks.is_inward(placement) is True
    review = [one for one in check_ins(placement) if one.code == "middle"]
    ends = placement.contract_ends_on
    return [
        ("First day", day(placement.starts_on)),
        ("Last day", day(placement.ends_on)),
        ("Length", wording.length(placement)),
        ("Review halfway", day(review[0].on) if review else ""),
        ("Earlier months in the Civil Service", str(earlier) if inward and earlier else ""),
        ("Last day of the contract at home", day(ends) if ends else ""),
    ]


def _management(placement: Placement) -> Facts:
    return [
        ("Host manager", "{host_manager}"),
        ("Line manager at home", "{home_manager}" if placement.manager_name else ""),
        *_dated(check_ins(placement)),
    ]


def _cost(placement: Placement) -> Facts:
    shares = [
        (f"{placement.home_name} pays", placement.cost_home),
        (f"{placement.host_name} pays", placement.cost_host),
        ("A funder pays", placement.cost_funder or None),
    ]
    found = [(label, wording.share(value)) for label, value in shares if value is not None]
    return found + _worksheet(placement)


def _worksheet(placement: Placement) -> Facts:
    """The figures of the cost worksheet, word for word; nothing is worked out again."""
    if placement.cost_sheet is None:
        return []
    figures = costs.figures(placement)
    heads = figures.head[1:]
    rows = [
        (row.name, ", ".join(f"{head} {cell}" for head, cell in zip(heads, row.cells, strict=True)))
        for row in figures.rows
    ]
    missing = [("Still to be filled in", one) for one in figures.missing]
    return [
        *figures.facts,
        *rows,
        *missing,
        ("VAT", figures.vat),
        ("Invoices", figures.invoices),
    ]


def _checks(placement: Placement) -> Facts:
    return [
        (finding.rule.name, finding.why)
        for finding in checks.findings(placement, clock.today())
        if finding.rule.id in BEFORE_THE_START
    ]


def _return(placement: Placement) -> Facts:
    return _dated(return_plan(placement))


def _dated(found: list[Milestone]) -> Facts:
    return [(one.title, day(one.on)) for one in found]


def _work(placement: Placement) -> Facts:
    listing = placement.opportunity
    return [("Title", listing.title), ("What", listing.summary)]


def _outcome(placement: Placement) -> Facts:
    return [("Outcome", placement.opportunity.outcome)]


def _hours(placement: Placement) -> Facts:
    return [
        ("Hours in all", wording.number(placement.hours)),
        ("First day", day(placement.starts_on)),
        ("Last day", day(placement.ends_on)),
    ]


def _supervisor(placement: Placement) -> Facts:
    return [("Supervisor", placement.opportunity.supervisor), ("Host manager", "{host_manager}")]


FACTS: dict[str, Callable[[Placement], Facts]] = {
    "parties": _parties,
    "basis": _basis,
    "post": _post,
    "term": _term,
    "management": _management,
    "cost": _cost,
    "checks": _checks,
    "return": _return,
    "work": _work,
    "outcome": _outcome,
    "hours": _hours,
    "supervisor": _supervisor,
}
