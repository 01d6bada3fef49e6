"""Every event that the code tells has its line in the one table, and the lines make sense."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.notices import events
from exchange.notices.events import EVENTS, GROUPS, Channel, Group

ROOT = Path(__file__).parents[2]
NOT_OURS = {"file.tell", "teller.tell", "bar.tell"}
IN_A_NAME = {"decision_wanted", "appeal_made", "stay_due"}
"""Three that the reader below must find, or it reads nothing."""


def sources() -> Iterator[ast.Module]:
    for path in sorted((ROOT / "exchange").rglob("*.py")):
        yield ast.parse(path.read_text())


def parameters(function: ast.FunctionDef) -> list[str]:
    return [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]


def handing_on(trees: list[ast.Module]) -> dict[str, set[int]]:
    """Functions with a parameter called event, and where it stands: whoever calls them tells."""
    places: dict[str, set[int]] = {}
    for tree in trees:
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and "event" in parameters(function):
                places.setdefault(function.name, set()).add(parameters(function).index("event"))
    return places


def given(call: ast.Call, places: set[int]) -> Iterator[ast.expr]:
    """What a call gives as the event; either way of a choice."""
    found = [one.value for one in call.keywords if one.arg == "event"]
    found += [call.args[place] for place in places if len(call.args) > place]
    for value in found:
        yield from (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)


def told(trees: list[ast.Module]) -> set[str]:
    """The constants that are told anywhere, through whatever step."""
    places = handing_on(trees)
    return {
        value.value
        for tree in trees
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) not in NOT_OURS
        for value in given(call, places.get(ast.unparse(call.func).split(".")[-1], set()))
        if isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and value.value.isidentifier()
    }


def test_no_name_of_an_event_is_put_together():
    """Such a name is found by nobody who looks for it, nor by the test below."""
    trees = list(sources())
    places = handing_on(trees)
    assert [
        ast.unparse(call)
        for tree in trees
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for value in given(call, {1} & places.get(ast.unparse(call.func).split(".")[-1], set()))
        if isinstance(value, ast.JoinedStr)
    ] == []


def test_each_event_that_is_told_is_in_the_table():
    found = told(list(sources()))
    assert found >= IN_A_NAME
    assert len(found) > 60
    assert found - set(EVENTS) == set()


def test_each_line_of_the_table_is_told():
    assert set(EVENTS) - told(list(sources())) == set()


def test_a_new_event_would_be_seen():
    planted = ast.parse('notices.tell(1, "a_new_one", "text", "/path")')
    handed = ast.parse("def tell(person_id, event, text, path): ...")
    assert told([planted, handed]) == {"a_new_one"}


def test_an_event_without_a_line_is_refused():
    with pytest.raises(LookupError, match="has no line"):
        events.of("nobody_knows_this")


def test_what_stays_on_is_urgent():
    fixed = [one for one in EVENTS.values() if GROUPS[one.group].fixed]
    assert {one.group for one in fixed} == {Group.APPROVALS, Group.SECURITY}
    assert all(one.urgent for one in fixed)


def test_a_subject_is_short_and_holds_no_place_for_a_detail():
    for one in EVENTS.values():
        assert 5 < len(one.subject) <= 60
        assert not set("{}%:“”") & set(one.subject)


def test_the_ways_of_a_group():
    assert events.choices(Group.PLACEMENTS) == [
        Channel.AT_ONCE,
        Channel.DAILY,
        Channel.URGENT,
        Channel.OFF,
    ]
    assert events.choices(Group.MESSAGES) == [Channel.AT_ONCE, Channel.DAILY, Channel.OFF]
