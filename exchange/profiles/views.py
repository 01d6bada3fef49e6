"""Pages of profiles: one's own, and the one that others see."""

from __future__ import annotations

import uuid
from dataclasses import replace

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for

from exchange.access import Permission, requires
from exchange.errors import ExchangeError, SearchTimeout, SearchUnavailable, status_of
from exchange.profiles import cards, confirmations, forms, queries, searching, services
from exchange.profiles.models import Direction, Profile, Visibility
from exchange.reference import kinds, levels, outcodes, skills
from exchange.search.asking import Results
from exchange.web.filters import State, pairs_of
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import page_number

blueprint = Blueprint("profiles", __name__)
blueprint.record(confirmations.nobody_answers_yet)


@blueprint.route("/profile", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def edit() -> Answer:
    """One's own profile."""
    profile = queries.own(actor())
    form = forms.ProfileForm(data=forms.filled(profile))
    if posted(form, lambda: _save(forms.written(form, profile), forms.version_of(form))):
        flash("Your profile is saved.", "success")
        return redirect(url_for(".edit"))
    return shown(
        "profiles/edit.html",
        form,
        profile=profile,
        level_rows=[(one.civil_service, one.charity) for one in levels.ALL],
        level_note=levels.NOTE,
        who_sees=who_sees(profile),
        visibility_hints={one.value: words[1] for one, words in forms.VISIBILITY_WORDS.items()},
        kind_hints={kind.code: kind.length for kind in kinds.PLACEMENTS},
        skill_rows=skill_rows(profile),
        confirmed=confirmations.of_own(actor()),
    )


@blueprint.get("/profile/skills")
@requires(Permission.PAGE_SIGNED_IN)
def choose_skills() -> Answer:
    """Tick skills; what is ticked goes along in the address, so nothing is lost between pages."""
    ticked = _ticked()
    if "ticking" not in request.args:
        ticked = [one.skill for one in forms.values_of(queries.own(actor())).skills]
    find = request.args.get("find", "").strip()[:100]
    found = [one for one in skills.find(find, 20) if one.code not in ticked]
    aside = {*ticked, *(one.code for one in found)}
    groups = {
        name: [one for one in members if one.code not in aside]
        for name, members in skills.by_group().items()
    }
    return render_template(
        "profiles/skills.html",
        find=find,
        chosen=skills.named(ticked),
        found=found,
        groups=groups,
        most=services.MOST_SKILLS,
    )


@blueprint.route("/profile/skills/levels", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def skill_levels() -> Answer:
    """How well and how lately, for each chosen skill."""
    profile = queries.own(actor())
    chosen = skills.named(_ticked())
    if len(chosen) > services.MOST_SKILLS:
        flash(f"Choose up to {services.MOST_SKILLS} skills: the ones that matter most.", "error")
        codes = [one.code for one in chosen]
        return redirect(url_for(".choose_skills", ticking="yes", skill=codes))
    form = forms.levels_form(chosen, profile)
    if posted(form, lambda: _save_skills(profile, form, chosen)):
        flash("Your skills are saved.", "success")
        return redirect(url_for(".edit"))
    return shown(
        "profiles/levels.html", form, chosen=chosen, level_words=forms.LEVEL_WORDS.values()
    )


@blueprint.get("/people")
@requires(Permission.PAGE_PUBLIC)
def index() -> Answer:
    """Search people. The whole state stands in the address."""
    form = searching.SearchForm(request.args)
    if not form.validate():
        return _people(form), 422
    try:
        found = searching.search(actor(), form, page_number())
    except (SearchTimeout, SearchUnavailable) as trouble:
        return _people(form, trouble=trouble), status_of(trouble)
    return _people(form, found)


@blueprint.get("/people/suggest")
@requires(Permission.PAGE_PUBLIC)
def suggest() -> Response:
    """Headlines to offer while somebody types."""
    return jsonify(suggestions=searching.suggestions(actor(), request.args.get("q", "")))


@blueprint.get("/people/<uuid:public_id>")
@requires(Permission.PAGE_PUBLIC)
def show(public_id: uuid.UUID) -> Answer:
    """A profile as others see it; its owner reads who these others are."""
    profile, person = queries.by_public_id(actor(), public_id)
    own = profile.person_id == actor().person_id
    return render_template(
        "people/show.html",
        profile=profile,
        person=person,
        employers=queries.employers(person.id),
        own=own,
        who_sees=who_sees(profile) if own else "",
        level=levels.get(profile.level) if profile.level else None,
        level_note=levels.NOTE,
        place=outcodes.get(profile.outcode) if profile.outcode else None,
        days=forms.plain(profile.days_a_week),
        skill_rows=skill_rows(profile),
        confirmed=confirmations.shown(person.id),
        offers=cards.kind_names(profile, Direction.OFFER),
        seeks=cards.kind_names(profile, Direction.SEEK),
    )


def _people(
    form: searching.SearchForm,
    found: Results[queries.Row] | None = None,
    trouble: ExchangeError | None = None,
) -> str:
    state = State("/people", pairs_of(form))
    nobody = found is not None and not found.total
    return render_template(
        "people/index.html",
        form=form,
        state=state,
        found=found,
        trouble=trouble,
        facets=list(searching.linked(form, found, state)) if found else [],
        chips=list(searching.chips_of(form, state)),
        ways_on=list(searching.ways_on(form, state, actor())) if nobody else [],
        sorts=searching.sorts(form, state),
        cards=cards.of(found.rows.values(), searching.place_of(form)) if found else [],
    )


def who_sees(profile: Profile | None) -> str:
    """Who can find and open the profile as it is saved, in a sentence for its owner."""
    if profile is None or profile.visibility is Visibility.NOBODY:
        return "Nobody but you. It goes along with what you apply for, and nowhere else."
    if profile.visibility is Visibility.PUBLIC:
        return "Everybody, signed in or not."
    everybody = "People who belong to an organisation here"
    if not profile.hidden_from_employer:
        return f"{everybody}, your own employer among them."
    names = queries.employers(profile.person_id, asked_too=True)
    where = " and ".join(names) or "an organisation that you join"
    return f"{everybody}, but nobody from {where}."


def skill_rows(profile: Profile | None) -> list[list[str]]:
    """Name, level and year of each skill, for a table."""
    if profile is None:
        return []
    known = {one.code: one.name for one in skills.named(row.skill for row in profile.skills)}
    return [
        [known[row.skill], forms.LEVEL_WORDS[row.level][0], str(row.last_used or "Not given")]
        for row in profile.skills
        if row.skill in known
    ]


def _save(values: services.ProfileValues, version: int) -> Profile:
    return services.save(actor(), values, version)


def _save_skills(profile: Profile | None, form: Form, chosen: list[skills.Skill]) -> Profile:
    values = replace(forms.values_of(profile), skills=forms.entries(form, chosen))
    return _save(values, forms.version_of(form))


def _ticked() -> list[str]:
    return list(dict.fromkeys(request.args.getlist("skill")))[:100]
