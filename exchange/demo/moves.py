"""The moves of the demonstration: who goes where, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """A move on a listing of its own. `start` counts days from today, negative for the past."""

    mover: str
    home: str
    host: str
    kind: str
    title: str
    start: int
    reach: str
    """accepted, sent, manager, all_but_host_hr, blocked, agreed, active, on_leave, completed,
    ended_early, refused, withdrawn, did_not_start, happened."""
    level: int = 4
    salary: int = 0
    """Where the host pays the whole cost: what the mover earns a year. Else it is free."""


MOVES = (
    Move(
        "Sian Pugh",
        "rivers",
        "openkitchen",
        "secondment",
        "Winter planning lead",
        45,
        "manager",
        salary=46_850,
    ),
    Move(
        "Marcus Bell",
        "rivers",
        "greenway",
        "attachment",
        "Flood paths adviser",
        30,
        "all_but_host_hr",
    ),
    Move("Tom Okafor", "rivers", "harbour", "shadowing", "Three days on the ward", 12, "sent"),
    Move(
        "Beth Lawson", "harbour", "rivers", "secondment", "Care in emergencies adviser", 60, "sent"
    ),
    Move("Samuel Ode", "harbour", "northmoor", "project", "Nursing shortage map", 20, "accepted"),
    Move("Yusuf Demir", "lantern", "northmoor", "attachment", "Youth offer adviser", 40, "sent", 5),
    Move(
        "Carys Vaughan", "bridge", "coalbrook", "attachment", "Safe discharge adviser", 35, "sent"
    ),
    Move("Lucy Tran", "northmoor", "signal", "secondment", "Open data fellow", 50, "blocked"),
    Move(
        "Hannah Cole",
        "records",
        "harbour",
        "secondment",
        "Archive of a hospice",
        25,
        "agreed",
        salary=38_200,
    ),
    Move(
        "Zainab Bello", "openkitchen", "eastmere", "attachment", "Food bank planner", 12, "signed"
    ),
    Move("Joseph Lunn", "records", "tidewatch", "project", "Sort the sightings", 5, "agreed", 3),
    Move(
        "Callum Reid",
        "openkitchen",
        "northmoor",
        "secondment",
        "Food strategy officer",
        -80,
        "active",
    ),
    Move("Meera Nair", "records", "statistics", "loan", "Records of surveys", -40, "active", 5),
    Move(
        "Jo Hartley", "coalbrook", "openkitchen", "attachment", "Kitchen nurse", -30, "on_leave", 3
    ),
    Move(
        "Mina Rahman",
        "greenway",
        "eastmere",
        "attachment",
        "Green routes analyst",
        -120,
        "completed",
    ),
    Move("Anna Kowalska", "soil", "greenway", "project", "Peat on the path", -70, "completed", 3),
    Move(
        "Kwame Mensah",
        "northmoor",
        "signal",
        "secondment",
        "Council data fellow",
        -150,
        "ended_early",
    ),
    Move("Dev Patel", "soil", "northmoor", "attachment", "Drainage adviser", 15, "refused"),
    Move("Amara Eze", "signal", "eastmere", "project", "Counting buses", 18, "withdrawn", 3),
    Move(
        "Chris Doyle",
        "greenway",
        "harbour",
        "shadowing",
        "A day with the gardeners",
        -20,
        "did_not_start",
        2,
    ),
    Move(
        "Vera Lindqvist", "", "openkitchen", "session", "An hour about knives", -15, "happened", 3
    ),
    Move(
        "Nell Ogden",
        "eastmere",
        "lantern",
        "mentoring",
        "A mentor for the club",
        -60,
        "happened",
        3,
    ),
)
