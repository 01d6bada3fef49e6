"""The second scene: listings, each as far as its row says."""

from __future__ import annotations

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from exchange.access import Actor
from exchange.applications import services as ending
from exchange.demo import stage as on
from exchange.demo.cast import MODERATORS
from exchange.demo.places import PLACES, Place
from exchange.demo.stage import Stage
from exchange.moderation import services as moderation
from exchange.moderation.models import Report, ReportDecision
from exchange.opportunities import queries as listings
from exchange.opportunities import services as posting
from exchange.opportunities import steps
from exchange.opportunities.models import CostModel, Opportunity, PostedAs, Remote, Side
from exchange.opportunities.rules import ListingValues
from exchange.organisations import queries as organisations
from exchange.organisations.models import Organisation
from exchange.reference import kinds

UNFINISHED = {"draft", "in_review", "returned"}
BODY = (
    "{summary}\n\n### What you would do\n\nWork beside two of us from the first day, and lead one"
    " piece of work from start to end. {outcome}\n\n### What helps\n\nCuriosity, and having done"
    " something like it once. You need not know our side yet: that is the point.\n\n### What you"
    " get\n\nA named person who looks after you, a desk, and time to look around."
)


def post_everything(stage: Stage) -> None:
    """The places to come to, and a few people who want to go."""
    for number, place in enumerate(PLACES):
        _post(stage, place, number)
    _wishes(stage)


def publish(listing: Opportunity) -> None:
    """A moderator finds it right."""
    moderator = on.actor(MODERATORS[0])
    fresh = listings.by_public_id(moderator, listing.public_id)
    moderation.publish(moderator, fresh.public_id, fresh.version)


def draft_and_submit(
    poster: Actor,
    organisation: Organisation | None,
    values: ListingValues,
    side: Side = Side.HOST,
    *,
    only_draft: bool = False,
) -> Opportunity:
    """A listing that waits for review."""
    posted_as = PostedAs.ORGANISATION if organisation else PostedAs.PERSON
    public_id = organisation.public_id if organisation else None
    draft = posting.start_draft(poster, side, posted_as, public_id, values)
    if not only_draft:
        fresh = listings.by_public_id(poster, draft.public_id)
        posting.submit(poster, fresh.public_id, fresh.version)
    return draft


def _post(stage: Stage, place: Place, number: int) -> None:
    written = -2 if place.end in UNFINISHED else -40 + number % 35
    poster, organisation = on.poster(place.employer), on.organisation(place.employer)
    with stage.at(written):
        closing = written + 12 if place.end in {"closed", "concluded"} else 14 + number
        draft = draft_and_submit(
            poster,
            organisation,
            _values(stage, place, closing),
            only_draft=place.end == "draft",
        )
    with stage.at(written + 1):
        if place.end == "returned":
            moderator = on.actor(MODERATORS[0])
            fresh = listings.by_public_id(moderator, draft.public_id)
            reason = "Please say who looks after the person, and for how many days a week."
            moderation.send_back(moderator, fresh.public_id, fresh.version, reason)
        elif place.end not in UNFINISHED:
            publish(draft)
    _afterwards(stage, place, draft)


def _afterwards(stage: Stage, place: Place, draft: Opportunity) -> None:
    poster = on.poster(place.employer)
    with stage.at(-3):
        if place.end == "paused":
            posting.pause(poster, draft.public_id)
        elif place.end == "concluded":
            ending.conclude_listing(poster, draft.public_id, "Nobody applied; we ask again in May.")
        elif place.end == "withdrawn":
            ending.withdraw_listing(poster, draft.public_id, "The school changed its plans.")
        elif place.end == "changed":
            _change(poster, draft)
        elif place.end in {"removed", "reported"}:
            _report(draft, decide=place.end == "removed")


def _change(poster: Actor, draft: Opportunity) -> None:
    listing = listings.by_public_id(poster, draft.public_id)
    values = steps.values_of(listing)
    changed = ListingValues(**{**values.__dict__, "title": f"{values.title}, two days a week"})
    posting.edit_published(poster, listing.public_id, changed, listing.version)


def _report(draft: Opportunity, *, decide: bool) -> None:
    text = "This looks like an advert for a course that one has to pay for."
    report: Report = moderation.report(on.actor("Ella Jones"), draft.public_id, "misleading", text)
    if decide:
        moderator = on.actor(MODERATORS[0])
        moderation.claim(moderator, report.public_id)
        reason = "It sells a course. Crossover is for exchanges, not for sales."
        moderation.decide(
            moderator, report.public_id, ReportDecision.REMOVED, reason, report.version
        )


def _values(stage: Stage, place: Place, closing: int) -> ListingValues:
    kind = kinds.get(place.kind)
    starts = stage.day(max(closing, 10) + 30)
    organisation = organisations.by_public_id(on.organisation(place.employer).public_id)
    long = place.kind in {"secondment", "loan", "swap", "mentoring", "trustee", "attachment"}
    ends = starts + relativedelta(months=place.months) - timedelta(days=1) if long else starts
    if place.kind in {"project", "shadowing"}:
        ends = starts + timedelta(days=4 if place.kind == "shadowing" else 50)
        while place.kind == "shadowing" and ends.weekday() > 4:
            ends -= timedelta(days=1)
    return ListingValues(
        kind=place.kind,
        title=place.title,
        summary=place.summary,
        description=BODY.format(summary=place.summary, outcome=place.outcome),
        outcome=place.outcome,
        supervisor=on.employer(place.employer).staff[0],
        level=place.level,
        outcode=organisation.outcode,
        remote=Remote(place.remote),
        starts_on=starts,
        ends_on=ends,
        days_a_week=place.days if "days_a_week" in kind.fields else None,
        hours=place.hours if "hours" in kind.fields else None,
        places=place.places,
        cost_model=CostModel(place.cost) if "cost_model" in kind.fields else None,
        closes_at=stage.closing(closing),
        skills=place.skills,
    )


def _wishes(stage: Stage) -> None:
    for number, (name, kind, title) in enumerate(
        (
            (
                "Ben Adler",
                "secondment",
                "Transport planner would like to see a charity inside",
            ),
            ("Leo Marchetti", "attachment", "Data scientist, eight weeks, anywhere that counts"),
            ("Femi Adekunle", "project", "Between jobs: thirty hours of bookkeeping to give"),
            ("Aoife Byrne", "session", "An hour on council tax for your advisers"),
        )
    ):
        with stage.at(-12 + number):
            values = _wish(stage, kind, title)
            draft = draft_and_submit(on.actor(name), None, values, Side.MOVER)
        with stage.at(-11 + number):
            publish(draft)


def _wish(stage: Stage, kind: str, title: str) -> ListingValues:
    starts = stage.day(60)
    months = {"secondment": 6, "attachment": 2}.get(kind)
    ends = starts + relativedelta(months=months) - timedelta(days=1) if months else starts
    fields = kinds.get(kind).fields
    return ListingValues(
        kind=kind,
        title=title,
        summary="I know my side well and would like to be useful on the other.",
        description="I have done this for six years. Tell me what you need and when.",
        outcome="Something finished that you keep, and somebody who understands you.",
        level=4,
        outcode="LS1",
        remote=Remote.HYBRID,
        starts_on=starts,
        ends_on=ends,
        days_a_week=5 if "days_a_week" in fields else None,
        hours=12 if "hours" in fields and kind != "session" else 1,
        cost_model=CostModel.FREE if "cost_model" in fields else None,
        closes_at=stage.closing(45),
        skills=("data-analysis", "project-management"),
    )
