"""Markdown and HTML as plain words, for search.

Most texts have paragraphs, dashes and headings and nothing else: their words are read straight
off, over twenty times as fast as by parsing. Whatever might be more goes to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser

from markdown_it.token import Token

from exchange.web.look import MARKDOWN

LINE_MARKS = re.compile(r"^(?:[-+*]|#{1,6}) +(?=[^\W\d_])", re.MULTILINE)
"""What begins an item or a heading, at the left edge and before a letter: it can be no more."""
MAYBE_MORE = re.compile(
    r"[\\`*_\[\]<>~#\x00-\x09\x0b-\x1f\x7f]|&[#\w]|^ {2}|^ ?(?:[-+=]|\d+[.)])", re.MULTILINE
)
"""What, once those are gone, may be markup that only the parser understands."""


class _Words(HTMLParser):
    """Collects the text between tags; a tag parts words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep a piece of text."""
        self.pieces.append(data)


def plain_text(markdown: str, html: str = "", *more: str) -> str:
    """The words of a text in Markdown, of cleaned HTML, and of plain lines after them."""
    pieces = [_of_markdown(markdown), *(_of_html(html) if html else ()), *more]
    return " ".join(" ".join(pieces).split())


kept_plain_text = lru_cache(maxsize=1024)(plain_text)
"""The same, for pages that show one text again and again: snippets of results."""


def _of_markdown(text: str) -> str:
    unmarked = LINE_MARKS.sub("", text)
    return "".join(_parsed(text)) if MAYBE_MORE.search(unmarked) else unmarked


def _parsed(text: str) -> Iterator[str]:
    """What the page would show between its tags; a blank stands for each tag."""
    for block in MARKDOWN.parse(text):
        for token in block.children or (block,):
            yield token.content if token.type == "text" else _apart(token)


def _apart(token: Token) -> str:
    return f" {token.content} "


def _of_html(html: str) -> list[str]:
    parser = _Words()
    parser.feed(html)
    parser.close()
    return parser.pieces
