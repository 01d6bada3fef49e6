"""The shape of the house, read from its source: a rule that nobody checks is a wish.

Each rule takes the parsed files and answers what breaks it, so that planted files can show that
it sees what it should.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Files = dict[str, ast.Module]

LAYERS = [
    {"__init__", "cli", "demo"},
    {"backup", "checking"},
    {"desk", "api"},
    {"moderation"},
    {"stays"},
    {"agreements"},
    {"placements", "questions"},
    {"applications", "watching"},
    {"releases"},
    {"opportunities", "profiles"},
    {"messages"},
    {"organisations", "rules"},
    {"accounts"},
    {"notices", "search", "reference"},
    {"web"},
    {"access", "audit", "migrate"},
    {"predicates", "permissions"},
    {"actors"},
    {"db"},
    {"transitions", "log", "lines"},
    {"errors", "clock", "config", "tokens"},
]
"""From the roof down. A part imports what stands below it, never its neighbours; only on the
roof do the parts know each other."""

RANK = {"views": 3, "forms": 2, "services": 2, "queries": 2, "models": 1, "lifecycle": 0}
"""Inside a room; a file with another name ranks as high as the highest that it imports."""

HOUSEKEEPING = {
    "accounts/services.py": {"session_seen"},
    "backup.py": {"read"},  # a restore brings its own audit rows
    "messages/services.py": {"conversation_read", "save_draft"},
    "search/indexer.py": {"ask_for_rebuild", "forget_changes"},
    "notices/digests.py": {"make"},  # which e-mail a notice went into, or that it was read
    "notices/outbox.py": {"claim", "finish", "keep", "put_back", "give_up"},  # the worker's leases
}
COMMANDS_WITHOUT_ACTOR: set[str] = set()
LONGEST_FILE = 400
LONGEST_FUNCTION = 45
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}


def read(*folders: str) -> Files:
    """Every Python file in these folders of the project."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {str(path.relative_to(ROOT)): _parse(path) for path in paths}


@cache
def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def planted(**sources: str) -> Files:
    """Files that a test makes up: room__file="source"."""
    return {
        f"exchange/{name.replace('__', '/', 1)}.py": ast.parse(source)
        for name, source in sources.items()
    }


def unit(path: str) -> str:
    """The part of the house that a file belongs to: exchange/accounts/views.py is of accounts."""
    return Path(path).parts[1].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[tuple[int, list[str]]]:
    """The line and the dotted parts of everything imported from the package itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.split(".")[0] == "exchange":
                yield node.lineno, name.split(".")[1:]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def decorated(tree: ast.AST, name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions under one of our decorators."""
    for function in functions(tree):
        if name in {ast.unparse(one).split(".")[-1] for one in function.decorator_list}:
            yield function


def imports_point_down(files: Files) -> Iterator[str]:
    """Layers hold."""
    height = {name: level for level, names in enumerate(LAYERS) for name in names}
    for path, tree in files.items():
        mine = unit(path)
        if mine not in height:
            yield f"{path}: {mine} stands nowhere in LAYERS"
            continue
        for line, parts in imports(tree):
            theirs = parts[0] if parts and parts[0] in height else "__init__"
            if theirs != mine and height[theirs] <= height[mine] and height[mine] > 0:
                yield f"{path}:{line}: {mine} may not import {theirs}"


def rooms_are_ordered(files: Files) -> Iterator[str]:
    """Inside a room: views > forms, services, queries > models > lifecycle."""
    for path, tree in files.items():
        name = Path(path).stem
        if name in RANK:
            for line, sibling in _siblings(path, tree):
                if _rank(files, path, sibling, set()) > RANK[name]:
                    yield f"{path}:{line}: {name} may not import {sibling} of its own room"


def _siblings(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    for line, parts in imports(tree):
        if len(parts) > 1 and parts[0] == unit(path):
            yield line, parts[1]


def _rank(files: Files, beside: str, name: str, seen: set[str]) -> int:
    if name in RANK:
        return RANK[name]
    path = str(Path(beside).with_name(f"{name}.py"))
    if path not in files or name in seen:
        return 0
    below = [sibling for _line, sibling in _siblings(path, files[path])]
    return max((_rank(files, path, one, {*seen, name}) for one in below), default=0)


def no_import_is_hidden(files: Files) -> Iterator[str]:
    """Imports stand at the top and name their target in full."""
    for path, tree in files.items():
        for function in functions(tree):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{path}:{node.lineno}: an import hides in {function.name}"
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                yield f"{path}:{node.lineno}: write the import in full"


def only_db_commits(files: Files) -> Iterator[str]:
    """One place commits the database; index writers in search/ commit their own files."""
    for path, tree in files.items():
        called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "commit":
                receiver = ast.unparse(node.value).lower().split(".")[-1]
                of_database = node in called or receiver in {"session", "session()", "connection"}
                of_index = unit(path) == "search" and receiver.endswith("writer")
                if of_database and not of_index and path != "exchange/db.py":
                    yield f"{path}:{node.lineno}: {receiver}.commit outside db.py"


def commands_name_their_actor(files: Files) -> Iterator[str]:
    """Who does it is the first argument of every command."""
    for path, tree in files.items():
        for function in decorated(tree, "command"):
            first = [argument.arg for argument in function.args.args][:1]
            if first != ["actor"] and function.name not in COMMANDS_WITHOUT_ACTOR:
                yield f"{path}:{function.lineno}: command {function.name} does not begin with actor"


def housekeeping_is_listed(files: Files) -> Iterator[str]:
    """Writes without an audit row: exactly those that are named above."""
    for path, tree in files.items():
        listed = HOUSEKEEPING.get(path.removeprefix("exchange/"), set())
        found = {function.name for function in decorated(tree, "housekeeping")}
        yield from (f"{path}: {name} is not in HOUSEKEEPING" for name in sorted(found - listed))
        yield from (f"{path}: {name} is in HOUSEKEEPING only" for name in sorted(listed - found))


def functions_are_short(files: Files) -> Iterator[str]:
    """The cap; most are far shorter."""
    for path, tree in files.items():
        for function in functions(tree):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{path}:{function.lineno}: {function.name} has {length} lines"


def only_the_clock_tells_time(files: Files) -> Iterator[str]:
    """Tests and the demo move the clock, so nothing else may read the machine's."""
    for path, tree in files.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and path != "exchange/clock.py":
                name = ".".join(ast.unparse(node).split(".")[-2:])
                if name in CLOCKS:
                    yield f"{path}:{node.lineno}: {name} instead of exchange.clock"


def access_imports_no_room(files: Files) -> Iterator[str]:
    """The law, its sentences and whoever asks: three pages that know no room."""
    for name in ("access", "permissions", "predicates", "actors"):
        path = f"exchange/{name}.py"
        for line, parts in imports(files.get(path, ast.Module([], []))):
            if parts[0] not in {"errors", "clock", "actors", "permissions", "predicates"}:
                yield f"{path}:{line}: {name} may not import {parts[0]}"


RULES = [
    imports_point_down,
    rooms_are_ordered,
    no_import_is_hidden,
    only_db_commits,
    commands_name_their_actor,
    housekeeping_is_listed,
    functions_are_short,
    only_the_clock_tells_time,
    access_imports_no_room,
]


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps(rule):
    broken = list(rule(read("exchange")))
    assert not broken, "\n".join([rule.__doc__, *broken])


def test_files_are_not_too_long():
    paths = [
        path
        for name in ("exchange", "tests", "benchmarks")
        for path in ROOT.glob(f"{name}/**/*.py")
    ]
    long = {str(path): n for path in paths if (n := path.read_text().count("\n")) > LONGEST_FILE}
    assert not long


def test_every_layer_is_checked():
    assert {unit(path) for path in read("exchange")} >= {"db", "access", "accounts", "placements"}


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        (imports_point_down, {"db": "from exchange.audit import record"}),
        (imports_point_down, {"accounts__views": "from exchange import organisations"}),
        (imports_point_down, {"search__port": "import exchange.notices.models"}),
        (imports_point_down, {"profiles__views": "from exchange.opportunities.models import Side"}),
        (imports_point_down, {"web__look": "from exchange import create_app"}),
        (imports_point_down, {"gadgets__views": "import flask"}),
        (rooms_are_ordered, {"accounts__models": "from exchange.accounts import services"}),
        (rooms_are_ordered, {"accounts__services": "from exchange.accounts.views import page"}),
        (rooms_are_ordered, {"accounts__lifecycle": "from exchange.accounts.models import Person"}),
        (
            rooms_are_ordered,
            {
                "accounts__models": "from exchange.accounts import helpers",
                "accounts__helpers": "from exchange.accounts.queries import find",
            },
        ),
        (no_import_is_hidden, {"desk__views": "def page():\n    import json"}),
        (no_import_is_hidden, {"desk__views": "from .forms import Form"}),
        (only_db_commits, {"accounts__services": "db.session.commit()"}),
        (only_db_commits, {"search__indexer": "session.commit()"}),
        (only_db_commits, {"cli": "done = session.commit"}),
        (commands_name_their_actor, {"cli": "@command\ndef go(person): ..."}),
        (commands_name_their_actor, {"cli": "@db.command\ndef go(): ..."}),
        (housekeeping_is_listed, {"desk__services": "@housekeeping\ndef tidy(): ..."}),
        (housekeeping_is_listed, {"accounts__services": "def session_seen(): ..."}),
        (functions_are_short, {"cli": "def go():\n" + "    pass\n" * 45}),
        (only_the_clock_tells_time, {"cli": "stamp = datetime.now(UTC)"}),
        (only_the_clock_tells_time, {"cli": "day = datetime.date.today()"}),
        (access_imports_no_room, {"access": "from exchange.accounts.models import Person"}),
        (access_imports_no_room, {"predicates": "from exchange.accounts.models import Person"}),
    ],
)
def test_a_planted_fault_is_seen(rule, files):
    assert list(rule(planted(**files)))


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        (imports_point_down, {"accounts__views": "from exchange.web import guard"}),
        (imports_point_down, {"cli": "from exchange import create_app, clock"}),
        (rooms_are_ordered, {"accounts__views": "from exchange.accounts import forms, services"}),
        (rooms_are_ordered, {"accounts__services": "from exchange.accounts.queries import find"}),
        (rooms_are_ordered, {"placements__services": "from exchange.accounts import services"}),
        (only_db_commits, {"search__indexer": "self.writer.commit(merge=False)"}),
        (only_db_commits, {"search__indexer": "self.commit = self.newest.commit"}),
        (commands_name_their_actor, {"cli": "@command\ndef go(actor, person): ..."}),
        (housekeeping_is_listed, {"accounts__services": "@housekeeping\ndef session_seen(): ..."}),
        (functions_are_short, {"cli": "def go():\n" + "    pass\n" * 44}),
        (only_the_clock_tells_time, {"cli": "stamp = clock.now()"}),
        (access_imports_no_room, {"access": "from exchange.errors import NotAllowed"}),
    ],
)
def test_what_is_right_passes(rule, files):
    assert not list(rule(planted(**files)))
