"""The scene before anybody applies: line managers who are asked first, and what they answer."""

from __future__ import annotations

import sqlalchemy as sa

from exchange.access import VISITOR
from exchange.db import db
from exchange.demo import stage as on
from exchange.demo.stage import Stage
from exchange.notices.models import Outbox
from exchange.opportunities.models import Opportunity
from exchange.releases import queries, services

ASKED = (
    ("Ella Jones", "rivers", "Ravi Menon", "manager@rivers.example", "", "agreed"),
    ("Amara Eze", "signal", "Lee Ash", "lee.ash@signal.example", "", "agreed"),
    ("Hannah Cole", "records", "Sam Frost", "sam.frost@records.example", "", "not_now"),
    ("Nell Ogden", "eastmere", "Jo Field", "jo.field@eastmere.example", "", "not_manager"),
    ("Meera Nair", "records", "Kim Vale", "kim.vale@records.example", "", "withdrawn"),
    (
        "Ella Jones",
        "rivers",
        "Ravi Menon",
        "manager@rivers.example",
        "Volunteer services manager",
        "asked",
    ),
)
"""Who asked, at which employer, whom, about which listing (none: any), and how it stands."""


def ask_first(stage: Stage) -> None:
    """Requests in every state; the one that waits can be answered from the demonstration's mail."""
    for name, home, manager, email, title, reach in ASKED:
        ask(stage, name, home, (manager, email), title)
        with stage.at(-6):
            _answer(stage, name, email, reach)


def ask(
    stage: Stage, name: str, home: str, manager: tuple[str, str], title: str = "", when: int = -7
) -> None:
    """One request: three and a half days a week for six months."""
    wish = services.Wish(*manager, 3.5, 6, stage.day(45))
    with stage.at(when if not title else -1):
        about = _listing(title).public_id if title else None
        services.ask(on.actor(name), wish, on.organisation(home).public_id, about)


def _answer(stage: Stage, name: str, email: str, reach: str) -> None:
    if reach == "agreed":
        services.agree(VISITOR, _token(email), 3, 4, stage.day(150))
    if reach == "not_now":
        reason = (
            "Two of us are away until the summer. Ask me again in June: I would like you to go."
        )
        services.not_now(VISITOR, _token(email), "service_need", reason)
    if reach == "not_manager":
        services.not_manager(VISITOR, _token(email))
    if reach == "withdrawn":
        mover = on.actor(name)
        asked = db.session.scalars(queries.mine(mover)).first()
        if asked is not None:
            services.withdraw(mover, asked.public_id, asked.version)


def _listing(title: str) -> Opportunity:
    return db.session.scalars(sa.select(Opportunity).filter_by(title=title)).one()


def _token(address: str) -> str:
    """The secret of the newest link to an address, as its reader would find it in the mail."""
    mails = db.session.scalars(sa.select(Outbox).filter_by(topic="mail").order_by(Outbox.id.desc()))
    texts = (str(row.payload["text"]) for row in mails if row.payload.get("to") == address)
    link = next(word for word in next(texts).split() if "/in-principle/" in word)
    return link.rpartition("/")[2]
