"""The part of the scenario in which what keeps a move safe, and its agreement, are told of."""

from __future__ import annotations

import uuid
from datetime import timedelta

from exchange import clock
from exchange.access import VISITOR
from exchange.agreements import linked
from exchange.agreements import services as agreements
from exchange.agreements.services import Wording
from exchange.placements import outside
from exchange.placements.lifecycle import Party
from exchange.placements.safeguards import adjustments, conflicts, interests, notes, overrides
from exchange.placements.safeguards.words import Vetting
from tests import factories
from tests.agreements.test_linked import sent_link
from tests.factories import World
from tests.placements import guarding, moving, test_outside, test_releasing
from tests.placements.costs import saving
from tests.rules import test_rows


def of_safeguards(w: World, one: World) -> None:
    """Interests, a conflict, checks on the person, needs, notes, and a check set aside."""
    ref = _sent(w, one)
    guarding.declare(one, one.mover)
    interests.ask_again(w.home_hr, ref, one.placement.declarations[-1].public_id, "A new post")
    guarding.declare_conflict(one)
    guarding.write_handling(one, w.home_hr)
    guarding.accept(one, w.host_hr)
    found = one.placement.conflicts[-1]
    conflicts.close_conflict(w.home_hr, ref, found.public_id, found.version, "The grant ended")
    guarding.need(one, Vetting.BPSS)
    guarding.confirm(one, Vetting.BPSS)
    adjustments.write_needs(one.mover, 0, "A quiet desk")
    adjustments.share(one.mover, ref, shared=True)
    notes.write_note(one.mover, ref, "Something felt wrong")
    guarding.set_aside(one, w.home_hr, "R07")
    overrides.take_back_override(w.home_hr, ref, one.placement.overrides[-1].public_id)
    moving.change_terms(one, one.mover, **saving.HOST_PAYS)
    saving.save(one, w.home_hr)


def of_agreements(w: World, one: World) -> None:
    """A draft is changed and issued, the host signs by link, and names are taken out."""
    moving.home_agrees(one)
    moving.host_agrees(one)
    moving.give_facts(one)
    ref, admin = one.placement.public_id, factories.administrator()
    written = Wording(["It is as it is."], {})
    agreements.edit(w.host_hr, ref, one.placement.version, "risk", written)
    guarding.settle(one)
    test_releasing.take_hr_away(one, w.host_hr)
    moving.issue_as_it_is(one, w.home_hr)
    moving.sign(one, one.mover, "mover")
    moving.sign(one, w.home_hr, "home")
    agreements.remove_signatory(admin, ref, Party.HOME, "She asked under article 17")
    email = test_releasing.CONTACT
    with clock.at(clock.now() + timedelta(days=40)):
        linked.fresh_link(VISITOR, sent_link(email))
        linked.send_code(VISITOR, sent_link(email))
        linked.count_wrong_code(VISITOR, sent_link(email))
        linked.sign(VISITOR, sent_link(email), test_releasing.code_in_mail(email))
    agreements.remove_name(admin, ref, "mover", "Asked under article 17")


def of_rules_and_what_comes_from_outside(w: World, begun: World) -> None:
    """A rule changes, and a move into the Civil Service is approved by the Commission."""
    test_rows.change()
    inward = factories.world(
        home={"name": "Soil Hospice"}, host={**test_outside.DEPARTMENT, "name": "Soil Department"}
    )
    moving.give_facts(inward, host_level=8, pay=99_000)
    test_outside.record(inward)
    ref, version = inward.placement.public_id, inward.placement.version
    outside.note_nationality(inward.host_hr, ref, version, reserved=False, checked=True)
    outside.say_staying(
        begun.mover, begun.placement.public_id, begun.placement.version, stays=True, home_level=5
    )


def _sent(w: World, one: World) -> uuid.UUID:
    moving.send_home(one)
    moving.confirm(one)
    return one.placement.public_id
