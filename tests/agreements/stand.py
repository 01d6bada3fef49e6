"""Where an agreement is when a test of pages begins: each answers the address of the placement."""

from __future__ import annotations

from tests import factories
from tests.agreements.test_linked import sent_link, without_account
from tests.placements import moving
from tests.placements.parties import address


def proposed() -> str:
    """Nobody has agreed yet."""
    w = factories.world()
    moving.send_home(w)
    return address(w.placement)


def agreed() -> str:
    """All have agreed; nothing is issued."""
    return address(moving.agreed().placement)


def issued() -> str:
    """Version 1 waits for signatures."""
    w = moving.agreed()
    moving.issue(w)
    return address(w.placement)


def signed() -> str:
    """Version 1 is in force."""
    return address(moving.signed().placement)


def project() -> str:
    """A project, which has a scope note."""
    return address(moving.agreed("project").placement)


def by_link() -> str:
    """Nobody at the host has an account: the address of the link that signs."""
    without_account()
    return f"/sign/{sent_link()}"
