"""Reads schema.org JobPosting, one JSON object a line. Pure: a line gives a posting or a refusal.

Adverts in the wild are escaped twice, have coordinates at null island and salaries in words. HTML
is cleaned *after* the last unescape, since an unescape after cleaning would bring scripts back.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import nh3

from exchange.clock import LONDON
from exchange.opportunities.lifecycle import closing_moment
from exchange.reference import outcodes
from exchange.web.look import BLOCKS, HEADINGS, WORDS

LONGEST_LINE = 1_000_000  # bytes
LONGEST_URL = 500
MOST_UNESCAPES = 8  # two are seen in the wild; more than this is somebody's game
MOST_SALARY = Decimal(10_000_000)
TITLE, SUMMARY, PLACE, EMPLOYER, PAY = 120, 300, 120, 240, 200  # characters of the columns
UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Posting:
    """One advert, ready for its columns; `posted_at` and `closes_at` as the source has them."""

    number: int
    url: str
    title: str
    summary: str
    description_html: str
    employer: str
    posted_at: datetime | None
    closes_at: datetime | None
    pay: str
    salary_min: Decimal | None
    salary_max: Decimal | None
    place_name: str
    outcode: str
    latitude: float | None
    longitude: float | None
    remote: bool


@dataclass(frozen=True)
class Refused:
    """A line that does not go in, and why."""

    number: int
    reason: str


class _Bad(ValueError):
    """Why a line is refused."""


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of an endless one only as much as shows that it is too long."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)


def read_postings(lines: Iterable[bytes]) -> Iterator[Posting | Refused]:
    """Postings and refusals in the order of the file; blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _posting(number, _object(line))
            except _Bad as problem:
                yield Refused(number, str(problem))


def shifted(moment: datetime | None, days: int) -> datetime | None:
    """The same time on London clocks, so many days later."""
    if moment is None:
        return None
    return (moment.astimezone(LONDON) + timedelta(days=days)).astimezone(UTC)


def days_to(today: date, newest: datetime | None) -> int:
    """By how many days the newest posting must move to be today's."""
    return (today - newest.astimezone(LONDON).date()).days if newest else 0


def _object(line: bytes) -> dict[str, Any]:
    if len(line.rstrip(b"\r\n")) > LONGEST_LINE - 1:
        raise _Bad("the line is longer than 1 MB")
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _Bad("not in UTF-8") from None
    except (ValueError, RecursionError):
        raise _Bad("not JSON") from None
    if not isinstance(found, dict):
        raise _Bad("not a JSON object")
    if found.get("@type") != "JobPosting":
        raise _Bad("not a schema.org JobPosting")
    return found


def _posting(number: int, row: dict[str, Any]) -> Posting:
    title = plain(row.get("title"))
    if not title:
        raise _Bad("it has no title")
    cleaned = clean(row.get("description"))
    low, high, pay = _salary(row.get("baseSalary"))
    place, outcode, latitude, longitude = _place(row.get("jobLocation"))
    return Posting(
        number=number,
        url=_address(row.get("url")),
        title=_cut(title, TITLE),
        summary=_cut(_words(cleaned), SUMMARY),
        description_html=cleaned,
        employer=_cut(_employer(row.get("hiringOrganization")), EMPLOYER),
        posted_at=_moment(row.get("datePosted"), "datePosted"),
        closes_at=_closing(row.get("validThrough")),
        pay=_cut(pay, PAY),
        salary_min=low,
        salary_max=high,
        place_name=_cut(place, PLACE),
        outcode=outcode,
        latitude=latitude,
        longitude=longitude,
        remote=row.get("jobLocationType") == "TELECOMMUTE",
    )


def unescaped(text: str) -> str:
    """Character references resolved until nothing changes; raises ValueError if it never ends."""
    for _ in range(MOST_UNESCAPES):
        after = html.unescape(text)
        if after == text:
            return text
        text = after
    raise _Bad("its text is escaped too many times")


def clean(text: Any) -> str:
    """HTML without anything but plain structure, made safe after the last unescape."""
    return nh3.clean(
        _showable(unescaped(text)) if isinstance(text, str) else "",
        tags=BLOCKS | WORDS | HEADINGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


def plain(text: Any) -> str:
    """One line of text without markup."""
    return _words(clean(text)) if isinstance(text, str) else ""


def _words(cleaned: str) -> str:
    """The words of cleaned HTML: a tag parts words, and in cleaned HTML "<" begins a tag."""
    without = nh3.clean(cleaned.replace("<", " <"), tags=set())
    return " ".join(html.unescape(without).split())


def _showable(text: str) -> str:
    """Without what a database or a page refuses: NUL, other controls, halves of surrogates."""
    return UNSHOWABLE.sub("", text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _address(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Bad("it has no url")
    url = value.strip()
    if len(url) > LONGEST_URL or re.search(r"[\s\"<>\\]", url) or UNSHOWABLE.search(url):
        raise _Bad("its url is not an address")
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise _Bad("its url is not an address") from None
    if parts.scheme.lower() not in {"http", "https"} or not host or parts.username is not None:
        raise _Bad("its url is not an http or https address")
    return url


def _moment(value: Any, name: str) -> datetime | None:
    """An ISO date or moment; one without a zone is London's."""
    if value is None or value == "":
        return None
    try:
        found = datetime.fromisoformat(str(value).strip())
        aware = found if found.tzinfo else found.replace(tzinfo=LONDON)
        if not FIRST_YEAR <= aware.year <= LAST_YEAR:
            raise ValueError
        return aware.astimezone(UTC)
    except ValueError:
        raise _Bad(f"its {name} is not a date") from None


def _closing(value: Any) -> datetime | None:
    """Until when one may apply: a day alone means its last second."""
    found = _moment(value, "validThrough")
    if found is not None and len(str(value).strip()) == len("2026-11-22"):
        return closing_moment(found.astimezone(LONDON).date())
    return found


def _salary(value: Any) -> tuple[Decimal | None, Decimal | None, str]:
    """Yearly pounds, lowest and highest, and the words beside them."""
    inner = value.get("value") if isinstance(value, dict) else None
    if not isinstance(inner, dict):
        return None, None, ""
    words = plain(inner.get("value"))
    if value.get("currency") != "GBP" or inner.get("unitText") != "YEAR":
        return None, None, words
    known = [_amount(inner.get(name)) for name in ("minValue", "maxValue")]
    amounts = sorted(amount for amount in known if amount is not None)
    return (amounts[0], amounts[-1], words) if amounts else (None, None, words)


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        amount = Decimal(str(value).replace(",", "").replace("£", "").strip())
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 < amount <= MOST_SALARY:
        return None
    return amount.quantize(Decimal("0.01"))


def _place(value: Any) -> tuple[str, str, float | None, float | None]:
    """Place name, outcode, latitude and longitude, as far as they are given and make sense."""
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict):
        return "", "", None, None
    address, geo = first.get("address"), first.get("geo")
    address = address if isinstance(address, dict) else {}
    known = outcodes.get(plain(address.get("postalCode"))[:12])
    latitude, longitude = _coordinates(geo if isinstance(geo, dict) else {})
    if latitude is None and known is not None:
        latitude, longitude = known.latitude, known.longitude
    name = plain(address.get("addressLocality")) or (known.name if known else "")
    return name, known.code if known else "", latitude, longitude


def _coordinates(geo: dict[str, Any]) -> tuple[float | None, float | None]:
    latitude, longitude = _degrees(geo.get("latitude"), 90), _degrees(geo.get("longitude"), 180)
    unset = latitude is None or longitude is None or (latitude == 0 and longitude == 0)
    return (None, None) if unset else (latitude, longitude)


def _degrees(value: Any, most: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= most else None


def _employer(value: Any) -> str:
    return plain(value.get("name")) if isinstance(value, dict) else plain(value)
