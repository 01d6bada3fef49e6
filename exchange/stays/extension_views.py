"""The page of an extension: what is asked, who has agreed, what the checks find, the decision."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template

from exchange import clock
from exchange.access import Actor, Permission, allowed, require, requires
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotFound
from exchange.placements import progress, story
from exchange.placements import queries as placements
from exchange.placements.approvals import PERMISSION
from exchange.placements.form_base import version_seen
from exchange.placements.lifecycle import Role
from exchange.reference import kinds
from exchange.stays import extending, forms, queries
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import ExtensionStatus
from exchange.stays.views import ROOM, back, overtaken, words
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.look import day
from exchange.web.pages import Answer, posted

CODES = "'approve', 'refuse', 'withdraw', 'answers', 'agree', 'decline'"
blueprint = Blueprint("extensions", __name__)
blueprint.context_processor(words)


@blueprint.get(f"{ROOM}/extensions/<uuid:extension_id>")
@requires(Permission.PAGE_SIGNED_IN)
def extension(placement_id: uuid.UUID, extension_id: uuid.UUID) -> Answer:
    """An extension: what is asked, who has agreed, what the checks find, and the decision."""
    return _extension_page(_extension(placement_id, extension_id))


@blueprint.post(f"{ROOM}/extensions/<uuid:extension_id>/<any({CODES}):code>")
@requires(Permission.PAGE_SIGNED_IN)
def decide(placement_id: uuid.UUID, extension_id: uuid.UUID, code: str) -> Answer:
    """Decide about an extension, answer what its checks ask, or ask for it no more."""
    who, found = actor(), _extension(placement_id, extension_id)
    form = _form(code)
    try:
        _may(who, found, code)
        if found.version != version_seen():
            raise ChangedMeanwhile
        if isinstance(form, forms.DecideForm):
            form.offer(_roles(who, found))
        done = posted(form, lambda: DECIDE[code](who, found, form))
    except (ChangedMeanwhile, IllegalTransition) as refusal:
        return overtaken(placement_id, refusal)
    if done:
        flash(DONE[code], "success")
        return back(placement_id)
    return _extension_page(_extension(placement_id, extension_id), form, code), 422


def _extension(placement_id: uuid.UUID, extension_id: uuid.UUID) -> Extension:
    placement = placements.by_public_id(actor(), placement_id)
    found = queries.extension(actor(), extension_id)
    if found.placement_id != placement.id:
        raise NotFound("There is no such extension.")
    return found


def _extension_page(found: Extension, form: Form | None = None, code: str = "") -> str:
    who, placement = actor(), found.placement
    is_open = found.status is ExtensionStatus.OPEN and placement.ends_early_on is None
    today = clock.today()
    mine = _roles(who, found) if is_open else []
    made = _forms(found, mine)
    if form is not None:
        made[code] = form
    may_answer = is_open and allowed(who, Permission.PLACEMENT_EDIT_TERMS, placement)
    return render_template(
        "stays/extension.html",
        extension=found,
        placement=placement,
        kind=kinds.get(placement.kind),
        forms=made,
        form=form,
        chosen=code,
        roles=mine,
        findings=extending.findings(placement, found, today) if is_open else [],
        blocking=extending.blocking(found, today) if is_open else [],
        is_open=is_open,
        may_answer=may_answer,
        mover_is_asked=is_open
        and not found.mover_agrees
        and allowed(who, Permission.EXTENSION_AGREE, found),
        may_withdraw=(found.status is ExtensionStatus.OPEN or found.waits_for_signatures)
        and allowed(who, Permission.EXTENSION_WITHDRAW, found),
        decisions=decisions(who, found),
    )


def _forms(found: Extension, roles: list[Role]) -> dict[str, Form]:
    """Those that nobody has sent; what is known is filled in."""
    approve = forms.DecideForm(formdata=None)
    approve.offer(roles)
    known = {
        "contract_ends_on": found.contract_ends_on or found.placement.contract_ends_on,
    }
    answers = forms.AnswersForm(formdata=None, data=known)
    return {
        "approve": approve,
        "refuse": forms.RefuseForm(formdata=None),
        "answers": answers,
        "decline": forms.DeclineForm(formdata=None),
    }


def decisions(viewer: Actor, found: Extension) -> list[dict[str, str]]:
    """Each approval that the extension needs, as a step."""
    return [_of_mover(found), *(_decision(viewer, found, role) for role in found.needed)]


def _of_mover(found: Extension) -> dict[str, str]:
    what = progress.MOVER
    if found.mover_agreed_at is not None:
        asked = found.asked_by_id == found.mover_id
        words = "Asked for it" if asked else "Agreed"
        return {"what": what, "state": "done", "text": f"{words} on {day(found.mover_agreed_at)}."}
    if found.status is ExtensionStatus.REFUSED and found.refused_as is None:
        return {"what": what, "state": "no", "text": "Refused."}
    if found.mover_not_asked:
        return {"what": what, "state": "skip", "text": "Not asked: granted before that was needed."}
    waits = found.status is ExtensionStatus.OPEN
    return {"what": what, "state": "now" if waits else "todo", "text": ""}


def _decision(viewer: Actor, found: Extension, role: Role) -> dict[str, str]:
    what = progress.role_at(found.placement, role)
    given = found.decision(role)
    if found.refused_as is role:
        return {"what": what, "state": "no", "text": "Refused."}
    if given is None:
        waits = found.status is ExtensionStatus.OPEN
        return {"what": what, "state": "now" if waits else "todo", "text": ""}
    named = role.side in story.sides_seen(viewer, found.placement)
    who = f" by {given.name}" if named and given.name else ""
    return {"what": what, "state": "done", "text": f"Agreed{who} on {day(given.at)}."}


def _roles(who: Actor, found: Extension) -> list[Role]:
    return [
        role
        for role in found.needed
        if not found.stands(role) and allowed(who, PERMISSION[role], found)
    ]


def _may(who: Actor, found: Extension, code: str) -> None:
    if code == "withdraw":
        require(who, Permission.EXTENSION_WITHDRAW, found)
    elif code in {"agree", "decline"}:
        require(who, Permission.EXTENSION_AGREE, found)
    elif code == "answers":
        require(who, Permission.PLACEMENT_EDIT_TERMS, found.placement)
    elif not any(allowed(who, PERMISSION[role], found) for role in found.needed):
        require(who, PERMISSION[found.needed[0]], found)


def _form(code: str) -> Form:
    kinds_of: dict[str, type[Form]] = {
        "approve": forms.DecideForm,
        "refuse": forms.RefuseForm,
        "answers": forms.AnswersForm,
        "decline": forms.DeclineForm,
    }
    return kinds_of.get(code, Form)()


def _approve(who: Actor, found: Extension, form: Any) -> None:
    roles = [Role(code) for code in form.role.data or [] if code in set(Role)]
    if not roles:
        raise Invalid({"role": "Choose in which role you decide."})
    extending.approve(who, found.public_id, version_seen(), *roles)


def _refuse(who: Actor, found: Extension, form: Any) -> None:
    role = next(role for role in found.needed if allowed(who, PERMISSION[role], found))
    category, reason = form.category.data, text(form.reason)
    extending.refuse(who, found.public_id, version_seen(), role, category, reason)


def _answers(who: Actor, found: Extension, form: Any) -> None:
    until = form.contract_ends_on.data
    extending.answer_checks(who, found.public_id, version_seen(), until)


def _withdraw(who: Actor, found: Extension, _form: Any) -> None:
    extending.withdraw(who, found.public_id, version_seen())


DECIDE: dict[str, Callable[[Actor, Extension, Any], None]] = {
    "approve": _approve,
    "refuse": _refuse,
    "answers": _answers,
    "withdraw": _withdraw,
    "agree": lambda who, found, _form: extending.agree(who, found.public_id, version_seen()),
    "decline": lambda who, found, form: extending.decline(
        who, found.public_id, version_seen(), text(form.reason)
    ),
}
DONE = {
    "approve": "You agreed to the extension.",
    "refuse": "You refused. The person reads your reasons.",
    "answers": "Saved.",
    "agree": "You agreed to stay longer.",
    "decline": "You refused. The last day stays as it was, and everybody was told.",
    "withdraw": "Withdrawn. The last day stays as it was.",
}
