"""Sights of applications, invitations, placements and decision links."""

from __future__ import annotations

from tests.browser.sight import (
    CHIEF,
    EASTMERE,
    GREENWAY,
    HARBOUR,
    HARBOUR_HR,
    INDIVIDUAL,
    KITCHEN,
    KITCHEN_HR,
    NORTHMOOR,
    PAT,
    PLANNER,
    RIVERS_HR,
    SAMUEL,
    VOLUNTEERS,
    WINTER,
    WISH,
    Sight,
)
from tests.browser.world import NEWCOMER

ASKED = "/messages/{question[Volunteer services manager]}"
RECORDS_HR = "imran.aziz@records.example"
KATE = "kate.sorensen@statistics.example"
DECISION = "/messages/decisions/{talk_report[stopped]}"
JUST_SAID = "/messages/{message[just said]}"
TOO_LONG, EMPTY = {"body": "x" * 5_001}, {"body": ""}

INWARD = "/placements/{placement[Care in emergencies adviser]}"
DEV = "dev.patel@soil.example"

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
        "applications/rescind.html",
        HARBOUR,
        "/applications/{application[Gareth Wynn]}/rescind",
        422,
        press="Take the offer back",
    ),
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
    Sight("messages/inbox.html", HARBOUR, "/messages?show=unread"),
    Sight("messages/found.html", HARBOUR, "/messages?q=then", phone=True),
    Sight("messages/found.html", HARBOUR, "/messages?q=zzzz"),
    Sight("messages/found.html", HARBOUR, f"/messages?q={'z' * 201}", 422),
    Sight("messages/show.html", HARBOUR, ASKED, phone=True),
    Sight("messages/show.html", HARBOUR, ASKED, 422, "Save draft", TOO_LONG),
    Sight("messages/show.html", KITCHEN, "/messages/{room[Winter planning lead]}", phone=True),
    Sight("messages/change.html", HARBOUR, f"{JUST_SAID}/change", phone=True),
    Sight("messages/change.html", HARBOUR, f"{JUST_SAID}/change", 422, "Change the message", EMPTY),
    Sight("messages/withdraw.html", HARBOUR, f"{JUST_SAID}/withdraw", phone=True),
    Sight("messages/show.html", HARBOUR, ASKED, 422, "Send message", {"body": "It is SECRET."}),
    Sight("messages/show.html", NEWCOMER, "/messages/{question[Oral history producer]}"),
    Sight("messages/blocked.html", NEWCOMER, "/messages/blocked", phone=True),
    Sight("messages/blocked.html", HARBOUR, "/messages/blocked"),
    Sight(
        "messages/block.html", HARBOUR, f"{ASKED}/people/{{asker[Kate Sorensen]}}/block", phone=True
    ),
    Sight("moderation/talk_report.html", HARBOUR, f"{ASKED}/report", phone=True),
    Sight("moderation/talk_report.html", HARBOUR, f"{ASKED}/report", 422, "Send the report"),
    Sight("moderation/talk_decision.html", KATE, DECISION, phone=True),
    Sight("moderation/talk_decision.html", KATE, DECISION, 422, "Appeal"),
    Sight("applications/hear_by.html", HARBOUR, f"{VOLUNTEERS}/applications/hear-by", phone=True),
    Sight("applications/hear_by.html", HARBOUR, f"{VOLUNTEERS}/applications/hear-by", 422, "Tell"),
    Sight("opportunities/ask.html", NEWCOMER, f"{VOLUNTEERS}/ask", phone=True),
    Sight("opportunities/ask.html", NEWCOMER, f"{VOLUNTEERS}/ask", 422, "Send question"),
    Sight("notices/index.html", HARBOUR, "/notices", phone=True),
    Sight("notices/index.html", NEWCOMER, "/notices"),
    Sight("notices/preferences.html", HARBOUR, "/account/notices", phone=True),
    Sight("notices/preferences.html", HARBOUR, "/account/notices", press="Save"),
    Sight("notices/unsubscribe.html", "", "{way_out[daily]}", phone=True),
    Sight("notices/unsubscribe.html", "", "{way_out[listings]}", press="Stop them", phone=True),
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
    Sight("placements/outside.html", RIVERS_HR, f"{INWARD}/outside", phone=True),
    Sight(
        "placements/outside.html", RIVERS_HR, f"{INWARD}/outside", 422, press="Record the approval"
    ),
    Sight("placements/nationality.html", RIVERS_HR, f"{INWARD}/nationality", phone=True),
    Sight("placements/show.html", RIVERS_HR, WINTER, phone=True),
    _room("Winter planning lead", KITCHEN),
    _room("Winter planning lead", KITCHEN_HR),
    _room("Archive of a hospice", HARBOUR_HR),
    Sight("placements/costs/edit.html", RIVERS_HR, f"{WINTER}/costs", phone=True),
    Sight(
        "placements/costs/edit.html",
        KITCHEN_HR,
        f"{WINTER}/costs",
        422,
        "Save the worksheet",
        {"salary": "lots"},
    ),
    _room("Nursing shortage map", SAMUEL),
    _room("Flood paths adviser", GREENWAY),
    _room("Open data fellow", "lucy.tran@northmoor.example"),
    _room("Archive of a hospice", HARBOUR),
    _room("Began", HARBOUR),
    _room("Food strategy officer", NORTHMOOR),
    _room("Kitchen nurse", KITCHEN),
    _room("Green routes analyst", EASTMERE),
    _room("Council data fellow", "daniel.marsh@northmoor.example"),
    _room("Drainage adviser", DEV),
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
    Sight(
        "placements/terms.html",
        KITCHEN,
        f"{WINTER}/terms",
        422,
        "Save the terms",
        {"ends_on-day": "40"},
    ),
    _act("facts", KITCHEN, "Winter planning lead"),
    Sight(
        "placements/facts.html",
        KITCHEN,
        f"{WINTER}/facts",
        422,
        "Save the answers",
        {"contract_ends_on-day": "40"},
    ),
    _act("withdraw", SAMUEL, "Nursing shortage map"),
    _act("withdraw", SAMUEL, "Nursing shortage map", "Withdraw"),
    _room("Asked again", PAT),
    _act("take-back", HARBOUR, "Archive of a hospice"),
    _act("take-back", HARBOUR, "Archive of a hospice", "Withdraw the approval"),
    _act("other-manager", RIVERS_HR, "Three days on the ward"),
    _act("other-manager", RIVERS_HR, "Three days on the ward", "Ask this person"),
    _act("hand-over", KITCHEN, "Winter planning lead"),
    _act("hand-over", KITCHEN, "Winter planning lead", "Hand over"),
    _act("appeal", DEV, "Drainage adviser"),
    _act("appeal", DEV, "Drainage adviser", "Send the appeal"),
    _act("decide-appeal", KITCHEN, "Asked again"),
    _act("decide-appeal", KITCHEN, "Asked again", "Record your answer"),
    _act("start", HARBOUR, "Began"),
    _act("did-not-start", HARBOUR, "Began"),
    _act("did-not-start", HARBOUR, "Began", "Note that it did not start"),
    _act("happened", HARBOUR, "Past"),
    _act("happened", HARBOUR, "Past", "Record"),
    _act("leave", NORTHMOOR, "Food strategy officer"),
    _act("leave", NORTHMOOR, "Food strategy officer", "Note the absence"),
    _act("end", NORTHMOOR, "Food strategy officer"),
    _act("end", NORTHMOOR, "Food strategy officer", "End it early"),
    _act("back", KITCHEN, "Kitchen nurse"),
    _act("complete", KITCHEN_HR, "Over"),
    _act("complete", KITCHEN_HR, "Over", "Confirm the end"),
    Sight(
        "placements/overtaken.html",
        HARBOUR,
        "/placements/{placement[Archive of a hospice]}/start",
        409,
    ),
)
ASKED_OVER = "/placements/{placement[Asked over]}/swap"
WOULD_COME = "/placements/{placement[Would come]}/swap/host"
SWAPS = (
    Sight("placements/swap_name.html", HARBOUR, ASKED_OVER, phone=True),
    Sight("placements/swap_name.html", HARBOUR, ASKED_OVER, 422, "Ask this person"),
    Sight("placements/swap_answer.html", SAMUEL, "/swaps/{swap[Asked over]}", phone=True),
    Sight(
        "placements/swap_answer.html", SAMUEL, "/swaps/{swap[Asked over]}", 422, "Send my answer"
    ),
    Sight("placements/swap_receive.html", RECORDS_HR, WOULD_COME, phone=True),
    Sight("placements/swap_receive.html", RECORDS_HR, WOULD_COME, 422, "Begin the other half"),
    _room("Asked over", HARBOUR),
)
LINKS = (
    Sight("release/interests.html", "", "{link[manager@rivers.example]}/interests", phone=True),
    Sight("release/interests.html", "", "{link[manager@rivers.example]}/interests", 422, "Declare"),
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
HR_DESK = (
    Sight("desk/hr.html", RIVERS_HR, "/hr", phone=True),
    Sight("desk/hr.html", CHIEF, "/hr"),
    Sight("desk/hr_moves.html", RIVERS_HR, "/hr?show=moves", phone=True),
    Sight("desk/hr_moves.html", RIVERS_HR, "/hr?show=finished&direction=out"),
    Sight("desk/hr_moves.html", RIVERS_HR, "/hr?show=moves&person=zzzz&waits_for=me"),
    Sight(
        "desk/hr_moves.html",
        RIVERS_HR,
        "/hr?show=moves&starts_from-day=40&starts_from-month=1&starts_from-year=2027",
        422,
        phone=True,
    ),
    Sight("desk/hr_moves.html", CHIEF, "/hr?show=moves"),
    Sight("desk/hr_figures.html", RIVERS_HR, "/hr/figures", phone=True),
    Sight("desk/hr_figures.html", CHIEF, "/hr/figures"),
    Sight("desk/hr_return.html", RIVERS_HR, "/hr/return", phone=True),
    Sight("desk/hr_return.html", CHIEF, "/hr/return", phone=True),
    Sight("desk/hr_calendar.html", CHIEF, "/hr/calendar"),
    Sight("desk/hr_calendar.html", RIVERS_HR, "/hr/calendar", 200, "Make an address", phone=True),
)
