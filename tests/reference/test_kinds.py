"""The ladder of kinds against a table typed by hand."""

import pytest

from exchange.reference import kinds

FOUR = ("home_manager", "home_hr", "host_manager", "host_hr")
TWO = ("home_manager", "host_manager")

# code: approvals, agreement, ending, open to people without an employer, a person may host
LADDER = {
    "session": ((), "none", "either_records", True, True),
    "shadowing": (TWO, "none", "either_records", True, True),
    "mentoring": ((), "none", "either_records", True, True),
    "project": (TWO, "scope_note", "host_confirms_outcome", True, False),
    "attachment": (FOUR, "full", "home_hr_confirms", False, False),
    "secondment": (FOUR, "full", "home_hr_confirms", False, False),
    "loan": (FOUR, "loan_terms", "home_hr_confirms", False, False),
    "swap": (FOUR, "full", "home_hr_confirms", False, False),
    "trustee": (("host_board", "home_manager"), "none", "term_ended", True, False),
    "external_vacancy": ((), "none", "closing_date", False, False),
}


def test_the_ladder_has_these_rungs_in_this_order() -> None:
    assert tuple(LADDER) == kinds.CODES
    assert [kind.order for kind in kinds.ALL] == list(range(1, 11))


@pytest.mark.parametrize("code", LADDER)
def test_a_kind_is_as_agreed(code: str) -> None:
    kind = kinds.get(code)
    found = (
        kind.approvals,
        kind.agreement,
        kind.ending,
        kind.open_to_no_employer,
        kind.person_may_post_as_host,
    )
    assert found == LADDER[code]


def test_hr_decides_from_attachment_up() -> None:
    asking = {kind.code for kind in kinds.ALL if kind.needs_hr}
    assert asking == {"attachment", "secondment", "loan", "swap"}


def test_an_advert_has_no_placement_and_only_a_host_side() -> None:
    assert [kind.code for kind in kinds.ALL if not kind.has_placement] == ["external_vacancy"]
    assert kinds.get("external_vacancy").sides == ("host",)
    assert all(kind.sides == ("host", "mover") for kind in kinds.PLACEMENTS)


def test_what_is_offered_to_somebody_without_an_employer() -> None:
    offered = [kind.code for kind in kinds.without_employer()]
    assert offered == ["session", "shadowing", "mentoring", "project", "trustee"]


def test_every_kind_explains_itself_in_one_sentence() -> None:
    for kind in kinds.ALL:
        assert kind.description.endswith(".")
        assert kind.description.count(". ") == 0
        assert kind.name
        assert kind.length


def test_cost_is_asked_only_where_somebody_is_paid() -> None:
    asking = {kind.code for kind in kinds.ALL if "cost_model" in kind.fields}
    assert asking == {"attachment", "secondment", "loan"}


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        kinds.get("sabbatical")
