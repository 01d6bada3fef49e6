"""Dates, money and text as pages show them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from exchange.web.look import age, ago, clean_html, day, init_look, markdown, moment, money, plural

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


def test_days_are_days_in_london() -> None:
    assert day(date(2027, 1, 4)) == "4 January 2027"
    assert day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"
    assert day(None) == ""


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (datetime(2026, 11, 22, 14, 5, tzinfo=UTC), "22 November 2026 at 2:05pm"),
        (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), "1 July 2026 at 12:00pm"),
        (datetime(2026, 1, 1, 0, 9, tzinfo=UTC), "1 January 2026 at 12:09am"),
        (datetime(2026, 1, 1, 0, 9), "1 January 2026 at 12:09am"),  # noqa: DTZ001 - as from SQLite
    ],
)
def test_moments_are_moments_in_london(when: datetime, words: str) -> None:
    assert moment(when) == words


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=6, hours=3), "6 days"),
        (timedelta(days=60), "60 days"),
        (timedelta(days=61), "2 months"),
        (timedelta(days=800), "2 years"),
    ],
)
def test_ages_have_one_unit(gone: timedelta, words: str) -> None:
    assert age(NOW - gone, NOW) == words


def test_ages_of_dates() -> None:
    assert age(date(2026, 11, 16), NOW) == "6 days"
    assert ago(date(2026, 11, 21), NOW) == "1 day ago"
    assert age(date(2026, 12, 1), NOW) == "0 days"


def test_money_and_counts() -> None:
    assert money(31000) == "£31,000"
    assert money(Decimal("31000.50")) == "£31,000.50"
    assert money(None) == ""
    assert plural(1, "day") == "1 day"
    assert plural(1200, "opportunity", "opportunities") == "1,200 opportunities"


def test_markdown_keeps_one_h1_a_page() -> None:
    html = markdown("### Deep\n\n# High\n\ntext", top=2)
    assert html == '<div class="prose"><h3>Deep</h3>\n<h2>High</h2>\n<p>text</p>\n</div>'


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "[x](data:text/html;base64,AAAA)",
    ],
)
def test_markdown_lets_nothing_act(text: str) -> None:
    html = markdown(text)
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html


def test_a_picture_from_elsewhere_is_not_loaded() -> None:
    assert "<img" not in markdown("![x](https://elsewhere.example/pixel.png)")


def test_imported_html_is_cleaned_and_its_headings_lowered() -> None:
    html = clean_html('<h1 onclick="x()">Role</h1><p style="color:red">Do<script>x</script></p>')
    assert html == '<div class="prose"><h3>Role</h3><p>Do</p></div>'
    assert clean_html("Only words") == '<div class="prose"><p>Only words</p>\n</div>'
    assert clean_html(None) == '<div class="prose"></div>'


def test_an_address_changes_with_its_file(tmp_path: Path) -> None:
    app = Flask("files", static_folder=str(tmp_path))
    init_look(app)
    asset = app.jinja_env.globals["asset"]
    file = tmp_path / "a.css"
    with app.test_request_context():
        file.write_text("one")
        first = asset("a.css")
        file.write_text("another")
        assert "/a.css?v=" in first
        assert asset("a.css") != first
