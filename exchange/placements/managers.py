"""Plain steps about the line manager: who is named, by whom, and who is told of it."""

from __future__ import annotations

from exchange import clock
from exchange.accounts import queries as accounts
from exchange.errors import Invalid
from exchange.notices import services as notices
from exchange.organisations import addresses
from exchange.organisations import queries as organisations
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement


def name(placement: Placement, name: str, email: str, *, whose: str = "") -> None:
    """Name who decides as line manager; `whose` is the mover's name where others name them.

    At a verified domain of home, and none of the mover's own addresses. HR had agreed to a
    release by the person named before, so it is asked again.
    """
    problems = _problems(placement, name, email, whose)
    if problems:
        raise Invalid(problems)
    if email != placement.manager_email:
        placement.manager_confirmed_at = placement.manager_confirmed_by = None
        placement.manager_instead_of = placement.manager_instead_of_name = None
        placement.void_decision(Role.HOME_HR)
    placement.manager_name, placement.manager_email = name, email


def forget(placement: Placement) -> None:
    """The person named was not the manager: nothing they decided counts, and their link ends.

    HR had agreed to a release by that person, so HR is asked again as well.
    """
    placement.manager_name = placement.manager_email = ""
    placement.manager_confirmed_at = placement.manager_confirmed_by = None
    placement.manager_instead_of = placement.manager_instead_of_name = None
    placement.void_decision(Role.HOME_MANAGER)
    placement.void_decision(Role.HOME_HR)
    placement.moved_at = clock.now()
    for link in placement.links:
        if link.role is Role.HOME_MANAGER and link.used_at is None:
            link.replaced_at = clock.now()


def tell_mover_to_name_another(placement: Placement) -> None:
    """HR challenged who was named."""
    text = "HR says that the person you named is not your line manager. Please name another."
    path = f"/placements/{placement.public_id}"
    notices.tell(placement.mover_id, "not_the_manager", text, path)


def tell_home_hr_who(placement: Placement) -> None:
    """Where HR need not decide it still sees who was named, and can challenge it."""
    if Role.HOME_HR in placement.needed or not placement.manager_name:
        return
    text = (
        f"{placement.mover.name} named {placement.manager_name} as line manager for a move to"
        f" {placement.host_name}. If that is wrong, say so on the page."
    )
    tell_home_hr(placement, "manager_named", text)


def tell_home_hr(placement: Placement, event: str, text: str) -> None:
    """Tell those who decide as HR at home, and their deputies."""
    home = placement.home_organisation_id
    for person_id in organisations.deciders(home, "hr", placement.mover_id):
        notices.tell(person_id, event, text, f"/placements/{placement.public_id}")


def _problems(placement: Placement, name: str, email: str, whose: str) -> dict[str, str]:
    problems = {}
    if not name:
        problems["name"] = "Enter the line manager's name."
    if addresses.is_own(placement.mover_id, email):
        problems["email"] = (
            f"This is an address of {whose}, who moves. Enter somebody else's."
            if whose
            else "This is an address of your own. Enter your line manager's."
        )
    elif _refused_before(placement, email):
        problems["email"] = (
            "This person's refusal did not stand on appeal, so somebody else decides."
        )
    elif not addresses.is_at(placement.home_organisation_id, email):
        problems["email"] = (
            f"Enter the line manager's work address at {placement.home_name}. If this is one,"
            " ask HR there to have the address's domain added."
        )
    return problems


def _refused_before(placement: Placement, email: str) -> bool:
    known = accounts.person_id_by_address(email)
    keys = {f"address:{email}", f"person:{known}"}
    return any(
        one.role is Role.HOME_MANAGER and one.overturned and one.refused_by in keys
        for one in placement.appeals
    )
