"""Markdown and HTML as plain words, for search."""

from __future__ import annotations

from functools import lru_cache
from html.parser import HTMLParser

from exchange.web.look import MARKDOWN


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
    parser = _Words()
    parser.feed(MARKDOWN.render(markdown) if markdown else "")
    parser.feed(html)
    parser.close()
    return " ".join(" ".join([*parser.pieces, *more]).split())


kept_plain_text = lru_cache(maxsize=1024)(plain_text)
"""The same, for pages that show one text again and again: snippets of results."""
