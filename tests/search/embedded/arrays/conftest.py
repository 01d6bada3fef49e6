"""Tests of what needs numpy are not even read where it is missing; one of them says so."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("numpy") else ["test_[!n]*.py"]
