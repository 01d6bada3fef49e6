"""Settings, read once from EXCHANGE_* variables into a frozen object. A missing secret stops."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SEARCH_ENGINES = ("whoosh", "postgres")
POSTGRESQL = "postgresql+psycopg://"
_DOMAIN = re.compile(r"(?=.{1,190}$)[a-z0-9](-*[a-z0-9])*(\.[a-z0-9](-*[a-z0-9])*)*")


class SettingsError(ValueError):
    """A setting is missing or makes no sense; the message names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    secret_key: str
    data_dir: Path
    database_url: str
    search: str = "whoosh"
    search_read_url: str = ""
    search_cache_mb: int = 64
    base_url: str = "http://127.0.0.1:8000"
    mail_url: str = ""
    mail_from: str = "no-reply@crossover.example"
    reply_domain: str = ""
    service_name: str = "Crossover"
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    rate_limit_url: str = "memory://"
    scanner: str = ""
    demo: bool = False
    testing: bool = False

    @property
    def search_dir(self) -> Path:
        """Where the embedded index lives."""
        return self.data_dir / "search"

    @property
    def attachments_dir(self) -> Path:
        """Where files that people send stand; nothing in it is served by its path."""
        return self.data_dir / "attachments"

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read and check EXCHANGE_* variables; raises SettingsError."""
        demo = _flag(env, "EXCHANGE_DEMO")
        data_dir = Path(env.get("EXCHANGE_DATA_DIR", "data")).resolve()
        database_url = _database(env, data_dir)
        search = _search(env, database_url)
        return cls(
            secret_key=_secret(env, demo),
            data_dir=data_dir,
            database_url=database_url,
            search=search,
            search_read_url=_replica(env, search),
            search_cache_mb=_number(env, "EXCHANGE_SEARCH_CACHE_MB", cls.search_cache_mb),
            base_url=env.get("EXCHANGE_BASE_URL", cls.base_url).rstrip("/"),
            mail_url=env.get("EXCHANGE_MAIL_URL", ""),
            mail_from=env.get("EXCHANGE_MAIL_FROM", cls.mail_from),
            reply_domain=_domain(env, "EXCHANGE_REPLY_DOMAIN"),
            service_name=env.get("EXCHANGE_SERVICE_NAME", cls.service_name),
            trusted_hosts=tuple(env.get("EXCHANGE_TRUSTED_HOSTS", "").replace(",", " ").split()),
            proxies=_number(env, "EXCHANGE_PROXIES"),
            rate_limit_url=env.get("EXCHANGE_RATE_LIMIT_URL", cls.rate_limit_url),
            scanner=_scanner(env),
            demo=demo,
        )


def _secret(env: Mapping[str, str], demo: bool) -> str:
    secret = env.get("EXCHANGE_SECRET_KEY", "")
    if demo and not secret:
        return "the demo holds nothing that is secret"
    if len(secret) < 32:
        raise SettingsError(
            "Set EXCHANGE_SECRET_KEY to 32 or more random characters, for example from: "
            "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return secret


def _database(env: Mapping[str, str], data_dir: Path) -> str:
    url = env.get("EXCHANGE_DATABASE_URL") or f"sqlite:///{data_dir / 'crossover.sqlite3'}"
    return _with_driver(url)


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", POSTGRESQL, 1)


def _search(env: Mapping[str, str], database_url: str) -> str:
    search = _one_of(env, "EXCHANGE_SEARCH", SEARCH_ENGINES)
    if search == "postgres" and not database_url.startswith(POSTGRESQL):
        raise SettingsError(
            "EXCHANGE_SEARCH=postgres keeps its index in the database: set EXCHANGE_DATABASE_URL "
            "to a postgresql:// address, or leave EXCHANGE_SEARCH out"
        )
    return search


def _replica(env: Mapping[str, str], search: str) -> str:
    url = _with_driver(env.get("EXCHANGE_SEARCH_READ_URL", ""))
    if url and (search != "postgres" or not url.startswith(POSTGRESQL)):
        raise SettingsError(
            "EXCHANGE_SEARCH_READ_URL is the postgresql:// address of a replica, and needs "
            "EXCHANGE_SEARCH=postgres"
        )
    return url


def _scanner(env: Mapping[str, str]) -> str:
    address = env.get("EXCHANGE_CLAMD", "")
    if address and not re.fullmatch(r"unix:///.+|tcp://[^/:]+:[0-9]{1,5}", address):
        raise SettingsError(
            "EXCHANGE_CLAMD is where clamd listens: unix:///run/clamav/clamd.ctl or tcp://host:3310"
        )
    return address


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = env.get(name, choices[0])
    if value not in choices:
        raise SettingsError(f"{name} must be one of: {', '.join(choices)}")
    return value


def _domain(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip().lower()
    if value and not _DOMAIN.fullmatch(value):
        raise SettingsError(f"{name} must be a domain: reply.crossover.example")
    return value


def _number(env: Mapping[str, str], name: str, default: int = 0) -> int:
    value = env.get(name, str(default))
    if not value.isdecimal():
        raise SettingsError(f"{name} must be a whole number")
    return int(value)


def _flag(env: Mapping[str, str], name: str) -> bool:
    return env.get(name, "") not in {"", "0", "no", "false"}
