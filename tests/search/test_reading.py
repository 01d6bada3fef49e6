"""From what is typed to what is asked, by hand."""

from collections.abc import Callable, Collection

import pytest

from exchange.search.bridge import Bridge, Group
from exchange.search.port import In, NotIn
from exchange.search.query import And, Either, Not, Phrase, Some, Term
from exchange.search.reading import FieldWords, Reading, read
from exchange.search.words import STOP_WORDS, stem, words

BRIDGE = Bridge([Group(("comms", "communications")), Group(("bid writing", "business case"), 0.6)])
COMMS = Either((Term("comms"), Term("communications")), (1.0, 1.0))
COMMUNICATIONS = Either((Term("communications"), Term("comms")), (1.0, 1.0))
COLOURS = {"red": "r", "dark blue": "d"}


def colour(text: str) -> In | None:
    code = COLOURS.get(text.lower())
    return In("colour", (code,)) if code else None


FIELDS: FieldWords = {"colour": colour}


def speller(**known: str) -> Callable[[Collection[str]], dict[str, str]]:
    return lambda typed: {word: known[word] for word in typed if word in known}


def said(text: str, **known: str) -> Reading:
    return read(text, FIELDS, BRIDGE, speller(**known))


# Words of fields


@pytest.mark.parametrize(
    "text", ["colour:red van", "van colour:red", "van COLOUR:Red", 'van colour:"red"']
)
def test_a_field_word_filters_and_is_not_looked_for(text: str) -> None:
    assert said(text) == Reading(text, text, Term("van"), (In("colour", ("r",)),))


def test_a_field_word_may_have_several_words_in_quotes() -> None:
    assert said('colour:"dark blue"').filters == (In("colour", ("d",)),)
    assert said("colour:“dark blue”").filters == (In("colour", ("d",)),)
    assert said('colour:"dark blue"').node is None


def test_a_minus_before_it_turns_it_round() -> None:
    assert said("van -colour:red").filters == (NotIn("colour", ("r",)),)


@pytest.mark.parametrize("text", ["colour:green", "size:red"])
def test_a_field_or_value_that_is_not_known_stays_as_words(text: str) -> None:
    first, last = text.split(":")
    assert said(text).node == Phrase((first, last))
    assert said(text).filters == ()


# Other ways, and corrections


def test_words_are_said_in_their_other_ways() -> None:
    assert said("comms van").node == And((COMMS, Term("van")))


def test_a_mistyped_word_is_corrected_and_then_said_in_its_other_ways() -> None:
    reading = said("Comunications van", comunications="communications")
    assert reading.node == And((COMMUNICATIONS, Term("van")))
    assert (reading.typed, reading.text) == ("Comunications van", "communications van")
    assert reading.is_corrected


def test_words_that_have_other_ways_are_not_corrected() -> None:
    reading = said("comms", comms="commas")
    assert reading.node == COMMS
    assert not reading.is_corrected


def test_a_correction_may_complete_several_words() -> None:
    assert said("bid writng", writng="writing").node == said("bid writing").node


def test_half_of_a_hyphenated_word_is_corrected() -> None:
    assert said("part-tme van", tme="time").node == And((Phrase(("part", "time")), Term("van")))


def test_quotes_and_minus_are_left_alone() -> None:
    reading = said('vna "vna hire" -vna', vna="van")
    assert reading.text == 'van "vna hire" -van'
    assert said('"vna"', vna="van").node == Term("vna", exact=True)
    assert said('"vna hire"', vna="van").node == Phrase(("vna", "hire"), exact=True)
    assert said("-vna van", vna="van").text == "-vna van"


def test_as_typed_is_not_corrected() -> None:
    assert read("vna", FIELDS, BRIDGE, None) == Reading("vna", "vna", Term("vna"))


# Some of the words are enough


def test_loosened_asks_for_any_of_the_words_and_keeps_what_must_not_be_there() -> None:
    loose = said("comms van -hire colour:red").loosened()
    assert loose is not None
    assert loose.node == And((Some((COMMS, Term("van"))), Not(Term("hire"))))
    assert loose.filters == (In("colour", ("r",)),)
    assert loose.loose


@pytest.mark.parametrize("text", ["", "van", "comms", "van -hire", "-hire", '"van hire"'])
def test_one_word_cannot_be_loosened(text: str) -> None:
    assert said(text).loosened() is None


# Welsh


@pytest.mark.parametrize(
    "text",
    [
        "gwirfoddoli",
        "Caerdydd",
        "Cyngor Sir Gâr",
        "tŷ",
        "Ynys Môn",
        "dŵr",
        "i'r",
        "Llywodraeth Cymru",
        "iechyd a gofal cymdeithasol",
        "swyddog cyfathrebu",
        "ymddiriedolwyr",
    ],
)
def test_a_welsh_word_finds_itself(text: str) -> None:
    """Stemmed as if it were English, but the same way in a text and in a query."""
    held = {stem(word) for word in words(f"Rydym yn chwilio am {text} ac eraill.")}
    node = read(text, {}, Bridge(), None).node
    assert node is not None
    asked = node.nodes if isinstance(node, And) else (node,)
    typed = [one.word for one in asked if isinstance(one, Term)]
    assert len(typed) == len([word for word in words(text) if word not in STOP_WORDS])
    assert {stem(word) for word in typed} <= held


def test_a_welsh_accent_is_as_good_as_none() -> None:
    assert [words(text) for text in ("tŷ", "ty", "tŷ", "TŶ")] == [["ty"]] * 4
    assert words("Sir Gâr") == words("Sir Gar") == ["sir", "gar"]
    assert words("dŵr") == ["dwr"]
