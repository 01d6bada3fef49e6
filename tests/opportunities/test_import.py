"""Adverts of other sites: what goes in, what is refused and why, and what is made safe."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from exchange import clock
from exchange.db import db
from exchange.errors import NotAllowed
from exchange.opportunities import cli
from exchange.opportunities.importing import import_batch
from exchange.opportunities.job_postings import Posting, clean, read_postings, shifted
from exchange.opportunities.models import Opportunity

ADVERT = {
    "@context": "http://schema.org",
    "@type": "JobPosting",
    "title": "Ward clerk &amp; receptionist",
    "url": "https://jobs.example/1",
    "description": "&lt;p&gt;Help on the ward.&lt;/p&gt;&lt;p&gt;Tea &amp;amp; care.&lt;/p&gt;",
    "datePosted": "2026-11-20T09:00:00+0000",
    "validThrough": "2026-12-24T23:59:59+0000",
    "hiringOrganization": {"@type": "Organization", "name": "Moor Hospital"},
    "baseSalary": {
        "currency": "GBP",
        "value": {"minValue": "21,000", "maxValue": 24000, "unitText": "YEAR", "value": "Band 3"},
    },
    "jobLocation": {
        "address": {"addressLocality": "Leeds", "postalCode": "LS1 4AP"},
        "geo": {"latitude": "53.8", "longitude": "-1.55"},
    },
}


def line(**changes):
    return json.dumps({**ADVERT, **changes}).encode()


def read(*lines):
    return list(read_postings([one + b"\n" for one in lines]))


def test_a_good_line():
    (found,) = read(line())
    assert (found.title, found.employer) == ("Ward clerk & receptionist", "Moor Hospital")
    assert found.summary == "Help on the ward. Tea & care."
    assert found.description_html == "<p>Help on the ward.</p><p>Tea &amp; care.</p>"
    assert (found.salary_min, found.salary_max) == (Decimal("21000.00"), Decimal("24000.00"))
    assert (found.place_name, found.outcode, found.latitude) == ("Leeds", "LS1", 53.8)
    assert found.closes_at == datetime(2026, 12, 24, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a JSON object"),
        (b"\xff\xfe{}", "not in UTF-8"),
        (line().replace(b"Leeds", "Zürich".encode("latin-1")), "not in UTF-8"),
        (line(**{"@type": "Event"}), "not a schema.org JobPosting"),
        (line(title=None), "it has no title"),
        (line(title=" <b> </b> "), "it has no title"),
        (line(title=["a"]), "it has no title"),
        (line(url=""), "it has no url"),
        (line(url=7), "it has no url"),
        (line(url="javascript:alert(1)"), "its url is not an http or https address"),
        (line(url="//jobs.example/1"), "its url is not an http or https address"),
        (line(url="https://me:secret@jobs.example/"), "its url is not an http or https address"),
        (line(url="https://jobs.example/a b"), "its url is not an address"),
        (line(url="https://jobs.example/\ud800"), "its url is not an address"),
        (line(url="https://[jobs/"), "its url is not an address"),
        (line(url="https://jobs.example/" + "a" * 500), "its url is not an address"),
        (line(datePosted="yesterday"), "its datePosted is not a date"),
        (line(validThrough="2026-02-30"), "its validThrough is not a date"),
        (line(validThrough=99), "its validThrough is not a date"),
        (line(validThrough="9999-12-31"), "its validThrough is not a date"),
        (line(description="&amp;" * 2 + "&" + "amp;" * 20), "its text is escaped too many times"),
        (line(description="a" * 1_000_000), "the line is longer than 1 MB"),
    ],
)
def test_a_bad_line_says_why_and_spoils_nothing_else(bad, reason):
    first, second = read(bad, line())
    assert (first.number, first.reason) == (1, reason)
    assert isinstance(second, Posting)
    assert second.number == 2


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
        '<img src=x onerror="alert(1)">',
        '<p style="color:red" onclick="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        "<iframe src=https://evil.example></iframe>",
    ],
)
def test_nothing_that_acts_is_left(html):
    cleaned = clean(html)
    for word in ("script", "alert", "onerror", "onclick", "style", "iframe", "<img"):
        assert word not in cleaned


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [
        ({"minValue": "30000", "maxValue": None}, 30000, 30000),
        ({"minValue": "40000", "maxValue": "30000"}, 30000, 40000),
        ({"minValue": "NaN", "maxValue": "-1"}, None, None),
        ({"minValue": True, "maxValue": {}}, None, None),
        ({"minValue": "12.50", "unitText": "HOUR"}, None, None),
    ],
)
def test_salary(given, low, high):
    pay = {"currency": "GBP", "value": {"unitText": "YEAR", **given}}
    (found,) = read(line(baseSalary=pay))
    assert (found.salary_min, found.salary_max) == (low, high)


@pytest.mark.parametrize(
    "geo",
    [
        {"latitude": "91", "longitude": "0"},
        {"latitude": 0, "longitude": 0},
        {"latitude": "inf", "longitude": "1"},
        {"latitude": None},
        "here",
    ],
)
def test_a_point_that_cannot_be_gives_way_to_the_postcode(geo):
    address = ADVERT["jobLocation"]["address"]
    (found,) = read(line(jobLocation={"address": address, "geo": geo}))
    assert 53.7 < found.latitude < 53.9


def test_nul_and_halves_of_surrogates_are_left_out():
    (found,) = read(line(title="Ward\u0000 clerk\ud800", description="a\u0000b"))
    assert (found.title, found.description_html) == ("Ward clerk", "ab")


def test_shifting_keeps_the_time_on_london_clocks():
    closes = datetime(2020, 11, 10, 23, 59, 59, tzinfo=UTC)
    moved = shifted(closes, 200)
    assert moved.astimezone(clock.LONDON).isoformat() == "2021-05-29T23:59:59+01:00"


@pytest.fixture
def run(app, tmp_path):
    """`run(lines, *options)`: the command on a file of these lines."""

    def invoke(lines, *options):
        file = tmp_path / "adverts.ndjson"
        file.write_bytes(b"\n".join(lines))
        result = app.test_cli_runner().invoke(cli.import_postings, [str(file), *options])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return invoke


@pytest.mark.both_databases
def test_good_lines_go_in_bad_ones_are_listed_and_nothing_doubles(app, run):
    lines = [line(), b"{", line(url="https://jobs.example/2"), line(), line(title="")]
    first = run(lines)
    assert first.exit_code == 1
    assert "2 new, 1 known, 2 refused" in first.output
    assert "line 2: not JSON" in first.output
    assert "line 5: it has no title" in first.output
    assert "0 new, 3 known, 2 refused" in run(lines).output
    with app.app_context():
        found = db.session.scalars(db.select(Opportunity)).all()
        assert {one.source_url for one in found} == {
            "https://jobs.example/1",
            "https://jobs.example/2",
        }


def test_it_says_what_waits_for_the_index(run, drain):
    said = "2 listings wait for the index; the worker takes them up."
    assert said in run([line(), line(url="https://jobs.example/2")]).output
    drain()
    assert "for the index" not in run([line()]).output
    assert "1 listing waits for the index" in run([line(url="https://jobs.example/3")]).output


def test_good_files_end_well_and_empty_ones_too(run):
    assert run([line()]).exit_code == 0
    assert run([b""]).exit_code == 0


def test_shifted_so_that_the_newest_is_of_today_and_marked(app, run, clock_at, client):
    clock_at("2026-11-25 09:00")
    older = line(url="https://jobs.example/2", datePosted="2026-11-10", validThrough="2026-11-22")
    assert "dates moved by 5 days" in run([line(), older], "--shift-dates").output
    with app.app_context():
        newest, other = db.session.scalars(db.select(Opportunity).order_by(Opportunity.id))
        assert newest.published_at.astimezone(clock.LONDON).date() == date(2026, 11, 25)
        assert other.closes_at == datetime(2026, 11, 27, 23, 59, 59, tzinfo=UTC)
        path = f"/opportunities/{newest.public_id}"
    words = client.words(path)
    assert "its dates were moved by 5 days" in words
    assert "Apply at jobs.example" in words
    assert "Moor Hospital" in words


def test_only_an_administrator_or_the_command_line_imports(app, house):
    with app.app_context():
        with pytest.raises(NotAllowed):
            import_batch(house.moderator, [])
        (posting,) = read(line())
        assert import_batch(house.admin, [posting]).new == 1
        (made,) = db.session.scalars(db.select(Opportunity))
        assert (made.organisation_id, made.published_by_id) == (None, house.admin.person_id)
