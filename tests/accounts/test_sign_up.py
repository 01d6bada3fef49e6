"""From "create an account" to being signed in."""

from __future__ import annotations

import re

import pytest

from exchange.accounts.models import Person
from exchange.db import db
from exchange.notices.models import Outbox
from tests.client import PASSWORD


@pytest.fixture
def mails(in_app):
    """The mails to an address, oldest first."""

    def read(to: str) -> list[str]:
        with in_app():
            rows = db.session.scalars(db.select(Outbox).filter_by(topic="mail").order_by(Outbox.id))
            return [row.payload["text"] for row in rows if row.payload["to"] == to]

    return read


def test_sign_up_confirm_and_join(client, mails):
    client.submit("/sign-up", name="Ada Hall", email="Ada@Northmoor.example", password=PASSWORD)
    (mail,) = mails("ada@northmoor.example")
    path = re.search(r"/confirm/[\w-]+", mail)[0]
    assert "Ada Hall" in client.words(path)
    answer = client.submit(path)
    assert answer.location == "/organisations/join"
    assert "Join your organisation" in client.words("/organisations/join")
    assert "Ada Hall" in client.words("/account")
