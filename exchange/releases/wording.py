"""How a request and what it costs are said."""

from __future__ import annotations

from exchange.opportunities.models import CostModel, Opportunity
from exchange.reference import choices, kinds
from exchange.reference.months import is_within
from exchange.releases.lifecycle import ReleaseStatus
from exchange.releases.models import ReleaseRequest

S = ReleaseStatus
LABELS = {
    S.ASKED: ("Waiting for an answer", "active"),
    S.AGREED: ("Yes in principle", "good"),
    S.NOT_NOW: ("Not now", "neutral"),
    S.NOT_MANAGER: ("Not the line manager", "warn"),
    S.WITHDRAWN: ("Withdrawn", "neutral"),
}
COST = {
    CostModel.FREE: "You would go on paying the salary, and do without the work.",
    CostModel.SHARED: "Employer and host would share the salary. The shares are settled later.",
    CostModel.FULL: "Nothing but the work left undone: the host would pay the whole salary.",
}


def label(request: ReleaseRequest) -> tuple[str, str]:
    """The state in words, and its tone."""
    ran_out = request.status is S.AGREED and not request.holds
    return ("Ran out", "neutral") if ran_out else LABELS[request.status]


def scope(days: float, months: int) -> str:
    """How much: up to 2.5 days a week, up to 6 months."""
    week = "1 day a week" if days == 1 else f"{days:g} days a week"
    return f"up to {week}, up to {months} month{'' if months == 1 else 's'}"


def of(request: ReleaseRequest) -> str:
    """How much was released, or as long as that is open how much is asked."""
    if request.most_days_a_week is not None and request.most_months is not None:
        return scope(request.most_days_a_week, request.most_months)
    return scope(request.days_a_week, request.months)


def more_than_released(release: ReleaseRequest, opportunity: Opportunity) -> str:
    """What the listing asks beyond the yes in principle, or nothing."""
    days, starts, ends = opportunity.days_a_week, opportunity.starts_on, opportunity.ends_on
    most_days, most_months = release.most_days_a_week, release.most_months
    found = []
    if days is not None and most_days is not None and days > most_days:
        found.append("1 day a week" if days == 1 else f"{days:g} days a week")
    if starts and ends and most_months and not is_within(starts, ends, most_months):
        longer = "month" if most_months == 1 else "months"
        found.append(f"longer than {most_months} {longer}")
    return " and ".join(found)


def cost(request: ReleaseRequest) -> str:
    """What it would cost the team, as far as anybody knows yet."""
    opportunity = request.opportunity
    if opportunity is None:
        return "Not known yet: it depends on the place. You are asked again, with the figures."
    if not kinds.get(opportunity.kind).needs_hr:
        return "None but the time."
    known = COST.get(opportunity.cost_model)  # type: ignore[arg-type]  # None is no key
    return known or "Not settled yet. You are asked again, with the figures."


def category(request: ReleaseRequest) -> str:
    """The category of a "not now", in words."""
    return choices.get(choices.REFUSAL_REASONS, request.category).name if request.category else ""
