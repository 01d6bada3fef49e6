"""The brief builder: five answers become a draft, and nothing is shown without its scope."""

from __future__ import annotations

import re
import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.db import db
from exchange.errors import IllegalTransition, Invalid
from exchange.moderation import services as moderation
from exchange.opportunities import briefs, services, steps
from exchange.opportunities.briefs import Brief
from exchange.opportunities.models import PostedAs, Side
from exchange.opportunities.rules import ListingValues
from tests.opportunities import make
from tests.opportunities.make import SESSION, replace

both_databases = pytest.mark.both_databases
PROJECT = replace(SESSION, kind="project", hours=20.0, ends_on=make.FULL.ends_on)


def day(name, number, month):
    """A day of 2027 as its three fields are sent."""
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": 2027}


PROBLEM = "Our lifts to the clinic are run from one notebook. When Ann is ill nobody can drive."
ANSWERS = {
    "need": {"problem": PROBLEM, "for_whom": "40 older people", "title": "Help us plan lifts"},
    "outcome": {"outcome": "Two drivers can run the lifts."},
    "there": {"there": "A notebook and a phone."},
    "beside": {"supervisor": "Rosa Hill", "time_given": "An hour each Monday"},
    "hours": {
        "hours": "20",
        **day("starts_on", 1, 3),
        **day("ends_on", 30, 4),
        **day("closes_on", 31, 1),
        "remote": "remote",
        "outcode": "",
    },
}


def begun(browser, house, kind="project"):
    """The address of a draft begun on the first page."""
    answer = browser.submit("/opportunities/new/brief", kind=kind, whose=str(house.harbour))
    return re.fullmatch(r"(/opportunities/[0-9a-f-]{36})/brief/need", answer.location)[1]


def answered(browser, path, **changes):
    """All five questions, one after the other; the last answer."""
    for code, answers in ANSWERS.items():
        answer = browser.submit(f"{path}/brief/{code}", **{**answers, **changes.get(code, {})})
        assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer


def at(path):
    return make.listing(uuid.UUID(path.rpartition("/")[2]))


def test_five_answers_become_a_complete_draft(app, house, browse, client):
    poster = browse(house.poster)
    path = begun(poster, house)
    answer = answered(poster, path)
    assert answer.location == f"{path}/check"
    assert "Still missing" not in poster.words(f"{path}/check")
    with app.app_context():
        draft = at(path)
        assert (draft.status, draft.kind, draft.hours) == ("draft", "project", 20)
        assert (draft.title, draft.summary) == ("Help us plan lifts", PROBLEM)
        assert draft.outcome == "Two drivers can run the lifts."
        assert draft.supervisor == "Rosa Hill"
        assert draft.description == (
            f"### The problem\n\n{PROBLEM}\n\n### Who it is for\n\n40 older people\n\n"
            "### What is there already\n\nA notebook and a phone.\n\n"
            "### Who is beside you\n\nRosa Hill\n\nTime that they give: An hour each Monday"
        )
    poster.submit(f"{path}/submit", on=f"{path}/check")
    assert client.get(path).status_code == 404
    moderator = browse(house.moderator)
    review = path.replace("/opportunities", "/moderation/listings")
    moderator.submit(f"{review}/publish", on=review)
    for said in ("Help us plan lifts", "Rosa Hill", "An hour each Monday", "Hours in all20"):
        assert said in client.words(path)


def test_each_answer_is_kept_at_once_and_shown_again(app, house, browse):
    poster = browse(house.poster)
    path = begun(poster, house)
    poster.submit(f"{path}/brief/need", **ANSWERS["need"])
    poster.submit(f"{path}/brief/there", later="yes", there="A note")
    other = browse(house.poster)
    assert PROBLEM in other.words(f"{path}/brief/need")
    assert "A note" in other.words(f"{path}/brief/there")


@pytest.mark.parametrize(
    ("code", "blank", "said"),
    [
        ("need", "problem", "Say what the problem is"),
        ("need", "for_whom", "Say who has the problem"),
        ("need", "title", "Give it a short name"),
        ("outcome", "outcome", "Say what would be different"),
        ("there", "there", "Say what there is"),
        ("beside", "supervisor", "Name the one person who is there for them"),
        ("beside", "time_given", "Say how much time that person gives"),
        ("hours", "hours", "Enter about how many hours it takes"),
    ],
)
def test_who_goes_on_is_asked_for_what_is_blank(house, browse, code, blank, said):
    poster = browse(house.poster)
    path = begun(poster, house)
    answer = poster.submit(f"{path}/brief/{code}", **{**ANSWERS[code], blank: ""})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert said in page
    for name, value in ANSWERS[code].items():
        assert name == blank or str(value) in page, "what was typed is kept"


def test_who_comes_back_later_is_asked_for_nothing(house, browse):
    poster = browse(house.poster)
    path = begun(poster, house)
    answer = poster.submit(f"{path}/brief/beside", later="yes")
    assert answer.location == "/my-listings"


def test_a_session_has_one_day(house, browse):
    poster = browse(house.poster)
    path = begun(poster, house, "session")
    words = poster.words(f"{path}/brief/hours")
    assert "On which day?" in words
    assert "By when" not in words.replace("How many hours, by when?", "")


def test_too_many_hours_for_a_project_are_said_before_it_is_sent(house, browse):
    poster = browse(house.poster)
    path = begun(poster, house)
    answered(poster, path, hours={"hours": "31"})
    assert "A project takes up to 30 hours" in poster.words(f"{path}/check")


def test_a_project_is_asked_for_by_an_organisation(house, browse):
    person = browse(house.stranger)
    answer = person.submit("/opportunities/new/brief", kind="project", whose="person")
    assert answer.status_code == 422
    assert "hosted by an organisation, not by a person" in answer.get_data(as_text=True)


def test_what_the_poster_wrote_otherwise_stays(in_app, house):
    with in_app():
        draft = briefs.begin_brief(house.poster, "project", PostedAs.ORGANISATION, house.harbour)
        first = Brief(problem="Too few drivers.")
        answer(house, draft, first)
        assert make.listing(draft.public_id).summary == "Too few drivers."
        values = replace(steps.values_of(draft), description="In our own words.")
        services.save_draft(house.poster, draft.public_id, values, draft.version)
        answer(house, draft, replace(first, problem="Far too few drivers."))
        found = make.listing(draft.public_id)
        assert found.description == "In our own words."
        assert found.summary == "Far too few drivers."


def answer(house, draft, brief):
    values = steps.values_of(draft)
    briefs.answer_brief(house.poster, draft.public_id, draft.version, values, brief)


def test_the_questions_are_for_small_help_only(in_app, house):
    with in_app():
        draft = make.listing(make.draft(house.poster, organisation_id=house.harbour))
        with pytest.raises(IllegalTransition, match="sessions and projects"):
            answer(house, draft, Brief(problem="No"))


def test_others_cannot_answer(house, browse):
    path = begun(browse(house.poster), house)
    for who in (house.colleague, house.elsewhere, house.moderator):
        assert browse(who).get(f"{path}/brief/need").status_code == 404


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Short.", "Short."),
        ("A" * 200 + ". " + "B" * 200, "A" * 200 + "."),
        ("word " * 100, "word " * 59 + "word…"),
    ],
)
def test_the_summary_ends_where_a_sentence_or_a_word_does(text, said):
    assert briefs.summary(ListingValues("project"), Brief(problem=text)) == said
    assert len(said) <= 300


# No session or project is shown without supervisor, outcome and hours.

LACKING = [
    ("supervisor", "", "Name who looks after the person who comes."),
    ("outcome", "", "Say what will be different afterwards."),
    ("hours", None, "Enter about how many hours it takes in all."),
]


@pytest.mark.parametrize("kind", [SESSION, PROJECT], ids=["session", "project"])
@pytest.mark.parametrize(("field", "blank", "said"), LACKING)
def test_sending_it_is_refused_beside_the_field(in_app, house, kind, field, blank, said):
    with in_app():
        draft = make.draft(
            house.poster, replace(kind, **{field: blank}), organisation_id=house.harbour
        )
        with pytest.raises(Invalid) as refusal:
            services.submit(house.poster, draft, make.listing(draft).version)
        assert refusal.value.fields[field] == said


@pytest.mark.parametrize("kind", [SESSION, PROJECT], ids=["session", "project"])
@pytest.mark.parametrize(("field", "blank", "_said"), LACKING)
def test_an_edit_cannot_take_it_away(in_app, house, kind, field, blank, _said):
    with in_app():
        shown = make.published(house.poster, house.moderator, kind, organisation_id=house.harbour)
        with pytest.raises(Invalid) as refusal:
            services.edit_published(
                house.poster, shown, replace(kind, **{field: blank}), make.listing(shown).version
            )
        assert field in refusal.value.fields


@both_databases
@pytest.mark.parametrize("kind", [SESSION, PROJECT], ids=["session", "project"])
@pytest.mark.parametrize("blank", ["supervisor = ''", "outcome = ''", "hours = NULL", "hours = 0"])
def test_the_database_shows_none_without_its_scope(in_app, house, kind, blank):
    with in_app():
        shown = make.published(house.poster, house.moderator, kind, organisation_id=house.harbour)
        with pytest.raises(IntegrityError, match="ck_opportunity_scoped"):
            by_hand(shown, blank)
        db.session.rollback()


@both_databases
def test_who_wants_to_go_names_no_supervisor(in_app, house):
    with in_app():
        wish = replace(SESSION, supervisor="")
        shown = make.published(house.stranger, house.moderator, wish, side=Side.MOVER)
        assert make.listing(shown).status == "published"


@both_databases
def test_other_kinds_ask_no_hours(in_app, house):
    with in_app():
        shown = make.published(house.poster, house.moderator, organisation_id=house.harbour)
        by_hand(shown, "hours = NULL")


@pytest.mark.parametrize("blank", ["supervisor = ''", "outcome = ''", "hours = NULL"])
def test_a_moderator_cannot_publish_what_lost_its_scope(in_app, house, blank):
    """One that was sent before the scope was asked for."""
    with in_app():
        sent = make.submitted(house.poster, PROJECT, organisation_id=house.harbour)
        by_hand(sent, blank)
        version = make.listing(sent).version
        with pytest.raises(IllegalTransition, match="does not say") as refusal:
            moderation.publish(house.moderator, sent, version)
        assert "Send it back" in refusal.value.what_now


def test_one_that_was_shown_before_says_what_is_missing_until_it_is_there(app, house, browse):
    with app.app_context():
        shown = make.published(
            house.poster, house.moderator, PROJECT, organisation_id=house.harbour
        )
        by_hand(shown, "scope_waived = true, supervisor = ''")
    poster, path = browse(house.poster), f"/opportunities/{shown}"
    assert "Something is missing here" in poster.words(path)
    assert "Something is missing here" not in browse(house.stranger).words(path)
    poster.submit(f"{path}/edit/what", supervisor="Rosa Hill")
    assert "Something is missing here" not in poster.words(path)
    with app.app_context():
        assert make.listing(shown).scope_waived is False


def by_hand(public_id, changes):
    """An UPDATE typed by hand."""
    db.session.rollback()
    row = make.listing(public_id)
    db.session.execute(
        sa.text(f"UPDATE opportunity SET {changes} WHERE id = :id"),  # noqa: S608 - a test's own words
        {"id": row.id},
    )
    db.session.commit()
