"""Sights of what keeps a move safe, of a placement that runs, and of what follows it."""

from __future__ import annotations

from tests.browser.sight import EASTMERE, INDIVIDUAL, KITCHEN_HR, RIVERS_HR, WINTER, Sight

FOOD = "/placements/{placement[Food strategy officer]}"
ROUTES = "/placements/{placement[Green routes analyst]}"
CALLUM, MINA = "callum.reid@openkitchen.example", "mina.rahman@greenway.example"
NORTHMOOR_HR = "daniel.marsh@northmoor.example"
GUARDS = "placements/safeguards"

STAYS = (
    Sight(f"{GUARDS}/interests.html", RIVERS_HR, f"{WINTER}/interests", phone=True),
    Sight(f"{GUARDS}/interests.html", RIVERS_HR, f"{WINTER}/interests", 422, "Declare"),
    Sight(f"{GUARDS}/conflict.html", RIVERS_HR, f"{WINTER}/conflicts", phone=True),
    Sight(f"{GUARDS}/needed.html", KITCHEN_HR, f"{WINTER}/vetting", phone=True),
    Sight(f"{GUARDS}/pension.html", RIVERS_HR, f"{WINTER}/pension", phone=True),
    Sight(f"{GUARDS}/set_aside.html", RIVERS_HR, f"{WINTER}/set-aside/R07", phone=True),
    Sight(f"{GUARDS}/concerns.html", RIVERS_HR, f"{WINTER}/concerns", phone=True),
    Sight(f"{GUARDS}/needs.html", INDIVIDUAL, "/adjustments", phone=True),
    Sight("placements/backfill.html", KITCHEN_HR, f"{FOOD}/backfill"),
    Sight("placements/show.html", CALLUM, FOOD, phone=True),
    Sight("stays/check_in.html", CALLUM, f"{FOOD}/stay/check-in/week_2", phone=True),
    Sight("stays/extend.html", CALLUM, f"{FOOD}/stay/extend", phone=True),
    Sight("stays/extend.html", CALLUM, f"{FOOD}/stay/extend", 422, "Ask for the extension"),
    Sight("stays/note.html", CALLUM, f"{FOOD}/stay/note", phone=True),
    Sight("stays/manager.html", NORTHMOOR_HR, f"{FOOD}/stay/manager", phone=True),
    Sight("stays/return.html", KITCHEN_HR, f"{FOOD}/stay/return", phone=True),
    Sight("stays/no_return.html", KITCHEN_HR, f"{FOOD}/stay/no-return", phone=True),
    Sight("stays/report.html", MINA, f"{ROUTES}/stay/report", phone=True),
    Sight("stays/skills.html", EASTMERE, f"{ROUTES}/stay/skills", phone=True),
    Sight("stays/impact.html", EASTMERE, f"{ROUTES}/stay/impact/end", phone=True),
)
