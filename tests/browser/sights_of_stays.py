"""Sights of what keeps a move safe, of a placement that runs, and of what follows it."""

from __future__ import annotations

from tests.browser.sight import (
    EASTMERE,
    INDIVIDUAL,
    KITCHEN_HR,
    NORTHMOOR,
    PAT,
    RIVERS_HR,
    WINTER,
    Sight,
)

FOOD = "/placements/{placement[Food strategy officer]}"
ROUTES = "/placements/{placement[Green routes analyst]}"
CALLUM, MINA = "callum.reid@openkitchen.example", "mina.rahman@greenway.example"
NORTHMOOR_HR = "daniel.marsh@northmoor.example"
GUARDS = "placements/safeguards"
FUNDS = f"{WINTER}/conflicts/{{conflict[funds]}}"
AGAIN = f"{WINTER}/interests/{{declaration[Sian Pugh]}}/again"
MAY_STAY = "/placements/{placement[May stay]}/stay-on"
LONGER, AWAY = "/placements/{placement[Longer]}", "/placements/{placement[Away]}"
GRANTED = f"{LONGER}/extensions/{{extension[Longer]}}"
ASKED = "/placements/{placement[Asked to stay]}/extensions/{extension[Asked to stay]}"
VAIN = "/placements/{placement[In vain]}/extensions/{extension[In vain]}"
SURVEYS = "/placements/{placement[Records of surveys]}/extensions/{extension[Records of surveys]}"
NOTICE = "/placements/{placement[Back]}/take-back-notice"
ADVICE = "/placements/{placement[May stay]}/stay/advice"
OPEN, DONE = "{stay_link[robin.lane@records.example]}", "{stay_link[robin.lane@coalbrook.example]}"
REPLACED = "{stay_link[robin.lane@openkitchen.example]}"
EXPIRED = "{stay_link[robin.lane@signal.example]}"
COMES_BACK = "{stay_link[dora.hand@eastmere.example]}"
LENA, AMARA = "lena.fischer@coalbrook.example", "amara.eze@signal.example"
CHRIS, NELL = "chris.doyle@greenway.example", "nell.ogden@eastmere.example"
MEERA, STATISTICS = "meera.nair@records.example", "rhiannon.lloyd@statistics.example"
RECORDS_HR = "imran.aziz@records.example"
CLARE = "clare.whitfield@records.example"

STAYS = (
    Sight(f"{GUARDS}/interests.html", RIVERS_HR, f"{WINTER}/interests", phone=True),
    Sight(f"{GUARDS}/interests.html", RIVERS_HR, f"{WINTER}/interests", 422, "Declare"),
    Sight(f"{GUARDS}/conflict.html", RIVERS_HR, f"{WINTER}/conflicts", phone=True),
    Sight(f"{GUARDS}/needed.html", KITCHEN_HR, f"{WINTER}/vetting", phone=True),
    Sight(f"{GUARDS}/again.html", RIVERS_HR, AGAIN, phone=True),
    Sight(f"{GUARDS}/again.html", RIVERS_HR, AGAIN, 422, "Ask again"),
    Sight(f"{GUARDS}/handling.html", RIVERS_HR, FUNDS, phone=True),
    Sight(f"{GUARDS}/handling.html", KITCHEN_HR, FUNDS, 422, "Save", {"handling": ""}),
    Sight(f"{GUARDS}/over.html", RIVERS_HR, f"{FUNDS}/over", phone=True),
    Sight(f"{GUARDS}/over.html", RIVERS_HR, f"{FUNDS}/over", 422, "It is over"),
    Sight(f"{GUARDS}/state.html", KITCHEN_HR, f"{WINTER}/vetting/bpss", phone=True),
    Sight("placements/stay_on.html", CLARE, MAY_STAY, phone=True),
    Sight("placements/stay_on.html", CLARE, MAY_STAY, 422, "Save the answer"),
    Sight(f"{GUARDS}/pension.html", RIVERS_HR, f"{WINTER}/pension", phone=True),
    Sight(f"{GUARDS}/set_aside.html", RIVERS_HR, f"{WINTER}/set-aside/R07", phone=True),
    Sight(f"{GUARDS}/concerns.html", RIVERS_HR, f"{WINTER}/concerns", phone=True),
    Sight(f"{GUARDS}/needs.html", INDIVIDUAL, "/adjustments", phone=True),
    Sight("placements/backfill.html", KITCHEN_HR, f"{FOOD}/backfill"),
    Sight("placements/show.html", CALLUM, FOOD, phone=True),
    Sight("stays/check_in.html", NORTHMOOR, f"{FOOD}/stay/check-in/week_6", phone=True),
    Sight("stays/extend.html", CALLUM, f"{FOOD}/stay/extend", phone=True),
    Sight("stays/extend.html", CALLUM, f"{FOOD}/stay/extend", 422, "Ask for the extension"),
    Sight("stays/note.html", CALLUM, f"{FOOD}/stay/note", phone=True),
    Sight("stays/manager.html", NORTHMOOR_HR, f"{FOOD}/stay/manager", phone=True),
    Sight("stays/return.html", KITCHEN_HR, f"{FOOD}/stay/return", phone=True),
    Sight("stays/no_return.html", KITCHEN_HR, f"{FOOD}/stay/no-return", phone=True),
    Sight("stays/report.html", MINA, f"{ROUTES}/stay/report", phone=True),
    Sight("stays/skills.html", EASTMERE, f"{ROUTES}/stay/skills", phone=True),
    Sight(
        "stays/impact.html", EASTMERE, "/placements/{placement[Over]}/stay/impact/end", phone=True
    ),
    Sight("placements/show.html", NELL, AWAY, phone=True),
    Sight("placements/take_back_notice.html", CHRIS, NOTICE, phone=True),
    Sight(
        "placements/take_back_notice.html",
        CHRIS,
        NOTICE,
        422,
        "Take back the notice",
        {"reason": "The team found somebody."},
    ),
    Sight("stays/advice.html", RECORDS_HR, ADVICE, phone=True),
    Sight("stays/extension.html", MEERA, SURVEYS, phone=True),
    Sight("stays/extension.html", STATISTICS, SURVEYS, 422, "Refuse"),
    Sight(
        "stays/extension.html",
        AMARA,
        ASKED,
        phone=True,
    ),
    Sight(
        "stays/extension.html",
        AMARA,
        ASKED,
        422,
        "Refuse",
    ),
    Sight("stays/extension.html", PAT, VAIN, phone=True),
    Sight("stays/extension.html", LENA, GRANTED, phone=True),
    Sight("placements/show.html", LENA, LONGER, phone=True),
    Sight("agreements/show.html", LENA, f"{LONGER}/agreement", phone=True),
    Sight("agreements/sign.html", LENA, f"{LONGER}/agreement/sign", phone=True),
    Sight("stays/link_open.html", "", OPEN, phone=True),
    Sight("stays/link_open.html", "", OPEN, 422, "Refuse", phone=True),
    Sight("stays/link_open.html", "", COMES_BACK, phone=True),
    Sight("stays/link_open.html", "", COMES_BACK, press="Send me a code", phone=True),
    Sight("stays/link_done.html", "", DONE, phone=True),
    Sight(
        "stays/link_replaced.html",
        "",
        REPLACED,
        410,
        phone=True,
    ),
    Sight("stays/link_expired.html", "", EXPIRED, 410, phone=True),
)
