"""What posters are asked, a few questions a step. Which steps and questions follows from the kind.

Each step takes from and gives back part of `ListingValues`; nothing is required here, since a
draft may be kept half written. What is missing is said on the last step, by `rules`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from exchange import clock
from exchange.opportunities import rules
from exchange.opportunities.lifecycle import closing_moment
from exchange.opportunities.models import CostModel, Opportunity, PostedAs, Remote, Side
from exchange.opportunities.rules import ListingValues
from exchange.organisations.models import Membership
from exchange.reference import choices, kinds, levels, skills
from exchange.web.fields import DateParts, Decimals, TrimmedString, TrimmedText, WholeNumber
from exchange.web.forms import Form
from exchange.web.inputs import options

MOST_SKILLS = 15
IN_MY_NAME = "person"
SIDES = [
    (Side.HOST.value, "A place that somebody can come to"),
    (Side.MOVER.value, "Somebody who wants to go elsewhere"),
]
SIDE_HINTS = {
    Side.HOST.value: "A team, a project or a person offers time, work or a seat on a board.",
    Side.MOVER.value: "You, or a colleague whom your organisation offers. Hosts invite.",
}
REMOTE = [
    (Remote.ON_SITE.value, "On site"),
    (Remote.HYBRID.value, "Partly on site, partly from home"),
    (Remote.REMOTE.value, "From anywhere"),
]


def at_most(count: int) -> Length:
    """A limit on length, in words."""
    return Length(max=count, message=f"Use {count:,} characters or fewer")


class WhoseForm(Form):
    """In whose name a listing begins."""

    whose = RadioField(
        "In whose name?", [InputRequired("Choose in whose name you post")], choices=[]
    )

    def offer(self, memberships: Iterable[Membership]) -> None:
        """Let the person post for themselves or for where they belong."""
        belongs = [(str(m.organisation.public_id), m.organisation.name) for m in memberships]
        self.whose.choices = options([(IN_MY_NAME, "In my own name"), *belongs])

    @property
    def posted_as(self) -> PostedAs:
        """As a person or for an organisation."""
        return PostedAs.PERSON if self.whose.data == IN_MY_NAME else PostedAs.ORGANISATION

    def absorb(self, error: Any) -> None:
        """A problem with the organisation stands beside "in whose name"."""
        if "organisation" in error.fields:
            error.fields["whose"] = error.fields.pop("organisation")
        super().absorb(error)


class KindForm(WhoseForm):
    """Which way, in whose name, and which kind."""

    side = RadioField(
        "What do you want to post?", [InputRequired("Choose what you post")], choices=options(SIDES)
    )
    kind = RadioField(
        "Which kind of exchange?",
        [InputRequired("Choose a kind of exchange")],
        choices=options([(kind.code, kind.name) for kind in kinds.PLACEMENTS]),
    )


class StepForm(Form):
    """A step of posting. `takes` names the values that it asks for."""

    takes: ClassVar[tuple[str, ...]] = ()

    def fit(self, listing: Opportunity, values: ListingValues) -> None:
        """Take away the questions that this kind, side or status does not ask."""

    def values(self, before: ListingValues) -> ListingValues:
        """What was written before, with the answers of this step."""
        return replace(before, **{name: self[name].data for name in self.takes if name in self})

    @classmethod
    def given(cls, values: ListingValues) -> dict[str, Any]:
        """The answers so far, as the fields take them."""
        return {name: _shown(getattr(values, name)) for name in cls.takes}


class ChangeKindForm(StepForm):
    """Another kind, after the draft was begun."""

    takes = ("kind",)
    kind = RadioField(
        "Which kind of exchange?",
        [InputRequired("Choose a kind of exchange")],
        choices=options([(kind.code, kind.name) for kind in kinds.PLACEMENTS]),
    )

    def fit(self, listing: Opportunity, values: ListingValues) -> None:
        """Only kinds that can be posted from this side and in this name."""
        self.kind.choices = options(
            (kind.code, kind.name)
            for kind in kinds.PLACEMENTS
            if not rules.shape_problems(listing.side, listing.posted_as, kind.code)
        )

    def values(self, before: ListingValues) -> ListingValues:
        """The other kind, without answers to questions that it does not ask."""
        return rules.fitting(super().values(before))


class WhatForm(StepForm):
    """What it is about."""

    takes = ("title", "summary", "description", "outcome", "supervisor", "skills")
    title = TrimmedString(
        "Title", [at_most(120)], description="Say what the work is, such as “Help us plan a move”."
    )
    summary = TrimmedText(
        "Summary", [at_most(300)], description="One or two sentences. Lists and searches show them."
    )
    description = TrimmedText(
        "Description",
        [at_most(10_000)],
        description="What one would do, with whom, and what one needs to know."
        " Leave a blank line between paragraphs; begin a line with “- ” for a list.",
    )
    outcome = TrimmedText(
        "What will be different afterwards?",
        [at_most(500)],
        description="For the host, for the person who moves, or for both.",
    )
    supervisor = TrimmedString(
        "Who looks after the person who comes?",
        [at_most(120)],
        description="Name and role. This may be you.",
    )
    skills = SelectMultipleField(
        "Skills", choices=options([(skill.code, skill.name) for skill in skills.ALL]), default=()
    )

    def fit(self, listing: Opportunity, values: ListingValues) -> None:
        """Who wants to go names no supervisor: the host does, when it invites."""
        if listing.side is Side.MOVER:
            del self.supervisor

    def values(self, before: ListingValues) -> ListingValues:
        """Skills as a tuple, in the order of the vocabulary."""
        return replace(super().values(before), skills=tuple(self.skills.data or ()))

    def validate_skills(self, field: Any) -> None:
        """A list of everything says nothing."""
        if len(field.data or ()) > MOST_SKILLS:
            raise ValidationError(f"Choose up to {MOST_SKILLS} skills: those that matter most")


class WhenForm(StepForm):
    """When, where, for how long, and until when one may answer."""

    takes = ("remote", "outcode", "starts_on", "ends_on", "days_a_week", "hours", "places")
    remote = RadioField(
        "Where is the work done?", [InputRequired("Choose where")], choices=options(REMOTE)
    )
    outcode = TrimmedString(
        "First half of the postcode",
        [at_most(10)],
        description="Such as LS1. Nearby people find it. Not needed if it is done from anywhere.",
    )
    starts_on = DateParts("First day", what="The first day", description="For example, 1 3 2027")
    ends_on = DateParts("Last day", what="The last day")
    days_a_week = Decimals(
        "Days a week", what="Days a week", most=5, description="Up to 5, such as 2.5."
    )
    hours = Decimals(
        "Hours in all", what="Hours", most=5000, description="About how many hours it takes."
    )
    places = WholeNumber(
        "Number of places", what="The number of places", least=1, most=99, description="From 1."
    )
    closes_on = DateParts(
        "Closing date", what="The closing date", description="Open until the end of this day."
    )

    def fit(self, listing: Opportunity, values: ListingValues) -> None:
        """Ask what the kind needs. A published listing is extended elsewhere."""
        asked = kinds.get(values.kind).fields
        for name in ("starts_on", "ends_on", "days_a_week", "hours"):
            if name not in asked and not (name == "ends_on" and "days" in asked):
                del self[name]
        if listing.side is Side.MOVER:
            del self.places
        if listing.is_shown:
            del self.closes_on

    def values(self, before: ListingValues) -> ListingValues:
        """Numbers as the row keeps them; a day as the last second of it."""
        after = super().values(before)
        after = replace(after, days_a_week=_float(after.days_a_week), hours=_float(after.hours))
        after = replace(after, remote=Remote(after.remote), places=after.places or 1)
        if "closes_on" in self:
            day = self.closes_on.data
            after = replace(after, closes_at=closing_moment(day) if day else None)
        return after

    @classmethod
    def given(cls, values: ListingValues) -> dict[str, Any]:
        """The closing day, as London reads it."""
        closes = values.closes_at
        day = closes.astimezone(clock.LONDON).date() if closes else None
        return {**super().given(values), "closes_on": day}

    def absorb(self, error: Any) -> None:
        """The rule speaks of a moment, the page of a day."""
        if "closes_at" in error.fields:
            error.fields["closes_on"] = error.fields.pop("closes_at")
        super().absorb(error)


class CostForm(StepForm):
    """Level, and who pays."""

    takes = ("level", "cost_model", "pay")
    level = RadioField(
        "Level",
        [Optional()],
        choices=options([("", "Any level"), *((str(one.number), one.name) for one in levels.ALL)]),
    )
    cost_model = RadioField(
        "Who bears the cost of the salary?",
        [Optional()],
        choices=options(choices.pairs(choices.COST_MODELS)),
    )
    pay = TrimmedString(
        "Pay, allowances or expenses",
        [at_most(200), Optional()],
        description="In words, such as “£38,000 a year, travel paid”.",
    )

    def fit(self, listing: Opportunity, values: ListingValues) -> None:
        """Only longer moves ask who bears the salary."""
        if "cost_model" not in kinds.get(values.kind).fields:
            del self.cost_model
        else:
            self.cost_model.flags.optional = False  # a draft may leave it blank, a listing not

    def values(self, before: ListingValues) -> ListingValues:
        """The rung as a number, the cost as its choice."""
        after = replace(before, pay=self.pay.data or "")
        after = replace(after, level=int(self.level.data) if self.level.data else None)
        if "cost_model" in self:
            chosen = self.cost_model.data
            after = replace(after, cost_model=CostModel(chosen) if chosen else None)
        return after


class HiddenForm(StepForm):
    """Whether a person's own employer may see that they want to go."""

    takes = ("hidden_from_employer",)
    hidden_from_employer = RadioField(
        "Who may see that you want to go?",
        [InputRequired("Choose who may see it")],
        choices=options(
            [
                ("yes", "Members of other organisations, and nobody where I work"),
                ("no", "Everybody, also the people where I work"),
            ]
        ),
    )

    def values(self, before: ListingValues) -> ListingValues:
        """The choice as a truth value."""
        return replace(before, hidden_from_employer=self.hidden_from_employer.data == "yes")

    @classmethod
    def given(cls, values: ListingValues) -> dict[str, Any]:
        """The truth value as a choice."""
        return {"hidden_from_employer": "yes" if values.hidden_from_employer else "no"}


class MoverForm(Form):
    """Whom an organisation offers."""

    email = TrimmedString(
        "Work e-mail address of your colleague",
        [InputRequired("Enter the address"), at_most(254)],
        description="They get a notice and must agree. Nothing is shown before that.",
        render_kw={"autocomplete": "off", "spellcheck": "false", "inputmode": "email"},
    )


class ExtendForm(Form):
    """A later closing date."""

    closes_on = DateParts(
        "New closing date",
        [InputRequired("Enter the new closing date")],
        what="The closing date",
        description="Open until the end of this day.",
    )

    def absorb(self, error: Any) -> None:
        """The rule speaks of a moment, the page of a day."""
        if "closes_at" in error.fields:
            error.fields["closes_on"] = error.fields.pop("closes_at")
        super().absorb(error)


def _float(number: Any) -> float | None:
    return None if number is None else float(number)


def _shown(value: Any) -> Any:
    """A value as a field shows it: 2.5 and 3, not 3.0; a choice as its code."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return str(value) if isinstance(value, Remote | CostModel) else value


STEPS: dict[str, tuple[str, type[StepForm]]] = {
    "kind": ("Kind", ChangeKindForm),
    "what": ("What", WhatForm),
    "when": ("When and where", WhenForm),
    "cost": ("Cost and level", CostForm),
    "who": ("Who sees it", HiddenForm),
}
"""The steps in their order, each with its name and form."""


def steps_of(listing: Opportunity) -> list[str]:
    """The steps that a listing has. On the mover's side it is asked who goes, or who may see it."""
    own = listing.side is Side.MOVER
    return [code for code in STEPS if code != "who" or own]


def step_of(field: str) -> str:
    """On which step a missing value is written."""
    if field == "closes_at":
        return "when"
    if field == "mover":
        return "who"
    return next((code for code, (_, form) in STEPS.items() if field in form.takes), "what")
