"""Grades and titles against the ladder of levels."""

import pytest

from exchange.reference import levels


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("AA", 1),
        ("ao", 1),
        ("Administrative Officer", 1),
        ("EO", 2),
        ("Executive Officer", 2),
        ("HEO", 3),
        ("Higher Executive Officer", 3),
        ("SEO", 4),
        ("Senior Executive Officer", 4),
        ("G7", 5),
        ("Grade 7", 5),
        (" grade  7 ", 5),
        ("Grade 6", 6),
        ("SCS1", 7),
        ("SCS Pay Band 1", 7),
        ("Deputy Director", 7),
        ("SCS2", 8),
        ("Director General", 9),
        ("Permanent Secretary", 10),
        ("Policy Adviser (HEO)", 3),
        ("Grade 7 Senior Policy Adviser", 5),
        ("Deputy Director, Civil Society", 7),
        ("Grants Officer", 2),
        ("Volunteering Coordinator", 2),
        ("Fundraising Manager", 4),
        ("Senior Manager", 5),
        ("Assistant to the Director", 1),
        ("Head of Policy", 6),
        ("Executive Director", 8),
    ],
)
def test_one_likely_level(text: str, number: int | None) -> None:
    found = levels.guess(text)
    assert (found.number if found else None) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("HEO/SEO", [3, 4]),
        ("Grade 7 or Grade 6", [5, 6]),
        ("Grade 6/7", [5, 6]),
        ("G6/7 Statistician", [5, 6]),
        ("Director", [7, 8]),
        ("Director of Fundraising", [7, 8]),
        ("Chief Executive", [5, 6, 7, 8, 9]),
        ("Chief Executive Officer", [5, 6, 7, 8, 9]),
        ("Non-executive Director", []),
        ("Senior Grants Officer", [3, 4]),
        ("Lion tamer", []),
        ("", []),
        ("7", []),
    ],
)
def test_several_or_none(text: str, numbers: list[int]) -> None:
    assert [level.number for level in levels.likely(text)] == numbers


def test_ten_rungs_each_in_both_sectors_words() -> None:
    assert [level.number for level in levels.ALL] == list(range(1, 11))
    assert all(level.civil_service and level.charity for level in levels.ALL)
    assert levels.get(5).name == "Grade 7 · Senior manager"


def test_a_grade_names_one_rung_only() -> None:
    grades = [grade.lower() for level in levels.ALL for grade in level.grades]
    assert len(grades) == len(set(grades))


def test_the_page_can_say_that_it_is_no_equivalence() -> None:
    assert "never an equivalence" in levels.NOTE
    assert levels.SOURCE.as_of.year == 2026
