"""What tests share: an app on a database of its own, clients, the clock; and no network."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask.ctx import AppContext

from exchange import clock, create_app
from exchange.accounts.passwords import use_cheap_hashing
from exchange.notices import worker
from tests.client import Client
from tests.databases import House, Statements, Templates, dispose, settings
from tests.factories import PASSWORD
from tests.stages import Stages

BACKENDS = {"postgres": ["postgres"], "both": ["sqlite", "postgres"]}
"""On which databases a test runs that is marked both_databases; else on SQLite."""
ONLY = ("none", "sqlite", "postgres")
"""What `--db` may narrow a run to: tests that need no database, or those on one of the two."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
MAY_USE_LOOPBACK = frozenset({"browser", "smtp"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Without `--db`, all tests, on SQLite; `both` adds PostgreSQL; others narrow the run."""
    parser.addoption("--db", choices=["usual", "both", *ONLY], default="usual", help="which tests")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test runs on SQLite; marked both_databases, also on PostgreSQL when that is asked for."""
    if "backend" in metafunc.fixturenames:
        asked = BACKENDS.get(metafunc.config.getoption("--db"), ["sqlite"])
        both = metafunc.definition.get_closest_marker("both_databases") is not None
        metafunc.parametrize("backend", asked if both else ["sqlite"], scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Narrow a run to the tests that `--db` asks for."""
    wanted = config.getoption("--db")
    if wanted in ONLY:
        kept = [one for one in items if _database_of(one) == wanted]
        config.hook.pytest_deselected(items=[one for one in items if _database_of(one) != wanted])
        items[:] = kept


def _database_of(item: pytest.Item) -> str:
    """On which database a test runs; "none" where it asks for no migrated one."""
    call, fixtures = getattr(item, "callspec", None), getattr(item, "fixturenames", ())
    if call and "backend" in call.params:
        return str(call.params["backend"])
    return "sqlite" if "templates" in fixtures else "none"


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """The migrated databases that tests copy; a PostgreSQL server starts when first wanted."""
    with ExitStack() as stack:
        yield Templates(tmp_path_factory.mktemp("templates"), stack)


@pytest.fixture
def database_url(backend: str, templates: Templates, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database that belongs to this test alone."""
    with templates.copy(backend, tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The app that tests of this process share, each on a database of its own."""
    use_cheap_hashing()
    folder = tmp_path_factory.mktemp("house")
    return House(settings(f"sqlite:///{folder / 'none.sqlite3'}", folder / "data"))


@pytest.fixture
def app(
    request: pytest.FixtureRequest, shared_house: House, database_url: str, tmp_path: Path
) -> Iterator[Flask]:
    """The whole house on its own database and data folder; marked own_app, a new one."""
    where = settings(database_url, tmp_path / "data")
    alone = request.node.get_closest_marker("own_app") is not None
    app = create_app(where) if alone else shared_house.move_to(where)
    app.test_client_class = Client
    statements = Statements(app)
    yield app
    statements.stop()
    dispose(app)


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory, templates: Templates) -> Stages:
    """The stages that tests of this process share."""
    return Stages(tmp_path_factory.mktemp("stages"), templates)


@pytest.fixture
def staged(app: Flask, stages: Stages) -> Callable[[Callable[[], Any]], Any]:
    """`staged(make.cast)`: what that function makes by commands, made once and then copied."""
    return lambda build: stages.stand(app, build)


@pytest.fixture
def in_app(app: Flask) -> Callable[[], AppContext]:
    """`with in_app():` for calling services. Never around client calls: g would leak into them."""
    return app.app_context


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor."""
    return cast(Client, app.test_client())


@pytest.fixture
def client_as(app: Flask) -> Callable[..., Client]:
    """`client_as(email)`: somebody who signed in through the form, in a browser of their own."""

    def sign_in(email: str, password: str = PASSWORD) -> Client:
        client = cast(Client, app.test_client())
        response = client.submit("/sign-in", email=email, password=password)
        assert response.status_code in {302, 303}, f"{email} could not sign in"
        return client

    return sign_in


@pytest.fixture
def drain(app: Flask) -> Callable[[], None]:
    """`drain()` does what waits for the worker: mail, notices, the index."""
    return lambda: worker.drain(app, app.extensions["worker_steps"])


@pytest.fixture
def queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with queries() as asked:` collects the SQL statements of the block."""
    statements: Statements = app.extensions["statements"]
    return statements.heard


@pytest.fixture
def clock_at() -> Iterator[Callable[[str | datetime], datetime]]:
    """`clock_at("2026-11-22 17:00")` stops the clock, London time, until the test ends."""
    with ExitStack() as stack:

        def stand(moment: str | datetime) -> datetime:
            aware = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
            if aware.tzinfo is None:
                aware = aware.replace(tzinfo=clock.LONDON)
            stack.close()
            stack.enter_context(clock.at(aware))
            return clock.now()

        yield stand


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that would talk to the world fails. Marked smtp or browser, it may talk to itself."""
    loopback = any(request.node.get_closest_marker(name) for name in MAY_USE_LOOPBACK)

    def guarded(name: str) -> Callable[..., Any]:
        real = getattr(socket.socket, name)

        def call(self: socket.socket, *args: Any) -> Any:
            local = loopback and args[-1][0] in LOOPBACK
            if self.family != socket.AF_UNIX and not local:
                raise RuntimeError(f"a test may not {name} to {args[-1]}")
            return real(self, *args)

        return call

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
