"""What organisations ask people to type."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from exchange.accounts.forms import email_field, name_field
from exchange.reference import choices
from exchange.web.fields import DateParts, TrimmedString, TrimmedText
from exchange.web.forms import Form
from exchange.web.inputs import options

ROLES = (
    ("poster", "Poster", "Posts opportunities and answers the people who apply."),
    (
        "hr",
        "HR",
        "Decides on moves, and sees them once they are sent home.",
    ),
    ("board", "Board", "Decides where the chief executive moves, and on board seats."),
    ("organisation_admin", "Administrator", "Lets people in, gives roles, changes the settings."),
)
LEADS = (
    "chief_executive",
    "Chief executive",
    "Leads the organisation, so that the board decides on this person’s own moves.",
)
ROLE_NAMES = {code: name for code, name, _hint in (*ROLES, LEADS)}
ROLE_HINTS = {code: hint for code, _name, hint in (*ROLES, LEADS)}
NUMBER = r"^[A-Za-z]{0,4} ?[0-9]{5,8}$"


def at_most(count: int) -> Length:
    """A limit on length, in words."""
    return Length(max=count, message=f"Use {count:,} characters or fewer")


class FindForm(Form):
    """A search for organisations; sent by GET."""

    q = TrimmedString("Name", [at_most(100)], render_kw={"autocomplete": "off"})
    sector = SelectField(
        "Sector",
        choices=options([("", "All sectors"), *choices.pairs(choices.SECTORS)]),
        default="",
    )


class NumberForm(Form):
    """A charity's number; sent by GET."""

    number = TrimmedString(
        "Charity number",
        [
            DataRequired("Enter the charity number"),
            at_most(20),
            Regexp(NUMBER, message="A charity number has 5 to 8 digits, such as 1234567"),
        ],
        description="It fills in the name. It is on your letters and in the public register.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class JoinForm(Form):
    """Asking to join one organisation."""

    job_title = TrimmedString(
        "Your job title or role there",
        [DataRequired("Enter your job title or role"), at_most(120)],
        description="Such as policy adviser, trustee, or volunteer coordinator.",
        render_kw={"autocomplete": "organization-title"},
    )
    evidence = TrimmedText(
        "How can we check that you belong there?",
        [DataRequired("Say how we can check that you belong there"), at_most(1000)],
        description=(
            "Such as a page on its website that names you, or a colleague whose address is in the"
            " public register. Only whoever checks it reads this."
        ),
    )


class AddForm(JoinForm):
    """Asking for an organisation that is not listed."""

    name = TrimmedString(
        "Name of the organisation",
        [DataRequired("Enter the name of the organisation"), at_most(240)],
        render_kw={"autocomplete": "organization"},
    )
    sector = RadioField(
        "What is it?",
        [DataRequired("Choose what the organisation is")],
        choices=options(choices.pairs(choices.SECTORS)),
    )
    register_number = TrimmedString(
        "Number in a public register",
        [
            Optional(),
            at_most(20),
            Regexp(NUMBER, message="A number has 5 to 8 digits, perhaps after letters"),
        ],
        description="Of a charity or a company. Leave it empty where there is none.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class Roles(SelectMultipleField):
    """What a member may do, each role ticked for itself."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, choices=[], **kwargs)
        self.offered: frozenset[str] = frozenset()
        self.offer(*ROLES)

    def offer(self, *roles: tuple[str, str, str]) -> None:
        """Let these be ticked too."""
        added = options((code, name) for code, name, _hint in roles)
        self.choices = [*(self.choices or ()), *added]
        self.offered |= {code for code, _name, _hint in roles}


def verified_field(label: str, description: str) -> TrimmedString:
    """How something was checked, kept for whoever asks later."""
    return TrimmedString(
        label, [DataRequired("Say how you checked it"), at_most(300)], description=description
    )


class AcceptForm(Form):
    """Letting somebody in, in the roles that were verified."""

    roles = Roles("Roles", description="Nothing ticked makes a member, who applies and drafts.")
    how_verified = verified_field(
        "How did you check it?",
        "Such as: rang the number in the charity register on 12 November and spoke to the chair.",
    )


class RefuseForm(Form):
    """Not letting somebody in."""

    reason = TrimmedText(
        "Reason",
        [DataRequired("Give a reason. The person reads it"), at_most(1000)],
        description="The person reads this. Say what they can do now.",
    )


class RolesForm(AcceptForm):
    """Other roles for a member."""


class SettingsForm(Form):
    """How an organisation works here."""

    ask_before_applying = BooleanField(
        "Our people ask their manager before they apply",
        description=(
            "We show this to them on each opportunity. It stops nobody from looking or drafting."
        ),
    )
    one_person_decides = BooleanField(
        "We are small: one person decides as manager and as HR",
        description=(
            "Most moves need a yes from the line manager and another from HR. Tick this where both"
            " are the same person; then one yes counts for both. Nobody ever decides on their own"
            " move, or for both organisations."
        ),
    )
    how_we_decide = TrimmedText(
        "How we decide",
        [Optional(), at_most(2000)],
        description=(
            "What you look at when somebody wants to come or go, and how long it takes. Everybody"
            " can read it on your page."
        ),
    )


class StaffForm(Form):
    """What the staff of an organisation are."""

    status = RadioField(
        "The staff are",
        [DataRequired("Choose what the staff are")],
        choices=options(choices.pairs(choices.STAFF_STATUSES)),
    )
    source = TrimmedString(
        "Where is this written?",
        [DataRequired("Say where this is written, so that others can check it"), at_most(240)],
        description="Everybody can read it on the organisation’s page.",
    )
    as_of = DateParts("As of", [DataRequired("Enter the date on which it was so")], what="The date")


class DomainForm(Form):
    """An e-mail domain whose users become members at once."""

    domain = TrimmedString(
        "E-mail domain",
        [DataRequired("Enter a domain, such as northmoor.example"), at_most(253)],
        description="What stands after the @. Only where nobody else can get an address.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class ContactForm(Form):
    """Somebody who decides by link."""

    role = RadioField(
        "Decides as",
        [DataRequired("Choose what the contact decides as")],
        choices=options([("hr", "HR"), ("chair", "Chair of the board")]),
    )
    name = name_field()
    email = email_field("E-mail address", "Links to decide are sent here, with a code each time.")
    how_verified = verified_field(
        "How did you check it?", "Such as: named with this address in the charity register."
    )
