"""How text becomes words: by hand."""

import pytest

from exchange.search.words import fold, stem, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("running", "run"),
        ("planning", "plan"),
        ("stopped", "stop"),
        ("policies", "policy"),
        ("secondments", "secondment"),
        ("charity's", "charity"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_text_becomes_folded_words_in_order() -> None:
    assert words("The café’s IT, part-time!") == ["the", "cafe's", "it", "part", "time"]
    assert words("under_score 3.5 G7") == ["under", "score", "3", "5", "g7"]
    assert words("日本 \ud800 🎉") == ["日本"]


def test_case_and_accents_are_folded() -> None:
    assert fold("ÉVALUATION") == fold("évaluation") == "evaluation"
    assert fold("Straße") == "strasse"
    assert len(fold("x" * 999)) == 64
