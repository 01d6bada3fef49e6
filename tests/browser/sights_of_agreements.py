"""Sights of agreements: reading, changing, issuing, signing, checking."""

from __future__ import annotations

from tests.browser.sight import ADMIN, HARBOUR, HARBOUR_HR, Sight

ARCHIVE = "/placements/{placement[Archive of a hospice]}/agreement"
TO_SIGN = "/placements/{placement[To be signed]}/agreement"
IN_FORCE = "/placements/{placement[Food bank planner]}/agreement"
PROJECT = "/placements/{placement[Sort the sightings]}/agreement"
HANNAH = "hannah.cole@records.example"
SIGNER = "{link[signer@harbour.example]}"

AGREEMENTS = (
    Sight("agreements/show.html", HANNAH, ARCHIVE),
    Sight("agreements/show.html", HARBOUR, TO_SIGN, phone=True),
    Sight("agreements/show.html", "zainab.bello@openkitchen.example", IN_FORCE),
    Sight("agreements/show.html", "joseph.lunn@records.example", PROJECT),
    Sight("agreements/draft.html", HARBOUR_HR, f"{ARCHIVE}/draft", phone=True),
    Sight("agreements/draft.html", HARBOUR_HR, f"{TO_SIGN}/draft"),
    Sight("agreements/clause.html", HARBOUR_HR, f"{ARCHIVE}/draft/ending", phone=True),
    Sight(
        "agreements/clause.html",
        HARBOUR_HR,
        f"{ARCHIVE}/draft/ending",
        422,
        "Save this part",
        {"notice": "x" * 1_001},
    ),
    Sight("agreements/issue.html", HARBOUR_HR, f"{ARCHIVE}/issue", phone=True),
    Sight("agreements/sign.html", HANNAH, f"{TO_SIGN}/sign", phone=True),
    Sight("agreements/sign.html", HANNAH, f"{TO_SIGN}/sign", 422, "Sign version 1"),
    Sight("agreements/by_link.html", "", SIGNER, phone=True),
    Sight("agreements/by_link.html", "", SIGNER, press="Send me a code"),
    Sight("agreements/by_link.html", "", SIGNER, 422, "Sign version 1"),
    Sight("agreements/remove_name.html", ADMIN, f"{TO_SIGN}/remove-name"),
    Sight("agreements/remove_name.html", ADMIN, f"{TO_SIGN}/remove-name", 422, "Take the name out"),
    Sight("agreements/verify.html", "", "/verify", phone=True),
    Sight("agreements/verify.html", "", "/verify", 422, "Check"),
    Sight("agreements/verify.html", "", "/verify", 200, "Check", {"hash": "0" * 64}),
)
