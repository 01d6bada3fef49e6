"""What is typed, and the tree it becomes: by hand."""

import pytest

from exchange.search.query import MOST_PARTS, And, Not, Phrase, Prefix, Term, parse


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("policy", Term("policy")),
        ("Policy  ADVISER", And((Term("policy"), Term("adviser")))),
        ('"Head of Mission"', Phrase(("head", "", "mission"), exact=True)),
        ("“head office”", Phrase(("head", "office"), exact=True)),
        ('"unclosed phrase', Phrase(("unclosed", "phrase"), exact=True)),
        ('"one"', Term("one", exact=True)),
        ('plan "plan"', And((Term("plan"), Term("plan", exact=True)))),
        ("data -science", And((Term("data"), Not(Term("science"))))),
        ('-"data science"', Not(Phrase(("data", "science"), exact=True))),
        ("–part-time", Not(Phrase(("part", "time")))),
        ("ana*", Prefix("ana")),
        ("b*", Term("b")),
        ("co-op*", Phrase(("co", "op"))),
        ("Évaluation", Term("evaluation")),
        ("cafe\u0301", Term("cafe")),
        ("O’Neill", Term("o'neill")),
        ("the plan of", Term("plan")),
        ('"the plan of hope for"', Phrase(("plan", "", "hope"), exact=True)),
        ("IT", Term("it")),
        ("plan plan", Term("plan")),
        ("title:x", Phrase(("title", "x"))),
    ],
)
def test_what_is_typed_becomes(typed: str, tree: object) -> None:
    assert parse(typed) == tree


@pytest.mark.parametrize(
    "typed",
    ["", " ", "-", '""', "***", "the of", '"of the"', "-the", "\x00", "\ud800", "🎉", "-“”"],
)
def test_without_a_word_everything_is_asked_for(typed: str) -> None:
    assert parse(typed) is None


def test_a_long_query_is_cut() -> None:
    tree = parse(" ".join(f"w{n}" for n in range(10_000)))
    assert isinstance(tree, And)
    assert len(tree.nodes) == MOST_PARTS
    assert parse("a" * 10_000) == Term("a" * 64)
