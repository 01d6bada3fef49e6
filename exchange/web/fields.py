"""Form fields that rooms share: they keep what was typed, say what is wrong and never raise."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_to_bytes

from wtforms import Field, StringField, TextAreaField
from wtforms.utils import unset_value
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

FIRST_YEAR, LAST_YEAR = 1900, 2100  # outside these, later sums with dates could overflow
LONGEST_PART = 20  # characters of a typed date part that are worth showing again
LONGEST_NUMBER = 20  # characters; more is no number that we ask for
UNSHOWABLE = "Remove the characters that cannot be shown, then try again"
SCRIPT = "Remove what looks like a program, such as <script>, then try again"
# Markup that could run. Pages escape all text; this says so at once to whoever pasted it.
RUNS = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|svg|img|style|link|meta)\b|javascript:", re.IGNORECASE
)
REPLACED = "\ufffd"  # what stands where the bytes sent were no text
ESCAPED = re.compile(r"(?:%[89A-F][0-9A-F])+", re.IGNORECASE)  # or so, in an ordinary form
# Marks that reverse the direction of text: a name could be made to read as another.
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_unshowable(char: str) -> bool:
    return char == REPLACED or char in DIRECTION_MARKS or unicodedata.category(char) in {"Cc", "Cs"}


def _is_no_text(escaped: str) -> bool:
    """Whether escaped bytes are no UTF-8; those of an address with accents are."""
    try:
        unquote_to_bytes(escaped).decode()
    except UnicodeDecodeError:
        return True
    return False


def _cleaned(text: str, keep: str = "") -> str:
    """`text` without control characters, save those in `keep`."""
    return "".join(char for char in text if char in keep or not _is_unshowable(char))


class TrimmedString(StringField):
    """One line of text, no blanks at its ends; control characters (NUL, say) are an error."""

    keep = ""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Reads the first value sent; `data` never holds a character that a database refuses."""
        if not valuelist:
            return
        typed = str(valuelist[0]).replace("\r\n", "\n").strip()
        self.data = _cleaned(typed, self.keep).strip()
        if self.data != typed or any(map(_is_no_text, ESCAPED.findall(typed))):
            raise ValueError(UNSHOWABLE)
        if RUNS.search(typed):
            raise ValueError(SCRIPT)


class TrimmedText(TrimmedString, TextAreaField):
    """Several lines of text, with line ends as one character and none at the ends."""

    keep = "\n\t"


class _Parsed(Field):
    """A field whose text must be understood first: then that is the only error shown."""

    def pre_validate(self, form: Any) -> None:
        """Stops further validators where the text could not be read."""
        if self.process_errors:
            raise StopValidation


class _Number(_Parsed):
    widget = TextInput()
    pattern = r""
    example = ""

    def __init__(
        self,
        label: str | None = None,
        validators: list[Any] | None = None,
        *,
        what: str = "The number",
        least: int = 0,
        most: int = 999_999_999,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.what, self.least, self.most = what, least, most

    def _value(self) -> str:
        if self.raw_data:
            return _cleaned(str(self.raw_data[0]))[:LONGEST_NUMBER]
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Reads a number such as 1,200 or £1,200; blank is no number and no error."""
        self.data = None
        typed = re.sub(r"[\s,£]", "", str(valuelist[0])) if valuelist else ""
        if not typed:
            return
        if len(typed) > LONGEST_NUMBER or not re.fullmatch(self.pattern, typed, re.ASCII):
            raise ValueError(f"{self.what} must be a {self.example}")
        number = self.number(typed)
        if not self.least <= number <= self.most:
            raise ValueError(f"{self.what} must be between {self.least:,} and {self.most:,}")
        self.data = number

    def number(self, typed: str) -> int | Decimal:
        """The exact number that matching text stands for."""
        return Decimal(typed)


class WholeNumber(_Number):
    """A whole number between `least` and `most`; `what` begins its error messages."""

    pattern = r"-?\d+"
    example = "whole number, like 12"
    inputmode = "numeric"

    def number(self, typed: str) -> int:
        """The whole number typed."""
        return int(typed)


class Decimals(_Number):
    """A number with up to two decimal places, such as an amount in pounds; `data` is a Decimal."""

    pattern = r"-?\d+(\.\d{1,2})?"
    example = "number with up to 2 decimal places, like 12.50"
    inputmode = "decimal"


@dataclass(frozen=True)
class Part:
    """One of the three inputs of a date, as the page shows it."""

    id: str
    name: str
    label: str
    typed: str
    width: int
    bad: bool


class DateParts(_Parsed):
    """A date typed as day, month and year in inputs named `<name>-day`, `-month` and `-year`.

    `what` begins its error messages: "Start date" gives "Start date must include a year".
    """

    NAMES = ("day", "month", "year")

    def __init__(
        self,
        label: str | None = None,
        validators: list[Any] | None = None,
        *,
        what: str = "The date",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.what = what
        self.typed: dict[str, str] = dict.fromkeys(self.NAMES, "")
        self.bad: set[str] = set()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Takes the date from the form where one was sent, else from the object."""
        super().process(None, data, extra_filters)
        self.bad = set()
        if not formdata:
            value = self.data
            self.typed = {name: str(getattr(value, name, "")) for name in self.NAMES}
            return
        self.typed = {name: self._sent(formdata, name) for name in self.NAMES}
        self.raw_data = ["-".join(self.typed.values())] if any(self.typed.values()) else []
        self.data = None
        try:
            self.data = self._read()
        except ValueError as problem:
            self.process_errors = [str(problem)]

    def _sent(self, formdata: Any, name: str) -> str:
        values = formdata.getlist(f"{self.name}-{name}")
        return _cleaned(str(values[0])).strip()[:LONGEST_PART] if values else ""

    def _read(self) -> date | None:
        if not self.raw_data:
            return None
        if missing := [name for name in self.NAMES if not self.typed[name]]:
            raise self._wrong(missing, f"must include a {' and a '.join(missing)}")
        strange = [name for name in self.NAMES if not re.fullmatch(r"[0-9]{1,4}", self.typed[name])]
        if strange:
            raise self._wrong(strange, "must be written in numbers, like 27 3 2027")
        return self._date(*(int(self.typed[name]) for name in self.NAMES))

    def _date(self, day: int, month: int, year: int) -> date:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self._wrong(["year"], "must have a year with 4 numbers, like 2027")
        try:
            return date(year, month, day)
        except ValueError:
            wrong = ["day"] if 1 <= month <= 12 else ["month"]
            raise self._wrong(wrong, "must be a real date") from None

    def _wrong(self, parts: Sequence[str], text: str) -> ValueError:
        self.bad = set(parts)
        return ValueError(f"{self.what} {text}")

    @property
    def parts(self) -> list[Part]:
        """The three inputs, with what was typed and which of them to mark."""
        every = bool(self.errors) and not self.bad
        return [
            Part(
                id=f"{self.id}-{name}",
                name=f"{self.name}-{name}",
                label=name.capitalize(),
                typed=self.typed[name],
                width=4 if name == "year" else 2,
                bad=every or name in self.bad,
            )
            for name in self.NAMES
        ]
