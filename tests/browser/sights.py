"""Every page once, and its states: written by hand, since a generated list would miss the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.browser.world import LOCKED, NEWCOMER, UNCONFIRMED

INDIVIDUAL, RIVERS_HR = "individual@rivers.example", "hr@rivers.example"
HARBOUR, HARBOUR_HR = "poster@harbour.example", "hr@harbour.example"
MODERATOR, MODERATOR2 = "moderator@crossover.example", "moderator2@crossover.example"
ADMIN, CHIEF = "admin@crossover.example", "chief@lantern.example"
KITCHEN, KITCHEN_HR = "tariq.hussain@openkitchen.example", "elin.morgan@openkitchen.example"
NORTHMOOR, EASTMERE = "priya.shah@northmoor.example", "gareth.wynn@eastmere.example"
GREENWAY, STATISTICS = "rosa.delgado@greenway.example", "rhiannon.lloyd@statistics.example"
PLANNER, RECORDS = "ben.adler@eastmere.example", "clare.whitfield@records.example"
PAT, SAMUEL = "pat.osei@openkitchen.example", "samuel.ode@harbour.example"

WINTER = "/placements/{placement[Winter planning lead]}"
VOLUNTEERS = "/opportunities/{listing[Volunteer services manager]}"
LICENSING = "/opportunities/{listing[An hour on licensing]}"
OFFERED = "/opportunities/{listing[Our planner can come to you]}"
WISH = "/opportunities/{listing[Transport planner would like to see a charity inside]}"
HARBOUR_PAGE = "/organisations/{organisation[harbour]}"


@dataclass(frozen=True)
class Sight:
    """One page in one state: the template, who looks, where, and what they do there."""

    template: str
    who: str
    path: str
    status: int = 200
    press: str = ""
    """A button to press once the page is open; `status` is then that of the answer."""
    fill: Mapping[str, str] = field(default_factory=dict)
    phone: bool = False
    """Whether axe also looks at it in a hand."""

    @property
    def name(self) -> str:
        """For the test's id."""
        return f"{self.template.removesuffix('.html')} {self.press or self.path.split('[')[-1]}"


def _error(code: int) -> Sight:
    return Sight(f"errors/{code}.html", "", f"/planted/{code}", code)


VISITORS = (
    Sight("desk/welcome.html", "", "/", phone=True),
    Sight("opportunities/index.html", "", "/opportunities", phone=True),
    Sight("opportunities/index.html", "", "/opportunities?q=volunteer&kind=secondment"),
    Sight("opportunities/index.html", "", "/opportunities?q=zzzz"),
    Sight("opportunities/index.html", "", "/opportunities?place=nowhere&skill=none", 422),
    Sight("opportunities/show.html", "", VOLUNTEERS, phone=True),
    Sight("people/index.html", "", "/people", phone=True),
    Sight("people/index.html", "", "/people?q=zzzz"),
    Sight("people/index.html", "", "/people?place=nowhere", 422),
    Sight("organisations/index.html", "", "/organisations", phone=True),
    Sight("organisations/index.html", "", "/organisations?q=zzzz"),
    Sight("organisations/index.html", "", "/organisations?sector=none", 422),
    Sight("organisations/show.html", "", HARBOUR_PAGE, phone=True),
    Sight("pages/help.html", "", "/help", phone=True),
    Sight("pages/how_we_decide.html", "", "/help/how-we-decide"),
    Sight("pages/privacy.html", "", "/privacy"),
    Sight("pages/accessibility.html", "", "/accessibility"),
    Sight("demo/outbox.html", "", "/demo/outbox"),
    Sight("demo/outbox.html", "", "/demo/outbox?to=nobody"),
    Sight("demo/mail.html", "", "/demo/outbox/{mail[any]}"),
)
ACCOUNTS = (
    Sight("accounts/sign_up.html", "", "/sign-up", phone=True),
    Sight("accounts/sign_up.html", "", "/sign-up", 422, press="Create account", phone=True),
    Sight("accounts/check_email.html", "", "/sign-up/check"),
    Sight("accounts/confirm.html", "", f"{{link[{UNCONFIRMED}]}}"),
    Sight("accounts/confirm.html", "", f"{{link[{UNCONFIRMED}]}}", 422, "Confirm and sign in"),
    Sight("accounts/sign_in.html", "", "/sign-in", phone=True),
    Sight("accounts/sign_in.html", "", "/sign-in", 422, press="Sign in"),
    Sight(
        "accounts/unconfirmed.html",
        "",
        "/sign-in",
        403,
        "Sign in",
        {"email": UNCONFIRMED, "password": "crossover-demo"},
    ),
    Sight(
        "accounts/locked.html",
        "",
        "/sign-in",
        429,
        "Sign in",
        {"email": LOCKED, "password": "crossover-demo"},
    ),
    Sight("accounts/ask_reset.html", "", "/reset"),
    Sight("accounts/ask_reset.html", "", "/reset", 422, press="Send"),
    Sight("accounts/reset_sent.html", "", "/reset/sent"),
    Sight("accounts/reset.html", "", f"{{link[{LOCKED}]}}"),
    Sight("accounts/reset.html", "", f"{{link[{LOCKED}]}}", 422, press="Save"),
    Sight("accounts/account.html", CHIEF, "/account", phone=True),
    Sight("accounts/account.html", NEWCOMER, "/account"),
    Sight("accounts/name.html", NEWCOMER, "/account/name"),
    Sight("accounts/name.html", NEWCOMER, "/account/name", 422, "Save", {"name": ""}),
    Sight("accounts/password.html", NEWCOMER, "/account/password"),
    Sight("accounts/password.html", NEWCOMER, "/account/password", 422, press="Change password"),
    Sight("accounts/address.html", NEWCOMER, "/account/address"),
    Sight("accounts/address.html", NEWCOMER, "/account/address", 422, press="Send"),
    Sight("accounts/confirm_address.html", PAT, "{link[pat@openkitchen.example]}"),
)
ORGANISATIONS = (
    Sight("organisations/join.html", NEWCOMER, "/organisations/join", phone=True),
    Sight("organisations/join.html", NEWCOMER, "/organisations/join?q=harbour"),
    Sight("organisations/join.html", NEWCOMER, "/organisations/join?q=zzzz"),
    Sight("organisations/join.html", NEWCOMER, "/organisations/join?number=one", 422),
    Sight("organisations/join.html", NEWCOMER, "/organisations/join?number=9999999"),
    Sight("organisations/ask.html", NEWCOMER, f"{HARBOUR_PAGE}/join"),
    Sight("organisations/ask.html", NEWCOMER, f"{HARBOUR_PAGE}/join", 422, press="Ask to join"),
    Sight("organisations/add.html", NEWCOMER, "/organisations/add"),
    Sight("organisations/add.html", NEWCOMER, "/organisations/add", 422, press="Ask"),
    Sight("organisations/show.html", HARBOUR, HARBOUR_PAGE),
    Sight("organisations/joining.html", GREENWAY, "/organisations/joining"),
    Sight("organisations/joining.html", HARBOUR, "/organisations/joining"),
    Sight(
        "organisations/decide.html",
        GREENWAY,
        "/organisations/joining/{membership[Femi Adekunle]}",
        phone=True,
    ),
    Sight(
        "organisations/decide.html",
        GREENWAY,
        "/organisations/joining/{membership[Femi Adekunle]}",
        422,
        press="Let them in",
    ),
    Sight("organisations/members.html", HARBOUR, f"{HARBOUR_PAGE}/members", phone=True),
    Sight("organisations/roles.html", HARBOUR, "/organisations/members/{membership[Beth Lawson]}"),
    Sight(
        "organisations/roles.html",
        HARBOUR,
        "/organisations/members/{membership[Beth Lawson]}",
        422,
        press="Save",
    ),
    Sight("organisations/settings.html", HARBOUR, f"{HARBOUR_PAGE}/settings"),
    Sight("organisations/administer.html", ADMIN, "/admin/organisations/{organisation[lantern]}"),
    Sight(
        "organisations/administer.html",
        ADMIN,
        "/admin/organisations/{organisation[lantern]}",
        422,
        press="Add",
    ),
)
PROFILES = (
    Sight("profiles/edit.html", INDIVIDUAL, "/profile", phone=True),
    Sight("profiles/edit.html", NEWCOMER, "/profile"),
    Sight("profiles/edit.html", INDIVIDUAL, "/profile", 422, "Save", {"outcode": "ZZ99"}),
    Sight("profiles/skills.html", INDIVIDUAL, "/profile/skills", phone=True),
    Sight("profiles/skills.html", INDIVIDUAL, "/profile/skills?find=zzzz"),
    Sight("profiles/levels.html", INDIVIDUAL, "/profile/skills/levels?skill=data-analysis"),
    Sight(
        "profiles/levels.html",
        NEWCOMER,
        "/profile/skills/levels?skill=data-analysis",
        422,
        press="Save",
    ),
    Sight("people/show.html", HARBOUR, "/people/{profile[Ella Jones]}", phone=True),
    Sight("people/show.html", INDIVIDUAL, "/people/{profile[Ella Jones]}"),
)
LISTINGS = (
    Sight("opportunities/mine.html", NORTHMOOR, "/my-listings", phone=True),
    Sight("opportunities/mine.html", NEWCOMER, "/my-listings"),
    Sight("opportunities/new.html", HARBOUR, "/opportunities/new", phone=True),
    Sight("opportunities/new.html", NEWCOMER, "/opportunities/new", 422, press="Start the draft"),
    Sight("opportunities/edit_kind.html", NORTHMOOR, f"{LICENSING}/edit/kind"),
    Sight("opportunities/edit_what.html", NORTHMOOR, f"{LICENSING}/edit/what", phone=True),
    Sight(
        "opportunities/edit_what.html",
        NORTHMOOR,
        f"{LICENSING}/edit/what",
        422,
        "Save and continue",
        {"title": "x" * 121},
    ),
    Sight("opportunities/edit_when.html", NORTHMOOR, f"{LICENSING}/edit/when", phone=True),
    Sight(
        "opportunities/edit_when.html",
        NORTHMOOR,
        f"{LICENSING}/edit/when",
        422,
        "Save and continue",
        {"starts_on-day": "40", "outcode": "ZZ99"},
    ),
    Sight("opportunities/edit_cost.html", HARBOUR, f"{VOLUNTEERS}/edit/cost"),
    Sight("opportunities/edit_who.html", PLANNER, f"{WISH}/edit/who"),
    Sight("opportunities/edit_mover.html", NORTHMOOR, f"{OFFERED}/edit/who"),
    Sight("opportunities/check.html", NORTHMOOR, f"{LICENSING}/check", phone=True),
    Sight("opportunities/check.html", NORTHMOOR, f"{OFFERED}/check"),
    Sight("opportunities/show.html", NORTHMOOR, LICENSING),
    Sight("opportunities/show.html", "lucy.tran@northmoor.example", OFFERED),
    Sight("opportunities/show.html", HARBOUR, VOLUNTEERS),
    Sight(
        "opportunities/show.html",
        "tariq.hussain@openkitchen.example",
        "/opportunities/{listing[Head of kitchens]}",
    ),
    Sight(
        "opportunities/show.html",
        HARBOUR,
        "/opportunities/{listing[Bereavement service evaluator]}",
    ),
    Sight("opportunities/show.html", GREENWAY, WISH),
    Sight(
        "opportunities/show.html", STATISTICS, "/opportunities/{listing[Make money from surveys]}"
    ),
    Sight("opportunities/extend.html", HARBOUR, f"{VOLUNTEERS}/extend"),
    Sight(
        "opportunities/extend.html",
        HARBOUR,
        f"{VOLUNTEERS}/extend",
        422,
        "Extend",
        {"closes_on-day": "40"},
    ),
    Sight("applications/end.html", HARBOUR, f"{VOLUNTEERS}/withdraw"),
    Sight(
        "applications/end.html",
        "jack.penrose@tidewatch.example",
        "/opportunities/{listing[Winter watch coordinator]}/conclude",
        422,
        press="Conclude",
    ),
)
ANSWERS = (
    Sight("applications/apply.html", PAT, f"{VOLUNTEERS}/apply", phone=True),
    Sight("applications/apply.html", PAT, f"{VOLUNTEERS}/apply", 422, press="Send application"),
    Sight("applications/mine.html", INDIVIDUAL, "/applications", phone=True),
    Sight("applications/mine.html", NEWCOMER, "/applications"),
    Sight("applications/sift.html", HARBOUR, f"{VOLUNTEERS}/applications", phone=True),
    Sight(
        "applications/show.html", INDIVIDUAL, "/applications/{application[Ella Jones]}", phone=True
    ),
    *(
        Sight("applications/show.html", HARBOUR, f"/applications/{{application[{name}]}}")
        for name in (
            *("Imran Aziz", "Kate Sorensen", "Stephen Achebe"),
            *("Lena Fischer", "Gareth Wynn"),
        )
    ),
    Sight("applications/show.html", NORTHMOOR, "/applications/{application[Samuel Ode]}"),
    Sight("applications/show.html", EASTMERE, "/applications/{application[Gareth Wynn]}"),
    Sight(
        "applications/show.html",
        "ian.forbes@greenway.example",
        "/applications/{application[Ian Forbes]}",
    ),
    Sight("applications/offer.html", HARBOUR, "/applications/{application[Imran Aziz]}/offer"),
    Sight(
        "applications/offer.html",
        HARBOUR,
        "/applications/{application[Imran Aziz]}/offer",
        422,
        "Offer the place",
        {"answer_by-day": ""},
    ),
    Sight(
        "applications/not_select.html",
        HARBOUR,
        "/applications/{application[Imran Aziz]}/not-select",
    ),
    Sight(
        "applications/not_select.html",
        HARBOUR,
        "/applications/{application[Imran Aziz]}/not-select",
        422,
        press="Send this answer",
    ),
    Sight("applications/rescind.html", HARBOUR, "/applications/{application[Gareth Wynn]}/rescind"),
    Sight(
        "applications/decline.html", EASTMERE, "/applications/{application[Gareth Wynn]}/decline"
    ),
    Sight(
        "applications/withdraw.html", EASTMERE, "/applications/{application[Gareth Wynn]}/withdraw"
    ),
    Sight("invitations/index.html", PLANNER, "/invitations", phone=True),
    Sight("invitations/index.html", NEWCOMER, "/invitations"),
    Sight(
        "invitations/show.html",
        PLANNER,
        "/invitations/{invitation[Transport planner would like to see a charity inside]}",
        phone=True,
    ),
    Sight(
        "invitations/show.html",
        GREENWAY,
        "/invitations/{invitation[Transport planner would like to see a charity inside]}",
    ),
    Sight(
        "invitations/decline.html",
        PLANNER,
        "/invitations/{invitation[Transport planner would like to see a charity inside]}/decline",
    ),
    Sight("invitations/invite.html", HARBOUR, f"{WISH}/invite", phone=True),
    Sight("invitations/invite.html", HARBOUR, f"{WISH}/invite", 422, press="Send invitation"),
    Sight("messages/inbox.html", HARBOUR, "/messages", phone=True),
    Sight("messages/inbox.html", NEWCOMER, "/messages"),
    Sight("messages/show.html", HARBOUR, "/messages/{talk[Imran Aziz]}", phone=True),
    Sight("messages/show.html", HARBOUR, "/messages/{talk[Imran Aziz]}", 422, press="Send message"),
    Sight("messages/show.html", SAMUEL, "/messages/{talk[Samuel Ode]}"),
    Sight("notices/index.html", HARBOUR, "/notices", phone=True),
    Sight("notices/index.html", NEWCOMER, "/notices"),
)


def _room(title: str, who: str) -> Sight:
    return Sight("placements/show.html", who, f"/placements/{{placement[{title}]}}")


def _act(code: str, who: str, title: str, press: str = "") -> Sight:
    path = f"/placements/{{placement[{title}]}}/{code}"
    template = f"placements/{code.replace('-', '_')}.html"
    return Sight(template, who, path, 422 if press else 200, press)


PLACEMENTS = (
    Sight("placements/index.html", HARBOUR, "/placements", phone=True),
    Sight("placements/index.html", RIVERS_HR, "/placements?show=ours"),
    Sight("placements/index.html", RIVERS_HR, "/placements?show=over"),
    Sight("placements/index.html", NEWCOMER, "/placements"),
    Sight("placements/show.html", RIVERS_HR, WINTER, phone=True),
    _room("Winter planning lead", KITCHEN),
    _room("Nursing shortage map", SAMUEL),
    _room("Flood paths adviser", GREENWAY),
    _room("Open data fellow", "lucy.tran@northmoor.example"),
    _room("Archive of a hospice", HARBOUR),
    _room("Began", HARBOUR),
    _room("Food strategy officer", NORTHMOOR),
    _room("Kitchen nurse", KITCHEN),
    _room("Green routes analyst", EASTMERE),
    _room("Council data fellow", "daniel.marsh@northmoor.example"),
    _room("Drainage adviser", "dev.patel@soil.example"),
    _room("Counting buses", "amara.eze@signal.example"),
    _room("A day with the gardeners", HARBOUR),
    _room("A mentor for the club", CHIEF),
    _act("send-home", SAMUEL, "Nursing shortage map"),
    _act("send-home", SAMUEL, "Nursing shortage map", "Send"),
    _act("manager", RIVERS_HR, "Winter planning lead"),
    _act("manager", RIVERS_HR, "Winter planning lead", "Save"),
    _act("approve", KITCHEN, "Winter planning lead"),
    _act("refuse", KITCHEN, "Winter planning lead"),
    _act("refuse", KITCHEN, "Winter planning lead", "Refuse"),
    _act("terms", KITCHEN, "Winter planning lead"),
    _act("facts", KITCHEN, "Winter planning lead"),
    _act("withdraw", SAMUEL, "Nursing shortage map"),
    _act("withdraw", SAMUEL, "Nursing shortage map", "Withdraw"),
    _act("start", HARBOUR, "Began"),
    _act("did-not-start", HARBOUR, "Began"),
    _act("happened", HARBOUR, "Past"),
    _act("happened", HARBOUR, "Past", "Record"),
    _act("leave", NORTHMOOR, "Food strategy officer"),
    _act("end", NORTHMOOR, "Food strategy officer"),
    _act("back", KITCHEN, "Kitchen nurse"),
    _act("complete", KITCHEN_HR, "Over"),
    _act("complete", KITCHEN_HR, "Over", "Confirm"),
    Sight(
        "placements/overtaken.html",
        HARBOUR,
        "/placements/{placement[Archive of a hospice]}/start",
        409,
    ),
)
LINKS = (
    Sight("release/open.html", "", "{link[manager@rivers.example]}", phone=True),
    Sight("release/open.html", "", "{link[manager@rivers.example]}", 422, "Refuse", phone=True),
    Sight("release/open.html", "", "{link[menna.rees@bridge.example]}", phone=True),
    Sight("release/open.html", "", "{link[menna.rees@bridge.example]}", press="Send me a code"),
    Sight("release/open.html", "", "{link[menna.rees@bridge.example]}", 422, "Agree"),
    Sight("release/open.html", "", "{link[dora.finch@post.example]}"),
    Sight("release/decided.html", "", "{link[robin.lane@records.example]}", phone=True),
    Sight("release/replaced.html", "", "{link[robin.lane@soil.example]}", 410),
    Sight("release/expired.html", "", "{link[robin.lane@statistics.example]}", 410),
)
DESKS = (
    Sight("desk/work.html", INDIVIDUAL, "/", phone=True),
    Sight("desk/work.html", NEWCOMER, "/"),
    Sight("desk/work.html", MODERATOR, "/"),
    Sight("desk/work.html", ADMIN, "/"),
    Sight("desk/hr.html", RIVERS_HR, "/hr", phone=True),
    Sight("desk/hr.html", CHIEF, "/hr"),
    Sight("desk/hr_moves.html", RIVERS_HR, "/hr?show=moves"),
    Sight("desk/leave.html", HARBOUR, "/account/leave/{membership[Nadia Karim]}"),
    Sight("desk/leave.html", HARBOUR, f"{HARBOUR_PAGE}/members/{{membership[Beth Lawson]}}/remove"),
    Sight("desk/admin.html", ADMIN, "/admin", phone=True),
    Sight("desk/audit.html", ADMIN, "/admin/audit"),
    Sight("desk/staff.html", ADMIN, "/admin/staff"),
    Sight("desk/staff.html", ADMIN, "/admin/staff", 422, press="Save"),
    Sight("moderation/index.html", MODERATOR, "/moderation", phone=True),
    *(
        Sight("moderation/index.html", MODERATOR, f"/moderation?queue={queue}")
        for queue in ("changes", "reports", "appeals")
    ),
    Sight(
        "moderation/review.html",
        MODERATOR,
        "/moderation/listings/{listing[Photograph every stile]}",
        phone=True,
    ),
    Sight(
        "moderation/review.html",
        MODERATOR,
        "/moderation/listings/{listing[Photograph every stile]}",
        422,
        "Return",
    ),
    Sight(
        "moderation/change.html",
        MODERATOR,
        "/moderation/changes/{revision[Oral history producer]}",
        phone=True,
    ),
    Sight(
        "moderation/show_report.html",
        MODERATOR,
        "/moderation/reports/{report[Mentor for a ward manager]}",
    ),
    Sight(
        "moderation/show_report.html",
        MODERATOR2,
        "/moderation/reports/{report[Make money from surveys]}",
    ),
    Sight("moderation/report.html", INDIVIDUAL, f"{VOLUNTEERS}/report"),
    Sight("moderation/report.html", INDIVIDUAL, f"{VOLUNTEERS}/report", 422, "Send"),
    Sight(
        "moderation/appeal.html",
        STATISTICS,
        "/opportunities/{listing[Make money from surveys]}/appeal",
    ),
)
FAILURES = (
    *(_error(code) for code in (400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)),
    Sight(
        "errors/404.html",
        INDIVIDUAL,
        "/placements/{placement[Food strategy officer]}",
        404,
        phone=True,
    ),
    Sight("errors/403.html", INDIVIDUAL, "/admin", 403),
    Sight("errors/410.html", "", "/confirm/gone", 410),
    Sight("errors/409.html", HARBOUR, "/applications/{application[Stephen Achebe]}/offer", 409),
)
ALL = (
    *VISITORS,
    *ACCOUNTS,
    *ORGANISATIONS,
    *PROFILES,
    *LISTINGS,
    *ANSWERS,
    *PLACEMENTS,
    *LINKS,
    *DESKS,
    *FAILURES,
)
