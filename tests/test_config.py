"""Settings: what is missing or makes no sense stops the start, and the message names it."""

import dataclasses
from pathlib import Path

import pytest

from exchange.config import Settings, SettingsError

GOOD = {"EXCHANGE_SECRET_KEY": "s" * 32}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXCHANGE_SECRET_KEY", ""),
        ("EXCHANGE_SECRET_KEY", "s" * 31),
        ("EXCHANGE_SEARCH", "elastic"),
        ("EXCHANGE_SEARCH", "WHOOSH"),
        ("EXCHANGE_SEARCH", "postgres"),  # without a PostgreSQL to keep it in
        ("EXCHANGE_SEARCH_READ_URL", "postgresql://u@replica/d"),  # the embedded engine has none
        ("EXCHANGE_SEARCH_CACHE_MB", "much"),
        ("EXCHANGE_REPLY_DOMAIN", "reply@crossover.example"),
        ("EXCHANGE_REPLY_DOMAIN", "reply crossover"),
        ("EXCHANGE_REPLY_DOMAIN", "a.example\nBcc: b"),
        ("EXCHANGE_CLAMD", "clamd.ctl"),
        ("EXCHANGE_CLAMD", "http://scanner:3310"),
        ("EXCHANGE_CLAMD", "tcp://scanner"),
        ("EXCHANGE_PROXIES", "one"),
        ("EXCHANGE_PROXIES", "-1"),
        ("EXCHANGE_PROXIES", "1.5"),
        ("EXCHANGE_PROXIES", ""),
    ],
)
def test_a_bad_setting_is_refused_by_name(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({**GOOD, name: value})


def test_nothing_set_is_refused_and_says_how_to_make_a_secret():
    with pytest.raises(SettingsError, match="token_urlsafe"):
        Settings.from_environment({})


def test_the_secret_is_enough():
    settings = Settings.from_environment(GOOD)
    assert settings.secret_key == "s" * 32
    assert settings.search == "whoosh"
    assert settings.search_read_url == ""
    assert settings.search_cache_mb == 64
    assert not settings.demo
    assert not settings.testing


@pytest.mark.parametrize(
    ("value", "demo"), [("1", True), ("yes", True), ("", False), ("0", False), ("no", False)]
)
def test_only_the_demo_does_without_a_secret(value, demo):
    env = {"EXCHANGE_DEMO": value}
    if demo:
        assert Settings.from_environment(env).demo
    else:
        with pytest.raises(SettingsError, match="EXCHANGE_SECRET_KEY"):
            Settings.from_environment(env)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////srv/x.sqlite3", "sqlite:////srv/x.sqlite3"),
    ],
)
def test_a_database_address_names_the_driver(given, used):
    settings = Settings.from_environment({**GOOD, "EXCHANGE_DATABASE_URL": given})
    assert settings.database_url == used


def test_search_in_postgresql_may_read_from_a_replica():
    env = {
        **GOOD,
        "EXCHANGE_DATABASE_URL": "postgresql://u@primary/d",
        "EXCHANGE_SEARCH": "postgres",
        "EXCHANGE_SEARCH_READ_URL": "postgresql://u@replica/d",
        "EXCHANGE_SEARCH_CACHE_MB": "16",
    }
    settings = Settings.from_environment(env)
    assert settings.search == "postgres"
    assert settings.search_read_url == "postgresql+psycopg://u@replica/d"
    assert settings.search_cache_mb == 16
    with pytest.raises(SettingsError, match="EXCHANGE_SEARCH_READ_URL"):
        Settings.from_environment({**env, "EXCHANGE_SEARCH_READ_URL": "sqlite:///x.sqlite3"})


def test_the_default_database_lies_in_the_data_folder(tmp_path):
    settings = Settings.from_environment({**GOOD, "EXCHANGE_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/crossover.sqlite3"
    assert settings.search_dir == tmp_path / "search"


def test_a_relative_data_folder_is_made_whole():
    settings = Settings.from_environment({**GOOD, "EXCHANGE_DATA_DIR": "here"})
    assert settings.data_dir == Path.cwd() / "here"


@pytest.mark.parametrize(
    "hosts", ["a.example b.example", "a.example,b.example", "a.example, b.example"]
)
def test_hosts_are_listed_with_commas_or_spaces(hosts):
    settings = Settings.from_environment({**GOOD, "EXCHANGE_TRUSTED_HOSTS": hosts})
    assert settings.trusted_hosts == ("a.example", "b.example")


def test_the_base_address_has_no_slash_at_its_end():
    settings = Settings.from_environment({**GOOD, "EXCHANGE_BASE_URL": "https://x.example/"})
    assert settings.base_url == "https://x.example"


def test_settings_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings.from_environment(GOOD).demo = True
