"""The rules on placements: their numbers, dates and sources."""

from dataclasses import replace
from datetime import date

import pytest

from exchange.reference import kinds, rules

TODAY = date(2026, 11, 22)


def test_two_years_apply_to_secondments_into_the_civil_service() -> None:
    rule = rules.get("R01", on=TODAY)
    assert rule.values["months"] == 24
    assert rule.effect == "block"
    assert rule.only == "inward"
    assert rule.applies_to == {"attachment", "secondment", "swap"}


@pytest.mark.parametrize("rule_id", rules.IDS)
def test_a_rule_says_what_and_what_now_and_where_from(rule_id: str) -> None:
    rule = rules.get(rule_id, on=TODAY)
    assert rule.says.endswith(".")
    assert rule.what_now.endswith(".")
    assert rule.source.title
    assert rule.source.as_of <= TODAY
    assert rule.source.url is None or rule.source.url.startswith("https://")
    assert rule.applies_to <= set(kinds.CODES)


def test_rules_of_a_kind() -> None:
    assert [rule.id for rule in rules.for_kind("shadowing", TODAY)] == ["R06", "R19", "R20"]
    assert [rule.id for rule in rules.for_kind("loan", TODAY)] == [
        "R06",
        "R07",
        "R08",
        "R11",
        "R12",
        "R14",
        "R14W",
        "R17",
        "R18",
        "R19",
        "R20",
    ]
    assert rules.for_kind("session", TODAY) == ()
    assert "R01" in [rule.id for rule in rules.for_kind("secondment", TODAY)]


def test_the_home_employer_decides_wherever_a_kind_asks_it() -> None:
    asking = {kind.code for kind in kinds.ALL if "home_manager" in kind.approvals}
    assert rules.get("R06", on=TODAY).applies_to == asking


def test_a_row_holds_on_its_first_and_last_day_only() -> None:
    rule = replace(rules.get("R18", on=TODAY), in_force=date(2027, 1, 1), until=date(2027, 12, 31))
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1)]
    assert [rule.holds_on(day) for day in days] == [False, True, True, False]


def test_no_two_rows_of_a_rule_hold_on_one_day() -> None:
    for rule in rules.ALL:
        holding = [row for row in rules.ALL if row.id == rule.id and row.holds_on(rule.in_force)]
        assert holding == [rule]


def test_an_unknown_rule_or_day_is_an_error() -> None:
    with pytest.raises(LookupError, match="R99"):
        rules.get("R99", on=TODAY)
    with pytest.raises(LookupError, match="1999"):
        rules.get("R01", on=date(1999, 1, 1))


def test_values_cannot_be_changed_by_a_caller() -> None:
    with pytest.raises(TypeError):
        rules.get("R01", on=TODAY).values["months"] = 36  # type: ignore[index]  # the point
