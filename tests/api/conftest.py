"""A small market of listings, indexed, for programs to read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from exchange.opportunities.models import Remote, Side
from tests import factories


@pytest.fixture
def market(in_app, drain, clock_at):
    """Two organisations, three places and somebody who would like to go; public ids by name."""
    clock_at("2026-11-22 12:00")
    with in_app():
        hospice = factories.organisation("Harbour Hospice")
        council = factories.organisation("Northmoor Council", sector="local_government")
        sam = factories.member("sam@harbour.example", hospice, "poster")
        kit = factories.member("kit@northmoor.example", council, "poster")
        made = {
            "analyst": factories.listing(
                sam,
                hospice,
                title="Data analyst",
                skills=("strategy",),
                level=5,
                description="Count **who** comes.\n\n# Then\n\nSay so.",
            )
        }
        clock_at("2026-11-22 12:01")
        made["tidy"] = factories.listing(
            sam, hospice, "project", title="Data <tidy> & sort", outcode="M1", pay="£90 a day"
        )
        clock_at("2026-11-22 12:02")
        made["budget"] = factories.listing(
            kit,
            council,
            "loan",
            title="Budget lead",
            remote=Remote.REMOTE,
            outcode="",
            closes_at=datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC),
        )
        made["draft"] = factories.listing(sam, hospice, published=False)
        mover = factories.person("mover@mail.example", "Noor Mover")
        made["wish"] = factories.listing(
            mover, None, "secondment", Side.MOVER, title="Economist would like to go"
        )
        ids = {name: str(one.public_id) for name, one in made.items()}
        ids["hospice"] = str(hospice.public_id)
    drain()
    return ids
