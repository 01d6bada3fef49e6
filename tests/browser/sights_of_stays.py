"""Sights of what keeps a move safe, of a placement that runs, and of what follows it."""

from __future__ import annotations

from tests.browser.sight import (
    EASTMERE,
    INDIVIDUAL,
    KITCHEN_HR,
    NORTHMOOR,
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
)
