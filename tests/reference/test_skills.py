"""The vocabulary of skills: whole, unambiguous and found by the words people use."""

import re
from collections import Counter

import pytest

from exchange.reference import skills


def test_there_are_enough_of_them_with_stable_codes() -> None:
    assert len(skills.ALL) >= 170
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", skill.code) for skill in skills.ALL)


def test_a_name_belongs_to_one_skill_only() -> None:
    names = Counter(skills.normalise(name) for skill in skills.ALL for name in skill.names)
    assert [name for name, count in names.items() if count > 1] == []


def test_a_code_is_no_other_skills_name() -> None:
    for skill in skills.ALL:
        assert skills.resolve(skill.code) is skill


def test_no_row_is_ragged() -> None:
    for skill in skills.ALL:
        assert skill.name == skill.name.strip() != ""
        assert skill.group
        assert isinstance(skill.description, str)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GDPR", "data-protection"),
        ("comms", "communications-strategy"),
        ("freedom of information", "information-rights"),
        ("EDI", "diversity-and-inclusion"),
        ("PRINCE2", "project-management"),
        ("Co-production", "co-production"),
        ("coproduction", "co-production"),
        ("legacies", "legacy-fundraising"),
        ("M&E", "monitoring-and-reporting"),
        ("  Theory of  Change ", "theory-of-change"),
        ("Citizens’ assemblies and deliberation", "deliberation"),
    ],
)
def test_a_name_or_other_name_resolves(text: str, code: str) -> None:
    assert skills.resolve(text) is skills.get(code)


def test_an_unknown_name_resolves_to_nothing() -> None:
    assert skills.resolve("lion taming") is None
    assert skills.resolve("") is None


def test_typing_finds_names_before_other_names() -> None:
    found = [skill.code for skill in skills.find("safeg")]
    assert found[:3] == ["safeguarding-adults", "safeguarding-children", "safeguarding-policy"]
    assert skills.find("fundraising")[0].code == "fundraising-strategy"
    assert "volunteer-management" in [skill.code for skill in skills.find("managing vol")]


def test_typing_finds_later_words_and_stops_at_the_limit() -> None:
    assert "user-research" in [skill.code for skill in skills.find("resear", limit=20)]
    assert len(skills.find("a", limit=4)) == 4
    assert skills.find("  ") == []
    assert skills.find("zzz") == []


def test_groups_hold_every_skill_once() -> None:
    groups = skills.by_group()
    assert sum(len(members) for members in groups.values()) == len(skills.ALL)
    assert {"Fundraising", "Policy and strategy", "Digital and data"} <= set(groups)
    assert min(len(members) for members in groups.values()) >= 5
