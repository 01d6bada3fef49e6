"""The five questions of the brief builder, and the choice before them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, ClassVar

from wtforms import RadioField
from wtforms.validators import InputRequired

from exchange.opportunities.briefs import Brief
from exchange.opportunities.forms import (
    StepForm,
    WhenForm,
    WhoseForm,
    at_most,
)
from exchange.opportunities.models import Opportunity
from exchange.opportunities.rules import ListingValues
from exchange.web.fields import Decimals, TrimmedString, TrimmedText
from exchange.web.inputs import options

SIZES = {
    "project": "A project: a piece of work with an end, up to 30 hours beside a usual job",
    "session": "A session: an hour or two of somebody’s time, a day at most",
}


class BeginForm(WhoseForm):
    """How big the help is, and who asks for it."""

    kind = RadioField(
        "How much help do you need?",
        [InputRequired("Choose how much help you need")],
        choices=options(SIZES.items()),
    )
    whose = RadioField(
        "Who asks for it?", [InputRequired("Choose who asks for the help")], choices=[]
    )


class QuestionForm(StepForm):
    """One question. `needs` says what is missing where a field of it is blank."""

    answers: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[dict[str, str]] = {}

    def brief(self, before: Brief) -> Brief:
        """The answers so far with those given here."""
        return replace(before, **{name: self[name].data or "" for name in self.answers})

    @classmethod
    def given_in_all(cls, values: ListingValues, brief: Brief) -> dict[str, Any]:
        """The answers so far, as the fields take them."""
        return {**cls.given(values), **asdict(brief)}

    def asked_again(self) -> bool:
        """Whether something is blank that this question cannot do without."""
        for name, message in self.needs.items():
            if name in self and self[name].data in (None, ""):
                self[name].errors = [*self[name].errors, message]
        return any(field.errors for field in self)


class NeedForm(QuestionForm):
    """What is the problem, and for whom."""

    takes = ("title",)
    answers = ("problem", "for_whom")
    needs = {
        "title": "Give it a short name",
        "problem": "Say what the problem is",
        "for_whom": "Say who has the problem",
    }
    problem = TrimmedText(
        "What is the problem?",
        [at_most(2_000)],
        description="Say it as you would to a friend. Three or four sentences are enough.",
    )
    for_whom = TrimmedText(
        "Who has it?",
        [at_most(500)],
        description="Such as “40 older people in our village who do not drive”.",
    )
    title = TrimmedString(
        "A short name for it",
        [at_most(120)],
        description="Such as “Help us plan lifts to the clinic”. Lists and searches show it.",
    )


class OutcomeForm(QuestionForm):
    """What would be different afterwards."""

    takes = ("outcome",)
    needs = {"outcome": "Say what would be different"}
    outcome = TrimmedText(
        "What would be different afterwards?",
        [at_most(500)],
        description="Something you could see or count. Such as “We have a plan for lifts that two"
        " drivers can run”.",
    )


class ThereForm(QuestionForm):
    """What is there already."""

    answers = ("there",)
    needs = {"there": "Say what there is. “Nothing yet” is an answer too"}
    there = TrimmedText(
        "What do you have already?",
        [at_most(2_000)],
        description="Notes, lists, tools, money, people who tried before."
        " “Nothing yet” is an answer too.",
    )


class BesideForm(QuestionForm):
    """Who is beside the person, and how much time they give."""

    takes = ("supervisor",)
    answers = ("time_given",)
    needs = {
        "supervisor": "Name the one person who is there for them",
        "time_given": "Say how much time that person gives",
    }
    supervisor = TrimmedString(
        "Who will be beside the person?",
        [at_most(120)],
        description="One name and role, such as “Rosa Hill, who runs the centre”. It may be you.",
    )
    time_given = TrimmedString(
        "How much time do they give?",
        [at_most(200)],
        description="Such as “An hour each Monday, and calls in between”.",
    )


class HoursForm(QuestionForm, WhenForm):
    """How many hours, by when, and where."""

    needs = {
        "hours": "Enter about how many hours it takes",
        "starts_on": "Enter the day on which it can begin",
        "ends_on": "Enter the day by which it should be done",
        "closes_on": "Enter the last day on which people can offer",
    }
    hours = Decimals(
        "About how many hours does it take?",
        what="Hours",
        most=5000,
        description="All the time that the person gives, from first to last.",
    )

    def fit(self, listing: Opportunity, values: ListingValues) -> None:
        """A session has one day; a project has a day by which it is done."""
        super().fit(listing, values)
        del self.places
        one_day = "ends_on" not in self
        self.starts_on.label.text = "On which day?" if one_day else "When can it begin?"
        if not one_day:
            self.ends_on.label.text = "By when should it be done?"
        self.closes_on.label.text = "Until when can people offer?"


QUESTIONS: dict[str, tuple[str, type[QuestionForm]]] = {
    "need": ("What is the problem, and for whom?", NeedForm),
    "outcome": ("What would be different afterwards?", OutcomeForm),
    "there": ("What is there already?", ThereForm),
    "beside": ("Who is beside the person?", BesideForm),
    "hours": ("How many hours, by when?", HoursForm),
}
"""The questions in their order, each with its heading and form."""
