"""Commands of moderators: who may judge what, races, claims, decisions and appeals."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange import clock
from exchange.access import SYSTEM
from exchange.accounts import services as accounts
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.moderation import services
from exchange.moderation.models import Report, ReportDecision
from exchange.notices.models import Notice
from exchange.opportunities import queries as opportunities
from exchange.opportunities import services as posting
from exchange.organisations.queries import actor_by_email
from tests import factories
from tests.opportunities import make
from tests.opportunities.make import FULL

REMOVED, NO_ACTION = ReportDecision.REMOVED, ReportDecision.NO_ACTION


@pytest.fixture
def sent(app, house):
    """A listing in review, in an open app."""
    with app.app_context():
        yield make.submitted(house.poster, organisation_id=house.harbour)


@pytest.fixture
def place(house, sent):
    """The same, published."""
    services.publish(house.moderator, sent, make.listing(sent).version)
    return sent


@pytest.fixture
def report(house, place):
    """A report about it by the stranger."""
    return services.report(house.stranger, place, "misleading", "The charity has moved.").public_id


def state(report):
    db.session.rollback()
    return db.session.scalars(db.select(Report).filter_by(public_id=report)).one()


def told(person):
    db.session.rollback()
    query = db.select(Notice).filter_by(person_id=person.person_id).order_by(Notice.id)
    return [(notice.event, notice.text) for notice in db.session.scalars(query)]


def decide(who, report, decision, reason="It is gone."):
    services.claim(who, report)
    services.decide(who, report, decision, reason, state(report).version)


def staff(actor, *, moderator=False, administrator=False):
    accounts.make_staff(SYSTEM, actor.email, moderator=moderator, administrator=administrator)
    return actor_by_email(actor.email)


@pytest.mark.parametrize("who", ["poster", "colleague"])
def test_nobody_judges_their_own_or_their_organisations(house, sent, who):
    own = staff(getattr(house, who), moderator=True)
    with pytest.raises(NotAllowed, match="Nobody moderates their own"):
        services.publish(own, sent, make.listing(sent).version)
    with pytest.raises(NotAllowed, match="Nobody moderates their own"):
        services.send_back(own, sent, make.listing(sent).version, "No.")


@pytest.mark.parametrize(("who", "refusal"), [("stranger", NotFound), ("admin", NotAllowed)])
def test_only_moderators_judge(house, sent, who, refusal):
    with pytest.raises(refusal):
        services.publish(getattr(house, who), sent, make.listing(sent).version)


@pytest.mark.both_databases
def test_the_second_of_two_moderators_reads_that_it_was_decided(house, sent):
    seen = make.listing(sent).version
    services.publish(house.moderator, sent, seen)
    with pytest.raises(IllegalTransition, match="decided meanwhile: the listing is published"):
        services.send_back(house.second, sent, seen, "No.")
    assert make.listing(sent).status == "published"


def test_text_that_nobody_has_read_is_not_published(house, sent):
    seen = make.listing(sent).version
    services.send_back(house.moderator, sent, seen, "Who pays?")
    other = replace(FULL, title="Something else")
    posting.save_draft(house.poster, sent, other, make.listing(sent).version)
    posting.submit(house.poster, sent, make.listing(sent).version)
    with pytest.raises(ChangedMeanwhile):
        services.publish(house.second, sent, seen)


def test_returning_needs_a_reason(house, sent):
    with pytest.raises(Invalid):
        services.send_back(house.moderator, sent, make.listing(sent).version, "  ")


@pytest.mark.both_databases
def test_a_change_is_approved_or_not_and_its_poster_told(house, place):
    for title, approve in (("First", True), ("Second", False)):
        changed = replace(FULL, title=title)
        posting.edit_published(house.poster, place, changed, make.listing(place).version)
        waiting = opportunities.open_revision(make.listing(place))
        if approve:
            services.approve_change(house.moderator, waiting.public_id, waiting.version)
        else:
            services.return_change(house.moderator, waiting.public_id, waiting.version, "No.")
    assert make.listing(place).title == "First"
    assert [event for event, _ in told(house.poster)][-2:] == ["change_approved", "change_returned"]


def test_the_second_decision_on_a_change_is_refused(house, place):
    changed = replace(FULL, title="First")
    posting.edit_published(house.poster, place, changed, make.listing(place).version)
    waiting = opportunities.open_revision(make.listing(place)).public_id
    services.approve_change(house.moderator, waiting, 1)
    with pytest.raises(IllegalTransition, match="the change is approved"):
        services.return_change(house.second, waiting, 1, "No.")


def test_a_report_is_made_once_and_not_about_oneself(house, place, report):
    with pytest.raises(Invalid, match="already"):
        services.report(house.stranger, place, "scam", "Again.")
    with pytest.raises(NotAllowed, match="You look after this listing"):
        services.report(house.poster, place, "scam", "Mine.")


@pytest.mark.both_databases
def test_a_claim_runs_out(house, report):
    services.claim(house.moderator, report)
    with pytest.raises(IllegalTransition, match="Moderator is looking at this report"):
        services.claim(house.second, report)
    with clock.at(clock.now() + timedelta(minutes=30)), pytest.raises(IllegalTransition):
        services.claim(house.second, report)
    with clock.at(clock.now() + timedelta(minutes=30, seconds=1)):
        services.claim(house.second, report)
    assert state(report).claimed_by_id == house.second.person_id


def test_only_who_holds_it_decides(house, report):
    services.claim(house.moderator, report)
    with pytest.raises(IllegalTransition, match="Another moderator took this report"):
        services.decide(house.second, report, NO_ACTION, "Fine.", state(report).version)


def test_the_second_decision_on_a_report_is_refused(house, report):
    decide(house.moderator, report, NO_ACTION)
    with pytest.raises(IllegalTransition, match="the report is decided"):
        services.decide(house.second, report, REMOVED, "Gone.", state(report).version)


def test_left_up(house, place, report):
    decide(house.moderator, report, NO_ACTION, "The address is right.")
    assert make.listing(place).status == "published"
    assert told(house.stranger)[-1][0] == "report_decided"
    assert "left as it is: The address is right." in told(house.stranger)[-1][1]


def test_removed_and_the_poster_knows_why_and_how_to_appeal(house, place, report):
    decide(house.moderator, report, REMOVED)
    assert make.listing(place).status == "removed"
    event, text = told(house.poster)[-1]
    assert event == "listing_removed"
    assert "It is gone." in text
    assert "appeal" in text


@pytest.mark.parametrize("who", ["stranger", "poster", "colleague"])
def test_who_has_a_part_in_it_decides_no_report(house, report, who):
    part = staff(getattr(house, who), moderator=True)
    with pytest.raises(NotAllowed):
        services.claim(part, report)


@pytest.mark.both_databases
def test_an_appeal_is_heard_by_somebody_else_and_may_bring_the_listing_back(house, place, report):
    decide(house.moderator, report, REMOVED)
    services.appeal(house.poster, place, "We have not moved.")
    assert told(house.second)[-1][0] == "listing_appealed"
    with pytest.raises(NotAllowed, match="took no part"):
        services.overturn(house.moderator, report, "Never mind.", state(report).version)
    with pytest.raises(NotAllowed, match="took no part"):  # there is another moderator
        services.overturn(house.admin, report, "Never mind.", state(report).version)
    services.overturn(house.second, report, "They have not.", state(report).version)
    assert make.listing(place).status == "published"
    assert told(house.poster)[-1][0] == "appeal_decided"


def test_where_there_is_one_moderator_an_administrator_hears_the_appeal(house, place, report):
    staff(house.second)
    decide(house.moderator, report, REMOVED)
    services.appeal(house.poster, place, "We have not moved.")
    assert told(house.admin)[-1][0] == "listing_appealed"
    services.uphold(house.admin, report, "You have.", state(report).version)
    assert (make.listing(place).status, state(report).status) == ("removed", "upheld")
    with pytest.raises(IllegalTransition):
        services.appeal(house.poster, place, "Once more.")


def test_nobody_else_appeals(house, place, report):
    decide(house.moderator, report, REMOVED)
    with pytest.raises(NotFound):
        services.appeal(house.stranger, place, "I liked it.")


def test_a_poster_elsewhere_hears_no_appeal(house, place, report):
    part = staff(factories.person("new@private.example"), administrator=True)
    staff(house.second)
    decide(house.moderator, report, REMOVED)
    services.appeal(house.poster, place, "We have not moved.")
    assert services.may_hear(part, state(report))
    assert not services.may_hear(house.moderator, state(report))
    assert not services.may_hear(house.poster, state(report))
