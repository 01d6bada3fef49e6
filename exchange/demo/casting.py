"""The first scene: organisations, people, who belongs where, and their profiles."""

from __future__ import annotations

import csv
import io

from exchange import clock
from exchange.access import SYSTEM
from exchange.accounts import passwords
from exchange.accounts import services as accounts
from exchange.demo import stage as on
from exchange.demo.cast import (
    ADMINISTRATOR,
    ALONE,
    EMPLOYERS,
    MODERATORS,
    PASSWORD,
    Employer,
    address,
)
from exchange.demo.mark import SOURCE
from exchange.demo.stage import Stage
from exchange.organisations import importing
from exchange.organisations import queries as organisations
from exchange.organisations import services as joining
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import ContactRole, StaffStatus
from exchange.profiles import services as profiles
from exchange.profiles.models import SkillLevel, Visibility

FIRST = ("poster", "organisation_admin")
SECOND = ("hr", "organisation_admin")
EVERYTHING = frozenset({"poster", "hr", "organisation_admin", "chief_executive"})
ASKS = (("Femi Adekunle", "greenway"), ("Hugo Barnes", "lantern"))
"""Who asks to join and waits."""

WORDS = (
    ("Policy adviser who likes numbers", ("policy-development", "data-analysis"), 4),
    ("Project manager for untidy projects", ("project-management", "change-management"), 4),
    ("I make services that people can use", ("service-design", "user-research"), 4),
    ("Fundraiser, mostly trusts", ("trust-fundraising", "bid-writing"), 4),
    ("Accountant who explains", ("financial-management", "governance"), 5),
    ("Communications, plain and quick", ("communications-strategy", "media-relations"), 3),
    ("Volunteer manager, 300 people", ("volunteer-management", "people-management"), 4),
    ("Analyst: surveys and maps", ("statistics", "survey-design", "geography"), 4),
    ("Lawyer for small organisations", ("charity-law", "data-protection"), 6),
    ("Operations, early mornings", ("operational-delivery", "logistics"), 3),
)
VISIBLE = (Visibility.MEMBERS, Visibility.MEMBERS, Visibility.PUBLIC, Visibility.NOBODY)
LEVELS = (SkillLevel.PRACTITIONER, SkillLevel.WORKING, SkillLevel.EXPERT)


def assemble(stage: Stage) -> None:
    """Everybody is there, half a year ago."""
    with stage.at(-300):
        _employers()
        _people()
        for employer in EMPLOYERS:
            if not employer.outside:
                _staff(employer)
        _special_cases(stage)
    with stage.at(-60):
        _profiles(stage)
    with stage.at(-4):
        for name, key in ASKS:
            reason = "I start there on Monday; my manager is copied in."
            joining.ask_to_join(on.actor(name), on.organisation(key).public_id, "Officer", reason)


def _employers() -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        (
            *("source", "external_id", "name", "short_name", "sector", "kind", "parent"),
            *("region", "postcode", "latitude", "longitude", "website", "email_domain"),
            *("annual_income", "purpose"),
        )
    )
    for one in EMPLOYERS:
        website = f"https://www.{one.domain}"
        writer.writerow(
            (
                *(SOURCE, one.key, one.name, "", one.sector, one.kind, ""),
                *("", one.outcode, "", "", website, one.domain, "", one.purpose),
            )
        )
    rows = list(importing.read_rows(text.getvalue().encode().splitlines(keepends=True)))
    importing.import_batch(SYSTEM, [row for row in rows if isinstance(row, importing.Row)])


def _people() -> None:
    password = passwords.hashed(PASSWORD)
    everybody = [(name, employer.domain) for employer in EMPLOYERS for name in employer.staff] + [
        (name, "post.example") for name in (*MODERATORS, ADMINISTRATOR, *ALONE)
    ]
    for name, domain in everybody:
        accounts.create_confirmed(SYSTEM, name, address(name, domain), password)
    for name in MODERATORS:
        accounts.make_staff(SYSTEM, address(name), moderator=True, administrator=False)
    accounts.make_staff(SYSTEM, address(ADMINISTRATOR), moderator=False, administrator=True)


def _staff(employer: Employer) -> None:
    organisation = on.organisation(employer.key)
    admin = on.actor(ADMINISTRATOR)
    for place, name in enumerate(employer.staff):
        joining.ask_to_join(on.actor(name), organisation.public_id, "Staff", "")
        roles = _roles(employer, place)
        if roles:
            mine = organisations.memberships_of(on.actor(name))
            found = next(one for one in mine if one.status is MembershipStatus.ACTIVE)
            how = "Checked with the organisation's registered contact"
            joining.set_roles(admin, found.public_id, roles, how)


def _roles(employer: Employer, place: int) -> frozenset[str]:
    if len(employer.staff) == 1:
        return EVERYTHING
    return frozenset({0: FIRST, 1: SECOND}.get(place, ()))


def _special_cases(stage: Stage) -> None:
    admin = on.actor(ADMINISTRATOR)
    for key, status in (("soil", StaffStatus.UNKNOWN), ("statistics", StaffStatus.MIXED)):
        joining.set_staff_status(
            admin, on.organisation(key).public_id, status, "Invented for this demo", clock.today()
        )
    lantern = on.organisation("lantern")
    joining.change_settings(
        on.actor("Yusuf Demir"),
        lantern.public_id,
        ask_before_applying=False,
        one_person_decides=True,
        how_we_decide="We are six. Yusuf decides, and the chair decides about Yusuf.",
    )
    how = "Telephoned on the number in the register of charities"
    joining.verify_contact(
        admin, lantern.public_id, ContactRole.CHAIR, "Dora Finch", "dora.finch@post.example", how
    )
    bridge = on.organisation("bridge")
    joining.verify_contact(
        admin, bridge.public_id, ContactRole.HR, "Menna Rees", "menna.rees@bridge.example", how
    )
    joining.ask_to_join(on.actor("Carys Vaughan"), bridge.public_id, "Support worker", "")
    rivers = on.organisation("rivers")
    joining.change_settings(
        on.hr("rivers"),
        rivers.public_id,
        ask_before_applying=False,
        one_person_decides=False,
        how_we_decide="The line manager decides first, HR within five working days.",
    )


def _profiles(stage: Stage) -> None:
    names = [name for one in EMPLOYERS for name in one.staff] + list(ALONE)
    for number, name in enumerate(names):
        visibility = VISIBLE[number % len(VISIBLE)]
        if name == "Ella Jones":  # the first entry of WORDS is a policy adviser's
            number, visibility = 0, Visibility.MEMBERS
        profiles.save(on.actor(name), _profile(stage, number, visibility))


def _profile(stage: Stage, number: int, visibility: Visibility) -> profiles.ProfileValues:
    headline, codes, level = WORDS[number % len(WORDS)]
    outcodes = ("LS6", "M14", "BS3", "SE15", "CF11", "NE4", "B13", "S7", "CB1", "NR2")
    return profiles.ProfileValues(
        headline=headline,
        about="I have done this for some years and would like to see it from the other side.",
        level=level,
        outcode=outcodes[number % len(outcodes)],
        remote_ok=number % 3 != 0,
        days_a_week=(5, 3, 2)[number % 3],
        available_from=stage.day(30 + number),
        visibility=visibility,
        hidden_from_employer=visibility is not Visibility.PUBLIC,
        skills=tuple(
            profiles.SkillEntry(code, LEVELS[(number + at) % 3], stage.today.year - at)
            for at, code in enumerate(codes)
        ),
        offers=("session", "mentoring") if number % 2 else (),
        seeks=("secondment", "attachment", "project") if number % 3 else ("shadowing",),
    )
