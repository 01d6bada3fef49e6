"""Forms of applicants, posters and inviters."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request
from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from exchange import clock
from exchange.applications.inviting import InvitationValues
from exchange.applications.models import Application, Invitation
from exchange.applications.services import LONGEST_STATEMENT, SHORTEST_STATEMENT
from exchange.applications.sifting import Offer
from exchange.opportunities.models import Opportunity
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Membership
from exchange.reference import choices, kinds
from exchange.reference.kinds import Kind
from exchange.web.fields import DateParts, Decimals, TrimmedString, TrimmedText
from exchange.web.forms import Form
from exchange.web.inputs import options
from exchange.web.posted import version_sent

NO_EMPLOYER, MYSELF = "none", "myself"
LONGEST_REASON = 2_000
USUAL_TIME_TO_ANSWER = timedelta(days=7)
LAST_SECOND = time(23, 59, 59)


def version_seen(answer: Application | Invitation) -> int:
    """The version that stood on the page; what is no number matches no version."""
    return version_sent() if request.method == "POST" else answer.version


def end_of(day: date) -> datetime:
    """The last second of a day in London."""
    return datetime.combine(day, LAST_SECOND, clock.LONDON)


class EmployerForm(Form):
    """Where somebody works: one of their organisations, or nowhere."""

    home_organisation = RadioField("Where do you work?", validate_choice=False)

    @property
    def must_choose(self) -> bool:
        """Whether an answer is needed now."""
        return True

    def offer_choices(self, memberships: list[Membership]) -> None:
        """Fill in where the person belongs or asked to belong."""
        rows = [(str(one.organisation.public_id), _employer_name(one)) for one in memberships]
        self.home_organisation.choices = options([*rows, (NO_EMPLOYER, "I have no employer")])

    def validate_home_organisation(self, field: Any) -> None:
        """One of the choices; nothing only where nothing need be chosen yet."""
        codes = {one.value for one in field.choices}
        if field.data in codes or (not field.data and not self.must_choose):
            return
        raise ValidationError("Choose where you work, or that you have no employer")

    @property
    def employer_id(self) -> uuid.UUID | None:
        """The public id of the chosen organisation; None for no employer."""
        chosen = self.home_organisation.data
        return None if chosen in {None, "", NO_EMPLOYER} else uuid.UUID(chosen)


class ApplyForm(EmployerForm):
    """An application: saved as it is, or sent when it is complete."""

    statement = TrimmedText(
        "Why do you want to do this, and what do you bring?",
        validators=[Length(max=LONGEST_STATEMENT)],
        description="A few plain paragraphs are enough. Only those who look after the listing"
        " read it: never your employer.",
    )
    says_manager_knows = BooleanField("My manager knows and agrees in principle")

    @property
    def must_choose(self) -> bool:
        """A draft may leave it open."""
        return self.is_sent

    @property
    def is_sent(self) -> bool:
        """Whether "Send application" was pressed."""
        return request.form.get("action") == "send"

    def validate_statement(self, field: Any) -> None:
        """A draft may be short; what is sent says something."""
        if self.is_sent and len(field.data or "") < SHORTEST_STATEMENT:
            raise ValidationError(
                f"Write why you want to do this, in at least {SHORTEST_STATEMENT} characters"
            )

    def resume(self, draft: Application | None) -> None:
        """Show what was saved, unless this request brings something newer."""
        if draft is None or request.method == "POST":
            return
        self.statement.data = draft.statement
        self.says_manager_knows.data = draft.says_manager_knows
        if draft.home_organisation is not None:
            self.home_organisation.data = str(draft.home_organisation.public_id)


class NoteForm(Form):
    """A reason that need not be given."""

    reason = TrimmedText("Reason", validators=[Optional(), Length(max=LONGEST_REASON)])


class ReasonForm(Form):
    """A reason that must be given."""

    reason = TrimmedText(
        "Reason",
        validators=[
            DataRequired("Give a reason. The people concerned read it"),
            Length(max=LONGEST_REASON),
        ],
    )


class NotSelectForm(ReasonForm):
    """Why somebody is not selected."""

    category = RadioField(
        "Which reason fits best?",
        choices=options(choices.pairs(choices.NOT_SELECTED_REASONS)),
        validate_choice=False,
    )

    def validate_category(self, field: Any) -> None:
        """One of the list."""
        if field.data not in choices.codes(choices.NOT_SELECTED_REASONS):
            raise ValidationError("Choose the reason that fits best")


class TermsForm(Form):
    """Dates, days and until when to answer, as one side proposes them to the other."""

    starts_on = DateParts(
        "First day", what="The first day", validators=[DataRequired("Enter the first day")]
    )
    ends_on = DateParts(
        "Last day", what="The last day", validators=[DataRequired("Enter the last day")]
    )
    days_a_week = Decimals(
        "Days a week",
        what="Days a week",
        most=5,
        validators=[Optional()],
        description="For example 5, or 2.5",
    )
    answer_by = DateParts(
        "Answer by",
        what="The day to answer by",
        validators=[DataRequired("Enter the last day to answer")],
        description="Until the end of this day. A week is usual: people talk it over at home and"
        " at work.",
    )

    def fit(self, opportunity: Opportunity) -> None:
        """Ask only what the kind needs, and begin with what the listing says."""
        kind: Kind = kinds.get(opportunity.kind)
        if "days_a_week" not in kind.fields:
            del self.days_a_week
        if request.method != "POST":
            self.process(data=self._beginning(opportunity))

    def _beginning(self, opportunity: Opportunity) -> dict[str, Any]:
        only_day = opportunity.starts_on if opportunity.kind == "session" else None
        return {
            "starts_on": opportunity.starts_on,
            "ends_on": opportunity.ends_on or only_day,
            "days_a_week": _short(opportunity.days_a_week),
            "answer_by": clock.today() + USUAL_TIME_TO_ANSWER,
        }

    @property
    def days(self) -> float | None:
        """The days a week, where the kind asks for them and they were given."""
        field = self._fields.get("days_a_week")
        return None if field is None or field.data is None else float(field.data)

    def offer(self) -> Offer:
        """The terms as the command takes them."""
        until = end_of(self.answer_by.data)
        return Offer(self.starts_on.data, self.ends_on.data, self.days, until)


class HearByForm(Form):
    """By when those who wait hear more."""

    hear_by = DateParts(
        "By when do they hear?",
        [DataRequired("Enter the day by which they hear")],
        what="The day",
        description="A day that you can keep. You can still answer sooner.",
    )


class InviteForm(TermsForm):
    """An invitation to somebody who wants to go."""

    organisation = RadioField("Who invites?", validate_choice=False)
    supervisor = TrimmedString(
        "Who looks after the person?",
        validators=[DataRequired("Name who looks after the person"), Length(max=120)],
        description="A name or a job title.",
    )
    outcome = TrimmedText(
        "What will be different afterwards?",
        validators=[DataRequired("Say what will be different afterwards"), Length(max=500)],
        description="For you and for the person, in a sentence or two.",
    )
    outcode = TrimmedString(
        "First half of the postcode",
        validators=[Optional(), Length(max=8)],
        description="Where the work is, for example LS1. Leave it blank when it is remote.",
    )
    message = TrimmedText(
        "Your message", validators=[Optional(), Length(max=5_000)], description="Plain text."
    )

    def validate_organisation(self, field: Any) -> None:
        """One of those in whose name the person may invite."""
        if field.data not in {one.value for one in field.choices}:
            raise ValidationError("Choose in whose name you invite")

    @property
    def organisation_id(self) -> uuid.UUID | None:
        """The host's public id; None where a person invites in their own name."""
        chosen = self.organisation.data
        return None if chosen == MYSELF else uuid.UUID(chosen)

    def values(self) -> InvitationValues:
        """The invitation as the command takes it."""
        return InvitationValues(
            outcode=self.outcode.data or "",
            supervisor=self.supervisor.data or "",
            outcome=self.outcome.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            days_a_week=self.days,
            message=self.message.data or "",
            answer_by=end_of(self.answer_by.data),
        )


def _employer_name(membership: Membership) -> str:
    name = membership.organisation.name
    asked = membership.status is MembershipStatus.ASKED
    return f"{name} (your request to join is being checked)" if asked else name


def _short(days: float | None) -> str | None:
    return None if days is None else f"{days:g}"
