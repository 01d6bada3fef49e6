"""Every state × action of applications and invitations, from tables written by hand."""

from __future__ import annotations

import pytest

from exchange.applications.lifecycle import (
    APPLICATION,
    HOLDING,
    INVITATION,
    LIVE,
    UNANSWERED,
    ApplicationStatus,
    InvitationStatus,
)
from exchange.applications.wording import APPLICATION as APPLICATION_WORDS
from exchange.applications.wording import INVITATION as INVITATION_WORDS
from exchange.errors import IllegalTransition

# Columns: what each action leads to; "." where it is refused.
APPLICATION_TABLE = """
state           edit  submit    queue  admit     shortlist   reserve offer   not_select   accept   decline  rescind   lapse  withdraw  place  not_proceed    reinstate
draft           draft submitted queued .         .           .       .       .            .        .        .         .      withdrawn .      .              .
queued          .     .         .      submitted .           .       .       .            .        .        .         .      withdrawn .      .              .
submitted       .     .         .      .         shortlisted .       offered not_selected .        .        .         .      withdrawn .      .              .
shortlisted     .     .         .      .         .           reserve offered not_selected .        .        .         .      withdrawn .      .              .
reserve         .     .         .      .         shortlisted .       offered not_selected .        .        .         .      withdrawn .      .              .
offered         .     .         .      .         .           .       .       .            accepted declined rescinded lapsed withdrawn .      .              .
accepted        .     .         .      .         .           .       .       .            .        .        .         .      .         placed not_proceeding .
placed          .     .         .      .         .           .       .       .            .        .        .         .      .         .      not_proceeding .
not_proceeding  .     .         .      .         .           .       .       .            .        .        .         .      .         .      .              accepted
not_selected    .     .         .      .         .           .       .       .            .        .        .         .      .         .      .              .
declined        .     .         .      .         .           .       .       .            .        .        .         .      .         .      .              .
rescinded       .     .         .      .         .           .       .       .            .        .        .         .      .         .      .              .
lapsed          .     .         .      .         .           .       .       .            .        .        .         .      .         .      .              .
withdrawn       .     .         .      .         .           .       .       .            .        .        .         .      .         .      .              .
"""  # noqa: E501 - a table is read as one
INVITATION_TABLE = """
state           accept   decline  withdraw  lapse  place  not_proceed    reinstate
sent            accepted declined withdrawn lapsed .      .              .
accepted        .        .        .         .      placed not_proceeding .
placed          .        .        .         .      .      not_proceeding .
not_proceeding  .        .        .         .      .      .              accepted
declined        .        .        .         .      .      .              .
withdrawn       .        .        .         .      .      .              .
lapsed          .        .        .         .      .      .              .
"""


def cells(table: str) -> list[tuple[str, str, str]]:
    """(state, action, next state) for each cell."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return [(row[0], head[n], row[n]) for row in rows for n in range(1, len(head))]


@pytest.mark.parametrize(("state", "action", "after"), cells(APPLICATION_TABLE))
def test_an_application_moves_so(state, action, after):
    check(APPLICATION, ApplicationStatus(state), action, after)


@pytest.mark.parametrize(("state", "action", "after"), cells(INVITATION_TABLE))
def test_an_invitation_moves_so(state, action, after):
    check(INVITATION, InvitationStatus(state), action, after)


def check(transitions, state, action, after):
    """The cell holds."""
    if after == ".":
        with pytest.raises(IllegalTransition):
            transitions.after(state, action)
    else:
        assert transitions.after(state, action) == after


def test_the_tables_name_every_state_and_action():
    applications, invitations = cells(APPLICATION_TABLE), cells(INVITATION_TABLE)
    assert {one[0] for one in applications} == set(ApplicationStatus)
    assert {one[1] for one in applications} == set(APPLICATION.table)
    assert {one[0] for one in invitations} == set(InvitationStatus)
    assert {one[1] for one in invitations} == set(INVITATION.table)


def test_which_states_wait_which_are_live_and_which_hold_a_place():
    assert set(UNANSWERED) == {"queued", "submitted", "shortlisted", "reserve", "offered"}
    assert set(HOLDING) == {"accepted", "placed"}
    assert set(LIVE) == {"draft", "accepted", "placed", *UNANSWERED}


def test_every_state_has_words_for_both_sides():
    assert set(APPLICATION_WORDS) == set(ApplicationStatus)
    assert set(INVITATION_WORDS) == set(InvitationStatus)
