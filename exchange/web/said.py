"""What people write to each other as a page shows it: plain text, safe links, quotes as quotes.

A line that begins with ">" is a quote, as in mail. Nothing in the text is ever markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from jinja2.utils import urlize
from markupsafe import Markup

REL = "nofollow noopener noreferrer"
MARK = ">"
DEEPEST = 3
"""Quotes of quotes of quotes are shown as such; what is deeper keeps its marks as text."""


def said(text: str | None) -> Markup:
    """A message as safe HTML; its line ends are kept by the style of the page."""
    return Markup("").join(_blocks((text or "").split("\n"), DEEPEST))


def quoted(text: str, name: str) -> str:
    """What an answer begins with: whose words they are, and the words without quotes of others."""
    own = [line for line in text.split("\n") if not line.startswith(MARK)]
    lines = "\n".join(own).strip().split("\n")
    return "\n".join([f"{MARK} {name} wrote:", *(f"{MARK} {line}".rstrip() for line in lines), ""])


def first_words(text: str, most: int) -> str:
    """The beginning of what somebody wrote themselves, on one line, for a list."""
    own = " ".join(line for line in text.split("\n") if not line.startswith(MARK))
    line = " ".join(own.split()) or " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _blocks(lines: Iterable[str], depth: int) -> Iterator[Markup]:
    for is_quote, some in groupby(lines, key=lambda line: depth > 0 and line.startswith(MARK)):
        if is_quote:
            inner = [line.removeprefix(MARK).removeprefix(" ") for line in some]
            parts = Markup("").join(_blocks(inner, depth - 1))
            yield Markup("<blockquote>{}</blockquote>").format(parts)
        elif own := "\n".join(some).strip("\n"):
            yield Markup("<p>{}</p>").format(_linked(own))


def _linked(text: str) -> Markup:
    # urlize escapes everything first and makes links of http, https and mail addresses only.
    return Markup(urlize(text, rel=REL, target=None))  # noqa: S704 - escaped by urlize
