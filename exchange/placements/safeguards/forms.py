"""What the safeguards ask people to type."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import DataRequired, Length, Optional

from exchange.placements.models import Placement
from exchange.placements.safeguards.interests import NOTHING, Declared
from exchange.placements.safeguards.models import OrganisationConflict, VettingCheck
from exchange.placements.safeguards.overrides import Authority
from exchange.placements.safeguards.words import (
    COVERS,
    INTERESTS,
    MATTERS,
    PENSIONS,
    STATES,
    VETTING,
    InjuryCover,
    Interest,
    Side,
    Vetting,
    VettingState,
)
from exchange.web.fields import DateParts, TrimmedString, TrimmedText
from exchange.web.forms import Form
from exchange.web.inputs import options, text

LONGEST = 2_000
TOO_LONG = f"Use {LONGEST:,} characters or fewer"


def words_field(label: str, missing: str, hint: str = "") -> TrimmedText:
    """A text that has to be given."""
    checks = [DataRequired(missing), Length(max=LONGEST, message=TOO_LONG)]
    return TrimmedText(label, checks, description=hint)


def line_field(label: str, missing: str, longest: int = 120) -> TrimmedString:
    """A line that has to be given."""
    most = Length(max=longest, message=f"Use {longest} characters or fewer")
    return TrimmedString(label, [DataRequired(missing), most])


class DeclareForm(Form):
    """Interests, or none."""

    has = RadioField(
        "Do you have an interest to declare?",
        [DataRequired("Say whether you have an interest to declare")],
        choices=options([("no", "No, nothing to declare"), ("yes", "Yes")]),
    )
    interests = SelectMultipleField(
        "If yes, what kind of interest?",
        choices=options((one.value, words) for one, words in INTERESTS.items()),
    )
    details = TrimmedText(
        "If yes, what is it?",
        [Optional(), Length(max=LONGEST, message=TOO_LONG)],
        description="In a sentence or two: with whom, since when, and what it could touch.",
    )

    @property
    def declared(self) -> Declared:
        """What was declared."""
        kinds = frozenset(Interest(code) for code in self.interests.data or [])
        if self.has.data == "no" and not kinds and not text(self.details):
            return NOTHING
        return Declared(self.has.data == "no", kinds, text(self.details))


class AgainForm(Form):
    """Asking for a new declaration."""

    why = words_field(
        "What changed?",
        "Say what changed",
        "Such as a new job or a new tender. The person reads it.",
    )


class ConflictForm(Form):
    """What one organisation does to the other."""

    done_by = RadioField("Which organisation does it?", [DataRequired("Choose which one does it")])
    matter = RadioField(
        "What does it do to the other?",
        [DataRequired("Choose what fits best")],
        choices=options((one.value, f"It {words} it") for one, words in MATTERS.items()),
    )
    details = words_field(
        "What is it?",
        "Say what it is in a sentence or two",
        "Such as the name of the grant, contract, case or campaign, and its dates. HR of both"
        " sides reads it.",
    )

    def prepare(self, placement: Placement) -> None:
        """Name the two."""
        names = ((Side.HOME.value, placement.home_name), (Side.HOST.value, placement.host_name))
        self.done_by.choices = options(names)


class HandlingForm(Form):
    """What the person stands aside from, and how it is handled."""

    stand_aside = words_field(
        "What does the person stand aside from?",
        "List what the person stands aside from",
        "One matter a line, such as: decisions on the flood grant; meetings about the court case.",
    )
    handling = words_field(
        "How is it handled, and who sees to it?",
        "Say how it is handled, and who sees to it",
        "Such as: another team decides, papers are kept apart, the line manager looks at it each"
        " month.",
    )

    def prepare(self, conflict: OrganisationConflict) -> None:
        """As it stands."""
        if not self.is_submitted():
            self.stand_aside.data, self.handling.data = conflict.stand_aside, conflict.handling


class CloseForm(Form):
    """Why something is over."""

    reason = words_field("Why is it over?", "Say why it is over", "HR of the other side reads it.")


class NeededForm(Form):
    """Which checks the post needs."""

    needed = SelectMultipleField(
        "Which checks does the post need?",
        choices=options((one.value, words) for one, words in VETTING.items()),
        description="Tick each that has to be confirmed. What you leave blank is noted as not"
        " needed.",
    )

    def prepare(self, placement: Placement) -> None:
        """As it stands."""
        if not self.is_submitted():
            self.needed.data = [
                row.vetting.value
                for row in placement.vetting
                if row.state is not VettingState.NOT_NEEDED
            ]

    @property
    def chosen(self) -> frozenset[Vetting]:
        """Those ticked."""
        return frozenset(Vetting(code) for code in self.needed.data or [])


class StateForm(Form):
    """How far one check has come."""

    state = RadioField(
        "How far is it?",
        [DataRequired("Choose how far it is")],
        choices=options(
            (state.value, words)
            for state, (words, _tone) in STATES.items()
            if state is not VettingState.NOT_NEEDED
        ),
    )
    expires_on = DateParts(
        "Last day on which it counts",
        [Optional()],
        what="The last day",
        description="Only where it is confirmed and runs out. Never enter a number.",
    )

    def prepare(self, row: VettingCheck) -> None:
        """As it stands."""
        if not self.is_submitted():
            self.state.data = row.state.value
            self.expires_on.process(None, row.expires_on)


class PensionForm(Form):
    """How the pension goes on."""

    option = RadioField(
        "Which option holds?",
        [DataRequired("Choose the option")],
        choices=options((one.value, words) for one, words in PENSIONS.items()),
    )
    statement_on = DateParts(
        "When was the person given the written statement?",
        [Optional()],
        what="The day of the statement",
        description="It says what the move means for their pension. Leave it blank until then.",
    )
    injury_cover = RadioField(
        "Who covers injury at work?",
        choices=options(
            [*((one.value, words) for one, words in COVERS.items()), ("", "Not settled yet")]
        ),
        default="",
    )

    def prepare(self, placement: Placement) -> None:
        """As it stands."""
        known = placement.pension
        if known is not None and not self.is_submitted():
            self.option.data = known.option.value
            self.statement_on.process(None, known.statement_on)
            self.injury_cover.data = known.injury_cover.value if known.injury_cover else ""

    @property
    def cover(self) -> InjuryCover | None:
        """Who covers injury, where it is settled."""
        return InjuryCover(self.injury_cover.data) if self.injury_cover.data else None


class OverrideForm(Form):
    """On whose word a check is set aside, and why."""

    reason = words_field("Why?", "Write the reason in a sentence or two", "All parties read it.")
    authority_name = line_field("Who allowed it?", "Enter who allowed this")
    authority_role = line_field("Their job or office", "Enter their job or office")
    authority_organisation = line_field("Where they work", "Enter where they work", 200)
    authority_on = DateParts("When?", [DataRequired("Enter the day")], what="The day")

    @property
    def authority(self) -> Authority:
        """Who allowed it."""
        day: Any = self.authority_on.data
        name, role = text(self.authority_name), text(self.authority_role)
        return Authority(name, role, text(self.authority_organisation), day)


class NeedsForm(Form):
    """What somebody needs in order to work well."""

    text = TrimmedText(
        "What do you need in order to work well?",
        [Optional(), Length(max=LONGEST, message=TOO_LONG)],
        description="Such as a hearing loop, working times or a quiet place. A blank wipes it.",
    )


class NoteForm(Form):
    """A note to HR of both sides."""

    text = words_field(
        "What should HR of both sides know?",
        "Write what HR should know",
        "What happened, when, and who saw it. You cannot change or wipe it afterwards.",
    )
