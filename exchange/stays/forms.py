"""What the pages of a stay ask people to type."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length, Optional

from exchange import clock
from exchange.access import Actor
from exchange.placements import wording as placement_words
from exchange.placements.ending import ReturnPost, Waived
from exchange.placements.form_base import LONGEST_REASON, reason_field
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from exchange.placements.release_forms import code_field
from exchange.reference import choices, skills
from exchange.stays import noting, queries, wording
from exchange.stays.checking_in import HowItGoes
from exchange.stays.extending import Wish
from exchange.stays.learning import MOST_HOURS, Learnt
from exchange.stays.lifecycle import Colour, ImpactTime, NoteKind
from exchange.stays.noting import Noted
from exchange.stays.returning import Post
from exchange.web.fields import DateParts, TrimmedString, TrimmedText, WholeNumber
from exchange.web.forms import Form
from exchange.web.inputs import options, text
from exchange.web.look import day

TOO_LONG = f"Use {LONGEST_REASON:,} characters or fewer"


def words_field(label: str, hint: str = "", missing: str = "") -> TrimmedText:
    """Some sentences; must be there where `missing` says what to do."""
    first = DataRequired(missing) if missing else Optional()
    length = Length(max=LONGEST_REASON, message=TOO_LONG)
    return TrimmedText(label, [first, length], description=hint)


class StayForm(Form):
    """One page of a stay."""

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """Offer what can be chosen, and fill in what is known."""


class CheckInForm(StayForm):
    """How it goes."""

    colour = RadioField(
        "How does it go?",
        [DataRequired("Choose green, amber or red")],
        choices=options((one.value, words) for one, words in wording.ASKED_COLOURS),
    )
    text = words_field("In your own words", "Needed for amber and red. Leave out health.")
    shared = BooleanField("")

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """Name the other of the two."""
        mine = viewer.person_id == placement.mover_id
        other = placement.host_manager.name if mine else placement.mover.name
        self.shared.label.text = f"{other} may read my words too"

    @property
    def answer(self) -> HowItGoes:
        """What was said."""
        return HowItGoes(Colour(self.colour.data), text(self.text), bool(self.shared.data))


class NoteForm(StayForm):
    """What happened."""

    kind = RadioField(
        "What is to be noted?",
        [DataRequired("Choose what is to be noted")],
        choices=options(
            (one.value, wording.NOTES[one])
            for one in NoteKind
            if one is not NoteKind.OUTSIDE_JOB_ADVICE
        ),
    )
    since = DateParts("From", [DataRequired("Enter the first day")], what="The first day")
    until = DateParts("Until, if known", [Optional()], what="The last day")
    text = words_field("A few words", "About sickness only HR of both sides reads this.")

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """Today is likely."""
        if not self.is_submitted():
            self.since.process(None, clock.today())

    @property
    def noted(self) -> Noted:
        """What was noted."""
        kind = NoteKind(self.kind.data)
        return Noted(kind, self.since.data, self.until.data, text(self.text))


class AdviceForm(StayForm):
    """That advice under the Business Appointment Rules was asked for."""

    since = DateParts("When was it asked for?", [DataRequired("Enter the day")], what="The day")
    text = words_field("From whom, and what was said", "")

    @property
    def noted(self) -> Noted:
        """What was noted."""
        return Noted(NoteKind.OUTSIDE_JOB_ADVICE, self.since.data, None, text(self.text))


class ManagerForm(StayForm):
    """Who looks after the mover from now on."""

    manager = SelectField("Who looks after the person now?", choices=[], validate_choice=False)
    reason = reason_field("Why?", "The others read it. Leave out anything about health.")

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """People of the host."""
        people = noting.possible_managers(placement)
        pairs = [(str(one.public_id), one.name) for one in people]
        self.manager.choices = options([("", "Choose a person"), *pairs])


class ExtendForm(StayForm):
    """A later last day."""

    ends_on = DateParts("New last day", [DataRequired("Enter the new last day")], what="Last day")
    reason = reason_field("Why longer?", "Everybody who decides reads it.")
    contract_ends_on = DateParts(
        "New last day of a fixed-term contract at home",
        [Optional()],
        what="The last day",
        description="Only where the contract was extended as well.",
    )

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """Say what holds now."""
        self.ends_on.description = f"Now it ends on {day(placement.ends_on)}."
        if placement.contract != "fixed_term":
            del self.contract_ends_on

    @property
    def wish(self) -> Wish:
        """What was asked for."""
        contract = self.contract_ends_on.data if "contract_ends_on" in self else None
        return Wish(self.ends_on.data, text(self.reason), contract)


class DecideForm(Form):
    """Agreeing to an extension, in the roles that the viewer holds."""

    role = SelectMultipleField("You decide as", choices=[], validate_choice=False)

    def offer(self, roles: list[Role]) -> None:
        """One role needs no question."""
        self.role.choices = options((one.value, placement_words.role_name(one)) for one in roles)
        if not self.is_submitted() or len(roles) == 1:
            self.role.data = [one.value for one in roles]


class RefuseForm(Form):
    """Refusing an extension."""

    category = RadioField(
        "Why?",
        [DataRequired("Choose the category that fits best")],
        choices=options(choices.pairs(choices.REFUSAL_REASONS)),
    )
    reason = reason_field("Your reasons", "In a sentence or two. The person reads them.")


class DeclineForm(Form):
    """The person who moves does not want to stay longer."""

    reason = reason_field("Your reason", "In a sentence or two. Everybody who takes part reads it.")


class AnswersForm(Form):
    """What the checks of the whole time ask."""

    contract_ends_on = DateParts(
        "Last day of the fixed-term contract at home", [Optional()], what="The last day"
    )


class ReturnForm(StayForm):
    """The post that waits."""

    title = TrimmedString(
        "Post",
        [DataRequired("Enter the post"), Length(max=200, message="Use 200 characters or fewer")],
        description="Such as Analyst, Flood Team.",
    )
    which = RadioField(
        "Which post is it?",
        [DataRequired("Choose which post it is")],
        choices=options((one.value, words) for one, words in wording.POSTS.items()),
    )
    free_from = DateParts("From", [DataRequired("Enter the day")], what="The day")
    meeting_on = DateParts(
        "Day of the meeting before the return",
        [Optional()],
        what="The day",
        description="You talk about what was learnt and how the return goes.",
    )
    code = code_field()

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """As it stands; no code for somebody who signed in."""
        del self.code
        self.say(placement)
        if not self.is_submitted():
            self.title.data = placement.return_post
            self.which.data = placement.return_is
            self.free_from.process(None, placement.return_from)
            self.meeting_on.process(None, placement.return_meeting_on)

    def say(self, placement: Placement) -> None:
        """From which day on."""
        self.free_from.description = f"After {day(placement.last_day)}, the last day there."

    @property
    def post(self) -> Post:
        """What was confirmed."""
        free_from, which = self.free_from.data, ReturnPost(self.which.data)
        return Post(text(self.title), which, free_from, self.meeting_on.data)


class NoReturnForm(StayForm):
    """Why no post waits."""

    waived = RadioField(
        "Why is there no post?",
        [DataRequired("Choose the reason that fits best")],
        choices=options((one.value, words) for one, words in wording.WAIVED.items()),
    )
    reason = reason_field("What has happened?", "The person who moves reads it.")
    code = code_field()

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """No code for somebody who signed in."""
        del self.code

    @property
    def why(self) -> Waived:
        """The reason chosen."""
        return Waived(self.waived.data)


class ReportForm(StayForm):
    """What was learnt."""

    learnt = words_field(
        "What did you learn?",
        "HR at home, your line manager and the host read this.",
        "Say in a few sentences what you learnt",
    )
    brings_back = words_field(
        "What do you bring back?",
        "Ways of working, people to ask, things to try.",
        "Say in a few sentences what you bring back",
    )

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """As it was written."""
        report = queries.record(placement).report
        if report is not None and not self.is_submitted():
            self.learnt.data, self.brings_back.data = report.learnt, report.brings_back

    @property
    def answer(self) -> Learnt:
        """What was written."""
        return Learnt(text(self.learnt), text(self.brings_back))


class SkillsForm(StayForm):
    """Which skills the host saw."""

    skills = SelectMultipleField("", choices=[], validate_choice=False)

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """Those that are not confirmed yet."""
        known = {one.skill for one in queries.record(placement).skills}
        self.skills.choices = options((s.code, s.name) for s in skills.ALL if s.code not in known)

    @property
    def by_group(self) -> list[tuple[str, list[Any]]]:
        """The boxes under the heading of their group."""
        boxes = {box.data: box for box in self.skills}
        groups = skills.by_group().items()
        found = [(name, [boxes[s.code] for s in of if s.code in boxes]) for name, of in groups]
        return [(name, some) for name, some in found if some]


class ImpactForm(StayForm):
    """What came of it."""

    hours = WholeNumber("Hours in all, roughly", [Optional()], what="The hours", most=MOST_HOURS)
    outcome = words_field(
        "What came of it?", "In a sentence or two.", "Say in a sentence or two what came of it"
    )

    def ask(self, time: ImpactTime) -> None:
        """Hours are counted once, at the end."""
        if time is not ImpactTime.END:
            del self.hours
            self.outcome.label.text = "What of it has lasted?"
