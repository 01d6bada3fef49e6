"""Asking one's manager before applying: the asker's pages, and the manager's behind the link."""

from __future__ import annotations

from tests.browser.sight import INDIVIDUAL, PAT, VOLUNTEERS, Sight
from tests.browser.world import NEWCOMER

HANNAH, AMARA = "hannah.cole@records.example", "amara.eze@signal.example"
NELL, MEERA = "nell.ogden@eastmere.example", "meera.nair@records.example"
WAITS = "{asked_first[manager@rivers.example]}"
LATE = "{asked_first[dee.long@statistics.example]}"

RELEASES = (
    Sight("releases/mine.html", INDIVIDUAL, "/ask-first", phone=True),
    Sight("releases/mine.html", NEWCOMER, "/ask-first"),
    Sight("releases/new.html", PAT, "/ask-first/new", phone=True),
    Sight("releases/new.html", PAT, "/ask-first/new", 422, "Ask them", phone=True),
    Sight("releases/new.html", NEWCOMER, "/ask-first/new"),
    Sight(
        "releases/new.html",
        INDIVIDUAL,
        "/ask-first/new?opportunity={listing[Volunteer services manager]}",
    ),
    Sight(
        "releases/show.html",
        INDIVIDUAL,
        "/ask-first/{request[manager@rivers.example]}",
        phone=True,
    ),
    Sight("releases/show.html", AMARA, "/ask-first/{request[lee.ash@signal.example]}"),
    Sight("releases/show.html", HANNAH, "/ask-first/{request[sam.frost@records.example]}"),
    Sight("releases/show.html", NELL, "/ask-first/{request[jo.field@eastmere.example]}"),
    Sight("releases/show.html", MEERA, "/ask-first/{request[kim.vale@records.example]}"),
    Sight("releases/link_open.html", "", WAITS, phone=True),
    Sight(
        "releases/link_open.html",
        "",
        WAITS,
        422,
        "Yes in principle",
        {"agree-most_days_a_week": "9", "agree-holds_until-day": "40"},
        phone=True,
    ),
    Sight("releases/link_open.html", "", WAITS, 422, "Not now", phone=True),
    Sight("releases/link_decided.html", "", "{asked_first[lee.ash@signal.example]}", phone=True),
    Sight("releases/link_decided.html", "", "{asked_first[sam.frost@records.example]}"),
    Sight("releases/link_decided.html", "", "{asked_first[jo.field@eastmere.example]}"),
    Sight("releases/link_withdrawn.html", "", "{asked_first[kim.vale@records.example]}", 410),
    Sight("releases/link_expired.html", "", LATE, 410, phone=True),
    Sight("releases/link_expired.html", "", f"{LATE}?sent=1", 410),
    Sight("applications/apply.html", INDIVIDUAL, f"{VOLUNTEERS}/apply", phone=True),
)
