"""Skills that a host confirmed stand on the holder's profile; hidden ones only the holder sees."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.profiles.models import Visibility
from exchange.stays import learning, panels, queries
from tests import factories
from tests.placements import moving
from tests.search import seeking

POLICY = "Policy development: Confirmed by Harbour Hospice, 1 February 2027"


@pytest.fixture
def w(at_stage):
    return at_stage(moving.active)


def confirm(w, *codes, by=None):
    with moving.on(date(2027, 2, 1)):
        learning.confirm_skills(by or w.poster, w.placement.public_id, codes)


def skill(w):
    return queries.record(w.placement).skills[0]


@pytest.fixture
def pages(app, stages):
    """A mover with a public profile and one confirmed skill; the addresses of both pages."""
    stages.stand(app, _with_profile)
    with app.app_context():
        holder = factories.actor("individual@rivers.example")
        row = queries.confirmed_skills(holder.person_id)[0]
        profile = seeking.profiles.queries.own(holder)
        return f"/people/{profile.public_id}", f"/profile/confirmed-skills/{row.public_id}"


def _with_profile():
    w = moving.active()
    seeking.profile(w.mover, visibility=Visibility.PUBLIC, hidden_from_employer=False)
    confirm(w, "policy-development")


def test_the_host_s_manager_confirms_and_nobody_else(w):
    for other in (w.mover, w.home_hr, w.host_hr, w.manager):
        with pytest.raises(NotAllowed):
            confirm(w, "policy-development", by=other)
    confirm(w, "policy-development")
    assert [one.skill for one in queries.confirmed_skills(w.mover.person_id)] == [
        "policy-development"
    ]
    assert "skills_confirmed" in moving.told(w.mover)


def test_a_skill_is_confirmed_once(w):
    confirm(w, "policy-development")
    with pytest.raises(Invalid):
        confirm(w, "policy-development")
    with pytest.raises(Invalid):
        confirm(w, "no-such-skill")


def test_nothing_is_confirmed_before_the_stay_has_begun(at_stage):
    before = at_stage(moving.signed)
    with pytest.raises(IllegalTransition):
        confirm(before, "policy-development")


def test_everybody_who_sees_the_profile_sees_who_confirmed_it(pages, client, client_as):
    profile, _hide = pages
    assert POLICY in client.words(profile)
    own = client_as("individual@rivers.example").words("/profile")
    assert POLICY in own
    assert "only you see it" not in own


def test_the_holder_hides_it_from_all_others_and_shows_it_again(pages, client, client_as):
    profile, hide = pages
    holder, host = client_as("individual@rivers.example"), client_as("poster@harbour.example")
    assert holder.submit(hide, on="/profile").status_code == 302
    for other in (client, host, holder):
        assert "Confirmed by" not in other.words(profile), "the holder sees it as others do"
    assert "Hidden: only you see it." in holder.words("/profile")
    assert "Policy development" in holder.words("/profile")
    holder.submit(hide, on="/profile")
    assert POLICY in client.words(profile)
    assert "Hidden: only you" not in holder.words("/profile")


def test_nobody_else_hides_it(pages, client, client_as):
    profile, hide = pages
    host = client_as("poster@harbour.example")
    answer = host.post(hide, data={"hidden": "yes", "csrf_token": host.token("/profile")})
    assert answer.status_code == 404
    assert POLICY in client.words(profile)


def test_a_hidden_skill_is_not_named_in_the_room_either(w):
    confirm(w, "policy-development")
    panel = panels.during(w.poster, w.placement, date(2027, 2, 2))
    assert panel is not None
    assert panel["skills"] == ["Policy development"]
    with pytest.raises(NotFound):
        learning.hide_skill(w.poster, skill(w).public_id, True)
    learning.hide_skill(w.mover, skill(w).public_id, True)
    for viewer in (w.poster, w.home_hr, w.host_hr):
        panel = panels.during(viewer, w.placement, date(2027, 2, 2))
        assert panel is not None
        assert panel["skills"] == []
