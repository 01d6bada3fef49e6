"""The short lists hold what the words of the house promise."""

import pytest

from exchange.reference import choices, kinds


def test_sectors_and_staff_statuses() -> None:
    assert choices.codes(choices.SECTORS) == (
        "civil_service",
        "public_body",
        "nhs",
        "local_government",
        "charity",
        "other",
    )
    assert choices.codes(choices.STAFF_STATUSES) == (
        "home_civil_service",
        "ni_civil_service",
        "neither",
        "mixed",
        "unknown",
    )


def test_cost_is_explained_before_anybody_posts() -> None:
    assert choices.codes(choices.COST_MODELS) == ("free", "shared", "full")
    assert all("charity" in choice.explains for choice in choices.COST_MODELS)


def test_a_refusal_can_name_its_reason() -> None:
    reasons = set(choices.codes(choices.REFUSAL_REASONS))
    assert {
        "service_need",
        "dates",
        "cost",
        "conflict_of_interest",
        "eligibility",
        "other",
    } <= reasons


def test_every_approval_of_a_kind_has_a_name() -> None:
    named = set(choices.codes(choices.APPROVALS))
    assert named == {
        "home_manager",
        "home_hr",
        "host_manager",
        "host_hr",
        "home_board",
        "host_board",
    }
    assert all(set(kind.approvals) <= named for kind in kinds.ALL)


def test_codes_are_not_repeated_within_a_list() -> None:
    for listed in (
        choices.NOT_SELECTED_REASONS,
        choices.REPORT_CATEGORIES,
        choices.REFUSAL_REASONS,
    ):
        assert len(set(choices.codes(listed))) == len(listed)
        assert listed[-1].code == "other"


def test_campaigning_is_no_ground_for_removal() -> None:
    other = choices.get(choices.REPORT_CATEGORIES, "other")
    assert "campaigning" in other.explains


def test_pairs_for_a_form_and_an_unknown_code() -> None:
    assert choices.pairs(choices.COST_MODELS)[0] == ("free", "Free")
    with pytest.raises(LookupError, match="barter"):
        choices.get(choices.COST_MODELS, "barter")
