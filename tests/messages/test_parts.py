"""Who takes part in which conversation, from when, until when; and what they read of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from exchange.access import VISITOR
from exchange.accounts import services as accounts
from exchange.db import db
from exchange.desk import handover
from exchange.errors import IllegalTransition, NotAllowed, NotFound
from exchange.messages import inbox, queries, reading, services
from exchange.notices.models import Notice
from exchange.opportunities import asking
from exchange.opportunities import services as listings
from exchange.organisations import deputy_services as deputising
from exchange.organisations import queries as organisations
from exchange.organisations import services as joining
from exchange.organisations.deputy_services import NewDeputy
from exchange.organisations.models import DeputyRole, Membership
from exchange.placements import replacing, talking
from tests import factories
from tests.applications import make
from tests.messages import talks
from tests.placements import moving

HOST_NAME = "Harbour Hospice"


@pytest.fixture
def inside(in_app, clock_at):
    clock_at(make.NOW)
    with in_app():
        yield


def membership(email, organisation):
    who = factories.actor(email)
    query = sa.select(Membership).filter_by(
        person_id=who.person_id, organisation_id=organisation.id, status="active"
    )
    return db.session.scalars(query).one()


def asker_and(cast):
    """Everybody around a listing, by what they are to it."""
    host = organisations.by_public_id(cast.host)
    return {
        "asker": cast.applicant,
        "poster": cast.poster,
        "co_poster": cast.co_poster,
        "organisation_admin": factories.member("chief@harbour.example", host, "organisation_admin"),
        "colleague": cast.colleague,
        "host_hr": factories.member("hr@harbour.example", host, "hr"),
        "home_hr": make.colleague("hr@rivers.example", cast.home, "hr"),
        "stranger": factories.person("stranger@mail.example"),
        "moderator": factories.moderator(),
        "administrator": factories.administrator(),
    }


@pytest.mark.parametrize(
    ("who", "takes_part"),
    [
        ("asker", True),
        ("poster", True),
        ("co_poster", True),
        ("organisation_admin", True),
        ("colleague", False),
        ("host_hr", False),
        ("home_hr", False),
        ("stranger", False),
        ("moderator", False),
        ("administrator", False),
    ],
)
def test_a_question_is_read_by_its_asker_and_those_who_post(inside, who, takes_part):
    cast = make.cast()
    people = asker_and(cast)
    talk = talks.asked(cast.applicant, cast.listing)
    if takes_part:
        assert talks.read(people[who], talk) == [talks.QUESTION]
        return
    with pytest.raises(NotFound):
        reading.thread(people[who], talk)
    with pytest.raises(NotFound):
        reading.etag(people[who], talk)
    with pytest.raises(NotFound):
        services.write(people[who], talk, "Hello")
    assert queries.unread_total(people[who]) == 0
    assert inbox.rows(people[who]) == []


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("asker", None),
        ("colleague", None),
        ("stranger", None),
        ("poster", NotAllowed),
        ("co_poster", NotAllowed),
        ("organisation_admin", NotAllowed),
    ],
)
def test_who_may_ask(inside, who, refusal):
    cast = make.cast()
    people = asker_and(cast)
    listing = make.opportunity(cast.listing)
    assert asking.may_ask(people[who], listing) is (refusal is None)
    if refusal is None:
        talks.asked(people[who], cast.listing)
    else:
        with pytest.raises(refusal):
            talks.asked(people[who], cast.listing)


def test_a_visitor_and_a_paused_listing(inside):
    cast = make.cast()
    with pytest.raises(NotAllowed):
        talks.asked(VISITOR, cast.listing)
    listings.pause(cast.poster, cast.listing)
    with pytest.raises(IllegalTransition):
        talks.asked(cast.applicant, cast.listing)


def test_each_asker_has_a_conversation_of_their_own_and_goes_on_in_it(inside):
    cast = make.cast()
    other = factories.person("other@mail.example")
    first, second = (talks.asked(one, cast.listing) for one in (cast.applicant, other))
    assert talks.asked(cast.applicant, cast.listing, "And by rail?") == first != second
    assert talks.read(cast.poster, first) == [talks.QUESTION, "And by rail?"]
    assert talks.read(cast.poster, second) == [talks.QUESTION]
    with pytest.raises(NotFound):
        reading.thread(other, first)


def test_nobody_reads_where_the_asker_works_nor_an_address(app, in_app, clock_at):
    clock_at(make.NOW)
    with in_app():
        cast, talk = talks.cast()
    words = make.browser(app, cast.poster).get(f"/messages/{talk}").text
    assert "Individual" in words
    assert "Rivers" not in words
    assert cast.applicant.email not in words
    seen = make.browser(app, cast.applicant).get(f"/messages/{talk}").text
    assert HOST_NAME in seen
    assert cast.poster.email not in seen


def test_a_colleague_who_posts_later_reads_from_then_on(inside):
    cast, talk = talks.cast()
    late = make.colleague("late@harbour.example", cast.host, "poster")
    assert "Late" in talks.with_whom(cast.applicant, talk), "it is said before anybody writes"
    with pytest.raises(NotFound):
        reading.thread(late, talk)
    talks.said(cast.poster, talk, "It can.")
    assert talks.read(late, talk) == ["It can."]
    assert queries.unread_total(late) == 1
    assert talks.came_and_went(late, talk) == [
        "You joined, and read what is said from here on, nothing before."
    ]
    assert talks.came_and_went(cast.applicant, talk) == [
        "Late (Harbour Hospice) joined, and reads what is said from here on, nothing before."
    ]
    first = talks.messages(cast.applicant, talk)[0]
    with pytest.raises(NotFound):
        queries.message(late, talk, first.public_id)


def leave(cast, who):
    host = organisations.by_public_id(cast.host)
    handover.leave(who, membership(who.email, host).public_id, None, "")


def test_whoever_has_left_reads_what_was_said_and_nothing_new(inside):
    cast, talk = talks.cast()
    leave(cast, cast.co_poster)
    gone = factories.actor(cast.co_poster.email)
    talks.said(cast.applicant, talk, "Are you there?")
    assert talks.read(gone, talk) == [talks.QUESTION]
    assert talks.read(cast.poster, talk) == [talks.QUESTION, "Are you there?"]
    told = sa.select(sa.func.count(Notice.id)).filter_by(person_id=gone.person_id, event="message")
    assert db.session.scalar(told) == 1
    assert queries.unread_total(gone) == 1
    with pytest.raises(NotAllowed):
        services.write(gone, talk, "I am still here.")
    with pytest.raises(NotAllowed):
        services.share_address(gone, talk, True)
    assert talks.came_and_went(gone, talk) == ["You left. You read no further."]
    assert "Second" not in talks.with_whom(cast.applicant, talk)


def test_whoever_left_without_anything_new_cannot_write_either(inside):
    cast, talk = talks.cast()
    leave(cast, cast.co_poster)
    with pytest.raises(NotAllowed):
        services.write(factories.actor(cast.co_poster.email), talk, "One more thing.")


def test_who_comes_back_reads_from_then_on(inside):
    cast, talk = talks.cast()
    host, admin = organisations.by_public_id(cast.host), factories.administrator()
    ref = membership(cast.co_poster.email, host).public_id
    joining.set_roles(admin, ref, frozenset(), "Away")
    talks.said(cast.applicant, talk, "Between")
    assert talks.read(cast.co_poster, talk) == [talks.QUESTION]
    joining.set_roles(admin, ref, frozenset({"poster"}), "Back")
    talks.said(cast.applicant, talk, "Again")
    assert talks.read(cast.co_poster, talk) == ["Again"]


def test_an_heir_reads_what_the_leaver_could_read(inside):
    cast, talk = talks.cast()
    host = organisations.by_public_id(cast.host)
    heir = make.colleague("heir@harbour.example", cast.host, "poster")
    to = membership(heir.email, host).public_id
    handover.leave(cast.poster, membership(cast.poster.email, host).public_id, to, "")
    assert talks.read(heir, talk) == [talks.QUESTION]
    assert queries.unread_total(heir) == 1
    assert talks.came_and_went(cast.applicant, talk) == [
        "Heir took over from Poster, and reads what Poster could read.",
        "Poster left. Poster reads no further.",
    ]
    talks.said(cast.applicant, talk, "And now?")
    assert talks.read(cast.poster, talk) == [talks.QUESTION]
    assert talks.read(heir, talk) == [talks.QUESTION, "And now?"]


def test_where_the_poster_of_an_application_posts_no_more_colleagues_answer(inside):
    cast = make.cast()
    sent = make.applied(cast.applicant, cast.listing)
    talk = make.conversation(cast.applicant, "application", sent)
    assert talks.with_whom(cast.applicant, talk) == {"Poster"}
    with pytest.raises(NotFound):
        reading.thread(cast.co_poster, talk)
    poster = membership(cast.poster.email, organisations.by_public_id(cast.host)).public_id
    joining.set_roles(factories.administrator(), poster, frozenset(), "Moved on")
    talks.said(cast.applicant, talk, "Is anybody there?")
    assert talks.read(cast.co_poster, talk) == ["Is anybody there?"]
    assert talks.read(cast.poster, talk) == []


@pytest.fixture
def w(inside):
    return factories.world()


def room(w):
    found = queries.about(w.mover, talking.KIND, w.placement.public_id)
    return found.public_id


def test_the_parties_of_a_placement_and_home_only_once_it_was_asked(w):
    talk = room(w)
    assert talks.with_whom(w.mover, talk) == {w.poster.name, w.host_hr.name}
    talks.said(w.mover, talk, "Do not tell my manager yet.")
    moving.send_home(w)
    manager = factories.actor(moving.MANAGER)
    for one in (w.home_hr, manager):
        assert talks.read(one, talk) == []
    talks.said(w.poster, talk, "When do you start?")
    for one in (w.home_hr, manager):
        assert talks.read(one, talk) == ["When do you start?"]
    assert len(talks.read(w.mover, talk)) == 2
    assert talks.with_whom(w.mover, talk) == {
        w.poster.name,
        w.host_hr.name,
        w.home_hr.name,
        manager.name,
    }
    colleague = factories.member("nurse@harbour.example", w.host, "poster")
    with pytest.raises(NotFound):
        reading.thread(colleague, talk)


def test_an_address_that_nobody_has_proved_lets_nobody_in(w):
    accounts.sign_up(VISITOR, "Eve", "new.manager@rivers.example", factories.password_hash())
    moving.send_home(w, "new.manager@rivers.example", "New Manager")
    assert "Eve" not in talks.with_whom(w.mover, room(w))


def test_a_deputy_of_hr_takes_part_while_they_stand_in(w):
    talk = room(w)
    deputy = factories.member("deputy@harbour.example", w.host)
    today = make.opportunity(w.listing.public_id).created_at.date()
    new = NewDeputy(
        DeputyRole.HR,
        membership(w.host_hr.email, w.host).public_id,
        membership(deputy.email, w.host).public_id,
        today,
        today,
        "Away",
    )
    deputising.name_deputy(w.host_hr, w.host.public_id, new)
    talks.said(w.mover, talk, "Hello")
    assert talks.read(deputy, talk) == ["Hello"]


def test_another_host_manager_reads_on_from_the_one_before(w):
    talk = room(w)
    talks.said(w.mover, talk, "Which door?")
    sam = factories.member("sam@harbour.example", w.host)
    to = membership(sam.email, w.host).public_id
    replacing.hand_over(w.host_hr, w.placement.public_id, w.placement.version, to)
    talks.said(w.mover, talk, "Or that one?")
    assert talks.read(sam, talk) == ["Which door?", "Or that one?"]
    assert talks.read(w.poster, talk) == ["Which door?"]


def test_a_party_who_came_later_joins_from_the_room(app, in_app, clock_at):
    clock_at(make.NOW)
    with in_app():
        w = factories.world()
        talk = room(w)
        talks.said(w.mover, talk, "Before")
        late = factories.member("late@harbour.example", w.host, "hr")
        path = f"/placements/{w.placement.public_id}"
    browser = make.browser(app, late)
    assert "Take part in the messages" in browser.words(path)
    answer = browser.submit(f"{path}/messages", on=path, follow=True)
    assert "You joined" in answer.text
    assert "Before" not in answer.text
    with in_app():
        talks.said(late, talk, "Hello")
        assert talks.read(w.mover, talk) == ["Before", "Hello"]
