"""A scenario in which every command of the house runs at least once, for the test of the audit.

One function a room, each beginning with people of its own, so that each can be read alone.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM, VISITOR, Actor
from exchange.applications import inviting, promising, sifting
from exchange.applications import queries as answers
from exchange.applications import reminding as answers_due
from exchange.applications import services as applying
from exchange.db import db
from exchange.desk import hr_services as desk
from exchange.desk.moves import Wanted
from exchange.messages import services as messages
from exchange.messages.models import Conversation
from exchange.moderation import services as moderation
from exchange.moderation.models import ReportDecision
from exchange.opportunities import briefs
from exchange.opportunities import importing as adverts
from exchange.opportunities import queries as opportunities
from exchange.opportunities import services as listings
from exchange.opportunities.job_postings import Posting
from exchange.opportunities.models import Opportunity, PostedAs, Side
from exchange.organisations import deputy_services as deputising
from exchange.organisations import services as joining
from exchange.organisations.deputy_services import NewDeputy
from exchange.organisations.models import (
    ContactRole,
    Deputy,
    DeputyRole,
)
from exchange.placements import (
    backfilling,
    early_end,
    living,
    proposing,
    reconsidering,
    releasing,
    reminding,
    replacing,
    services,
    taking_back,
)
from exchange.placements.appeals import Answer
from exchange.placements.lifecycle import Role
from exchange.placements.models import EndedHow
from exchange.releases import reminding as releases_due
from exchange.releases import services as releases
from tests import factories, story_of_safety, story_of_stays
from tests.factories import World
from tests.placements import moving, swaps
from tests.releases import asking
from tests.story_of_people import membership

V = VISITOR
ANSWER_BY = datetime(2026, 12, 24, tzinfo=UTC)
LATER = datetime(2026, 12, 30, tzinfo=UTC)


def of_listings(w: World) -> None:
    """Drafts, review, changes, pauses and ends."""
    moderator, ref = factories.moderator(), w.host.public_id
    brief = briefs.begin_brief(w.poster, "project", PostedAs.ORGANISATION, ref)
    need = briefs.Brief(problem="Nobody knows the way.")
    values = factories.listing_values("project")
    briefs.answer_brief(w.poster, brief.public_id, brief.version, values, need)
    draft = listings.start_draft(w.poster, Side.HOST, PostedAs.ORGANISATION, ref, values)
    again = replace(values, title="A plan")
    listings.save_draft(w.poster, draft.public_id, again, draft.version)
    listings.submit(w.poster, draft.public_id, draft.version)
    moderation.send_back(moderator, draft.public_id, draft.version, "Say where.")
    listings.submit(w.poster, draft.public_id, draft.version)
    moderation.publish(moderator, draft.public_id, draft.version)
    for title, answer in (("Second", moderation.approve_change), ("Third", _return_change)):
        changed = replace(again, title=title)
        listings.edit_published(w.poster, draft.public_id, changed, draft.version)
        revision = opportunities.open_revision(draft)
        answer(moderator, revision.public_id, revision.version)
    listings.pause(w.poster, draft.public_id)
    listings.resume(w.poster, draft.public_id)
    listings.extend(w.poster, draft.public_id, LATER)
    with clock.at(LATER + timedelta(days=1)):
        applying.conclude_listing(w.poster, draft.public_id, "Nobody came.")
    other = factories.listing(w.poster, w.host, "project")
    applying.withdraw_listing(w.poster, other.public_id, "The grant ended.")
    adverts.import_batch(SYSTEM, [_posting()])


def _return_change(moderator: Actor, revision: uuid.UUID, version: int) -> None:
    moderation.return_change(moderator, revision, version, "Not clear.")


def _posting() -> Posting:
    return Posting(
        number=1,
        url="https://jobs.example/1",
        title="Officer",
        summary="Do this.",
        description_html="<p>Do this.</p>",
        employer="Signal",
        posted_at=None,
        closes_at=LATER,
        pay="",
        salary_min=None,
        salary_max=None,
        place_name="",
        outcode="",
        latitude=None,
        longitude=None,
        remote=True,
    )


def of_moderation(w: World) -> None:
    """Two reports, two removals, one appeal that fails and one that does not."""
    first, second = factories.moderator(), factories.staff("mod2@crossover.example", moderator=True)
    for number, hear in enumerate((moderation.uphold, moderation.overturn)):
        listing = factories.listing(w.poster, w.host, "project")
        reporter = factories.person(f"reporter{number}@a.example")
        made = moderation.report(reporter, listing.public_id, "misleading", "It is over.")
        moderation.claim(first, made.public_id)
        removed = ReportDecision.REMOVED
        moderation.decide(first, made.public_id, removed, "It is over.", made.version)
        moderation.appeal(w.poster, listing.public_id, "It is not.")
        hear(second, made.public_id, "Looked again.", made.version)


def applied(w: World, number: int, listing: Opportunity) -> tuple[Actor, Any]:
    """Somebody new from home, and their application."""
    person = factories.member(f"applicant{number}@rivers.example", w.home)
    return person, factories.application(person, listing, w.home)


def offered(w: World, number: int, listing: Opportunity) -> tuple[Actor, Any]:
    """The same, with an offer."""
    person, sent = applied(w, number, listing)
    factories.offer(w.poster, sent)
    return person, sent


def of_applications(w: World) -> None:
    """Everything that can become of an application, and of an invitation."""
    listing = factories.listing(w.poster, w.host, "project", places=9)
    one, sent = applied(w, 1, listing)
    sifting.shortlist(w.poster, sent.public_id, sent.version)
    sifting.reserve(w.poster, sent.public_id, sent.version)
    sifting.not_select(w.poster, sent.public_id, sent.version, "other", "Another time.")
    draft = applying.save_draft(one, listing.public_id, "Perhaps")
    applying.withdraw(one, draft.public_id, draft.version, "")
    person, sent = offered(w, 2, listing)
    applying.decline(person, sent.public_id, sent.version, "I stay.")
    _, sent = offered(w, 3, listing)
    sifting.rescind(w.poster, sent.public_id, sent.version, "The grant ended.")
    _, sent = offered(w, 4, listing)
    with clock.at(LATER):
        sifting.lapse(w.poster, sent.public_id, sent.version)
    talk = db.session.scalars(sa.select(Conversation).filter_by(subject_id=sent.public_id)).one()
    messages.write(w.poster, talk.public_id, "A pity.")
    applied(w, 5, listing)
    promising.promise(w.poster, listing.public_id, date(2026, 12, 1))
    person, sent = offered(w, 6, listing)
    with clock.at(LATER):
        answers_due.chase(SYSTEM, listing.id)
        answers_due.nudge(SYSTEM, listing.id)
        answers_due.tell_over(SYSTEM, sent.id)


def of_releases(w: World) -> None:
    """A manager is asked before anybody applies."""
    for number in range(5):
        asking.ask(asking.asker(number), number)
    releases.agree(V, asking.token(0), 2, 3, asking.UNTIL)
    agreed = asking.newest(factories.actor(asking.who(0)))
    releases.withdraw(factories.actor(asking.who(0)), agreed.public_id, agreed.version)
    releases.not_now(V, asking.token(1), "service_need", "The flood season.")
    releases.not_manager(V, asking.token(2))
    late = asking.newest(factories.actor(asking.who(4))).id
    with clock.at(clock.now() + timedelta(days=31)):
        releases.fresh_link(V, asking.token(3))
        releases_due.tell_late(SYSTEM, late)


def invited(w: World, mover: Actor, listing: Opportunity) -> Any:
    """An invitation by the host."""
    values = inviting.InvitationValues(
        "LS1", "Sam", "A plan", listing.starts_on, listing.ends_on, 5, "Come.", ANSWER_BY
    )
    return inviting.invite(w.poster, listing.public_id, w.host.public_id, values)


def of_invitations(w: World) -> None:
    """Somebody whom an organisation names, and who is invited four times."""
    home_poster = factories.member("poster@rivers.example", w.home, "poster")
    draft = factories.listing(home_poster, w.home, "project", Side.MOVER, published=False)
    listings.name_mover(home_poster, draft.public_id, w.mover.email)
    listings.consent(w.mover, draft.public_id, True)
    listings.submit(home_poster, draft.public_id, draft.version)
    factories.publish(factories.moderator(), draft.public_id)
    one = invited(w, w.mover, draft)
    inviting.withdraw_invitation(w.poster, one.public_id, one.version)
    one = invited(w, w.mover, draft)
    inviting.decline_invitation(w.mover, one.public_id, one.version, "")
    one = invited(w, w.mover, draft)
    with clock.at(LATER):
        answers_due.tell_invitation_over(SYSTEM, one.id)
        inviting.lapse_invitation(w.poster, one.public_id, one.version)
    one = invited(w, w.mover, draft)
    proposing.accept_invitation(w.mover, one.public_id, one.version, None)


def placed(w: World, number: int, kind: str) -> World:
    """The same world around another placement of somebody new."""
    listing = factories.listing(w.poster, w.host, kind)
    person, sent = offered(w, number, listing)
    mine = answers.by_public_id(person, sent.public_id)
    placement = proposing.accept_offer(person, mine.public_id, mine.version)
    return replace(w, mover=person, listing=listing, placement=placement)


def of_deciding(w: World) -> None:
    """By account and by link: yes, no, other dates, not me."""
    moving.send_home(w, "friend@rivers.example")
    releasing.not_the_manager(V, moving.link_to("friend@rivers.example"))
    moving.send_home(w)
    releasing.agree_otherwise(
        V, moving.link_to(moving.MANAGER), date(2027, 2, 1), date(2027, 7, 31), 4
    )
    moving.confirm(w)
    moving.approve(w, w.home_hr, "home_hr")
    moving.change_terms(w, w.poster, days_a_week=5)
    old = moving.link_to(moving.MANAGER)
    with clock.at(clock.now() + timedelta(days=31)):
        releasing.fresh_link(V, old)
    services.withdraw(w.mover, w.placement.public_id, w.placement.version, "I stay.")
    by_account, by_link = placed(w, 11, "project"), placed(w, 12, "project")
    moving.refuse(by_account, w.poster, "host_manager")
    releasing.refuse(V, moving.send_home(by_link), "cost", "No.")


def of_second_thoughts(w: World) -> None:
    """Approvals withdrawn by account and by link; an appeal that fails and one that does not."""
    one = placed(w, 41, "project")
    token = moving.send_home(one)
    releasing.agree(V, token)
    releasing.take_back(V, token, "We need them.")
    moving.approve(one, w.poster, "host_manager")
    reconsidering.take_back(w.poster, *_ref(one), Role.HOST_MANAGER, "Another week.")
    for number, answer in ((42, Answer.DISMISS), (43, Answer.AGREE)):
        one = placed(w, number, "project")
        moving.refuse(one, w.poster, "host_manager")
        reconsidering.appeal(one.mover, *_ref(one), "I can come later.")
        reconsidering.decide_appeal(w.host_hr, *_ref(one), answer, "Looked again.")
    one = placed(w, 44, "project")
    moving.refuse(one, w.poster, "host_manager")
    reconsidering.appeal(one.mover, *_ref(one), "I can come later.")
    joining.set_roles(factories.administrator(), membership(w.host_hr), frozenset(), "Left HR")
    reminding.step()
    joining.set_roles(factories.administrator(), membership(w.host_hr), frozenset({"hr"}), "Back")


def of_people_away(w: World) -> None:
    """Deputies, another manager, another poster; and who lets others wait is reminded."""
    colleague = factories.member("colleague@rivers.example", w.home)
    today = clock.today()
    new = NewDeputy(DeputyRole.HR, membership(w.home_hr), membership(colleague), today, today)
    deputising.name_deputy(w.home_hr, w.home.public_id, new)
    deputy = db.session.scalars(sa.select(Deputy)).one()
    deputising.end_deputy(w.home_hr, deputy.public_id)
    one = placed(w, 51, "project")
    releasing.pass_on(V, moving.send_home(one), "Dee", "colleague@rivers.example")
    replacing.replace_manager(w.home_hr, *_ref(one), "Mo", moving.MANAGER)
    successor = factories.member("other@harbour.example", w.host)
    replacing.hand_over(w.host_hr, *_ref(one), membership(successor))
    with clock.at(clock.now() + timedelta(days=5)):
        reminding.step()


def of_contacts(w: World) -> None:
    """HR without an account, deciding by link with a code."""
    one = placed(w, 21, "attachment")
    admin = factories.administrator()
    joining.set_roles(admin, membership(w.home_hr), frozenset(), "Left")
    contact = ("Hal", "hal@rivers.example", "Rang them")
    joining.verify_contact(admin, w.home.public_id, ContactRole.HR, *contact)
    moving.send_home(one)
    token = moving.link_to("hal@rivers.example")
    releasing.send_code(V, token)
    releasing.count_wrong_code(V, token)
    code = factories.mails("hal@rivers.example")[-1]["text"].partition("code is ")[2][:6]
    releasing.wrong_manager(V, token, code)
    moving.send_home(one)
    token = moving.link_to("hal@rivers.example")
    releasing.send_code(V, token)
    code = factories.mails("hal@rivers.example")[-1]["text"].partition("code is ")[2][:6]
    releasing.agree(V, token, code, confirms_manager=True)


def of_living(w: World) -> None:
    """A secondment from its first day to its last, and three others that went otherwise."""
    long, short = placed(w, 31, "secondment"), placed(w, 32, "secondment")
    never, hour = placed(w, 33, "project"), placed(w, 34, "session")
    moving.home_agrees(never)
    moving.host_agrees(never)
    for one in (long, short):
        sign(one)
    desk = backfilling.offer_desk(w.home_hr, *_ref(short))
    notice = early_end.Notice(date(2027, 6, 1))
    with moving.on(moving.FIRST_DAY):
        for one in (long, short):
            living.confirm_start(w.poster, *_ref(one))
        living.go_on_leave(w.poster, *_ref(long), "Ill")
        living.come_back(w.poster, *_ref(long))
        living.end_early(short.mover, *_ref(short), "A post.", notice)
        taking_back.take_back_notice(short.mover, *_ref(short), "None.", others_agree=True)
        living.end_early(short.mover, *_ref(short), "Done.")
        listings.still_needed(w.home_hr, desk.public_id)
        living.did_not_start(w.poster, *_ref(never), "Nobody came.")
        living.record_happened(w.poster, *_ref(hour), True)
    with moving.on(moving.LAST_DAY):
        moving.return_is_settled(long)
        living.complete(w.home_hr, *_ref(long), EndedHow.RETURNED)


def of_stays(w: World) -> None:
    """Two secondments from their first day to what lasted, in a file of its own."""
    joining.set_roles(
        factories.administrator(), membership(w.home_hr), frozenset({"hr"}), "Came back"
    )
    begun = [placed(w, number, "secondment") for number in (41, 42)]
    for one in begun:
        sign(one)
    with moving.on(moving.FIRST_DAY):
        for one in begun:
            living.confirm_start(w.poster, *_ref(one))
    story_of_stays.of_stays(w, *begun)


def of_safety(w: World) -> None:
    """What keeps a move safe, its agreement, and what comes from outside."""
    begun = placed(w, 53, "secondment")
    sign(begun)
    with moving.on(moving.FIRST_DAY):
        living.confirm_start(w.poster, *_ref(begun))
    story_of_safety.of_safeguards(w, placed(w, 51, "secondment"))
    settled = placed(w, 52, "secondment")
    story_of_safety.of_agreements(w, settled)
    story_of_safety.of_rules_and_what_comes_from_outside(w, begun)


def sign(one: World) -> None:
    """Everybody agrees, answers the checks and signs."""
    moving.home_agrees(one)
    moving.host_agrees(one)
    moving.give_facts(one)
    moving.issue(one, one.host_hr)
    for actor, party in ((one.mover, "mover"), (one.home_hr, "home"), (one.host_hr, "host")):
        moving.sign(one, actor, party)


def of_swaps(w: World) -> None:
    """Somebody goes, somebody comes the other way, and one of them gives it up."""
    one = placed(w, 41, "swap")
    for email, where in ((swaps.B, w.host), (swaps.BOSS, w.host), (swaps.KEEPER, w.home)):
        factories.member(email, where)
    moving.send_home(one)
    swaps.say(swaps.name(one))
    second = swaps.receive(one)
    swaps.withdraw(swaps.found(one, second).second)


def _ref(w: World) -> tuple[uuid.UUID, int]:
    return w.placement.public_id, w.placement.version


def of_the_hr_desk(w: World) -> None:
    """Lists are taken away; a calendar is opened, and closed again."""
    desk.take_list(w.host_hr, "csv", Wanted(), 1)
    desk.take_return(w.home_hr, w.home, "ods", "2026-4", 0)
    desk.open_calendar(w.home_hr)
    desk.close_calendar(w.home_hr)
