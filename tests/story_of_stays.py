"""The part of the scenario in which every command of a stay runs at least once."""

from __future__ import annotations

from datetime import date

from exchange.access import SYSTEM, VISITOR
from exchange.placements.ending import ReturnPost, Waived
from exchange.placements.lifecycle import Role
from exchange.placements.models import EndedHow
from exchange.stays import extending, learning, linking, noting, queries, reminding, returning
from exchange.stays.lifecycle import ImpactTime, NoteKind
from exchange.stays.noting import Noted
from exchange.stays.returning import Post
from tests import factories
from tests.factories import World
from tests.placements import moving
from tests.stays import staying

LATER = date(2027, 9, 3)


def of_stays(w: World, one: World, two: World) -> None:
    """Two secondments that have begun, from the first check-in to what lasted."""
    with moving.on(date(2027, 2, 1)):
        during(w, one)
    with moving.on(date(2027, 6, 1)):
        extensions(one)
        plan(one)
    with moving.on(LATER):
        afterwards(one)
        by_link(w, two)


def during(w: World, one: World) -> None:
    """Check-ins, a note, and another manager."""
    ref = one.placement.public_id
    staying.check_in(one, one.mover, "week_2", "red", "Nobody is here.")
    noting.note(one.mover, ref, Noted(NoteKind.PROMOTION, date(2027, 1, 20)))
    other = factories.member("second@harbour.example", w.host, "poster")
    version = one.placement.version
    noting.change_manager(w.host_hr, ref, version, staying.public_id(other), "She left.")
    one.poster = other


def extensions(one: World) -> None:
    """One withdrawn, one refused by account, one refused by link, one granted."""
    asked = staying.ask(one, one.mover)
    extending.withdraw(one.mover, asked.public_id, asked.version)
    asked = staying.ask(one)
    extending.answer_checks(one.host_hr, asked.public_id, asked.version, date(2028, 1, 1))
    extending.refuse(one.host_hr, asked.public_id, asked.version, Role.HOST_HR, "cost", "No.")
    asked = staying.ask(one)
    extending.decline(one.mover, asked.public_id, asked.version, "Not now.")
    staying.ask(one)
    linking.refuse(VISITOR, staying.link_to(moving.MANAGER), "cost", "No.")
    staying.ask(one)
    staying.mover_agrees(one)
    with moving.on(date(2027, 7, 2)):
        linking.fresh_link(VISITOR, staying.link_to(moving.MANAGER))
        linking.approve(VISITOR, staying.link_to(moving.MANAGER))
        staying.approve(one, one.home_hr, "home_hr")
        staying.approve(one, one.poster, "host_manager")
        staying.approve(one, one.host_hr, "host_hr")
        staying.sign_variation(one)
    assert one.placement.ends_on == LATER


def plan(one: World) -> None:
    """No post, then one after all."""
    ref = one.placement.public_id
    returning.waive(one.home_hr, ref, one.placement.version, Waived.OTHER, "Not yet.")
    post = Post("Officer", ReturnPost.SAME, date(2027, 9, 6))
    returning.confirm(one.home_hr, ref, one.placement.version, post)


def afterwards(one: World) -> None:
    """What was learnt, which skills, what came of it; and what the worker says."""
    ref = one.placement.public_id
    learning.report(one.mover, ref, learning.Learnt("To listen", "A plan"))
    learning.confirm_skills(one.poster, ref, ["policy-development"])
    skill = queries.record(one.placement).skills[0]
    learning.hide_skill(one.mover, skill.public_id, True)
    learning.tell_impact(one.poster, ref, ImpactTime.END, 400, "A plan")
    reminding.remind(SYSTEM, one.placement.id)


def by_link(w: World, two: World) -> None:
    """Home has nobody with an account any more."""
    staying.nobody_at_home(w)
    returning.ask_home(two.poster, two.placement.public_id)
    token = staying.link_to(staying.CONTACT)
    linking.send_code(VISITOR, token)
    linking.count_wrong_code(VISITOR, token)
    code = staying.code_to(staying.CONTACT)
    linking.waive_return(VISITOR, token, Waived.OTHER, "Not yet.", code)
    post = Post("Officer", ReturnPost.SAME, date(2027, 9, 6))
    linking.confirm_return(VISITOR, token, post, code)
    linking.complete(VISITOR, token, EndedHow.RETURNED, "", code)
