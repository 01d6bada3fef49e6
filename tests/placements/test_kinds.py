"""Nine kinds, two sides, posted by person or organisation: who moves, from where, who agrees.

The tables are written by hand; the placements come from running the commands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from exchange.access import Actor
from exchange.applications import inviting
from exchange.applications import queries as answers
from exchange.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.opportunities import services as listings
from exchange.opportunities.models import Side
from exchange.organisations.models import Organisation
from exchange.placements import checks, living, proposing, services
from exchange.placements.models import EndedHow
from tests import factories
from tests.placements import moving, swaps
from tests.placements.moving import FIRST_DAY, LAST_DAY, on

FOUR = {"home_manager", "home_hr", "host_manager", "host_hr"}
APPROVALS = {
    "session": set(),
    "shadowing": {"home_manager", "host_manager"},
    "mentoring": set(),
    "project": {"home_manager", "host_manager"},
    "attachment": FOUR,
    "secondment": FOUR,
    "loan": FOUR,
    "swap": FOUR,
    "trustee": {"host_board", "home_manager"},
}
FROM_PERSON_TO_PERSON = {"session", "shadowing", "mentoring"}
WITHOUT_EMPLOYER = {"session", "shadowing", "mentoring", "project", "trustee"}
NEED_EMPLOYER = {"attachment", "secondment", "loan", "swap"}
OFFERED_INSTEAD = "sessions, shadowing, mentoring, projects, trustees"
# side, posted as: who moves, who receives, from where
PARTIES = {
    ("host", "organisation"): ("applicant", "poster's organisation", "applicant's employer"),
    ("host", "person"): ("applicant", "the poster", "applicant's employer"),
    ("mover", "person"): ("poster", "inviter's organisation", "poster's employer"),
    ("mover", "organisation"): ("named person", "inviter's organisation", "posting organisation"),
}


@dataclass
class Cast:
    """A department whose people go, and a charity that receives."""

    home: Organisation
    host: Organisation
    mover: Actor
    home_poster: Actor
    host_poster: Actor


@pytest.fixture
def cast(in_app):
    """Who takes part, inside an app context."""
    with in_app():
        home = factories.organisation("Rivers", sector="civil_service", domain="rivers.example")
        host = factories.organisation("Harbour", domain="harbour.example")
        yield Cast(
            home,
            host,
            factories.member("individual@rivers.example", home),
            factories.member("poster@rivers.example", home, "poster"),
            factories.member("poster@harbour.example", host, "poster"),
        )


def invite(inviter, listing, host):
    values = inviting.InvitationValues(
        "LS1",
        "The director",
        "A plan",
        listing.starts_on,
        listing.ends_on,
        listing.days_a_week,
        "Come to us.",
        datetime(2026, 12, 24, tzinfo=UTC),
    )
    return inviting.invite(inviter, listing.public_id, host.public_id if host else None, values)


def offered(cast, listing, home):
    """An application that waits for the applicant's answer."""
    sent = factories.application(cast.mover, listing, home)
    factories.offer(cast.host_poster, sent)
    return answers.by_public_id(cast.mover, sent.public_id)


def placed(cast, kind, side, posted_as, home="employer"):
    """The placement that comes of a listing."""
    if side == "host":
        listing = factories.listing(
            cast.host_poster, cast.host if posted_as == "organisation" else None, kind
        )
        application = offered(cast, listing, cast.home if home else None)
        return proposing.accept_offer(cast.mover, application.public_id, application.version)
    listing = mover_listing(cast, kind, posted_as)
    invitation = invite(cast.host_poster, listing, cast.host)
    mine = cast.home.public_id if posted_as == "person" and home else None
    return proposing.accept_invitation(cast.mover, invitation.public_id, 1, mine)


def mover_listing(cast, kind, posted_as):
    if posted_as == "person":
        return factories.listing(cast.mover, None, kind, Side.MOVER)
    draft = factories.listing(cast.home_poster, cast.home, kind, Side.MOVER, published=False)
    listings.name_mover(cast.home_poster, draft.public_id, cast.mover.email)
    listings.consent(cast.mover, draft.public_id, True)
    listings.submit(cast.home_poster, draft.public_id, draft.version)
    factories.publish(factories.moderator(), draft.public_id)
    return draft


def may_be_posted(kind, side, posted_as):
    return (side, posted_as) != ("host", "person") or kind in FROM_PERSON_TO_PERSON


@pytest.mark.parametrize(("side", "posted_as"), PARTIES)
@pytest.mark.parametrize("kind", APPROVALS)
def test_who_moves_from_where_to_whom_and_who_must_say_yes(cast, kind, side, posted_as):
    if not may_be_posted(kind, side, posted_as):
        with pytest.raises(Invalid) as refused:
            factories.listing(cast.host_poster, None, kind, Side.HOST)
        assert list(refused.value.fields) == ["kind"]
        return
    placement = placed(cast, kind, side, posted_as)
    _, host, _ = PARTIES[side, posted_as]
    assert placement.mover_id == cast.mover.person_id
    assert placement.host_organisation_id == (None if host == "the poster" else cast.host.id)
    assert placement.host_manager_id == cast.host_poster.person_id
    assert placement.home_organisation_id == cast.home.id
    assert {role.value for role in placement.needed} == APPROVALS[kind]
    assert placement.status == ("proposed" if APPROVALS[kind] else "agreed")


def test_an_advert_from_elsewhere_is_not_posted_here(cast):
    for side in Side:
        with pytest.raises(Invalid, match="Choose a kind"):
            factories.listing(cast.host_poster, cast.host, "external_vacancy", side)


@pytest.mark.parametrize("kind", sorted(FROM_PERSON_TO_PERSON))
def test_a_person_invites_in_their_own_name(cast, kind):
    listing = mover_listing(cast, kind, "person")
    invitation = invite(cast.host_poster, listing, None)
    placement = proposing.accept_invitation(
        cast.mover, invitation.public_id, 1, cast.home.public_id
    )
    assert placement.host_organisation_id is None
    assert placement.host_manager_id == cast.host_poster.person_id


@pytest.mark.parametrize("kind", sorted(set(APPROVALS) - FROM_PERSON_TO_PERSON))
def test_only_an_organisation_invites_to_more(cast, kind):
    listing = mover_listing(cast, kind, "person")
    with pytest.raises(Invalid) as refused:
        invite(cast.host_poster, listing, None)
    assert list(refused.value.fields) == ["organisation"]


@pytest.mark.parametrize("kind", sorted(WITHOUT_EMPLOYER))
def test_without_an_employer_home_is_not_asked(cast, kind):
    alone = replace(cast, mover=factories.person("alone@post.example"))
    placement = placed(alone, kind, "host", "organisation", home=None)
    assert placement.home_organisation_id is None
    wanted = {role for role in APPROVALS[kind] if role.startswith("host")}
    assert {role.value for role in placement.needed} == wanted
    found = {one.rule.id: one.why for one in checks.findings(placement, FIRST_DAY)}
    assert found.get("R06", "Not needed").startswith("Not needed")


@pytest.mark.parametrize("kind", sorted(NEED_EMPLOYER))
def test_without_an_employer_these_say_why_not_and_offer_others(cast, kind):
    with pytest.raises(Invalid, match=OFFERED_INSTEAD) as applying:
        placed(cast, kind, "host", "organisation", home=None)
    assert list(applying.value.fields) == ["home_organisation"]
    with pytest.raises(Invalid, match=OFFERED_INSTEAD) as accepting:
        placed(cast, kind, "mover", "person", home=None)
    assert list(accepting.value.fields) == ["home_organisation"]


@pytest.mark.parametrize("kind", APPROVALS)
def test_the_board_decides_when_the_chief_executive_moves(cast, kind):
    factories.member(cast.mover.email, cast.home, "chief_executive", "hr", "organisation_admin")
    placement = placed(cast, kind, "host", "organisation")
    at_host = {role for role in APPROVALS[kind] if role.startswith("host")}
    home_asked = bool(APPROVALS[kind] - at_host)
    wanted = at_host | ({"home_board"} if home_asked else set())
    assert {role.value for role in placement.needed} == wanted


def test_nobody_is_invited_to_where_they_work(cast):
    factories.member("individual@rivers.example", cast.host)
    with pytest.raises(NotFound):
        invite(cast.host_poster, mover_listing(cast, "secondment", "person"), cast.host)
    with pytest.raises(NotAllowed, match="works there already"):
        invite(cast.home_poster, mover_listing(cast, "secondment", "organisation"), cast.home)


def test_nobody_names_the_inviting_organisation_as_employer(cast):
    """Joined after the invitation came: one organisation would decide for both sides."""
    invitation = invite(cast.host_poster, mover_listing(cast, "project", "person"), cast.host)
    factories.member("individual@rivers.example", cast.host)
    with pytest.raises(Invalid, match="no move"):
        proposing.accept_invitation(cast.mover, invitation.public_id, 1, cast.host.public_id)


def test_nobody_names_an_employer_they_do_not_belong_to(cast):
    other = factories.organisation("Elsewhere")
    invitation = invite(cast.host_poster, mover_listing(cast, "project", "person"), cast.host)
    with pytest.raises(Invalid, match="Choose where you work"):
        proposing.accept_invitation(cast.mover, invitation.public_id, 1, other.public_id)


def test_a_named_person_is_not_offered_before_agreeing(cast):
    draft = factories.listing(
        cast.home_poster, cast.home, "secondment", Side.MOVER, published=False
    )
    listings.name_mover(cast.home_poster, draft.public_id, cast.mover.email)
    with pytest.raises(Invalid) as refused:
        listings.submit(cast.home_poster, draft.public_id, draft.version)
    assert list(refused.value.fields) == ["mover"]
    listings.consent(cast.mover, draft.public_id, False)
    assert draft.mover_id is None


def end(w, how=EndedHow.RETURNED, by=None):
    if w.placement.needs_home_hr and not w.placement.return_is_settled:
        moving.return_is_settled(w)
    living.complete(by or w.home_hr, w.placement.public_id, w.placement.version, how)


@pytest.mark.parametrize("kind", ["session", "shadowing", "mentoring"])
def test_either_side_records_that_it_happened(in_app, kind):
    with in_app():
        w = moving.agreed(kind)
        ref = w.placement.public_id
        with on(FIRST_DAY):
            with pytest.raises(IllegalTransition, match="no start to confirm"):
                living.confirm_start(w.poster, ref, w.placement.version)
            who = w.mover if kind == "session" else w.poster
            living.record_happened(who, ref, w.placement.version, True)
        assert (w.placement.status, w.placement.ended_how) == ("completed", "happened")


@pytest.mark.parametrize("kind", sorted(NEED_EMPLOYER))
def test_home_hr_confirms_what_follows(in_app, kind):
    with in_app():
        w = swaps.active().first if kind == "swap" else moving.active(kind)
        with on(LAST_DAY):
            with pytest.raises(NotAllowed):
                end(w, by=w.poster)
            end(w, EndedHow.STAYED_WITH_HOST)
        assert (w.placement.status, w.placement.ended_how) == ("completed", "stayed_with_host")


def test_the_host_confirms_the_outcome_of_a_project(in_app):
    with in_app():
        w = moving.active("project")
        with on(date(2027, 2, 26)):
            with pytest.raises(NotAllowed):
                end(w)
            end(w, by=w.poster)
        assert (w.placement.status, w.placement.ended_how) == ("completed", "outcome_confirmed")


def test_the_term_of_a_trustee_ends(in_app):
    with in_app():
        w = factories.world("trustee")
        chair = factories.member("chair@harbour.example", w.host, "board")
        services.send_home(
            w.mover, w.placement.public_id, w.placement.version, "Mo", moving.MANAGER
        )
        moving.approve(w, w.manager, "home_manager")
        moving.approve(w, chair, "host_board")
        assert w.placement.status == "agreed"
        with on(FIRST_DAY):
            living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
        with on(LAST_DAY):
            end(w, by=w.poster)
        assert (w.placement.status, w.placement.ended_how) == ("completed", "term_ended")
