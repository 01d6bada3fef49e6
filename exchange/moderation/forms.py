"""What moderators, reporters and those who appeal are asked."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import InputRequired, Length, Optional

from exchange.moderation.models import ReportDecision
from exchange.moderation.question_models import QuestionDecision
from exchange.moderation.talk_models import TalkDecision
from exchange.reference import choices
from exchange.web.fields import TrimmedText, WholeNumber
from exchange.web.forms import Form
from exchange.web.inputs import options

LONGEST = Length(max=2000, message="Use 2,000 characters or fewer")
PERSONAL = "The poster reads it. Name what to change, and no person."


class ReasonForm(Form):
    """Why something goes back, or why an appeal is decided so."""

    reason = TrimmedText("Reason", [InputRequired("Give a reason"), LONGEST], description=PERSONAL)


class ReportForm(Form):
    """What is wrong with a listing."""

    category = RadioField(
        "What is wrong?",
        [InputRequired("Choose what is wrong")],
        choices=options(choices.pairs(choices.REPORT_CATEGORIES)),
    )
    text = TrimmedText(
        "Tell us more",
        [InputRequired("Say in a sentence what is wrong"), LONGEST],
        description="Only moderators read this. The poster does not learn who you are.",
    )


class DecisionForm(Form):
    """What a moderator decides about a report."""

    decision = RadioField(
        "Your decision",
        [InputRequired("Choose what you decide")],
        choices=options(
            [
                (ReportDecision.NO_ACTION.value, "Leave the listing up"),
                (ReportDecision.REMOVED.value, "Remove the listing"),
            ]
        ),
    )
    reason = TrimmedText(
        "Reason",
        [InputRequired("Give a reason"), LONGEST],
        description="The reporter reads it, and the poster if the listing is removed.",
    )


class AppealForm(Form):
    """Why a removal was wrong."""

    text = TrimmedText(
        "Why is the decision wrong?",
        [InputRequired("Say why the decision is wrong"), LONGEST],
        description="One text. Somebody who took no part reads it and decides.",
    )


class TalkReportForm(Form):
    """What somebody writes that they must not."""

    person = RadioField("Whom is it about?", [InputRequired("Choose whom it is about")])
    category = RadioField(
        "What is wrong?",
        [InputRequired("Choose what is wrong")],
        choices=options(choices.pairs(choices.REPORT_CATEGORIES)),
    )
    text = TrimmedText(
        "Tell us more",
        [InputRequired("Say in a sentence what is wrong"), LONGEST],
        description="Only moderators read this. The person does not learn who you are.",
    )


class TalkDecisionForm(Form):
    """What a moderator decides about what somebody wrote."""

    decision = RadioField(
        "Your decision",
        [InputRequired("Choose what you decide")],
        choices=options(
            [
                (TalkDecision.NO_ACTION.value, "Take no action"),
                (TalkDecision.STOPPED.value, "The person does not write for some days"),
            ]
        ),
    )
    days = WholeNumber(
        "For how many days?",
        [Optional()],
        what="The number of days",
        description="Only where you stop them, for example 7 or 30. They can read as before.",
    )
    reason = TrimmedText(
        "Reason",
        [InputRequired("Give a reason"), LONGEST],
        description="The reporter reads it, and the person if you stop them. Name no reporter.",
    )


class QuestionDecisionForm(Form):
    """What a moderator decides about a public question."""

    decision = RadioField(
        "Your decision",
        [InputRequired("Choose what you decide")],
        choices=options(
            [
                (QuestionDecision.NO_ACTION.value, "Take no action"),
                (QuestionDecision.TAKEN_DOWN.value, "Take down the question and its answer"),
            ]
        ),
    )
    reason = TrimmedText(
        "Reason",
        [InputRequired("Give a reason"), LONGEST],
        description="The reporter reads it, and where you take it down also who asked and who"
        " answers. Name nobody.",
    )
