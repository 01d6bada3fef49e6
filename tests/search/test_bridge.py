"""Other ways of saying what was typed, as trees written by hand."""

import pytest

from exchange.search.bridge import Bridge, Group
from exchange.search.query import Either, Node, Not, Phrase, Prefix, Term, parts

BRIDGE = Bridge(
    [
        Group(("comms", "communications")),
        Group(("G7", "Grade 7")),
        Group(("G6", "Grade 6")),
        Group(("FOI", "freedom of information")),
        Group(("chief executive", "CEO")),
        Group(("chief executive officer", "CEO")),
        Group(("NED", "non-executive director")),
        Group(("bid writing", "business case"), 0.6),
        Group(("trustee", "non-executive director"), 0.5),
        Group(("PM", "project manager"), 0.8),
        Group(("PM", "Prime Minister"), 0.7),
        Group(("tŷ", "house"), 0.9),
    ]
)
COMMS = Either((Term("comms"), Term("communications")), (1.0, 1.0))
GRADE_7 = Phrase(("grade", "7"))
GRADE_6 = Phrase(("grade", "6"))
FREEDOM = Phrase(("freedom", "", "information"))
NON_EXECUTIVE = Phrase(("non", "executive", "director"))
BUSINESS_CASE = Phrase(("business", "case"))


def across(text: str) -> list[Node]:
    return BRIDGE.across(parts(text))


def test_a_word_is_said_in_its_other_ways() -> None:
    assert across("comms") == [COMMS]
    assert across("Comms manager") == [COMMS, Term("manager")]
    assert across("G7") == [Either((Term("g7"), GRADE_7), (1.0, 1.0))]


def test_words_are_known_by_their_stems() -> None:
    assert across("communication") == [Either((Term("communication"), Term("comms")), (1.0, 1.0))]


def test_several_words_are_known_together_as_a_phrase() -> None:
    assert across("grade 7 lead") == [
        Either((GRADE_7, Term("g7")), (1.0, 1.0)),
        Term("lead"),
    ]
    assert across("grade 8") == [Term("grade"), Term("8")]


def test_the_same_word_may_be_part_of_two() -> None:
    assert across("grade 7 or grade 6") == [
        Either((GRADE_7, Term("g7")), (1.0, 1.0)),
        Either((GRADE_6, Term("g6")), (1.0, 1.0)),
    ]


def test_stop_words_between_them_keep_their_place() -> None:
    typed = Phrase(("freedom", "information"))
    assert across("freedom of information") == [
        Either((typed, Term("foi"), FREEDOM), (1.0, 1.0, 1.0))
    ]
    assert across("FOI") == [Either((Term("foi"), FREEDOM), (1.0, 1.0))]


def test_the_longest_known_words_go_first() -> None:
    officer = Phrase(("chief", "executive", "officer"))
    assert across("chief executive officer") == [Either((officer, Term("ceo")), (1.0, 1.0))]
    short = Phrase(("chief", "executive"))
    assert across("chief executive pay") == [
        Either((short, Term("ceo")), (1.0, 1.0)),
        Term("pay"),
    ]
    assert across("CEO") == [Either((Term("ceo"), short, officer), (1.0, 1.0, 1.0))]


@pytest.mark.parametrize("text", ["non-executive director", "non executive director"])
def test_a_hyphen_is_a_space(text: str) -> None:
    assert across(text) == [
        Either((NON_EXECUTIVE, Term("ned"), Term("trustee")), (1.0, 1.0, 0.5)),
    ]


def test_near_things_leave_the_typed_words_free_of_each_other() -> None:
    typed = Phrase(("bid", "writing"))
    assert across("bid writing") == [
        Either((Term("bid"), typed, BUSINESS_CASE), (1.0, 1.0, 0.6)),
        Either((Term("writing"), typed, BUSINESS_CASE), (1.0, 1.0, 0.6)),
    ]


def test_a_short_form_has_all_its_meanings_and_each_meaning_only_its_own() -> None:
    project, prime = Phrase(("project", "manager")), Phrase(("prime", "minister"))
    assert across("pm") == [Either((Term("pm"), project, prime), (1.0, 0.8, 0.7))]
    assert Either((Term("prime"), prime, Term("pm")), (1.0, 1.0, 0.7)) in across("prime minister")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('"comms"', [Term("comms", exact=True)]),
        ('"grade 7"', [Phrase(("grade", "7"), exact=True)]),
        ('grade "7"', [Term("grade"), Term("7", exact=True)]),
        ("-comms", [Not(Term("comms"))]),
        ("grade -7", [Term("grade"), Not(Term("7"))]),
        ("comm*", [Prefix("comm")]),
    ],
)
def test_what_was_meant_literally_is_left_alone(text: str, tree: list[Node]) -> None:
    assert across(text) == tree


def test_accents_do_not_matter() -> None:
    assert across("ty") == [Either((Term("ty"), Term("house")), (1.0, 0.9))]
    assert across("Tŷ") == across("ty")


def test_without_groups_everything_stays() -> None:
    assert Bridge().across(parts("comms part-time")) == [Term("comms"), Phrase(("part", "time"))]
