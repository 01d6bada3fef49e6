"""How pages look: filters for dates, money and text, static addresses, what the macros call."""

import hashlib
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import nh3
from dateutil.relativedelta import relativedelta
from flask import Flask, url_for
from markdown_it import MarkdownIt
from markupsafe import Markup

from exchange import clock
from exchange.web import controls
from exchange.web.said import said

BLOCKS = {"p", "br", "hr", "ul", "ol", "li", "blockquote", "pre"}
WORDS = {"a", "strong", "em", "b", "i", "code"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
HEADING_TAG = re.compile(r"<(/?)h([1-6])>")  # as nh3 writes them: no attributes
MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")


def _local(value: datetime) -> datetime:
    """`value` on London clocks; a time without a zone is read as UTC, as the database keeps it."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(clock.LONDON)


def day(value: date | datetime | None) -> str:
    """A date in words: 4 January 2027."""
    if value is None:
        return ""
    there = _local(value) if isinstance(value, datetime) else value
    return f"{there.day} {there:%B %Y}"


def moment(value: datetime | None) -> str:
    """A time in London in words: 22 November 2026 at 2:05pm."""
    if value is None:
        return ""
    there = _local(value)
    return f"{day(value)} at {there.hour % 12 or 12}:{there:%M}{'am' if there.hour < 12 else 'pm'}"


def machine(value: date | datetime) -> str:
    """A date or time for the datetime attribute of a time element."""
    if isinstance(value, datetime):
        return _local(value).isoformat(timespec="minutes")
    return value.isoformat()


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: 1 day, 2 days, 1,200 days."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def age(value: date | datetime, now: datetime | None = None) -> str:
    """How long ago `value` was, in one unit rounded down: 6 days."""
    there = _local(now or clock.now())
    if not isinstance(value, datetime):
        days = max(0, (there.date() - value).days)
        return _long_age(value, there.date()) or plural(days, "day")
    # In UTC: two times on London clocks would be compared as the clocks show them.
    seconds = int((there.astimezone(UTC) - _local(value).astimezone(UTC)).total_seconds())
    if seconds < 60:
        return "less than a minute"
    if seconds < 3600:
        return plural(seconds // 60, "minute")
    if seconds < 86400:
        return plural(seconds // 3600, "hour")
    return _long_age(_local(value).date(), there.date()) or plural(seconds // 86400, "day")


def _long_age(start: date, end: date) -> str:
    """Whole years or months; empty below two months, where days say more."""
    gone = relativedelta(end, start)
    if gone.years:
        return plural(gone.years, "year")
    return plural(gone.months, "month") if gone.months >= 2 else ""


def ago(value: date | datetime, now: datetime | None = None) -> str:
    """An age as people say it: 6 days ago."""
    return f"{age(value, now)} ago"


def money(value: int | Decimal | None) -> str:
    """An amount in pounds: £31,000 or £31,000.50."""
    if value is None:
        return ""
    amount = Decimal(value)
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=BLOCKS | WORDS | HEADINGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


def _prose(html: str) -> Markup:
    return Markup('<div class="prose">{}</div>').format(Markup(html))  # noqa: S704 – cleaned by nh3


def markdown(text: str | None, top: int = 3) -> Markup:
    """Text in Markdown as safe HTML, its highest heading at level `top`: a page keeps one h1."""
    tokens = MARKDOWN.parse(text or "")
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(6, top + levels.index(token.tag))}"
    return _prose(_clean(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})))


def clean_html(text: str | None, top: int = 3) -> Markup:
    """Imported HTML (or plain text) as safe HTML, its headings at level `top` or below."""
    if "<" not in (text or ""):
        return markdown(text, top)
    cleaned = _clean(text or "")
    return _prose(HEADING_TAG.sub(lambda tag: f"<{tag[1]}h{max(top, int(tag[2]))}>", cleaned))


class Assets:
    """Addresses of static files with a digest of their content, for browsers to keep a year."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digests: dict[tuple[str, int, int], str] = {}

    def __call__(self, filename: str) -> str:
        """The address of the file at `filename` under the static folder."""
        return url_for("static", filename=filename, v=self.digest(filename))

    def digest(self, filename: str) -> str:
        """Eight hex digits that change with the file, read again only when it was written."""
        path = self.folder / filename
        state = path.stat()
        key = (filename, state.st_mtime_ns, state.st_size)
        if key not in self.digests:
            self.digests[key] = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        return self.digests[key]


def plain_page(app: Flask, template: str, **values: Any) -> str:
    """A template without context processors: for errors, where a database may be what broke."""
    return app.jinja_env.get_template(template).render(**values)


def init_look(app: Flask, service_name: str = "Crossover", *, demo: bool = False) -> None:
    """Gives the app's templates their filters, helpers and the name of the service."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    for filter_ in (day, moment, machine, age, ago, money, plural, markdown, clean_html, said):
        env.filters[filter_.__name__] = filter_
    for helper in (
        controls.control, controls.attributes, controls.describers,
        controls.first_input, controls.most_characters, controls.problems,
    ):  # fmt: skip
        env.globals[helper.__name__] = helper
    env.globals["asset"] = Assets(Path(app.static_folder or "static"))
    env.globals.update(service_name=service_name, demo=demo)
    env.globals.setdefault("csrf_token", str)  # Flask-WTF puts its own here; else: no token
