"""Check-ins: who answers, who reads the words and the colour, and what a red flag does."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed
from exchange.notices.models import Notice, Outbox
from exchange.placements import living
from exchange.placements.models import Placement
from exchange.stays import checking_in, panels, tasks
from exchange.stays.checking_in import HowItGoes
from exchange.stays.lifecycle import CheckInTime, Colour, Side
from tests import factories
from tests.placements import moving
from tests.stays import staying

WEEK_2 = date(2027, 1, 18)
WORDS = "Nobody has time for me here."
RED = ("Does not go well", "bad")


@pytest.fixture
def w(at_stage):
    return at_stage(moving.active)


def people(w):
    """Everybody who may look, by part."""
    return {
        "mover": w.mover,
        "host_manager": w.poster,
        "home_hr": w.home_hr,
        "host_hr": w.host_hr,
        "line_manager": w.manager,
        "administrator": factories.administrator(),
        "colleague": factories.member("colleague@harbour.example", w.host),
    }


def seen(w, viewer):
    """The colour and the words of the only check-in, as somebody sees them."""
    panel = panels.during(viewer, w.placement, WEEK_2)
    assert panel is not None
    (row,) = panel["check_ins"]
    return row.colour, row.text


# part: reads the colour, reads the words, reads the words that are shared
READERS_OF_THE_MOVER = {
    "mover": (True, True, True),
    "host_manager": (True, False, True),
    "home_hr": (True, True, True),
    "host_hr": (True, True, True),
    "line_manager": (False, False, False),
    "administrator": (False, False, False),
    "colleague": (False, False, False),
}
READERS_OF_THE_HOST = {
    **READERS_OF_THE_MOVER,
    "mover": (True, False, True),
    "host_manager": (True, True, True),
}


@pytest.mark.parametrize("side", ["mover", "host"])
@pytest.mark.parametrize("shared", [False, True])
def test_who_reads_the_colour_and_the_words(w, side, shared):
    writer = w.mover if side == "mover" else w.poster
    readers = READERS_OF_THE_MOVER if side == "mover" else READERS_OF_THE_HOST
    with moving.on(WEEK_2):
        staying.check_in(w, writer, "week_2", "red", WORDS, shared=shared)
        found = {part: seen(w, one) for part, one in people(w).items()}
    expected = {
        part: (RED if colour else None, WORDS if (open_ if shared else words) else "")
        for part, (colour, words, open_) in readers.items()
    }
    assert found == expected


def red_check_in():
    w = moving.active()
    with moving.on(WEEK_2):
        staying.check_in(w, w.mover, "week_2", "red", WORDS)


@pytest.mark.parametrize(
    ("email", "reads"),
    [
        ("individual@rivers.example", True),
        ("hr@rivers.example", True),
        ("hr@harbour.example", True),
        ("poster@harbour.example", False),
        ("manager@rivers.example", False),
    ],
)
def test_the_room_shows_words_to_whom_they_are_for(staged, in_app, client_as, email, reads):
    staged(red_check_in)
    with in_app():
        path = f"/placements/{db.session.scalars(sa.select(Placement.public_id)).one()}"
    with moving.on(WEEK_2):
        page = client_as(email).words(path)
    assert (WORDS in page) is reads


def test_each_side_answers_for_itself_only(w):
    with moving.on(WEEK_2):
        for side, wrong in (
            (Side.MOVER, (w.poster, w.home_hr, w.host_hr, w.manager)),
            (Side.HOST, (w.mover, w.home_hr, w.host_hr, w.manager)),
        ):
            for other in wrong:
                with pytest.raises(NotAllowed):
                    checking_in.check_in(
                        other,
                        w.placement.public_id,
                        CheckInTime.WEEK_2,
                        side,
                        HowItGoes(Colour.GREEN),
                    )
        staying.check_in(w, w.poster, "week_2", "green")
        staying.check_in(w, w.mover, "week_2", "green")
    assert sorted(side for _time, side in staying.record(w).check_ins) == ["host", "mover"]


def test_it_is_answered_once_not_too_early_and_never_without_words_for_a_worry(w):
    with moving.on(date(2027, 1, 17)), pytest.raises(IllegalTransition, match="18 January 2027"):
        staying.check_in(w, w.mover, "week_2", "green")
    with moving.on(WEEK_2):
        for colour in ("amber", "red"):
            with pytest.raises(Invalid) as refusal:
                staying.check_in(w, w.mover, "week_2", colour, "  ")
            assert list(refusal.value.fields) == ["text"]
        staying.check_in(w, w.mover, "week_2", "amber", "My laptop has not come.")
        with pytest.raises(ChangedMeanwhile):
            staying.check_in(w, w.mover, "week_2", "green")


def red_flags(w):
    """Who has been told of a red flag."""
    return {part for part, one in people(w).items() if "red_flag" in moving.told(one)}


@pytest.mark.parametrize("side", ["mover", "host"])
def test_a_red_flag_reaches_both_hrs_the_same_day_without_the_words(w, side):
    with moving.on(WEEK_2):
        staying.check_in(w, w.mover if side == "mover" else w.poster, "week_2", "red", WORDS)
        assert red_flags(w) == {"home_hr", "host_hr"}
        rows = list(db.session.scalars(sa.select(Notice).filter_by(event="red_flag")))
    assert {one.created_at.date() for one in rows} == {WEEK_2}
    assert all(WORDS not in one.text for one in rows)
    who = "The person who moves" if side == "mover" else "The manager at the host"
    assert all(one.text.startswith(f"{who} answered a check-in with red") for one in rows)
    queued = [str(one.payload) for one in db.session.scalars(sa.select(Outbox))]
    assert sum("answered a check-in with red" in one for one in queued) == 2
    assert not any(WORDS in one for one in queued), "no mail carries the words"


def test_a_red_flag_reaches_a_contact_without_an_account_by_mail(w):
    staying.nobody_at_home(w)
    with moving.on(WEEK_2):
        staying.check_in(w, w.mover, "week_2", "red", WORDS)
    text = factories.mails(staying.CONTACT)[-1]["text"]
    assert "answered a check-in with red" in text
    assert WORDS not in text


@pytest.mark.parametrize(("colour", "words"), [("green", ""), ("amber", WORDS)])
def test_no_other_colour_raises_a_flag(w, colour, words):
    with moving.on(WEEK_2):
        staying.check_in(w, w.mover, "week_2", colour, words)
    assert red_flags(w) == set()


def test_nothing_is_asked_once_it_is_over(w):
    with moving.on(WEEK_2):
        living.end_early(w.poster, w.placement.public_id, w.placement.version, "No money left.")
        with pytest.raises(IllegalTransition):
            staying.check_in(w, w.mover, "week_2", "green")


def test_what_nobody_answered_is_not_overdue_once_it_is_over(w):
    with moving.on(date(2027, 2, 1)):
        assert words_of_rows(w) >= {("Overdue", "wait")}
        living.end_early(w.poster, w.placement.public_id, w.placement.version, "No money left.")
        assert words_of_rows(w) == {("Not answered", "neutral")}


def words_of_rows(w):
    return {row["word"] for row in panels.during(w.mover, w.placement, date(2027, 2, 1))["rows"]}


def test_a_missed_check_in_is_not_waited_for_once_the_next_is_due(in_app):
    with in_app():
        w = moving.active()
        wanted = {}
        for day in (date(2027, 1, 18), date(2027, 2, 14), date(2027, 2, 15), date(2027, 4, 4)):
            found = tasks.steps(w.placement, staying.record(w), day)
            mine = [one.path for one in found if one.who == "The person who moves" and not one.due]
            wanted[day.isoformat()] = mine
    assert wanted == {
        "2027-01-18": ["stay/check-in/week_2"],
        "2027-02-14": ["stay/check-in/week_2"],
        "2027-02-15": ["stay/check-in/week_6"],
        "2027-04-04": ["stay/check-in/midpoint"],
    }
