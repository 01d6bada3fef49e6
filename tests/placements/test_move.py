"""One move from "yes" to active, by commands; each approval in whichever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from exchange import clock
from exchange.access import VISITOR
from exchange.placements import living, queries, releasing, services
from exchange.placements.lifecycle import Role
from exchange.placements.models import Contract
from tests import factories
from tests.placements import moving

pytestmark = pytest.mark.both_databases
FACTS = services.Facts(
    contract=Contract.PERMANENT, earlier_months=0, host_level=5, pay=52_000, bonus=0
)


def test_a_secondment_is_agreed_when_all_four_agreed_and_starts_on_its_day(in_app):
    with in_app():
        w = factories.world()
        ref = w.placement.public_id

        def now():
            return queries.by_public_id(factories.actor("individual@rivers.example"), ref)

        services.send_home(w.mover, ref, now().version, "Mo Manager", "manager@rivers.example")
        token = factories.token_in(factories.mails("manager@rivers.example")[-1])
        releasing.agree(VISITOR, token)
        services.confirm_manager(w.home_hr, ref, now().version, True)
        services.approve(w.home_hr, ref, now().version, Role.HOME_HR)
        services.approve(w.poster, ref, now().version, Role.HOST_MANAGER)
        services.approve(w.host_hr, ref, now().version, Role.HOST_HR)
        assert now().status == "proposed", "the contract at home is not known yet"
        services.give_facts(w.mover, ref, now().version, FACTS)
        assert now().status == "agreed"
        moving.sign_all(replace(w, placement=now()))
        assert now().status == "signed"
        with clock.at(datetime(2027, 1, 4, 9, tzinfo=UTC)):
            living.confirm_start(w.poster, ref, now().version)
        assert now().status == "active"
        assert now().application.status == "placed"
        assert now().opportunity.status == "filled"
