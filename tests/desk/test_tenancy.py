"""HR of one employer sees nothing of another but the moves that they share, however it asks.

The three employers have moves in each direction and state. Who may see whom is written by hand;
then pages, files, returns and calendars are asked with filters and ids of everybody.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from exchange.db import db
from exchange.desk import calendars, exports, figures, moves, seconded
from exchange.desk.hr_forms import DIRECTIONS, KINDS, WAITS, MovesForm
from exchange.errors import NotAllowed
from exchange.organisations.models import Organisation
from exchange.placements.lifecycle import PlacementStatus
from exchange.placements.models import Placement
from tests import factories
from tests.desk import moved
from tests.placements import moving

EMPLOYERS = ("rivers", "harbour", "northmoor")
MAY_SEE = {
    "rivers": {"Rh", "Rn", "Nr", "Gone", "Past"},
    "harbour": {"Rh", "Nh", "Quiet", "Gone", "Past"},
    "northmoor": {"Rn", "Nr", "Nh"},
}
"""By employer: the movers whose moves it has a part in. Rivers has not heard of Quiet."""
EVERYBODY = {"Rh", "Rn", "Nr", "Nh", "Quiet", "Gone", "Past"}
TRIES = 150


def cast() -> None:
    """Moves between each two of three, in as many states."""
    at = moved.employers()
    rivers, harbour, northmoor = (at[name] for name in EMPLOYERS)
    for each in (rivers, harbour, northmoor):
        factories.member(f"hr@{each.domains[0].domain}", each, "hr", "organisation_admin")
    moved.reach(moved.move("Rh", rivers, harbour), "active")
    moved.reach(moved.move("Rn", rivers, northmoor), "agreed")
    moved.reach(moved.move("Nr", northmoor, rivers), "active")
    moved.reach(moved.move("Nh", northmoor, harbour), "active")
    moved.move("Quiet", rivers, harbour)
    gone = moved.reach(moved.move("Gone", rivers, harbour), "sent")
    moving.refuse(gone, gone.host_hr, "host_hr")
    past = moved.reach(moved.move("Past", rivers, harbour, "attachment"), "active")
    moved.end_early(past, date(2027, 1, 20))


@pytest.fixture
def walked(clock_at, staged):
    """The cast, in February."""
    clock_at("2026-11-22 09:00")
    staged(cast)
    clock_at("2027-02-01 09:00")


def hr(name: str) -> Any:
    """HR of an employer."""
    return factories.actor(f"hr@{name}.example")


def filters(random: Random) -> dict[str, str]:
    """A few filters of those that there are, and words that would find others."""
    names = [*EMPLOYERS, "hospice", "", "Quiet", "rn", "%", "_", "' OR 1=1 --"]
    every: dict[str, list[str]] = {
        "show": ["moves", "finished", "all"],
        "direction": [code for code, _name in DIRECTIONS],
        "kind": [code for code, _name in KINDS],
        "status": [one.value for one in PlacementStatus],
        "waits_for": [code for code, _name in WAITS],
        "person": names,
        "other": names,
    }
    chosen = random.sample(list(every), random.randint(0, 3))
    return {name: random.choice(every[name]) for name in chosen}


def test_whatever_is_asked_only_shared_moves_are_answered(walked, in_app):
    random = Random(20261125)  # noqa: S311 - the same questions each time are the point
    with in_app():
        seen: dict[str, set[str]] = {name: set() for name in EMPLOYERS}
        for _try in range(TRIES):
            name = random.choice(EMPLOYERS)
            form = MovesForm(MultiDict(filters(random)))
            assert form.validate()
            found = set(db.session.scalars(moves.found(hr(name), form.wanted)))
            names = {one.mover.name for one in found}
            assert names <= MAY_SEE[name], form.wanted
            rows = exports.sheet(hr(name), form.wanted).rows
            assert {row[0] for row in rows} == names, "the file is the list"
            seen[name] |= names
        assert seen == MAY_SEE, "filters found everything that may be seen"


@pytest.mark.parametrize("name", EMPLOYERS)
def test_files_pages_and_calendars_name_nobody_else(client, client_as, walked, in_app, name):
    desk = client_as(f"hr@{name}.example")
    hidden = EVERYBODY - MAY_SEE[name]
    token = desk.token("/hr/calendar")
    made = desk.post("/hr/calendar", data={"csrf_token": token}).text
    feed = made.split('<code class="secret">')[1].split("</code>")[0]
    answers = [
        *(desk.get(path) for path in PAGES),
        *(
            desk.post(f"/hr/export/csv?show={show}", data={"csrf_token": token, "show": show})
            for show in ("moves", "finished", "everything")
        ),
        client.get(feed),
    ]
    for answer in answers:
        assert answer.status_code == 200
        said = answer.get_data(as_text=True)
        assert not [one for one in hidden if f"{one}," in said or f">{one}<" in said]
    calendar = answers[-1].get_data(as_text=True)
    agreed = {"Rh", "Rn", "Nr", "Nh", "Past"} & MAY_SEE[name]
    assert {one for one in EVERYBODY if f"SUMMARY:{one}\\," in calendar} == agreed


PAGES = (
    *("/hr", "/hr?show=moves", "/hr?show=finished", "/hr/figures", "/hr/return", "/hr/calendar"),
    *("/hr?show=moves&other=e", "/hr?show=moves&page=1", "/hr?show=finished&person=e"),
)


def test_ids_of_others_open_nothing(client_as, walked, in_app):
    with in_app():
        ids = dict(db.session.execute(sa.select(Organisation.name, Organisation.public_id)).all())
        places = [
            (one.mover.name, one.public_id) for one in db.session.scalars(sa.select(Placement))
        ]
    for name in EMPLOYERS:
        desk = client_as(f"hr@{name}.example")
        token = desk.token("/hr/calendar")
        for organisation, public_id in ids.items():
            mine = name in organisation.lower()
            page = desk.get(f"/hr/return?organisation={public_id}")
            assert page.status_code == (200 if mine else 404)
            sent = {"csrf_token": token, "organisation": public_id}
            taken = desk.post("/hr/return/csv", data=sent)
            assert taken.status_code == (404 if not mine else 200 if name == "rivers" else 409)
        for mover, public_id in places:
            expected = 200 if mover in MAY_SEE[name] else 404
            assert desk.get(f"/placements/{public_id}").status_code == expected


def test_a_return_holds_only_the_moves_of_its_own_organisation(walked, in_app):
    with in_app():
        quarter = seconded.Quarter(2027, 1)
        found = seconded.lines(hr("rivers"), moved.known("rivers"), quarter)
        told = [(one.direction, one.other, one.kind) for one in found]
        assert told == [
            ("Out", "Harbour Hospice", "Secondment"),
            ("Out", "Harbour Hospice", "Short secondment"),
            ("In", "Northmoor Council", "Secondment"),
        ]
        for other in ("harbour", "northmoor"):
            for ask in (seconded.made, seconded.lines):
                with pytest.raises(NotAllowed):
                    ask(hr(other), moved.known("rivers"), quarter)


def test_an_administrator_of_the_platform_has_no_desk_of_anybody(client_as, walked, in_app):
    with in_app():
        admin = factories.administrator()
        assert list(db.session.scalars(moves.found(admin, moves.Wanted()))) == []
        assert calendars.entries(admin) == []
        assert figures.steps(admin) == []
    assert client_as("admin@crossover.example").get("/hr").status_code == 403


@pytest.mark.parametrize("roles", [(), ("poster",)])
def test_who_only_posts_takes_nothing_away(client_as, walked, in_app, roles):
    with in_app():
        factories.member("paula@harbour.example", moved.known("harbour"), *roles)
    desk = client_as("paula@harbour.example")
    token = desk.token("/account/name")
    for path in ("/hr/export/csv", "/hr/return/ods", "/hr/calendar", "/hr/calendar/off"):
        assert desk.post(path, data={"csrf_token": token}).status_code == 403


def test_an_administrator_of_the_home_employer_alone_reads_no_moves_out(walked, in_app):
    """Who may leave is HR's to know: looking after accounts is no reason to read it."""
    with in_app():
        boss = factories.member("boss@rivers.example", moved.known("rivers"), "organisation_admin")
        names = {one.mover.name for one in db.session.scalars(moves.found(boss, moves.Wanted()))}
        assert names == {"Nr"}
