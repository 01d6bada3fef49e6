"""What changed, in words, by hand. Pure."""

from __future__ import annotations

from exchange.agreements.differences import between


def clause(facts=(), words=(), code="pay"):
    return {
        "code": code,
        "title": "Pay",
        "facts": [list(one) for one in facts],
        "words": list(words),
    }


def told(before, after):
    return [
        (one.what, one.old, one.new)
        for changed in between([before], [after])
        for one in changed.differences
    ]


def test_the_same_is_no_difference():
    assert between([clause(words=["One."])], [clause(words=["One."])]) == []


def test_a_word_that_changed_is_marked_on_both_sides():
    assert told(clause(words=["Notice of 4 weeks."]), clause(words=["Notice of 8 weeks."])) == [
        (
            "Paragraph 1",
            [("Notice of ", False), ("4", True), (" weeks.", False)],
            [("Notice of ", False), ("8", True), (" weeks.", False)],
        )
    ]


def test_what_was_added_has_nothing_before_and_what_went_nothing_after():
    one, two = clause(words=["One."]), clause(words=["One.", "Two."])
    assert told(one, two) == [("Paragraph 2", [], [("Two.", True)])]
    assert told(two, one) == [("Paragraph 2", [("Two.", True)], [])]


def test_texts_that_share_little_are_shown_as_replaced():
    before, after = "If it rains the meeting is moved.", "If you like we go home early today."
    assert told(clause(words=[before]), clause(words=[after])) == [
        ("Paragraph 1", [(before, True)], [(after, True)])
    ]


def test_facts_are_compared_by_their_labels():
    before = clause(facts=[("Salary", "£40,000"), ("Order", "7")])
    after = clause(facts=[("Salary", "£41,000"), ("VAT", "None")])
    assert told(before, after) == [
        ("Salary", [("£40,000", True)], [("£41,000", True)]),
        ("Order", [("7", True)], []),
        ("VAT", [], [("None", True)]),
    ]


def test_a_clause_that_was_not_there_before():
    [changed] = between([], [clause(words=["New."])])
    assert (changed.code, changed.title) == ("pay", "Pay")
