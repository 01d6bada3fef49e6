"""What a placement's page tells: who has agreed, and what happened, each as the viewer may see it.

The record keeps more than any one party may read, so that only what is listed here is shown:
moves from state to state, decisions by role and organisation, terms, and reasons that were
written for the others. Names stay on their own side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from exchange.access import Actor
from exchange.audit import AuditEvent, history
from exchange.db import db
from exchange.organisations import queries as organisations
from exchange.placements import progress, queries, wording
from exchange.placements.lifecycle import How, Party, PlacementStatus, Role
from exchange.placements.models import Decision, Placement
from exchange.reference import choices, kinds
from exchange.web.look import age, day

Change = list[Any]

HAPPENED = {
    "accept_offer": "The offer was accepted",
    "accept_invitation": "The invitation was accepted",
    "send_home": "Sent to the employer",
    "save_costs": "The cost worksheet was changed",
    "give_facts": "Questions of the checks were answered",
    "not_the_manager": "The person named said that they are not the line manager",
    "wrong_manager": "HR said that the person named is not the line manager",
    "record_approval": "An approval from outside was recorded",
    "note_nationality": "The nationality check was noted",
    "say_staying": "The person said whether they will stay with the host",
    "withdraw": "Withdrawn",
    "receive_partner": "The other half of the swap began",
    "confirm_start": "The start was confirmed",
    "did_not_start": "It did not start",
    "go_on_leave": "A long absence was noted",
    "come_back": "Back from a long absence",
    "end_early": "Ended early",
    "take_back_notice": "Notice of an early end was taken back",
    "complete": "The end was confirmed",
    "pass_on": "The line manager passed the decision to a colleague",
    "replace_manager": "HR named another line manager",
    "appeal": "The mover asked for the refusal to be looked at again",
}
"""Commands whose name says what happened. Others are told from what they changed."""

AGREEMENT = {
    "issue": "The agreement was issued, to be signed by all three",
    "edit": "The agreement was recalled to be changed, and the signatures on it are void",
}
"""What a command on the agreement did to its placement."""

LATE = {"remind": "reminded", "escalate": "late, so those above were told"}
REASONS_SHOWN = frozenset(
    {
        "take_back",
        "decide_appeal",
        "withdraw",
        "did_not_start",
        "record_happened",
        "end_early",
        "take_back_notice",
    }
)
TOLD = {
    "declare": "Interests were declared",
    "declare_by_link": "Interests were declared",
    "ask_again": "A new declaration of interests was asked for",
    "declare_conflict": "A matter between the two organisations was declared",
    "write_handling": "HR wrote how a matter between the organisations is handled",
    "accept_handling": "HR accepted how a matter between the organisations is handled",
    "close_conflict": "A matter between the organisations is over",
    "choose_needed": "The host said which checks the post needs",
    "set_state": "The state of a check was noted",
    "choose_pension": "How the pension goes on was recorded",
    "override": "A check was set aside by a named authority",
    "take_back_override": "A check that was set aside counts again",
}
"""Commands of the safeguards: that something was done, and never what it says."""

BY_AUTHORITY = frozenset({"override", "take_back_override"})
"""Done on somebody else's word, by HR or an administrator: the check itself says whose."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    title: str
    by: str
    at: datetime
    text: str = ""


@dataclass(frozen=True)
class Approval:
    """One approval as a step: done, now, todo, no or skip."""

    what: str
    state: str
    text: str


def sides_seen(viewer: Actor, placement: Placement) -> frozenset[str]:
    """The sides whose people the viewer knows by name."""
    if viewer.is_administrator or viewer.person_id == placement.mover_id:
        return frozenset({"home", "host"})
    sides = set()
    host_roles = viewer.has_role(placement.host_organisation_id, *queries.HOST_ROLES)
    if host_roles or viewer.person_id == placement.host_manager_id:
        sides.add("host")
    home_roles = viewer.has_role(placement.home_organisation_id, *queries.HOME_ROLES)
    if home_roles or (viewer.email and viewer.email == placement.manager_email):
        sides.add("home")
    return frozenset(sides)


def approvals(viewer: Actor, placement: Placement) -> list[Approval]:
    """Every approval of the kind, in the order in which they are asked."""
    seen = sides_seen(viewer, placement)
    found = [
        Approval(progress.role_at(placement, role), *_state(placement, role, seen))
        for role in placement.needed
    ]
    asked = {role.value for role in placement.needed}
    kind = kinds.get(placement.kind)
    if placement.home_organisation_id is None:
        found += [
            Approval(wording.role_name(Role(code)), "skip", "Not needed: no employer.")
            for code in kind.approvals
            if code not in asked
        ]
    return found


def _state(placement: Placement, role: Role, seen: frozenset[str]) -> tuple[str, str]:
    decision = placement.decision(role)
    if placement.refused_as is role and placement.status is PlacementStatus.REFUSED:
        when = f" on {day(placement.refused_at)}" if placement.refused_at else ""
        return "no", f"Refused{when}. The reasons are at the top of this page."
    if decision is not None and placement.stands(role):
        return "done", _decided(placement, decision, role.side in seen)
    if placement.status is not PlacementStatus.PROPOSED:
        return "todo", "Not decided. It is not needed any more."
    if not progress.is_asked(placement, role):
        return "todo", "Not asked yet: the employer has heard nothing from us."
    return "now", _waiting(placement, role, role.side in seen)


def _decided(placement: Placement, decision: Decision, named: bool) -> str:
    who = f" by {decision.by_whom}" if named and decision.name else ""
    how = "by a link sent by e-mail" if decision.how is How.LINK else "signed in"
    return f"Agreed{who} on {day(decision.at)}, {how}, to version {decision.terms} of the terms."


def _waiting(placement: Placement, role: Role, named: bool) -> str:
    since = progress.asked_at(placement, role)
    whom = ""
    if role is Role.HOME_MANAGER and named and placement.manager_name:
        absent = placement.manager_instead_of_name
        deputy = f", deputy of {absent}," if absent else ""
        whom = f" {placement.manager_name}{deputy} decides by a link sent by e-mail."
    again = " Asked again, because the terms changed." if placement.terms_version > 1 else ""
    return f"Waiting for {age(since)}, since {day(since)}.{whom}{again}"


def entries(viewer: Actor, placement: Placement) -> list[Entry]:
    """What happened, oldest first."""
    events = history(db.session(), "placement", placement.public_id)
    teller = _Teller(viewer, placement)
    return [entry for event in events for entry in teller.tell(event)]


def _fell(changes: dict[str, Change]) -> bool:
    """Whether nobody withdrew this: it fell with the other half, whose reasons stay there."""
    withdrawn = changes.get("status", [None, None])[1] == PlacementStatus.WITHDRAWN
    return withdrawn and "ended_by_id" not in changes


class _Teller:
    """Turns rows of the record into sentences for one viewer."""

    def __init__(self, viewer: Actor, placement: Placement) -> None:
        self.placement = placement
        self.seen = sides_seen(viewer, placement)
        self.hosts = set(organisations.holders(placement.host_organisation_id, *queries.HOST_ROLES))

    def tell(self, event: AuditEvent) -> list[Entry]:
        """The entries of one row, often one, sometimes none."""
        detail = event.detail or {}
        changes: dict[str, Change] = detail.get("changes", {})
        if _fell(changes):
            return [Entry("Ended with the other half of the swap", "", event.at)]
        action = event.action.rpartition(".")[2]
        if "happened" in detail:
            titles = [(title, words) for title, words in detail["happened"]]
        elif detail.get("told"):
            titles = [(TOLD[action], "")]
        else:
            titles = [
                *self._titles(action, changes),
                *self._agreement(action, changes),
                *self._changed(changes),
            ]
            titles += self._late(detail)
        # For whom a deputy confirmed the manager is a name that only home reads.
        shown = action in REASONS_SHOWN or (action == "confirm_manager" and "home" in self.seen)
        text = str(detail.get("reason", "")) if shown else ""
        unnamed = event.actor_id is None or action in BY_AUTHORITY
        by = "" if unnamed else self._who(event.actor_id or 0, action)
        found = [Entry(title, by, event.at, words or text) for title, words in titles]
        if changes.get("status", [None, None])[1] == PlacementStatus.AGREED:
            found.append(Entry("Agreed by everybody who has to", "", event.at))
        return found

    def _late(self, detail: dict[str, Any]) -> list[tuple[str, str]]:
        """That somebody who let others wait was reminded, or that those above were told."""
        if "late" not in detail:
            return []
        who = progress.role_at(self.placement, Role(detail["role"]))
        return [(f"{who}: {LATE[detail['late']]}", "")]

    def _titles(self, action: str, changes: dict[str, Change]) -> list[tuple[str, str]]:
        if action == "decide_appeal":
            upheld = changes.get("status", [None, None])[1] == PlacementStatus.PROPOSED
            return [(f"The appeal was {'upheld' if upheld else 'answered: it stays refused'}", "")]
        if action == "take_back":
            return [
                (f"{progress.role_at(self.placement, role)}: approval withdrawn", "")
                for role in Role
                if changes.get(f"{role.value}_at", [None, 0])[1] is None
            ]
        decided = [role for role in Role if changes.get(f"{role.value}_at", [0, None])[1]]
        if decided:
            return [(f"{progress.role_at(self.placement, role)}: agreed", "") for role in decided]
        if action == "refuse" and "refused_as" in changes:
            role = Role(changes["refused_as"][1])
            return [(f"{progress.role_at(self.placement, role)}: refused", self._refusal(changes))]
        if action == "confirm_manager":
            return [self._manager(changes)]
        if action == "record_happened":
            happened = changes.get("ended_how", [None, None])[1] is not None
            return [("It took place" if happened else "It did not take place", "")]
        if action == "end_early" and "status" not in changes:
            last = date.fromisoformat(changes["ends_early_on"][1])
            return [(f"Notice was given: it ends on {day(last)}", "")]
        return [(HAPPENED[action], "")] if action in HAPPENED else []

    def _agreement(self, action: str, changes: dict[str, Change]) -> list[tuple[str, str]]:
        if "agreement_hash" in changes and action in AGREEMENT:
            return [(AGREEMENT[action], "")]
        signed = [party for party in Party if changes.get(f"{party.value}_signed_at", [0, None])[1]]
        return [(f"{progress.signatory(self.placement, one)}: signed", "") for one in signed]

    def _manager(self, changes: dict[str, Change]) -> tuple[str, str]:
        if changes.get("manager_confirmed_at", [None, None])[1] is not None:
            return "HR confirmed the line manager", ""
        return HAPPENED["wrong_manager"], ""

    def _refusal(self, changes: dict[str, Change]) -> str:
        category = choices.get(choices.REFUSAL_REASONS, changes["refusal_category"][1]).name
        return f"{category}. {changes['refusal_reason'][1]}"

    def _changed(self, changes: dict[str, Change]) -> list[tuple[str, str]]:
        found = []
        version = changes.get("terms_version", [None, 1])[1]
        if version != 1:
            parts = [
                f"{words}: {wording.term(name, changes[name][0])}, now"
                f" {wording.term(name, changes[name][1])}"
                for name, words in wording.TERMS.items()
                if name in changes
            ]
            found.append((f"Version {version} of the terms", ". ".join(parts)))
        if changes.get("host_manager_id", [None, None])[0] is not None:
            found.append(("Somebody else at the host looks after it now", ""))
        return found

    def _who(self, person_id: int, action: str) -> str:
        placement = self.placement
        if person_id == placement.mover_id:
            return placement.mover.name
        if person_id == placement.host_manager_id:
            return placement.host_manager.name if "host" in self.seen else placement.host_name
        at_host = person_id in self.hosts and action not in {"confirm_manager"}
        return placement.host_name if at_host else placement.home_name
