"""Nobody who applied is left in silence, and no listing is left alone. All days written by hand.

The listing is in England: 25 and 28 December 2026 and 1 January 2027 are bank holidays there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.applications import promising, reminding, sifting
from exchange.db import db
from exchange.errors import IllegalTransition, Invalid, NotAllowed
from exchange.messages import services as messages
from exchange.notices.models import Notice
from exchange.opportunities import services as listings
from tests import factories
from tests.applications import make


def at(day, hour=9):
    """A moment of November or December 2026: `at("25 Nov")`."""
    there = datetime.strptime(f"{day} 2026 {hour}", "%d %b %Y %H").replace(tzinfo=UTC)
    return clock.at(there)


def told(who, event):
    """What somebody was told of this event."""
    db.session.rollback()
    query = sa.select(Notice.text).filter_by(person_id=who.person_id, event=event)
    return list(db.session.scalars(query.order_by(Notice.id)))


def come_round(times=2):
    """The worker comes round, and again: nothing is told twice."""
    for _ in range(times):
        reminding.run()


@pytest.fixture
def applied(in_app, cast):
    """Sent on Monday 23 November at ten in the morning."""
    with in_app(), at("23 Nov", 10):
        return make.applied(cast.applicant, cast.listing)


@pytest.mark.parametrize(
    ("day", "reminded", "late", "status"),
    [
        ("23 Nov", 0, 0, "published"),
        ("25 Nov", 0, 0, "published"),
        ("26 Nov", 1, 0, "published"),
        ("30 Nov", 1, 0, "published"),
        ("1 Dec", 0, 1, "paused"),
    ],
)
def test_a_reminder_on_the_third_working_day_and_a_pause_after_the_fifth(
    in_app, cast, applied, day, reminded, late, status
):
    with in_app(), at(day):
        come_round()
        assert len(told(cast.poster, "answers_due")) == reminded
        assert len(told(cast.poster, "answers_late")) == late
        assert len(told(cast.applicant, "answer_late")) == late
        assert make.opportunity(cast.listing).status == status


def test_both_sides_read_what_happened_and_what_they_can_do(in_app, cast, applied):
    with in_app():
        with at("26 Nov"):
            come_round()
        with at("1 Dec"):
            come_round()
        title = make.opportunity(cast.listing).title
        assert told(cast.poster, "answers_due") == [
            f"1 person waits for your answer to “{title}”. Answer, or say by when they hear, by"
            " 30 November 2026; after that the listing is paused."
        ]
        assert told(cast.poster, "answers_late") == [
            f"1 person has waited too long for a word about “{title}”. The listing is paused until"
            " they have heard."
        ]
        assert told(cast.applicant, "answer_late") == [
            f"Harbour Hospice has not answered you about “{title}” for 5 working days. We told"
            " them and paused the listing. You can write to them, or withdraw."
        ]
        assert "waited too long" in make.opportunity(cast.listing).attention


def _decide(cast, sent):
    make.shortlisted(cast.poster, sent)


def _write(cast, sent):
    about = make.conversation(cast.poster, "application", sent)
    messages.write(cast.poster, about, "Thank you. We meet on Tuesday.")


def _promise(cast, _sent):
    promising.promise(cast.poster, cast.listing, date(2026, 12, 4))


@pytest.mark.parametrize(
    ("word", "still_quiet", "late"),
    [
        # Said on Friday 27 November: five working days later is Friday 4 December.
        (_decide, "4 Dec", "7 Dec"),
        (_write, "4 Dec", "7 Dec"),
        (_promise, "4 Dec", "5 Dec"),
    ],
    ids=["decision", "message", "promise"],
)
def test_each_word_starts_the_clock_anew(in_app, cast, applied, word, still_quiet, late):
    with in_app():
        with at("27 Nov"):
            word(cast, applied)
        with at(still_quiet):
            come_round()
            assert told(cast.applicant, "answer_late") == []
        with at(late):
            come_round()
            assert len(told(cast.applicant, "answer_late")) == 1


def test_what_the_applicant_writes_is_no_answer(in_app, cast, applied):
    with in_app():
        with at("27 Nov"):
            about = make.conversation(cast.applicant, "application", applied)
            messages.write(cast.applicant, about, "Is there any news?")
        with at("1 Dec"):
            come_round()
            assert len(told(cast.applicant, "answer_late")) == 1


def test_bank_holidays_do_not_count(in_app, cast):
    with in_app():
        with at("22 Dec"):
            closing = datetime(2027, 1, 2, tzinfo=UTC)
            late = factories.listing(cast.poster, _host(cast), closes_at=closing)
            make.applied(cast.applicant, late.public_id)
        # 23, 24, 29, 30 and 31 December are the five working days.
        with at("31 Dec"):
            come_round()
            assert told(cast.applicant, "answer_late") == []
        with clock.at(datetime(2027, 1, 1, 9, tzinfo=UTC)):
            come_round()
            assert len(told(cast.applicant, "answer_late")) == 1


def test_it_is_not_shown_again_before_everybody_has_heard(in_app, cast, applied):
    with in_app(), at("1 Dec"):
        come_round()
        with pytest.raises(IllegalTransition, match="1 person has waited too long"):
            listings.resume(cast.poster, cast.listing)
        make.shortlisted(cast.poster, applied)
        listings.resume(cast.poster, cast.listing)
        assert make.opportunity(cast.listing).status == "published"
        assert make.opportunity(cast.listing).attention == ""


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        (date(2026, 11, 23), "Enter a day after today, 3 February 2027 at the latest."),
        (date(2027, 2, 4), "Enter a day after today, 3 February 2027 at the latest."),
        (date(2026, 11, 24), ""),
        (date(2027, 2, 3), ""),
    ],
)
def test_a_day_that_can_be_promised(in_app, cast, applied, day, problem):
    # Closing on 18 December: thirty working days later is 3 February 2027.
    with in_app(), at("23 Nov", 11):
        if problem:
            with pytest.raises(Invalid) as refused:
                promising.promise(cast.poster, cast.listing, day)
            assert refused.value.fields == {"hear_by": problem}
        else:
            assert promising.promise(cast.poster, cast.listing, day) == 1
            assert make.application(applied).hear_by == day
            assert len(told(cast.applicant, "hear_by")) == 1


def test_a_day_that_is_promised_twice_is_told_once_until_something_changed(in_app, cast, applied):
    with in_app():
        for day in ("23 Nov", "24 Nov"):
            with at(day, 11):
                assert promising.promise(cast.poster, cast.listing, date(2026, 12, 4)) == 1
        assert len(told(cast.applicant, "hear_by")) == 1
        with at("25 Nov"):
            make.shortlisted(cast.poster, applied)
            promising.promise(cast.poster, cast.listing, date(2026, 12, 4))
        assert len(told(cast.applicant, "hear_by")) == 2


def test_who_promises_and_to_whom(in_app, cast, applied):
    with in_app(), at("24 Nov"):
        with pytest.raises(NotAllowed):
            promising.promise(cast.colleague, cast.listing, date(2026, 12, 4))
        make.reserved(cast.poster, applied)
        with pytest.raises(IllegalTransition, match="Nobody waits"):
            promising.promise(cast.poster, cast.listing, date(2026, 12, 4))


def test_the_page_to_say_a_day(app, in_app, cast, applied):
    poster, path = make.browser(app, cast.poster), f"/opportunities/{cast.listing}/applications"
    with at("24 Nov"):
        assert "should hear something by 30 November 2026" in poster.get(path).text
        answer = poster.submit(f"{path}/hear-by", **day_parts("24", "11", "2026"))
        assert answer.status_code == 422
        assert "Enter a day after today" in answer.text
        answer = poster.submit(f"{path}/hear-by", **day_parts("4", "12", "2026"))
        assert answer.status_code == 302
        mine = make.browser(app, cast.applicant).get(f"/applications/{applied}").text
        assert "said that you hear more by <strong>4 December 2026</strong>" in mine


def day_parts(day, month, year):
    """The three fields of a date."""
    return {"hear_by-day": day, "hear_by-month": month, "hear_by-year": year}


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [("14 Dec", 0, 0), ("16 Dec", 1, 0), ("19 Dec", 0, 0), ("20 Dec", 0, 1), ("30 Dec", 0, 1)],
)
def test_its_side_is_nudged_before_and_after_the_closing_date(in_app, cast, day, before, after):
    # It closes at the end of 18 December.
    with in_app(), at(day):
        come_round()
        assert len(told(cast.poster, "closing_before")) == before
        assert len(told(cast.poster, "closing_after")) == after


def test_an_offer_and_an_invitation_that_ran_out_are_told_to_both_sides(in_app, cast, applied):
    # Both are to be answered by 24 December at noon.
    with in_app():
        make.offered(cast.poster, applied)
        mover = make.colleague("m@rivers.example", cast.home)
        make.invited(cast.poster, make.wants_to_go(mover), cast.host)
        with at("24 Dec", 11):
            come_round()
            assert told(cast.applicant, "offer_over") == told(mover, "invitation_over") == []
        with at("24 Dec", 13):
            come_round()
            assert len(told(cast.applicant, "offer_over")) == 1
            assert len(told(cast.poster, "offer_over")) == 1
            assert len(told(mover, "invitation_over")) == 1
            assert len(told(cast.poster, "invitation_over")) == 1


ANSWERS = {
    "shortlist": ("shortlisted", lambda c, s: make.shortlisted(c.poster, s)),
    "reserve": ("in_reserve", lambda c, s: make.reserved(c.poster, s)),
    "offer": ("offered", lambda c, s: make.offered(c.poster, s)),
    "not_select": (
        "not_selected",
        lambda c, s: sifting.not_select(
            c.poster, s, make.application(s).version, "other", "Another had done it before."
        ),
    ),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_applicant_always_hears(in_app, cast, applied, answer):
    event, act = ANSWERS[answer]
    with in_app():
        act(cast, applied)
        assert len(told(cast.applicant, event)) == 1


def test_many_that_wait_cost_no_more_questions_than_few(in_app, queries, cast):
    with in_app():
        make.applied(cast.applicant, cast.listing)
        with at("24 Nov"):
            few = _asked(queries)
        for n in range(5):
            listing = factories.listing(cast.poster, _host(cast)).public_id
            make.applied(make.colleague(f"p{n}@rivers.example", cast.home), listing)
        with at("24 Nov"):
            assert _asked(queries) == few


def _asked(queries):
    with queries() as asked:
        reminding.run()
    return len(asked)


def _host(cast):
    return factories.organisations.by_public_id(cast.host)
