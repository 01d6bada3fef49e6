"""Fixtures of the accounts' tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import people


@pytest.fixture
def ada(in_app):
    """Ada has a confirmed account."""
    with in_app():
        return people.person("ada@northmoor.example", "Ada Hall")


@pytest.fixture
def mails(in_app) -> Callable[[str], list[str]]:
    """`mails(to)`: the texts sent to an address, oldest first."""

    def read(to: str) -> list[str]:
        with in_app():
            return people.mails(to)

    return read


@pytest.fixture
def link(mails) -> Callable[[str], str]:
    """`link(to)`: the path in the newest e-mail to an address."""
    return lambda to: people.link_in(mails(to)[-1])
