"""What a person is asked for their profile, and the way from the form to the command and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from exchange import clock
from exchange.profiles.models import Direction, Profile, SkillLevel, Visibility
from exchange.profiles.services import ProfileValues, SkillEntry
from exchange.reference import kinds, levels
from exchange.reference.skills import Skill
from exchange.web.fields import DateParts, Decimals, TrimmedString, TrimmedText, WholeNumber
from exchange.web.forms import Form
from exchange.web.inputs import options, text

FIRST_YEAR = 1950
LEVEL_WORDS = {
    SkillLevel.AWARENESS: ("Awareness", "I know what it is and have seen it done"),
    SkillLevel.WORKING: ("Working", "I do it with some support"),
    SkillLevel.PRACTITIONER: ("Practitioner", "I do it on my own and help others"),
    SkillLevel.EXPERT: ("Expert", "I lead on it and others come to me"),
}
"""Each level of skill as people read it, and what it means."""
VISIBILITY_WORDS = {
    Visibility.NOBODY: (
        "Nobody",
        "Only you see it. It goes along with what you apply for, and nowhere else.",
    ),
    Visibility.MEMBERS: (
        "Members",
        "People who belong to an organisation here can find it and open it.",
    ),
    Visibility.PUBLIC: (
        "Everybody",
        "Anybody on the internet can find it and open it, without signing in.",
    ),
}
"""Each visibility as people read it, and what it means."""
KIND_PAIRS = [(kind.code, kind.name) for kind in kinds.PLACEMENTS]
LEVEL_PAIRS = [(str(one.number), f"{one.civil_service} | {one.charity}") for one in levels.ALL]


def _part_of_a_week(_form: BaseForm, field: Any) -> None:
    if field.data is not None and field.data <= 0:
        raise ValidationError("Enter more than 0 days a week, such as 2.5, or leave it blank")


def _year(_form: BaseForm, field: Any) -> None:
    this_year = clock.today().year
    if field.data is not None and not FIRST_YEAR <= field.data <= this_year:
        raise ValidationError(f"Enter a year from {FIRST_YEAR} to {this_year}, or leave it blank")


class ProfileForm(Form):
    """Everything in a profile but its skills, which have a page of their own."""

    version = HiddenField()
    headline = TrimmedString(
        "Headline",
        [Length(max=120, message="The headline must be 120 characters or fewer")],
        description="What you do, in a line: “Policy adviser who has run volunteer programmes”.",
    )
    about = TrimmedText(
        "About you",
        [Optional(), Length(max=5000, message="This must be 5,000 characters or fewer")],
        description="What you have done and what you would like to try. Blank lines make"
        " paragraphs, a * begins a list, **two stars** make words bold.",
    )
    level = SelectField("Your level", choices=options([("", "Not given"), *LEVEL_PAIRS]))
    outcode = TrimmedString(
        "First half of your postcode",
        [Optional(), Length(max=12, message="Enter the first half of a UK postcode, such as LS1")],
        description="Such as LS1. We show the town, never your address.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    remote_ok = BooleanField("I can work from elsewhere, by video and phone")
    days_a_week = Decimals(
        "Days a week",
        [Optional(), _part_of_a_week],
        what="Days a week",
        most=5,
        description="How much of your week could go to this, up to 5, such as 2.5.",
    )
    available_from = DateParts("From when", [Optional()], what="The date from which you can start")
    offers = SelectMultipleField(
        "What I offer",
        choices=options(KIND_PAIRS),
        description="Tick what you could give to others.",
    )
    seeks = SelectMultipleField(
        "What I seek", choices=options(KIND_PAIRS), description="Tick what you would like to do."
    )
    visibility = RadioField(
        "Who can see your profile",
        [DataRequired("Choose who can see your profile")],
        choices=options((one.value, words[0]) for one, words in VISIBILITY_WORDS.items()),
    )
    hidden_from_employer = BooleanField(
        "Hide it from my own employer",
        description="People who belong to an organisation where you work, or where you asked to"
        " join, do not find it and cannot open it. Cannot go together with “Everybody”.",
    )


def blank() -> ProfileValues:
    """A profile before anything is written: shown to nobody, hidden from the employer."""
    return ProfileValues("", "", None, "", False, None, None, Visibility.NOBODY, True, (), (), ())


def values_of(profile: Profile | None) -> ProfileValues:
    """What stands in a profile, as the command takes it."""
    if profile is None:
        return blank()
    return ProfileValues(
        headline=profile.headline,
        about=profile.about,
        level=profile.level,
        outcode=profile.outcode,
        remote_ok=profile.remote_ok,
        days_a_week=profile.days_a_week,
        available_from=profile.available_from,
        visibility=profile.visibility,
        hidden_from_employer=profile.hidden_from_employer,
        skills=tuple(SkillEntry(one.skill, one.level, one.last_used) for one in profile.skills),
        offers=_kinds(profile, Direction.OFFER),
        seeks=_kinds(profile, Direction.SEEK),
    )


def filled(profile: Profile | None) -> dict[str, Any]:
    """What the form shows before anything is typed."""
    values = values_of(profile)
    return {
        "version": str(profile.version) if profile else "0",
        "level": str(values.level or ""),
        "visibility": values.visibility.value,
        "offers": list(values.offers),
        "seeks": list(values.seeks),
        **{
            name: getattr(values, name)
            for name in ("headline", "about", "outcode", "remote_ok", "available_from")
        },
        "days_a_week": plain(values.days_a_week),
        "hidden_from_employer": values.hidden_from_employer,
    }


def written(form: ProfileForm, profile: Profile | None) -> ProfileValues:
    """What was typed, with the skills that the profile has."""
    return ProfileValues(
        headline=text(form.headline),
        about=text(form.about),
        level=int(form.level.data) if form.level.data else None,
        outcode=text(form.outcode),
        remote_ok=bool(form.remote_ok.data),
        days_a_week=float(form.days_a_week.data) if form.days_a_week.data is not None else None,
        available_from=form.available_from.data,
        visibility=Visibility(form.visibility.data),
        hidden_from_employer=bool(form.hidden_from_employer.data),
        skills=values_of(profile).skills,
        offers=tuple(form.offers.data or ()),
        seeks=tuple(form.seeks.data or ()),
    )


def version_of(form: Form) -> int:
    """The version that the page showed; one that nobody has where it was tampered with."""
    typed = str(form["version"].data or "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else -1


class _Levels(Form):
    version = HiddenField()


def levels_form(chosen: Sequence[Skill], profile: Profile | None) -> _Levels:
    """A form that asks level and year of each chosen skill."""
    fields: dict[str, Any] = {}
    for skill in chosen:
        fields[f"level-{skill.code}"] = RadioField(
            f"{skill.name}: how well",
            [DataRequired(f"Choose how well you know {skill.name}")],
            choices=options((one.value, words[0]) for one, words in LEVEL_WORDS.items()),
        )
        fields[f"year-{skill.code}"] = WholeNumber(
            f"{skill.name}: year you last used it",
            [Optional(), _year],
            what="The year",
        )
    data: dict[str, Any] = {"version": str(profile.version) if profile else "0"}
    for one in values_of(profile).skills:
        data |= {f"level-{one.skill}": one.level.value, f"year-{one.skill}": one.last_used}
    made: _Levels = type("SkillLevelsForm", (_Levels,), fields)(data=data)
    return made


def entries(form: Form, chosen: Sequence[Skill]) -> tuple[SkillEntry, ...]:
    """The chosen skills with what was typed for each."""
    return tuple(
        SkillEntry(
            one.code,
            SkillLevel(form[f"level-{one.code}"].data),
            form[f"year-{one.code}"].data,
        )
        for one in chosen
    )


def plain(number: float | None) -> str | None:
    """A number as people write it: 2.5, and 3 without a point."""
    return None if number is None else f"{number:g}"


def _kinds(profile: Profile, direction: Direction) -> tuple[str, ...]:
    return tuple(one.kind for one in profile.kinds if one.direction is direction)
