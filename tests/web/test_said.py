"""Messages as pages show them: text, safe links, quotes; never markup of the writer's."""

from __future__ import annotations

import pytest

from exchange.web.said import first_words, quoted, said

REL = 'rel="nofollow noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        (None, ""),
        ("Hello", "<p>Hello</p>"),
        ("One\nTwo\n\nThree", "<p>One\nTwo\n\nThree</p>"),
        ("1 < 2 & <b>3</b>", "<p>1 &lt; 2 &amp; &lt;b&gt;3&lt;/b&gt;</p>"),
        (
            "See https://a.example/b?c=d&e=f.",
            f'<p>See <a href="https://a.example/b?c=d&amp;e=f" {REL}>'
            "https://a.example/b?c=d&amp;e=f</a>.</p>",
        ),
        ('https://a.example/"onclick=x', None),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("data:text/html,x", "<p>data:text/html,x</p>"),
        ("> Yes?\nYes.", "<blockquote><p>Yes?</p></blockquote><p>Yes.</p>"),
        (
            ">> Who?\n> You.\nI?",
            "<blockquote><blockquote><p>Who?</p></blockquote><p>You.</p></blockquote><p>I?</p>",
        ),
        ("Is 3 > 2?", "<p>Is 3 &gt; 2?</p>"),
    ],
)
def test_what_was_said(text, shown):
    if shown is None:
        assert '"onclick' not in said(text)
    else:
        assert said(text) == shown


def test_quotes_have_a_deepest_level():
    deep = said(">" * 2_000 + "x")
    assert deep.count("<blockquote>") == 3


@pytest.mark.parametrize("text", ["<script>x</script>", "> <img src=x onerror=y>", ">> '\"<"])
def test_nothing_is_markup(text):
    shown = said(text)
    for tag in ("<script", "<img", "'\"<"):
        assert tag not in shown


def test_a_quote_says_whose_words_and_leaves_out_what_they_quoted():
    assert quoted("> Old\nNew\n\nlines", "Ada") == "> Ada wrote:\n> New\n>\n> lines\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("> Old\nNew\nlines", "New lines"),
        ("> Only old", "> Only old"),
        ("x" * 20, "x" * 9 + "…"),
        ("x" * 10, "x" * 10),
    ],
)
def test_the_first_words(text, line):
    assert first_words(text, 10) == line
