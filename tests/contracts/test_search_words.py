"""What every engine behind the search port makes of words."""

import pytest

from exchange.search.port import (
    Audience,
    Eq,
    Facet,
    Range,
    SearchPort,
    SearchTimeout,
    Suggestion,
)
from exchange.search.query import And, Either, Some, Term
from tests.contracts.questions import EVERYBODY, ask, ids, make


def test_stems_accents_and_stop_words(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "Running the Café"), make(2, "Head of IT at O’Neill's")])
    assert ids(engine, "run cafe") == [1]
    assert ids(engine, "CAFÉS ran") == []
    assert ids(engine, "it") == [2]
    assert ids(engine, '"head of it"') == [2]
    assert ids(engine, '"head it"') == []


def test_a_phrase_does_not_run_from_one_field_into_the_next(engine: SearchPort) -> None:
    engine.put("thing", [make(1, texts={"title": "data policy", "body": "data analyst"})])
    assert ids(engine, '"data analyst"') == [1]
    assert ids(engine, '"policy data"') == []


def test_documents_without_words_are_found_without_words(engine: SearchPort) -> None:
    engine.put("thing", [make(1), make(2, "🎉")])
    assert ids(engine) == [1, 2]
    assert ids(engine, "-plan") == [1, 2]
    assert ids(engine, '"part time" plan') == []


def test_the_title_counts_for_more(engine: SearchPort) -> None:
    engine.put("thing", [make(1, texts={"title": "x y", "body": "plan"})])
    engine.put("thing", [make(2, texts={"title": "plan y", "body": "x"})])
    page = engine.search("thing", ask("plan"))
    assert page.ids == (2, 1)
    assert page.scores[0] > page.scores[1] > 0


HOSTILE = [
    "", " ", "-", '"', '""', "*", "-*", '-"', "\x00", "\ud800", "plan\x00\ud800", "🎉", "(plan AND",
    "title:[a TO", "plan~2^9", "{!lucene}", "'; DROP TABLE", "NOT OR AND", "<script>", "a" * 10_000,
    '"' * 10_000, "plan " * 2_000, "-plan " * 2_000, "p* " * 3_000, "\u202e\ufeff\u0301" * 99,
    "½ ﬁ İ ß",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_or_written_is_answered(engine: SearchPort, text: str) -> None:
    engine.put("thing", [make(1, text), make(2, "plan")])
    page = engine.search("thing", ask(text))
    assert set(page.ids) <= {1, 2}
    assert engine.suggest("thing", text, EVERYBODY) is not None
    assert ids(engine) == [1, 2]


def test_an_unknown_word_finds_nothing_and_a_time_out_is_no_answer(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "plan")])
    page = engine.search("thing", ask("plan unheard", facets=(Facet("sector"),)))
    assert (page.ids, page.total, page.facets) == ((), 0, {"sector": []})
    with pytest.raises(SearchTimeout):
        engine.search("thing", ask("plan", deadline=0.0))


def test_a_stop_word_keeps_its_place_in_a_phrase(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "the head of mission"), make(2, "the mission head")])
    engine.put("thing", [make(3, "head of the mission"), make(4, "head mission")])
    assert ids(engine, '"head of mission"') == [1]
    assert ids(engine, '"head of the mission"') == [3]
    assert ids(engine, '"head mission"') == [4]
    assert ids(engine, '"the head of the"') == ids(engine, "head")


def test_one_way_of_saying_it_is_enough(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "comms plan"), make(2, "communications plan"), make(3, "plan")])
    comms = Either((Term("comms"), Term("communications")), (1.0, 0.5))
    page = engine.search("thing", ask(query=And((comms, Term("plan")))))
    assert page.ids == (1, 2)
    assert page.scores[0] > page.scores[1] > 0
    some = engine.search("thing", ask(query=Some((comms, Term("unheard")))))
    assert some.total == 2


def test_a_mistyped_word_becomes_the_nearest_that_is_there(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "Earthquake planner"), make(2, "Planners"), make(3, "planet")])
    typed = ["earthqake", "earhtquake", "planners", "planer", "zzzzzz", "pla", "g7x9"]
    corrected = engine.correct("thing", typed, EVERYBODY)
    assert corrected == {
        "earthqake": "earthquake",
        "earhtquake": "earthquake",
        "planer": "planet",  # as near as planner and in as many, and before it in the alphabet
    }


def test_nothing_hidden_shows_in_a_correction(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "Earthquake", visible_to=frozenset({"staff"}))])
    staff = Audience(frozenset({"staff"}))
    assert engine.correct("thing", ["earthqake"], EVERYBODY) == {}
    assert engine.correct("thing", ["earthqake"], staff) == {"earthqake": "earthquake"}
    assert engine.correct("thing", ["earthqake"], staff, frozenset({1})) == {}
    engine.put("thing", [make(2, "Earthquakes today")])
    assert engine.correct("thing", ["earthquakes"], EVERYBODY) == {}


def test_suggests_titles_by_the_beginning_of_the_last_word(engine: SearchPort) -> None:
    titles = ["Data analyst", "Data analyst", "Data architect", "Analyst of data"]
    engine.put("thing", [make(n, title) for n, title in enumerate(titles)])
    hidden = make(9, "Data anarchist", visible_to=frozenset({"staff"}))
    engine.put("thing", [hidden])
    assert engine.suggest("thing", "data an", EVERYBODY) == [
        Suggestion("Data analyst", 2),
        Suggestion("Analyst of data", 1),
    ]
    assert engine.suggest("thing", "data a", EVERYBODY, limit=1) == [Suggestion("Data analyst", 2)]
    assert engine.suggest("thing", "  ", EVERYBODY) == []


def test_suggests_only_what_passes_the_filters(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "Data analyst", numbers={"days": 1.0})])
    engine.put("thing", [make(2, "Data architect", keywords={"sector": ("charity",)})])
    charities = (Eq("sector", "charity"),)
    data = [Suggestion("Data architect", 1)]
    assert engine.suggest("thing", "data", EVERYBODY, filters=charities) == data
    long = engine.suggest("thing", "data", EVERYBODY, filters=(Range("days", 2.0),))
    assert long == []
    with pytest.raises(ValueError, match="no such field"):
        engine.suggest("thing", "data", EVERYBODY, filters=(Eq("colour", "red"),))


def test_suggests_by_stop_words_as_they_are_typed(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "Head of mission"), make(2, "Head office"), make(3, "Mission")])
    mission = [Suggestion("Head of mission", 1)]
    assert engine.suggest("thing", "head of mi", EVERYBODY) == mission
    both = [*mission, Suggestion("Head office", 1)]
    assert engine.suggest("thing", "head of", EVERYBODY) == both


def test_a_beginning_counts_the_same_wherever_and_however_often(engine: SearchPort) -> None:
    engine.put("thing", [make(1, "y", texts={"title": "x x x", "body": "planner"})])
    engine.put("thing", [make(2, "planet planned planner x")])
    page = engine.search("thing", ask("pl*"))
    assert page.ids == (1, 2)
    assert page.scores[0] == page.scores[1] > 0
