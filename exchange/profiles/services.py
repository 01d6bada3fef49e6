"""Writing one's profile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.errors import ChangedMeanwhile, Invalid
from exchange.profiles import queries
from exchange.profiles.models import (
    Direction,
    Profile,
    ProfileKind,
    ProfileSkill,
    SkillLevel,
    Visibility,
)
from exchange.reference import kinds, outcodes, skills

MOST_SKILLS = 20


@dataclass(frozen=True)
class SkillEntry:
    """A skill as somebody claims it."""

    skill: str
    level: SkillLevel
    last_used: int | None


@dataclass(frozen=True)
class ProfileValues:
    """Everything that a profile says."""

    headline: str
    about: str
    level: int | None
    outcode: str
    remote_ok: bool
    days_a_week: float | None
    available_from: date | None
    visibility: Visibility
    hidden_from_employer: bool
    skills: tuple[SkillEntry, ...]
    offers: tuple[str, ...]
    seeks: tuple[str, ...]


@command
def save(actor: Actor, values: ProfileValues, version: int | None = None) -> Profile:
    """Write the whole profile. Raises Invalid, or ChangedMeanwhile for an older `version`."""
    require(actor, Permission.PAGE_SIGNED_IN, None)
    _check(values)
    profile = queries.own(actor)
    if profile is None:
        if version:
            raise ChangedMeanwhile
        profile = Profile(person_id=actor.person_id, search_version=0)
        db.session.add(profile)
    elif version is not None and profile.version != version:
        raise ChangedMeanwhile
    for name in (
        "headline",
        "about",
        "level",
        "remote_ok",
        "days_a_week",
        "available_from",
        "visibility",
        "hidden_from_employer",
    ):
        setattr(profile, name, getattr(values, name))
    profile.outcode = outcodes.outward(values.outcode) if values.outcode else ""
    # Skills and kinds stand in tables of their own, so the profile's version is moved by hand.
    profile.search_version += 1
    _write_skills(profile, values)
    _write_kinds(profile, values)
    db.session.flush()
    return profile


def _check(values: ProfileValues) -> None:
    problems: dict[str, str] = {}
    if values.visibility is Visibility.PUBLIC and values.hidden_from_employer:
        problems["visibility"] = (
            "A public profile can be seen by everybody, your employer too. Choose members, or"
            " let your employer see it."
        )
    if values.visibility is not Visibility.NOBODY and not values.headline.strip():
        problems["headline"] = "Write a headline, so that people know what they have found."
    if values.outcode and outcodes.get(values.outcode) is None:
        problems["outcode"] = "Enter the first half of a UK postcode, such as LS1."
    problems |= _skill_problems(values.skills)
    if problems:
        raise Invalid(problems)


def _skill_problems(entries: tuple[SkillEntry, ...]) -> dict[str, str]:
    codes = [one.skill for one in entries]
    if len(codes) > MOST_SKILLS:
        return {"skills": f"Choose up to {MOST_SKILLS} skills: the ones that matter most."}
    if len(codes) != len(set(codes)):
        return {"skills": "A skill is there twice. Remove one of them."}
    known = {one.code for one in skills.ALL}
    if not set(codes) <= known:
        return {"skills": "Choose skills from the list."}
    this_year = clock.today().year
    if any(one.last_used and not 1950 <= one.last_used <= this_year for one in entries):
        return {"skills": f"Enter the year in which you last used a skill, up to {this_year}."}
    return {}


def _write_skills(profile: Profile, values: ProfileValues) -> None:
    wanted = {one.skill: one for one in values.skills}
    for row in list(profile.skills):
        entry = wanted.pop(row.skill, None)
        if entry is None:
            profile.skills.remove(row)
        else:
            row.level, row.last_used = entry.level, entry.last_used
    profile.skills.extend(
        ProfileSkill(skill=one.skill, level=one.level, last_used=one.last_used)
        for one in wanted.values()
    )


def _write_kinds(profile: Profile, values: ProfileValues) -> None:
    wanted = {(code, Direction.OFFER) for code in values.offers}
    wanted |= {(code, Direction.SEEK) for code in values.seeks}
    wanted = {one for one in wanted if one[0] in {kind.code for kind in kinds.PLACEMENTS}}
    for row in list(profile.kinds):
        if (row.kind, row.direction) in wanted:
            wanted.discard((row.kind, row.direction))
        else:
            profile.kinds.remove(row)
    profile.kinds.extend(ProfileKind(kind=code, direction=way) for code, way in sorted(wanted))
