"""Commands of moderators: publish or return, and what follows a report.

Nobody judges what they or their organisation posted. Two moderators who open the same thing
cannot both decide: the second reads that it was decided.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from exchange import clock
from exchange.access import Actor, Permission, allowed, require
from exchange.db import because, command, db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed
from exchange.moderation import queries
from exchange.moderation.lifecycle import REPORT
from exchange.moderation.models import Report, ReportDecision
from exchange.notices import services as notices
from exchange.opportunities import queries as opportunities
from exchange.opportunities import steps
from exchange.opportunities.lifecycle import OPPORTUNITY, REVISION, OpportunityStatus
from exchange.opportunities.models import Opportunity, OpportunityRevision
from exchange.organisations import queries as organisations
from exchange.reference import choices
from exchange.transitions import in_words

CLAIM = timedelta(minutes=30)
POSTER_ROLES = ("poster", "organisation_admin")
NOT_OWN = (
    "You posted this, are named in it, or belong to the organisation that posted it. Nobody"
    " moderates their own: another moderator decides."
)
TOOK_PART = (
    "Somebody who took no part decides an appeal: another moderator, or where there is none an"
    " administrator."
)


@command
def publish(actor: Actor, opportunity_id: uuid.UUID, version: int) -> None:
    """The listing is right: from now on everybody sees it."""
    listing = _to_review(actor, opportunity_id, version)
    steps.publish(listing, actor)
    text = f"“{listing.title}” is published. People can find it and answer."
    _tell_posters(listing, "listing_published", text)


@command
def send_back(actor: Actor, opportunity_id: uuid.UUID, version: int, reason: str) -> None:
    """The poster must change something first, and is told what."""
    listing = _to_review(actor, opportunity_id, version)
    _need(reason, "Say what must change. The poster reads it.")
    steps.send_back(listing, reason)
    because(reason)
    _tell_posters(listing, "listing_returned", f"“{listing.title}” needs a change: {reason}")


@command
def approve_change(actor: Actor, revision_id: uuid.UUID, version: int) -> None:
    """A material edit is right: it replaces what was shown."""
    revision = _change(actor, revision_id, version, "approve")
    if "kind" in revision.values and steps.has_applicants(revision.opportunity):
        raise IllegalTransition(steps.KIND_IS_KEPT, "Return the change with this as the reason.")
    steps.apply_revision(revision.opportunity, revision)
    text = f"Your change of “{revision.opportunity.title}” is shown now."
    _tell_posters(revision.opportunity, "change_approved", text)


@command
def return_change(actor: Actor, revision_id: uuid.UUID, version: int, reason: str) -> None:
    """A material edit is not accepted; what was shown stays."""
    _need(reason, "Say why not. The poster reads it.")
    revision = _change(actor, revision_id, version, "return")
    revision.reason = reason
    because(reason)
    text = f"Your change of “{revision.opportunity.title}” was not accepted: {reason}"
    _tell_posters(revision.opportunity, "change_returned", text)


@command
def report(actor: Actor, opportunity_id: uuid.UUID, category: str, text: str) -> Report:
    """Somebody says that a listing is wrong. They hear what was decided."""
    require(actor, Permission.REPORT_MAKE, None)
    listing = opportunities.by_public_id(actor, opportunity_id)
    refuse_unless_shown(actor, listing)
    if queries.own_open_report(actor, listing) is not None:
        raise Invalid({"text": "You reported this listing already. A moderator looks at it."})
    if category not in choices.codes(choices.REPORT_CATEGORIES):
        raise Invalid({"category": "Choose what is wrong."})
    _need(text, "Say in a sentence what is wrong.", "text")
    made = Report(
        opportunity_id=listing.id, reporter_id=actor.person_id, category=category, text=text
    )
    db.session.add(made)
    db.session.flush()
    return made


def refuse_unless_shown(actor: Actor, listing: Opportunity) -> None:
    """Raise what stands in the way of reporting; asked by the page before anybody writes."""
    if opportunities.manages(actor, listing):
        raise NotAllowed("You look after this listing.", "Edit it or withdraw it instead.")
    if not listing.is_shown:
        raise IllegalTransition("This listing is not shown to others, so nobody can report it.")


@command
def claim(actor: Actor, report_id: uuid.UUID) -> None:
    """Take a report for half an hour, so that two do not work on it at once."""
    found = _judged(actor, report_id)
    holder = found.claimed_by_id
    if is_held(found) and holder != actor.person_id:
        name = queries.names(holder).get(holder or 0, "Another moderator")
        raise IllegalTransition(
            f"{name} is looking at this report.",
            "Choose another one, or come back in half an hour.",
        )
    found.status = REPORT.after(found.status, "claim")
    found.claimed_by_id = actor.person_id
    found.claim_expires_at = clock.now() + CLAIM


@command
def decide(
    actor: Actor, report_id: uuid.UUID, decision: ReportDecision, reason: str, version: int
) -> None:
    """Leave the listing up or remove it, with a reason that both sides read."""
    found = _judged(actor, report_id)
    _still_undecided(found, "decide")
    if found.claimed_by_id != actor.person_id:
        raise IllegalTransition("Another moderator took this report.", "Choose another one.")
    if found.version != version:
        raise ChangedMeanwhile
    _need(reason, "Give a reason. The reporter and the poster read it.")
    found.status = REPORT.after(found.status, "decide")
    found.decision, found.decision_reason = decision, reason
    found.decided_by_id, found.decided_at = actor.person_id, clock.now()
    because(reason)
    if decision is ReportDecision.REMOVED:
        _remove(found.opportunity, reason)
    outcome = "removed" if decision is ReportDecision.REMOVED else "left as it is"
    _tell_reporter(found, f"The listing that you reported was {outcome}: {reason}")


@command
def appeal(actor: Actor, opportunity_id: uuid.UUID, text: str) -> None:
    """The poster of a removed listing asks for a second look, once."""
    listing = opportunities.for_change(actor, opportunity_id)
    require(actor, Permission.OPPORTUNITY_MANAGE, listing)
    found = queries.removal(listing)
    if found is None or listing.status is not OpportunityStatus.REMOVED:
        raise IllegalTransition("This listing is not removed, so there is nothing to appeal.")
    _need(text, "Say why the decision is wrong.", "text")
    found.status = REPORT.after(found.status, "appeal")
    found.appeal_text, found.appealed_at = text, clock.now()
    notice = f"The removal of “{listing.title}” was appealed. Somebody else decides: perhaps you."
    for person_id in _who_hears(found):
        notices.tell(
            person_id, "listing_appealed", notice, f"/moderation/reports/{found.public_id}"
        )


@command
def uphold(actor: Actor, report_id: uuid.UUID, reason: str, version: int) -> None:
    """The removal was right and stays."""
    found = _heard(actor, report_id, reason, version, "uphold")
    text = f"The removal of “{found.opportunity.title}” stays: {reason}"
    _tell_posters(found.opportunity, "appeal_decided", text)


@command
def overturn(actor: Actor, report_id: uuid.UUID, reason: str, version: int) -> None:
    """The removal was wrong: the listing is shown again."""
    found = _heard(actor, report_id, reason, version, "overturn")
    if OPPORTUNITY.can(found.opportunity.status, "restore"):
        steps.restore(found.opportunity)
    text = f"“{found.opportunity.title}” is shown again: {reason}"
    _tell_posters(found.opportunity, "appeal_decided", text)
    _tell_reporter(found, f"After an appeal the listing that you reported is shown again: {reason}")


def may_hear(actor: Actor, found: Report) -> bool:
    """Whether the actor may decide the appeal: took no part, and is asked first or at all."""
    return actor.person_id in _who_hears(found) and _is_not_own(actor, found.opportunity)


def may_judge(actor: Actor, listing: Opportunity) -> bool:
    """Whether the actor moderates, and the listing is not theirs or their organisation's."""
    return allowed(actor, Permission.OPPORTUNITY_REVIEW, listing) and _is_not_own(actor, listing)


def is_held(found: Report) -> bool:
    """Whether somebody's claim on a report still runs."""
    return found.claim_expires_at is not None and clock.now() <= found.claim_expires_at


def _to_review(actor: Actor, opportunity_id: uuid.UUID, version: int) -> Opportunity:
    listing = opportunities.for_change(actor, opportunity_id)
    _require_not_own(actor, listing)
    if listing.status is not OpportunityStatus.IN_REVIEW:
        raise IllegalTransition(
            f"This was decided meanwhile: the listing is {in_words(listing.status)}.",
            "Go back to the queue for the next one.",
        )
    if listing.version != version:
        raise ChangedMeanwhile
    return listing


def _change(actor: Actor, revision_id: uuid.UUID, version: int, action: str) -> OpportunityRevision:
    revision = queries.revision(actor, revision_id)
    _require_not_own(actor, revision.opportunity)
    db.session.refresh(revision, with_for_update={"of": OpportunityRevision})
    if not REVISION.can(revision.status, action):
        raise IllegalTransition(
            f"This was decided meanwhile: the change is {in_words(revision.status)}.",
            "Go back to the queue for the next one.",
        )
    if revision.version != version:
        raise ChangedMeanwhile
    revision.status = REVISION.after(revision.status, action)
    revision.decided_by_id, revision.decided_at = actor.person_id, clock.now()
    return revision


def _judged(actor: Actor, report_id: uuid.UUID) -> Report:
    require(actor, Permission.MODERATION_WORK, None)
    found = queries.report(actor, report_id)
    require(
        actor,
        Permission.REPORT_DECIDE,
        found,
        "You made this report, or it is about your own listing. Another moderator decides.",
    )
    _require_not_own(actor, found.opportunity)
    db.session.refresh(found, with_for_update={"of": Report})
    return found


def _heard(actor: Actor, report_id: uuid.UUID, reason: str, version: int, action: str) -> Report:
    found = queries.report(actor, report_id)
    db.session.refresh(found, with_for_update={"of": Report})
    _still_undecided(found, action)
    if not may_hear(actor, found):
        raise NotAllowed(TOOK_PART, "They have been told of it.")
    if found.version != version:
        raise ChangedMeanwhile
    _need(reason, "Give a reason. The poster reads it.")
    found.status = REPORT.after(found.status, action)
    found.appeal_reason, found.appeal_decided_by_id = reason, actor.person_id
    because(reason)
    return found


def _still_undecided(found: Report, action: str) -> None:
    if not REPORT.can(found.status, action):
        raise IllegalTransition(
            f"That cannot be done now: the report is {in_words(found.status)}.",
            "Look at the page of the report again: it shows what was decided.",
        )


def _is_not_own(actor: Actor, listing: Opportunity) -> bool:
    own = {listing.poster_id, listing.mover_id} - {None}
    return actor.person_id not in own and listing.organisation_id not in actor.organisation_ids


def _require_not_own(actor: Actor, listing: Opportunity) -> None:
    require(actor, Permission.OPPORTUNITY_REVIEW, listing, NOT_OWN)
    if not _is_not_own(actor, listing):
        raise NotAllowed(NOT_OWN)


def _who_hears(found: Report) -> list[int]:
    """Moderators who took no part; where there is none, such administrators."""
    listing = found.opportunity
    involved: tuple[int | None, ...] = (found.decided_by_id, found.reporter_id)
    involved += (listing.poster_id, listing.mover_id, *queries.members(listing.organisation_id))
    moderators = queries.other_moderators(*involved)
    return moderators or [one for one in organisations.administrators() if one not in involved]


def _remove(listing: Opportunity, reason: str) -> None:
    if listing.status is not OpportunityStatus.REMOVED:
        steps.remove(listing, reason)
    text = (
        f"A moderator removed “{listing.title}”: {reason} If you think that this is wrong, open"
        " the page and appeal. Somebody else decides."
    )
    _tell_posters(listing, "listing_removed", text)


def _tell_posters(listing: Opportunity, event: str, text: str) -> None:
    """Tell the poster, or where there is none everybody who posts for the organisation."""
    holders = organisations.holders(listing.organisation_id, *POSTER_ROLES)
    for person_id in [listing.poster_id] if listing.poster_id else holders:
        notices.tell(person_id, event, text, f"/opportunities/{listing.public_id}")


def _tell_reporter(found: Report, text: str) -> None:
    notices.tell(found.reporter_id, "report_decided", text, "/notices")


def _need(reason: str, message: str, field: str = "reason") -> None:
    if not reason.strip():
        raise Invalid({field: message})
