"""Reports of conversations: what they open, to whom, what is decided and how it is appealed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.accounts.models import Person
from exchange.audit import AuditEvent
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.messages import services as messages
from exchange.messages.models import Conversation
from exchange.moderation import talk_queries, talk_services
from exchange.moderation.talk_models import TalkDecision, TalkReport
from exchange.notices.models import Notice
from exchange.opportunities import asking
from tests import factories, html
from tests.applications import make

STOPPED, NO_ACTION = TalkDecision.STOPPED, TalkDecision.NO_ACTION


@pytest.fixture
def house(in_app, clock_at):
    """A question with an ugly answer, another one, and two moderators."""
    clock_at(make.NOW)
    with in_app():
        cast = make.cast()
        talk = asking.ask(cast.applicant, cast.listing, "Is it four days?").public_id
        ugly = messages.write(cast.poster, talk, "Go away, or else.")
        messages.withdraw(cast.poster, talk, ugly.public_id, ugly.version)
        cast.talk = talk
        cast.other = asking.ask(
            factories.person("other@mail.example"), cast.listing, "Something else."
        ).public_id
        cast.moderator = factories.moderator()
        cast.second = factories.staff("second@crossover.example", moderator=True)
        cast.administrator = factories.administrator()
    return cast


def reported(cast, category="harassment", text="It is a threat."):
    """The poster is reported by who asked."""
    whom = db.session.get_one(Person, cast.poster.person_id).public_id
    return talk_services.report(cast.applicant, cast.talk, whom, category, text).public_id


def row(report):
    """A report as it stands."""
    db.session.rollback()
    return db.session.scalars(sa.select(TalkReport).filter_by(public_id=report)).one()


def decided(cast, report, decision=STOPPED, days=7, reason="It was a threat."):
    """Claimed, opened and decided by the first moderator."""
    talk_services.claim(cast.moderator, report)
    talk_services.open_conversation(cast.moderator, report)
    version = row(report).version
    talk_services.decide(cast.moderator, report, version, decision, days, reason)


def said(viewer, report):
    """What somebody reads of it."""
    return [(one.sender, one.body, one.earlier) for one in talk_queries.transcript(viewer, report)]


def told(who, event):
    """How often somebody was told."""
    query = sa.select(sa.func.count(Notice.id)).filter_by(person_id=who.person_id, event=event)
    return db.session.scalar(query)


def test_it_opens_that_conversation_to_who_holds_it_and_the_record_says_so(in_app, house):
    with in_app():
        report = reported(house)
        talk_services.claim(house.moderator, report)
        assert said(house.moderator, row(report)) == []
        talk_services.open_conversation(house.moderator, report)
        whole = [
            ("Individual", "Is it four days?", ()),
            ("Poster", "", ("Go away, or else.",)),
        ]
        assert said(house.moderator, row(report)) == whole
        assert said(house.second, row(report)) == []
        assert said(house.applicant, row(report)) == []
        query = sa.select(AuditEvent.actor_id).filter_by(
            object_kind="talk_report", object_id=report, action="moderation.open_conversation"
        )
        assert db.session.scalars(query).all() == [house.moderator.person_id]
        with clock.at(datetime(2026, 11, 22, 10, 31, tzinfo=UTC)):
            assert said(house.moderator, row(report)) == []


def test_only_what_the_reporter_can_read(in_app, house):
    with in_app():
        late = factories.member(
            "late@harbour.example", factories.organisations.by_public_id(house.host), "poster"
        )
        messages.write(house.applicant, house.talk, "Since then.")
        whom = db.session.get_one(Person, house.poster.person_id).public_id
        report = talk_services.report(late, house.talk, whom, "other", "Look at this.").public_id
        talk_services.claim(house.moderator, report)
        talk_services.open_conversation(house.moderator, report)
        assert said(house.moderator, row(report)) == [("Individual", "Since then.", ())]


WHO = ("stranger", "applicant", "poster", "co_poster", "colleague", "administrator", "moderator")


@pytest.mark.parametrize("who", WHO)
def test_who_takes_it_on(in_app, house, who):
    with in_app():
        report = reported(house)
        house.stranger = factories.person("stranger@mail.example")
        actor = getattr(house, who)
        if who == "moderator":
            talk_services.claim(actor, report)
        else:
            with pytest.raises((NotAllowed, NotFound)):
                talk_services.claim(actor, report)


def test_a_moderator_who_takes_part_there_does_not_judge(in_app, house):
    with in_app():
        mine = asking.ask(house.moderator, house.listing, "A moderator asks too.").public_id
        whom = db.session.get_one(Person, house.poster.person_id).public_id
        report = talk_services.report(house.poster, mine, _id(house.moderator), "other", "x")
        again = talk_services.report(house.co_poster, mine, whom, "other", "x")
        for one in (report, again):
            with pytest.raises(NotAllowed, match="Another moderator decides"):
                talk_services.claim(house.moderator, one.public_id)
            talk_services.claim(house.second, one.public_id)


def _id(actor):
    return db.session.get_one(Person, actor.person_id).public_id


def test_it_is_held_by_one_at_a_time(in_app, house):
    with in_app():
        report = reported(house)
        talk_services.claim(house.moderator, report)
        with pytest.raises(IllegalTransition, match="Another moderator"):
            talk_services.claim(house.second, report)
        with pytest.raises(IllegalTransition, match="do not hold"):
            talk_services.open_conversation(house.second, report)
        with clock.at(datetime(2026, 11, 22, 10, 31, tzinfo=UTC)):
            talk_services.claim(house.second, report)
            with pytest.raises(IllegalTransition, match="do not hold"):
                talk_services.decide(house.moderator, report, 1, NO_ACTION, 0, "Nothing.")


def test_stopping_somebody_reaches_both_sides_and_lasts_its_days(in_app, house):
    with in_app():
        report = reported(house)
        decided(house, report)
        assert told(house.applicant, "report_decided") == 1
        assert told(house.poster, "writing_stopped") == 1
        with pytest.raises(NotAllowed, match="until 29 November 2026: It was a threat"):
            messages.write(house.poster, house.talk, "Sorry.")
        with clock.at(datetime(2026, 11, 29, 10, 1, tzinfo=UTC)):
            messages.write(house.poster, house.talk, "Sorry.")


def test_no_action_stops_nobody_and_is_told_to_the_reporter_alone(in_app, house):
    with in_app():
        decided(house, reported(house), NO_ACTION, 0, "It was a joke.")
        messages.write(house.poster, house.talk, "Sorry.")
        assert told(house.applicant, "report_decided") == 1
        assert told(house.poster, "writing_stopped") == 0


def test_bad_decisions_are_refused(in_app, house):
    with in_app():
        report = reported(house)
        talk_services.claim(house.moderator, report)
        version = row(report).version
        for decision, days, reason, where in [
            (STOPPED, 0, "Why.", "days"),
            (STOPPED, 366, "Why.", "days"),
            (STOPPED, 7, " ", "reason"),
            (NO_ACTION, 0, "", "reason"),
        ]:
            with pytest.raises(Invalid) as refused:
                talk_services.decide(house.moderator, report, version, decision, days, reason)
            assert set(refused.value.fields) == {where}
        with pytest.raises(ChangedMeanwhile):
            talk_services.decide(house.moderator, report, version - 1, STOPPED, 7, "Why.")


@pytest.mark.parametrize(("outcome", "writes"), [("uphold", False), ("overturn", True)])
def test_an_appeal_is_decided_by_somebody_else(in_app, house, outcome, writes):
    with in_app():
        report = reported(house)
        decided(house, report)
        with pytest.raises(NotFound):
            talk_services.appeal(house.applicant, report, "It was a joke.")
        talk_services.appeal(house.poster, report, "It was a joke.")
        with pytest.raises(IllegalTransition):
            talk_services.appeal(house.poster, report, "Again.")
        assert told(house.second, "talk_appealed") == 1
        version, run = row(report).version, getattr(talk_services, outcome)
        with pytest.raises(NotAllowed, match="took no part"):
            run(house.moderator, report, version, "I was right.")
        talk_services.open_conversation(house.second, report)
        assert len(said(house.second, row(report))) == 2
        run(house.second, report, row(report).version, "I looked again.")
        assert told(house.poster, "stop_appeal_decided") == 1
        if writes:
            messages.write(house.poster, house.talk, "Thank you.")
        else:
            with pytest.raises(NotAllowed):
                messages.write(house.poster, house.talk, "But…")


def test_reporting_twice_or_oneself_or_somebody_elsewhere(in_app, house):
    with in_app():
        reported(house)
        with pytest.raises(Invalid, match="reported this already"):
            reported(house)
        for whom in (house.applicant, house.colleague):
            with pytest.raises(NotFound):
                talk_services.report(house.applicant, house.talk, _id(whom), "other", "x")
        with pytest.raises(NotFound):
            talk_services.report(house.colleague, house.talk, _id(house.poster), "other", "x")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("values", "name"),
    [
        ("decision = 'stopped', status = 'decided'", "decided_with_reason"),
        ("decision = 'stopped'", "stopped_until_a_day"),
        ("reported_id = reporter_id", "not_oneself"),
        ("decided_by_id = reported_id", "not_by_the_reported"),
        ("decided_by_id = 99, appeal_decided_by_id = 99", "appeal_by_another"),
        ("opened_at = created_at", "opened_by_whom"),
    ],
)
def test_the_database_holds_it_too(in_app, house, values, name):
    with in_app():
        reported(house)
        with pytest.raises(sa.exc.IntegrityError, match=name):
            db.session.execute(sa.text(f"UPDATE talk_report SET {values}"))  # noqa: S608


def test_from_the_report_to_the_appeal_in_the_browser(app, in_app, house):
    asker, poster = make.browser(app, house.applicant), make.browser(app, house.poster)
    moderator, second = make.browser(app, house.moderator), make.browser(app, house.second)
    path = f"/messages/{house.talk}/report"
    assert path in asker.get(f"/messages/{house.talk}").text
    with in_app():
        whom = str(_id(house.poster))
    assert asker.submit(path, person=whom, category="harassment", text="").status_code == 422
    assert asker.submit(path, person=whom, category="harassment", text="Look.").status_code == 302
    queue = moderator.get("/moderation?queue=conversations").text
    assert "Report about a conversation" in queue
    with in_app():
        report = (
            f"/moderation/conversations/{db.session.scalars(sa.select(TalkReport.public_id)).one()}"
        )
        decision = report.replace("/moderation/conversations", "/messages/decisions")
    assert "Go away" not in moderator.words(report)
    moderator.submit(f"{report}/claim", on=report)
    assert "It is closed" in moderator.words(report)
    moderator.submit(f"{report}/open", on=report)
    assert "Go away, or else." in moderator.words(report)
    refused = moderator.submit(
        f"{report}/decide", on=report, decision="stopped", days="", reason="x"
    )
    assert refused.status_code == 422
    moderator.submit(
        f"{report}/decide", on=report, decision="stopped", days="7", reason="A threat."
    )
    assert "A threat." in poster.words(decision)
    assert asker.get(decision).status_code == 404
    held = poster.submit(f"/messages/{house.talk}", body="Sorry.")
    assert held.status_code == 403
    assert decision in held.get_data(as_text=True)
    poster.submit(decision, text="It was a joke.")
    sent = html.fields(second.form(f"{report}/uphold", report))
    second.post(f"{report}/overturn", data={**sent, "reason": "So it was."})
    assert "you may write again" in poster.words(decision)
    assert poster.submit(f"/messages/{house.talk}", body="Sorry.").status_code == 302


def test_the_queue_asks_as_often_for_many_as_for_few(app, in_app, queries, house):
    moderator, path = make.browser(app, house.moderator), "/moderation?queue=conversations"

    def asked():
        moderator.get(path)
        with queries() as found:
            moderator.get(path)
        return len(found)

    with in_app():
        reported(house)
    few = asked()
    with in_app():
        for n in range(5):
            who = factories.person(f"p{n}@mail.example")
            talk = asking.ask(who, house.listing, "A question.").public_id
            talk_services.report(who, talk, _id(house.poster), "other", "Look.")
        assert db.session.scalar(sa.select(sa.func.count(Conversation.id))) == 7
    assert asked() == few
