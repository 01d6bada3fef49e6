"""Every state of a placement, everybody around it, and all that each can do in its room: one table.

Written by hand from the rules of the house. What stands nowhere here is refused.
"""

from __future__ import annotations

from datetime import date

import pytest

from exchange import clock
from exchange.access import Permission, allowed
from exchange.db import db
from exchange.errors import ExchangeError, NotFound
from exchange.placements import acts, living, queries, services
from exchange.placements.early_end import Notice
from exchange.placements.lifecycle import PLACEMENT, Party, PlacementStatus, unsigned
from exchange.placements.models import EndedHow
from exchange.placements.progress import SIGN
from exchange.stays import pages
from tests import factories
from tests.placements import appealing, moving
from tests.placements.around import PARTIES, TODAY, with_everybody

FIRST, LAST = date(2027, 1, 4), date(2027, 7, 3)
IN_FEBRUARY = date(2027, 2, 15)

HOST_SEES = "mover poster coposter host_hr host_deputy host_board host_admin admin"
ALL_SEE = f"{HOST_SEES} manager home_hr home_deputy home_board"
HOME_HR, HOST_HR = "home_hr home_deputy", "host_hr host_deputy"


def proposed():
    return with_everybody(factories.world())


def sent():
    w = factories.world()
    moving.send_home(w)
    return with_everybody(w)


def agreed():
    return with_everybody(moving.agreed())


def issued():
    w = moving.agreed()
    moving.issue(w)
    return with_everybody(w)


def signed():
    return with_everybody(moving.signed())


def first_day():
    return with_everybody(moving.signed(), FIRST)


def active():
    return with_everybody(moving.active(), IN_FEBRUARY)


def on_leave():
    w = moving.active()
    with moving.on(IN_FEBRUARY):
        living.go_on_leave(w.poster, w.placement.public_id, w.placement.version, "Some weeks")
    return with_everybody(w, IN_FEBRUARY)


def noticed():
    """The mover gave notice."""
    w = moving.active()
    with moving.on(IN_FEBRUARY):
        ref, version = w.placement.public_id, w.placement.version
        living.end_early(w.mover, ref, version, "A new post.", Notice(date(2027, 4, 16)))
    return with_everybody(w, IN_FEBRUARY)


def last_day():
    return with_everybody(moving.active(), LAST)


def return_settled():
    w = moving.active()
    with moving.on(LAST):
        moving.return_is_settled(w)
    return with_everybody(w, LAST)


def completed():
    w = moving.active()
    with moving.on(LAST):
        moving.return_is_settled(w)
        ref, version = w.placement.public_id, w.placement.version
        living.complete(w.home_hr, ref, version, EndedHow.RETURNED)
    return with_everybody(w, LAST)


def ended_early():
    w = moving.active()
    with moving.on(IN_FEBRUARY):
        ref, version = w.placement.public_id, w.placement.version
        living.end_early(w.poster, ref, version, "No money left")
    return with_everybody(w, IN_FEBRUARY)


def _refused():
    w = factories.world()
    moving.send_home(w)
    moving.refuse(w, w.manager, "home_manager")
    return w


def refused():
    return with_everybody(_refused())


def appealed():
    w = _refused()
    appealing.appeal(w)
    return with_everybody(w)


def dismissed():
    w = _refused()
    appealing.appeal(w)
    appealing.answer(w, w.home_hr, appealing.DISMISS)
    return with_everybody(w)


def withdrawn():
    w = factories.world()
    moving.send_home(w)
    services.withdraw(w.mover, w.placement.public_id, w.placement.version, "I stay")
    return with_everybody(w)


def did_not_start():
    w = moving.signed()
    with moving.on(FIRST):
        ref, version = w.placement.public_id, w.placement.version
        living.did_not_start(w.poster, ref, version, "Nobody came")
    return with_everybody(w, FIRST)


EXPECTED = {
    # state, day: who sees the room; what they can do in it
    (proposed, TODAY): (
        HOST_SEES,
        {
            "mover": "send-home facts terms withdraw",
            "poster": "approve refuse hand-over facts terms withdraw",
            HOST_HR: "approve refuse hand-over facts terms withdraw",
            "host_admin": "hand-over",
        },
    ),
    (sent, TODAY): (
        ALL_SEE,
        {
            "mover": "send-home facts terms withdraw",
            "manager": "approve refuse",
            HOME_HR: "manager other-manager refuse facts terms",
            "poster": "approve refuse hand-over facts terms withdraw",
            HOST_HR: "approve refuse hand-over facts terms withdraw",
            "host_admin": "hand-over",
        },
    ),
    (agreed, TODAY): (
        ALL_SEE,
        {
            "mover": "terms withdraw",
            "manager": "take-back",
            HOME_HR: "take-back terms backfill issue",
            "home_board": "backfill",
            "poster": "take-back hand-over terms withdraw",
            HOST_HR: "take-back hand-over terms withdraw issue",
            "host_admin": "hand-over",
        },
    ),
    (issued, TODAY): (
        ALL_SEE,
        {
            "mover": "terms withdraw sign-mover",
            "manager": "take-back",
            HOME_HR: "take-back terms backfill issue sign-home",
            "home_board": "backfill sign-home",
            "poster": "take-back hand-over terms withdraw",
            HOST_HR: "take-back hand-over terms withdraw issue sign-host",
            "host_board": "sign-host",
            "host_admin": "hand-over",
        },
    ),
    (signed, TODAY): (
        ALL_SEE,
        {
            "mover": "terms withdraw",
            HOME_HR: "terms backfill issue",
            "home_board": "backfill",
            "poster": "hand-over terms withdraw",
            HOST_HR: "hand-over terms withdraw issue",
            "host_admin": "hand-over",
        },
    ),
    (first_day, FIRST): (
        ALL_SEE,
        {
            "mover": "terms withdraw",
            HOME_HR: "terms backfill issue",
            "home_board": "backfill",
            "poster": "hand-over terms withdraw start did-not-start",
            HOST_HR: "hand-over terms withdraw issue start did-not-start",
            "host_admin": "hand-over",
        },
    ),
    (active, IN_FEBRUARY): (
        ALL_SEE,
        {
            "mover": "end stay-on note extend",
            "manager": "end",
            HOME_HR: "end backfill note extend return no-return",
            "home_board": "backfill no-return",
            "poster": "leave end note extend skills",
            HOST_HR: "leave end note extend change-manager",
            "host_admin": "change-manager",
            "admin": "no-return",
        },
    ),
    (on_leave, IN_FEBRUARY): (
        ALL_SEE,
        {
            "mover": "end stay-on note extend",
            "manager": "end",
            HOME_HR: "end backfill note extend return no-return",
            "home_board": "backfill no-return",
            "poster": "back end note extend skills",
            HOST_HR: "back end note extend change-manager",
            "host_admin": "change-manager",
            "admin": "no-return",
        },
    ),
    (noticed, IN_FEBRUARY): (
        ALL_SEE,
        {
            "mover": "end take-back-notice stay-on note",
            "manager": "end",
            HOME_HR: "end backfill note return no-return",
            "home_board": "backfill no-return",
            "poster": "leave end note skills",
            HOST_HR: "leave end note change-manager",
            "host_admin": "change-manager",
            "admin": "no-return",
        },
    ),
    (last_day, LAST): (
        ALL_SEE,
        {
            "mover": "end stay-on note extend report",
            "manager": "end",
            HOME_HR: "end backfill note extend return no-return",
            "home_board": "backfill no-return",
            "poster": "leave end note extend skills",
            HOST_HR: "leave end note extend change-manager",
            "host_admin": "change-manager",
            "admin": "no-return",
        },
    ),
    (return_settled, LAST): (
        ALL_SEE,
        {
            "mover": "end stay-on note extend report",
            "manager": "end",
            HOME_HR: "end complete backfill note extend return no-return",
            "home_board": "backfill no-return",
            "poster": "leave end note extend skills",
            HOST_HR: "leave end note extend change-manager",
            "host_admin": "change-manager",
            "admin": "no-return",
        },
    ),
    (completed, LAST): (
        ALL_SEE,
        {"mover": "note report", HOME_HR: "note", "poster": "note skills", HOST_HR: "note"},
    ),
    (ended_early, IN_FEBRUARY): (
        ALL_SEE,
        {
            "mover": "note report",
            HOME_HR: "note return no-return",
            "home_board": "no-return",
            "poster": "note skills",
            HOST_HR: "note",
            "admin": "no-return",
        },
    ),
    (refused, TODAY): (ALL_SEE, {"mover": "appeal"}),
    (appealed, TODAY): (ALL_SEE, {"home_hr": "decide-appeal"}),
    (dismissed, TODAY): (ALL_SEE, {}),
    (withdrawn, TODAY): (ALL_SEE, {}),
    (did_not_start, FIRST): (ALL_SEE, {}),
}


def can(who, placement):
    """All that somebody can do in the room now."""
    found = {act.code for act in acts.open_to(who, placement, clock.today())}
    for code in pages.PAGES:
        if pages.is_open(who, placement, code):
            found.add("change-manager" if code == "manager" else code)
    if PLACEMENT.can(placement.status, "issue_agreement") and allowed(
        who, Permission.AGREEMENT_EDIT, placement
    ):
        found.add("issue")
    if placement.status == "agreed" and placement.agreement_hash:
        wanted = [one for one in unsigned(placement) if allowed(who, SIGN[one], placement)]
        found |= {f"sign-{one.value}" for one in wanted}
    return found


@pytest.mark.parametrize(
    ("state", "day"), EXPECTED, ids=[state.__name__ for state, _day in EXPECTED]
)
def test_each_party_can_do_what_the_table_says_and_nothing_else(at_stage, state, day):
    placement_id = at_stage(state).placement.public_id
    sees, table = EXPECTED[(state, day)]
    does = {party: row.split() for parties, row in table.items() for party in parties.split()}
    with moving.on(day):
        for party, email in PARTIES.items():
            _check(party, factories.actor(email), placement_id, sees.split(), does.get(party, []))


def _check(party, who, placement_id, sees, does):
    if party not in sees:
        assert not does
        for read in (queries.by_public_id, queries.for_change):
            with pytest.raises(NotFound):
                read(who, placement_id)
        return
    seen = queries.by_public_id(who, placement_id)
    assert can(who, seen) == set(does), party
    for code in acts.ACTS.keys() - set(does):
        with pytest.raises(ExchangeError):
            acts.require_open(who, seen, code, clock.today())


def test_the_table_knows_every_state_and_every_thing_to_do(at_stage):
    reached = set()
    for state, _day in EXPECTED:
        placement = at_stage(state).placement
        db.session.refresh(placement)
        reached.add(placement.status)
    assert reached == set(PlacementStatus)


def test_nothing_in_the_room_is_left_out_of_the_table():
    rows = " ".join(row for _sees, table in EXPECTED.values() for row in table.values())
    elsewhere = {"outside", "nationality", "happened", "advice"}
    """Asked of moves into the civil service, of hours, and of who takes a job with the host."""
    told = set(rows.replace("change-manager", "manager").split())
    everything = set(acts.ACTS) | set(pages.PAGES) | {"issue"} | {f"sign-{one}" for one in Party}
    assert everything - told == elsewhere
