"""The words of Markdown, read straight off where that is sure, and else as the page shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.web import plain
from exchange.web.look import MARKDOWN
from exchange.web.plain import plain_text

WORDS = {
    "": "",
    "Two lines\nof one  paragraph.\n\nAnother.": "Two lines of one paragraph. Another.",
    "# What\n\n- tea\n- cake\n\nThen home": "What tea cake Then home",
    "Count **who** comes": "Count who comes",
    "**in**side": "in side",
    "[our page](https://a.example/x) here": "our page here",
    "1. first\n2. second": "first second",
    "- tea\n  - green\n\n  7. last": "tea green last",
    "R&D at 5 > 4 &amp; more": "R&D at 5 > 4 & more",
    "    code\n\n```\nmore code\n```": "code more code",
    "Title\n=====\n\ntext\n\n---\n\nend": "Title text end",
    "<b>not ours</b>": "<b>not ours</b>",
    "snake_case and 2 * 3": "snake_case and 2 * 3",
    "one\\\ntwo": "one two",
}


@pytest.mark.parametrize("text", WORDS)
def test_the_words_of_markdown(text):
    assert plain_text(text) == WORDS[text]


def test_the_words_of_html_and_what_comes_after():
    html = "<p>Help &amp; care</p><ul><li>one</li><li>two</li></ul>"
    assert plain_text("", html, "An outcome") == "Help & care one two An outcome"


def test_ordinary_texts_need_no_parser(monkeypatch):
    monkeypatch.setattr(MARKDOWN, "parse", lambda _text: 1 / 0)
    text = "## The work\n\nYou lead (with us) 3 days a week: £40,000.\n\n- Plan\n- Do, review"
    assert plain_text(text) == (
        "The work You lead (with us) 3 days a week: £40,000. Plan Do, review"
    )
    with pytest.raises(ZeroDivisionError):
        plain_text("**Bold**")


def rendered(text):
    """The slow way: the page, and what stands between its tags."""
    return " ".join(" ".join(plain._of_html(MARKDOWN.render(text))).split())


PIECES = st.sampled_from(
    [
        "word", "Two words", "\n", "\n\n", "- ", "* ", "+ ", "-", "*", "**", "_", "# ", "## ", "#",
        "=", "===", "---", "    ", "  ", " ", "\t", "1. ", "1) ", "7", "10.", "`", "```", "~~~",
        "[a](b)", "[", "]", "(", "<b>", "<", ">", "> ", "&amp;", "&", "&#39;", "\\", "!", "|", ":",
        "é", "日本", "\u2003", "\x0b", "\x0c", "\x1c", "\r", "\u2028", "http://a.example", "'",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_is_written_both_ways_give_the_same_words(text):
    assert plain_text(text) == rendered(text)
