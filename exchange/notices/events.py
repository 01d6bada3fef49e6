"""Everything that anybody is told, in one table: its group, whether it is urgent, its subject.

Urgent is what somebody must decide, sign or answer, what has a date, and what concerns the account.
The subject is all that a locked screen or a shared mailbox shows, so it names nobody and no detail.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How the e-mail of a group comes."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    URGENT = "urgent"
    OFF = "off"


class Group(StrEnum):
    """What a person can set together."""

    APPROVALS = "approvals"
    SECURITY = "security"
    PLACEMENTS = "placements"
    APPLICATIONS = "applications"
    LISTINGS = "listings"
    MESSAGES = "messages"
    WATCHING = "watching"
    MODERATION = "moderation"


@dataclass(frozen=True)
class About:
    """A group in plain words."""

    title: str
    hint: str
    usual: Channel = Channel.DAILY
    fixed: str = ""
    """Why nobody can switch it off; empty where it can be."""


GROUPS = {
    Group.APPROVALS: About(
        "Decisions and signatures",
        "A decision, signature or answer that a placement waits for, and when one falls through.",
        Channel.AT_ONCE,
        "Somebody's move waits for you, or yours for somebody: this always reaches you.",
    ),
    Group.SECURITY: About(
        "Your account and your roles",
        "Your organisations, your roles in them, for whom you stand in, and your password.",
        Channel.AT_ONCE,
        "So that nobody can change your account without your knowing.",
    ),
    Group.PLACEMENTS: About(
        "Placements under way",
        "How a move goes: who has agreed, check-ins, extensions and the return.",
    ),
    Group.APPLICATIONS: About(
        "Your applications, invitations and questions",
        "What becomes of what you applied for or asked in public, and who invites you.",
    ),
    Group.LISTINGS: About(
        "Listings that you look after",
        "Applications and questions, answers to your offers, and what a moderator decided.",
    ),
    Group.MESSAGES: About(
        "Messages",
        "Somebody wrote to you and waits for your answer, so it comes at once unless you say:"
        " one e-mail for each conversation until you have read it.",
        Channel.AT_ONCE,
    ),
    Group.WATCHING: About(
        "Searches and listings that you watch",
        "New listings that match a saved search, and changes to what you watch.",
    ),
    Group.MODERATION: About(
        "Reports and moderation",
        "What became of your report, and appeals that wait for a moderator.",
    ),
}
FIXED = frozenset(group for group, about in GROUPS.items() if about.fixed)


@dataclass(frozen=True)
class Event:
    """One thing that is told."""

    group: Group
    urgent: bool
    subject: str


def _all(group: Group, *, urgent: bool, **subjects: str) -> dict[str, Event]:
    return {name: Event(group, urgent, subject) for name, subject in subjects.items()}


EVENTS: dict[str, Event] = {
    **_all(
        Group.APPROVALS,
        urgent=True,
        agreed="A placement is agreed",
        agreement_issued="An agreement is ready to be signed",
        agreement_recalled="An agreement is being changed",
        appeal_answered="An appeal is answered",
        appeal_made="An appeal waits for you",
        appeal_upheld="An appeal succeeded",
        contact_wanted="A contact is wanted",
        decision_late="A decision is late",
        decision_wanted="A decision waits for you",
        declare_again="Please declare your interests again",
        declare_interests="Please declare your interests",
        did_not_start="A placement did not start",
        ended_early="A placement ends early",
        extension_refused="An extension was refused",
        hand_over_wanted="A placement needs somebody new",
        handling_wanted="A matter waits for HR",
        manager_left="Somebody who looks after a placement has left",
        manager_named="A line manager was named",
        notice_given="A placement ends early",
        notice_taken_back="Notice was taken back and a placement goes on",
        name_another="Please name another manager",
        not_the_manager="Please name another manager",
        other_half="Half of a swap has changed",
        proposed="A placement is proposed",
        refused="A placement was refused",
        reopened="A placement waits for approval again",
        return_wanted="A return is to be confirmed",
        signature_void="A signature does not count any more",
        signature_wanted="An agreement waits for your signature",
        swap_answered="A swap was answered",
        swap_asked="Somebody proposes a swap",
        swap_consented="A swap can go on",
        taken_back="A decision was taken back",
        terms_changed="The terms of a placement changed",
        took_over="You now look after something",
        withdrawn="A placement was withdrawn",
    ),
    **_all(
        Group.SECURITY,
        urgent=True,
        asked_to_join="Somebody asks to join",
        deputy_ended="You do not stand in any more",
        deputy_named="You were named as a deputy",
        join_refused="Your request to join was answered",
        joined="Your request to join was answered",
        membership_ended="You left an organisation",
        roles_changed="Your roles changed",
        stop_appeal_decided="Your appeal is decided",
        writing_stopped="A moderator made a decision",
    ),
    **_all(
        Group.PLACEMENTS,
        urgent=True,
        red_flag="A placement needs you today",
        stay_due="Something is due in a placement",
    ),
    **_all(
        Group.PLACEMENTS,
        urgent=False,
        adjustments_shared="Something was shared with you",
        appealed="There is an appeal",
        approved="A decision was made",
        check_counts_again="A check of a placement changed",
        check_overridden="A check of a placement changed",
        completed="A placement is complete",
        conflict_closed="News of a placement",
        conflict_declared="News of a placement",
        costs_changed="The costs of a placement changed",
        extended="A placement is extended",
        extension_asked="Somebody asks for an extension",
        extension_withdrawn="A request for an extension was taken back",
        handling_accepted="News of a placement",
        host_manager_changed="Somebody new looks after a placement",
        impact_told="News of a placement",
        in_force="An agreement is in force",
        interest_declared="News of a placement",
        learning_report="News of a placement",
        manager_changed="Somebody new looks after a placement",
        manager_replaced="Another line manager was named",
        means_to_stay="News of a placement",
        paired="A swap has begun",
        passed_on="A decision was passed on",
        private_note="News of a placement",
        recorded="A placement was recorded",
        return_confirmed="A return is confirmed",
        return_waived="A return is settled",
        signed="An agreement was signed",
        skills_confirmed="Skills were confirmed",
        started="A placement has started",
        stay_noted="News of a placement",
    ),
    **_all(
        Group.APPLICATIONS,
        urgent=True,
        invitation_over="The time for an answer is over",
        invited="You are invited",
        named_as_mover="An organisation named you",
        offer_over="The time for an answer is over",
        offered="You are offered a place",
        rescinded="An offer was taken back",
    ),
    **_all(
        Group.APPLICATIONS,
        urgent=False,
        answer_late="News of your application",
        question_answered="A question of yours was answered",
        question_declined="News of a question of yours",
        question_lapsed="News of a question of yours",
        question_removed="News of a question of yours",
        hear_by="News of your application",
        in_reserve="News of your application",
        invitation_withdrawn="An invitation was taken back",
        lapsed="An offer ran out",
        not_selected="News of your application",
        out_of_queue="News of your application",
        place_free="A place is free",
        release_answered="Your question was answered",
        release_late="Your question has no answer yet",
        shortlisted="News of your application",
    ),
    **_all(
        Group.LISTINGS,
        urgent=True,
        answers_due="Applicants wait for an answer",
        answers_late="Your listing is paused",
        appeal_decided="Your appeal is decided",
        closing_after="Your listing has closed",
        closing_before="Your listing closes soon",
        change_returned="Your listing needs a change",
        listing_removed="Your listing was removed",
        listing_returned="Your listing needs a change",
        question_waits="A question waits for your answer",
    ),
    **_all(
        Group.LISTINGS,
        urgent=False,
        application_received="Somebody applied",
        application_withdrawn="An application was withdrawn",
        backfill_drafted="A listing was drafted for you",
        backfill_warned="News of a listing",
        change_approved="A change of your listing is approved",
        declined="An offer was declined",
        invitation_declined="An invitation was declined",
        listing_published="Your listing is published",
        mover_answered="Somebody whom you named answered",
        place_to_fill="A place is free",
        question_asked="Somebody asks a question",
        question_taken_down="A moderator made a decision",
    ),
    **_all(Group.MESSAGES, urgent=False, message="Somebody wrote to you"),
    **_all(Group.SECURITY, urgent=True, file_removed="A file of yours was removed"),
    **_all(Group.WATCHING, urgent=True, watched_closing="A listing that you watch closes soon"),
    **_all(
        Group.WATCHING,
        urgent=False,
        saved_search_alert="Something new matches your search",
        watched_answer="A listing that you watch has a new answer",
        watched_date="A listing that you watch changed",
        watched_over="A listing that you watch is over",
    ),
    **_all(
        Group.MODERATION,
        urgent=True,
        listing_appealed="An appeal waits for a moderator",
        talk_appealed="An appeal waits for a moderator",
    ),
    **_all(Group.MODERATION, urgent=False, report_decided="Your report is decided"),
}


def of(name: str) -> Event:
    """What an event is; an event without a line in the table is a mistake in the code."""
    found = EVENTS.get(name)
    if found is None:
        raise LookupError(f"{name} has no line in exchange/notices/events.py")
    return found


def choices(group: Group) -> list[Channel]:
    """How the e-mail of a group may come; "only urgent" where the group knows both."""
    kinds = {event.urgent for event in EVENTS.values() if event.group is group}
    mixed = [Channel.URGENT] if len(kinds) == 2 else []
    return [Channel.AT_ONCE, Channel.DAILY, *mixed, Channel.OFF]


def shown() -> list[Group]:
    """The groups of which something can be told."""
    used = {event.group for event in EVENTS.values()}
    return [group for group in GROUPS if group in used]
