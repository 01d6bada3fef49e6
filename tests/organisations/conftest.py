"""Fixtures of the organisations' tests: one charity and who is who in it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests import people


def northmoor():
    """Northmoor, its administrator Ada, its member Ben, Chidi who asks, our administrator Root."""
    root = people.administrator()
    charity = people.organisation("Northmoor Food Bank", number="GB-CHC-1234567")
    people.member("ada@northmoor.example", charity, "organisation_admin", "hr", by=root)
    people.member("ben@northmoor.example", charity, by=root)
    people.person("chidi@gmail.com", "Chidi Okafor")
    people.ask("chidi@gmail.com", charity)
    return SimpleNamespace(
        id=charity.public_id,
        page=f"/organisations/{charity.public_id}",
        admin=f"/admin/organisations/{charity.public_id}",
        ada=f"/organisations/members/{people.membership('ada@northmoor.example').public_id}",
        ben=f"/organisations/members/{people.membership('ben@northmoor.example').public_id}",
        chidi=f"/organisations/joining/{people.membership('chidi@gmail.com').public_id}",
    )


@pytest.fixture
def house(staged):
    """The same, on a copy for each test."""
    return staged(northmoor)


@pytest.fixture
def ada(house, client_as):
    """Administrator and HR of Northmoor."""
    return client_as("ada@northmoor.example")


@pytest.fixture
def ben(house, client_as):
    """A plain member of Northmoor."""
    return client_as("ben@northmoor.example")


@pytest.fixture
def chidi(house, client_as):
    """Asks to join Northmoor, with free mail."""
    return client_as("chidi@gmail.com")


@pytest.fixture
def root(house, client_as):
    """An administrator of the platform."""
    return client_as("root@crossover.example")
