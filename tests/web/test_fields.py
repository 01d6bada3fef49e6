"""Shared form fields: what was typed stays, errors are plain, and nothing sent breaks them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, StringField
from wtforms.validators import DataRequired, InputRequired, Optional

from exchange.web.controls import problems
from exchange.web.fields import DateParts, Decimals, TrimmedString, TrimmedText, WholeNumber


class Sample(Form):
    start = DateParts("Start", [Optional()], what="Start date")
    needed = DateParts("End", [InputRequired("Enter an end date")], what="End date")
    name = TrimmedString("Name", [DataRequired("Enter a name")])
    text = TrimmedText("Text")
    hours = WholeNumber("Hours", [Optional()], what="Hours", least=1, most=1000)
    pay = Decimals("Pay", [Optional()], what="Pay")


def sent(**typed: str) -> Sample:
    form = Sample(MultiDict({key.replace("__", "-"): value for key, value in typed.items()}))
    form.validate()
    return form


def starting(day: str, month: str, year: str) -> Sample:
    return sent(start__day=day, start__month=month, start__year=year)


def test_a_date_in_three_parts() -> None:
    form = starting(" 4", "01", "2027")
    assert form.start.data == date(2027, 1, 4)
    assert form.start.errors == []


@pytest.mark.parametrize(
    ("typed", "error", "bad"),
    [
        (("4", "1", ""), "Start date must include a year", ["year"]),
        (("4", "", ""), "Start date must include a month and a year", ["month", "year"]),
        (("30", "2", "2027"), "Start date must be a real date", ["day"]),
        (("4", "13", "2027"), "Start date must be a real date", ["month"]),
        (("4", "0", "2027"), "Start date must be a real date", ["month"]),
        (("4", "1", "27"), "Start date must have a year with 4 numbers, like 2027", ["year"]),
        (("4", "1", "9999"), "Start date must have a year with 4 numbers, like 2027", ["year"]),
        (("four", "1", "2027"), "Start date must be written in numbers, like 27 3 2027", ["day"]),
        (("²", "1", "2027"), "Start date must be written in numbers, like 27 3 2027", ["day"]),
    ],
)
def test_a_date_that_is_none(typed: tuple[str, str, str], error: str, bad: list[str]) -> None:
    form = starting(*typed)
    assert form.start.errors == [error]
    assert [part.label.lower() for part in form.start.parts if part.bad] == bad
    assert tuple(part.typed for part in form.start.parts) == typed
    assert form.start.data is None


def test_no_date_is_an_error_only_where_one_is_needed() -> None:
    form = sent(name="Ella")
    assert form.start.errors == []
    assert form.needed.errors == ["Enter an end date"]
    assert all(part.bad for part in form.needed.parts)


def test_a_date_that_was_kept_is_shown_again() -> None:
    form = Sample(obj=SimpleNamespace(start=date(2027, 1, 4)))
    assert [part.typed for part in form.start.parts] == ["4", "1", "2027"]


def test_clearing_a_date_clears_it() -> None:
    form = Sample(MultiDict({"start-day": "", "name": "x"}), start=date(2027, 1, 4))
    assert form.start.data is None


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text(), st.text(min_size=1), st.text())
def test_nothing_typed_breaks_a_field(day: str, year: str, name: str, number: str) -> None:
    form = sent(
        start__day=day, start__month="1", start__year=year, name=name, hours=number, pay=number
    )
    shown = "".join(part.typed for part in form.start.parts) + (form.name.data or "")
    assert "\x00" not in shown
    assert all(len(part.typed) <= 20 for part in form.start.parts)


def test_very_long_numbers_are_refused_and_shown_short() -> None:
    form = sent(hours="9" * 50_000, start__day="9" * 50_000)
    assert form.hours.errors == ["Hours must be a whole number, like 12"]
    assert len(form.hours._value()) == 20
    assert len(form.start.parts[0].typed) == 20


def test_text_is_trimmed_and_keeps_its_lines() -> None:
    form = sent(name="  Ella Jones ", text="\r\none\r\ntwo  ")
    assert form.name.data == "Ella Jones"
    assert form.text.data == "one\ntwo"
    assert form.name.errors == form.text.errors == []


@pytest.mark.parametrize("typed", ["a\x00b", "a\nb", "a\u202eb", "a\x1bb"])
def test_characters_that_cannot_be_shown_are_an_error(typed: str) -> None:
    form = sent(name=typed)
    assert form.name.errors == ["Remove the characters that cannot be shown, then try again"]
    assert form.name.data == "ab"


def test_an_emoji_of_several_signs_is_text() -> None:
    assert sent(name="👩‍🚀 Ella").name.errors == []


@pytest.mark.parametrize(("typed", "number"), [("12", 12), (" 1,000 ", 1000), ("007", 7)])
def test_whole_numbers(typed: str, number: int) -> None:
    assert sent(hours=typed).hours.data == number


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("0", "Hours must be between 1 and 1,000"),
        ("-3", "Hours must be between 1 and 1,000"),
        ("1.5", "Hours must be a whole number, like 12"),
        ("٣", "Hours must be a whole number, like 12"),
    ],
)
def test_other_numbers_are_refused(typed: str, error: str) -> None:
    form = sent(hours=typed)
    assert form.hours.errors == [error]
    assert form.hours._value() == typed


def test_amounts_of_money() -> None:
    assert sent(pay="£31,000.50").pay.data == Decimal("31000.50")
    assert sent(pay="").pay.data is None
    assert sent(pay="1.234").pay.errors == [
        "Pay must be a number with up to 2 decimal places, like 12.50"
    ]


def test_errors_inside_lists_and_forms_have_links() -> None:
    class Referee(Form):
        email = StringField("E-mail", [DataRequired("Enter an e-mail address")])

    class Application(Form):
        referees = FieldList(FormField(Referee), min_entries=2)

    form = Application(MultiDict({"referees-0-email": "a@b.example"}))
    form.validate()
    form.form_errors.append("This closed yesterday")
    assert problems(form) == [
        ("This closed yesterday", ""),
        ("Enter an e-mail address", "#referees-1-email"),
    ]
