"""Hard cases of real moves that turn on who decides, each named after what happens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange import clock
from exchange.errors import IllegalTransition, Invalid
from exchange.moderation import services as moderation
from exchange.opportunities import queries as opportunities
from exchange.opportunities import services as listings
from exchange.opportunities import steps
from exchange.placements import acts, releasing
from exchange.placements.services import Terms
from tests import factories
from tests.placements import moving


def test_hard_case_1_advert_said_secondment_hr_later_offers_fixed_term_only(at_stage):
    """1. The route is the one that was advertised: nobody turns it into another afterwards.

    The host's HR, who now wants a fixed-term appointment, can refuse or end the listing with
    reasons, or agree to the secondment; but neither the listing nor the placement changes its kind.
    """
    w = at_stage(factories.world)
    listing = opportunities.by_public_id(w.poster, w.listing.public_id)
    for other, last in (("loan", listing.ends_on), ("attachment", moving.date(2027, 2, 26))):
        wanted = replace(steps.values_of(listing), kind=other, ends_on=last)
        with pytest.raises(Invalid) as refusal:
            listings.edit_published(w.poster, listing.public_id, wanted, listing.version)
        assert "so it is kept" in refusal.value.fields["kind"]
    assert "kind" not in Terms.__dataclass_fields__
    moving.refuse(w, w.host_hr, "host_hr", "other", "We can offer a fixed term only.")
    assert (w.placement.kind, w.placement.status) == ("secondment", "refused")
    assert "appeal" in {act.code for act in acts.open_to(w.mover, w.placement, clock.today())}


def test_a_change_of_kind_that_waited_while_somebody_applied_is_not_published(at_stage):
    """1, the other way round: the change was asked for before the first application came in."""
    w = at_stage(factories.world)
    fresh = factories.listing(w.poster, w.host, "secondment")
    wanted = replace(steps.values_of(fresh), kind="attachment", ends_on=moving.date(2027, 2, 26))
    assert listings.edit_published(w.poster, fresh.public_id, wanted, fresh.version)
    person = factories.member("late@rivers.example", w.home)
    factories.application(person, fresh, w.home)
    revision = opportunities.open_revision(fresh)
    with pytest.raises(IllegalTransition, match="so it is kept"):
        moderation.approve_change(factories.moderator(), revision.public_id, revision.version)
    assert fresh.kind == "secondment"


def test_a_release_by_link_is_for_the_kind_that_the_link_showed(at_stage):
    """1, for the employer: what it agrees to names the kind, and terms never change it."""
    w = at_stage(factories.world)
    releasing.agree(moving.VISITOR, moving.send_home(w))
    moving.change_terms(w, w.poster, days_a_week=4)
    assert w.placement.kind == "secondment"
