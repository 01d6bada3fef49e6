"""Which stretch of a text is shown, and what of it is marked."""

from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.search.query import Phrase, Prefix, Term
from exchange.search.snippets import WIDTH, Marks, Piece, snippet
from exchange.search.words import WORD, fold, stem, words

PLAN = Marks.of([Term("plan")])


def plain(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def marked(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.is_hit]


def test_marks_words_as_written() -> None:
    pieces = snippet(["We were Planning a Café for you"], Marks.of([Term("plan"), Prefix("caf")]))
    assert plain(pieces) == "We were Planning a Café for you"
    assert marked(pieces) == ["Planning", "Café"]


def test_marks_whole_words_of_any_spelling_only() -> None:
    pieces = snippet(["Explan plan’s _plan 'plan o'plan e\u0301plan éplan PLAN Plàn Ｐlan"], PLAN)
    assert marked(pieces) == ["plan’s", "plan", "plan", "PLAN", "Plàn", "Ｐlan"]


def test_the_small_words_of_a_phrase_are_not_marked() -> None:
    pieces = snippet(["Head of mission of hope"], Marks.of([Phrase(("head", "", "mission"))]))
    assert marked(pieces) == ["Head", "mission"]


def test_shows_the_place_with_most_hits_cut_between_words() -> None:
    text = "plan " + "filler " * 60 + "a plan to plan plans " + "filler " * 60
    pieces = snippet([text], PLAN)
    assert marked(pieces) == ["plan", "plan", "plans"]
    assert pieces[0] == pieces[-1] == Piece("…", is_hit=False)
    assert len(plain(pieces)) <= WIDTH + 2
    assert set(plain(pieces).strip("…").split()) <= {"filler", "a", "plan", "to", "plans"}


def test_takes_the_first_text_with_a_hit() -> None:
    assert plain(snippet(["nothing here", "the plan", "plan"], PLAN)) == "the plan"


def test_without_a_hit_shows_the_beginning() -> None:
    pieces = snippet(["", "word " * 100], PLAN)
    assert plain(pieces).startswith("word word")
    assert plain(pieces).endswith("word…")
    assert snippet(["", "  "], PLAN) == ()


def test_a_word_longer_than_the_snippet_is_shown_whole() -> None:
    text = "plan" + "-" * 10 + "x" * 500
    assert marked(snippet([text], Marks.of([Prefix("xxx")]))) == ["x" * 500]


ODD = (
    "dying lying tying die lies ties skies early Ugly running RAN Évaluation evaluations "
    "£5 – ab “run” a'b' _x "
    "e\u0301cole école O’Neill o'neill tŷ Tŷ ß ŴY Ynys x X 7 g7 IT it's tie-dye ÉCOLE"
)
SEEN = st.lists(
    st.sampled_from(ODD.split()) | st.text("adeilnyt’'-\u0301é7 ", min_size=1, max_size=6),
    max_size=12,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(text=SEEN, asked=SEEN, start=st.sampled_from(["", "e", "ly", "éc"]))
def test_marks_what_looking_at_each_word_marks(text: str, asked: str, start: str) -> None:
    leaves = [Term(word) for word in words(asked)] + ([Prefix(fold(start))] if start else [])
    marks = Marks.of(leaves)
    expected = [
        found.span()
        for found in WORD.finditer(text)
        if stem(fold(found.group())) in marks.stems
        or (start and fold(found.group()).startswith(fold(start)))
    ]
    assert marks.spans(text) == expected
