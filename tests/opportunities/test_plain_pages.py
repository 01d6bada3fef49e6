"""Our own words on the pages of the brief builder are for readers of 14 and younger."""

from __future__ import annotations

import re

import pytest

from exchange.opportunities.brief_forms import QUESTIONS
from exchange.reference.reading import reading_age
from tests.opportunities.test_briefs import begun

OLDEST = 14
BLOCKS = {"p", "h1", "h2", "li", "label", "legend", "div", "button", "a"}


def own_words(page):
    """What the main part says, each block as a line of its own."""
    lines = []
    for element in page.find(".//main").iter():
        inner = {child.tag for child in element.iter()} - {element.tag}
        if element.tag in BLOCKS and not inner & (BLOCKS - {"a"}):
            lines.append(" ".join("".join(element.itertext()).split()))
    return "\n".join(lines)


def test_the_first_page_reads_easily(house, browse):
    words = own_words(browse(house.poster).page("/opportunities/new/brief"))
    assert "Answer five plain questions" in words
    assert reading_age(words) <= OLDEST


@pytest.mark.parametrize("code", QUESTIONS)
def test_each_question_reads_easily(house, browse, code):
    poster = browse(house.poster)
    words = own_words(poster.page(f"{begun(poster, house)}/brief/{code}"))
    assert re.search(r"Question \d of 5", words)
    assert reading_age(words) <= OLDEST


@pytest.mark.parametrize("code", QUESTIONS)
def test_no_sentence_of_them_is_long(house, browse, code):
    poster = browse(house.poster)
    words = own_words(poster.page(f"{begun(poster, house)}/brief/{code}"))
    sentences = re.split(r"[.!?:]+\s|\n", words)
    assert max(len(sentence.split()) for sentence in sentences) <= 25


def test_an_officers_sentence_would_not_pass():
    said = (
        "Applicants are required to demonstrate organisational capability commensurate with the"
        " responsibilities of the supervisory arrangements contemplated in accordance with policy,"
        " notwithstanding any alternative representation made by the parties or their"
        " representatives."
    )
    assert reading_age(said) > OLDEST


def test_the_posters_own_text_is_only_advised(app, house, browse):
    poster = browse(house.poster)
    path = begun(poster, house)
    hard = "Organisational transformation necessitates considerable administrative coordination. "
    answer = poster.submit(
        f"{path}/brief/need", problem=hard * 6, for_whom="Everybody", title="A plan"
    )
    assert answer.status_code == 302
    assert "Could it be plainer?" in poster.words(f"{path}/check")
