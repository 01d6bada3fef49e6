"""Commands about reports of conversations: report, hold, open, decide, appeal.

Opening is a command, so that the record says who read what and why. Nobody judges their own words,
nor a report of their own; an appeal is decided by somebody else.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import because, command, db, lock
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed
from exchange.messages import blocking
from exchange.messages import queries as messages
from exchange.moderation import queries, talk_queries
from exchange.moderation.lifecycle import REPORT
from exchange.moderation.talk_models import TalkDecision, TalkReport
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.reference import choices
from exchange.web.look import day

CLAIM = timedelta(minutes=30)
LONGEST_STOP = 365
OWN = "You made this report, it is about you, or you take part there. Another moderator decides."
TOOK_PART = "Somebody who took no part decides an appeal."


@command
def report(
    actor: Actor, conversation_id: uuid.UUID, person_id: uuid.UUID, category: str, text: str
) -> TalkReport:
    """Somebody in the conversation writes what they must not. The reporter hears the outcome."""
    require(actor, Permission.REPORT_MAKE, None)
    talk = messages.by_public_id(actor, conversation_id)
    reported = blocking.met(actor, conversation_id, person_id)
    if talk_queries.own_open(actor, talk.id, reported.id) is not None:
        raise Invalid({"text": "You reported this already. A moderator looks at it."})
    if category not in choices.codes(choices.REPORT_CATEGORIES):
        raise Invalid({"category": "Choose what is wrong."})
    _need(text, "Say in a sentence what is wrong.", "text")
    made = TalkReport(
        conversation_id=talk.id,
        reporter_id=actor.person_id,
        reported_id=reported.id,
        category=category,
        text=text,
    )
    db.session.add(made)
    db.session.flush()
    return made


@command
def claim(actor: Actor, report_id: uuid.UUID) -> None:
    """Take a report for half an hour. What it is about stays closed until it is opened."""
    found = _judged(actor, report_id)
    if is_held(found) and found.claimed_by_id != actor.person_id:
        raise IllegalTransition("Another moderator looks at this report.", "Choose another one.")
    found.status = REPORT.after(found.status, "claim")
    found.claimed_by_id, found.claim_expires_at = actor.person_id, clock.now() + CLAIM


@command
def open_conversation(actor: Actor, report_id: uuid.UUID) -> None:
    """Read that conversation, for as long as one holds the report. The record keeps it."""
    found = talk_queries.report(actor, report_id)
    if REPORT.can(found.status, "uphold"):
        lock(found)
        if not may_hear(actor, found):
            raise NotAllowed(TOOK_PART, "They have been told of it.")
        found.claimed_by_id, found.claim_expires_at = actor.person_id, clock.now() + CLAIM
    else:
        found = _judged(actor, report_id)
        _need_hold(actor, found)
    found.opened_by_id, found.opened_at = actor.person_id, clock.now()


@command
def decide(
    actor: Actor,
    report_id: uuid.UUID,
    version: int,
    decision: TalkDecision,
    days: int,
    reason: str,
) -> None:
    """Leave it, or keep the person from writing for some days; both sides are told why."""
    found = _judged(actor, report_id)
    if not REPORT.can(found.status, "decide"):
        raise IllegalTransition("This report was decided meanwhile.", "Look at its page again.")
    _need_hold(actor, found)
    if found.version != version:
        raise ChangedMeanwhile
    _need(reason, "Give a reason. Both sides read it.")
    if decision is TalkDecision.STOPPED and not 1 <= days <= LONGEST_STOP:
        raise Invalid({"days": f"Enter 1 to {LONGEST_STOP} days."})
    found.status = REPORT.after(found.status, "decide")
    found.decision, found.decision_reason = decision, reason
    found.decided_by_id, found.decided_at = actor.person_id, clock.now()
    because(reason)
    if decision is TalkDecision.STOPPED:
        _stop(found, days)
    outcome = "acted" if decision is TalkDecision.STOPPED else "took no action"
    text = f"A moderator looked at the conversation that you reported and {outcome}: {reason}"
    notices.tell(found.reporter_id, "report_decided", text, "/notices")


@command
def appeal(actor: Actor, report_id: uuid.UUID, text: str) -> None:
    """Whom a decision keeps from writing asks for a second look, once."""
    found = talk_queries.decision_about(actor, report_id)
    require(actor, Permission.TALK_DECISION_OWN, found)
    lock(found)
    _need(text, "Say why the decision is wrong.", "text")
    found.status = REPORT.after(found.status, "appeal")
    found.appeal_text, found.appealed_at = text, clock.now()
    notice = "A decision about a conversation was appealed. Somebody else decides: perhaps you."
    for person_id in who_hears(found):
        notices.tell(person_id, "talk_appealed", notice, page_of(found))


@command
def uphold(actor: Actor, report_id: uuid.UUID, version: int, reason: str) -> None:
    """The decision was right and stays."""
    found = _heard(actor, report_id, version, reason, "uphold")
    text = f"The decision that you do not write for a while stays: {reason}"
    notices.tell(found.reported_id, "stop_appeal_decided", text, found.decision_path)


@command
def overturn(actor: Actor, report_id: uuid.UUID, version: int, reason: str) -> None:
    """The decision was wrong: the person may write again at once."""
    found = _heard(actor, report_id, version, reason, "overturn")
    blocking.lift_stop(found.decision_path)
    text = f"You may write again: {reason}"
    notices.tell(found.reported_id, "stop_appeal_decided", text, found.decision_path)


def page_of(found: TalkReport) -> str:
    """Where moderators look at it."""
    return f"/moderation/conversations/{found.public_id}"


def is_held(found: TalkReport) -> bool:
    """Whether somebody's claim on a report still runs."""
    return found.claim_expires_at is not None and clock.now() <= found.claim_expires_at


def may_judge(actor: Actor, found: TalkReport) -> bool:
    """Whether the actor moderates and has no part in it."""
    return actor.is_moderator and actor.person_id not in _involved(found)


def may_hear(actor: Actor, found: TalkReport) -> bool:
    """Whether the actor may decide the appeal."""
    return actor.person_id in who_hears(found)


def who_hears(found: TalkReport) -> list[int]:
    """Moderators who took no part; where there is none, such administrators."""
    involved = {*_involved(found), found.decided_by_id}
    moderators = queries.other_moderators(*involved)
    return moderators or [one for one in organisations.administrators() if one not in involved]


def _involved(found: TalkReport) -> set[int]:
    return {found.reporter_id, found.reported_id, *found.conversation.participant_ids}


def _stop(found: TalkReport, days: int) -> None:
    until = clock.now() + timedelta(days=days)
    found.stopped_until = until
    blocking.stop(
        found.reported_id,
        found.decided_by_id or 0,
        found.decision_reason,
        found.decision_path,
        until,
    )
    text = f"A moderator decided that you do not write until {day(until)}: {found.decision_reason}"
    notices.tell(found.reported_id, "writing_stopped", text, found.decision_path)


def _judged(actor: Actor, report_id: uuid.UUID) -> TalkReport:
    require(actor, Permission.MODERATION_WORK, None)
    found = talk_queries.report(actor, report_id)
    require(actor, Permission.REPORT_DECIDE, found, OWN)
    if not may_judge(actor, found):
        raise NotAllowed(OWN)
    lock(found)
    return found


def _need_hold(actor: Actor, found: TalkReport) -> None:
    if not is_held(found) or found.claimed_by_id != actor.person_id:
        raise IllegalTransition("You do not hold this report.", "Take it first, then look.")


def _heard(
    actor: Actor, report_id: uuid.UUID, version: int, reason: str, action: str
) -> TalkReport:
    found = talk_queries.report(actor, report_id)
    lock(found)
    if not REPORT.can(found.status, action):
        raise IllegalTransition("This appeal was decided meanwhile.", "Look at its page again.")
    if not may_hear(actor, found):
        raise NotAllowed(TOOK_PART, "They have been told of it.")
    if found.version != version:
        raise ChangedMeanwhile
    _need(reason, "Give a reason. The person concerned reads it.")
    found.status = REPORT.after(found.status, action)
    found.appeal_reason, found.appeal_decided_by_id = reason, actor.person_id
    because(reason)
    return found


def _need(text: str, message: str, field: str = "reason") -> None:
    if not text.strip():
        raise Invalid({field: message})
