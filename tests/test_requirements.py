"""The pinned sets follow pyproject.toml, carry hashes, and name no place to fetch from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME = PROJECT["project"]["dependencies"]
DEV = PROJECT["dependency-groups"]["dev"]


def pins(name):
    """Name and version of each line, as pip compares names."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE)
    return {(normal(package), version) for package, version in found}


def normal(package):
    return re.sub(r"[-_.]+", "-", package).lower()


def declared(lines):
    """The same of what the project asks for."""
    return {(normal(re.split(r"[\[=]", line)[0]), line.split("==")[1].strip()) for line in lines}


@pytest.mark.parametrize(
    ("name", "lines"), [("requirements.txt", RUNTIME), ("requirements-dev.txt", RUNTIME + DEV)]
)
def test_every_pin_of_the_project_is_there(name, lines):
    assert declared(lines) - pins(name) == set()


def test_the_tests_run_on_what_is_served():
    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_line_has_hashes_and_none_an_address(name):
    text = (ROOT / name).read_text()
    joined = text.replace("\\\n", " ").splitlines()
    assert [line for line in joined if "--hash=sha256:" not in line] == []
    assert re.findall(r"://|--index|--find-links|file:|\s/", text) == []
