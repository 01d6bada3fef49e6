"""Whom an index directory is trusted from, and that one writer writes."""

import os
from pathlib import Path

import pytest

from exchange.search import shelf as shelf_module
from exchange.search.embedded.adapter import WhooshSearch
from exchange.search.port import IndexSpec, SearchUnavailable, TextField
from exchange.search.shelf import Shelf, check_trusted

SPEC = IndexSpec("thing", (TextField("title"),))


def ask_anew(root: Path) -> None:
    engine = WhooshSearch(root)
    engine.ensure(SPEC)
    engine.stats("thing")


def test_directories_are_made_for_us_alone(tmp_path: Path) -> None:
    WhooshSearch(tmp_path / "search").ensure(SPEC)
    folders = [path for path in (tmp_path / "search").rglob("*") if path.is_dir()]
    assert len(folders) == 2
    assert {path.stat().st_mode & 0o777 for path in [tmp_path / "search", *folders]} == {0o700}


@pytest.mark.parametrize("where", ["search", "search/thing", "generation"])
def test_a_directory_that_others_may_write_is_refused(tmp_path: Path, where: str) -> None:
    root = tmp_path / "search"
    WhooshSearch(root).ensure(SPEC)
    generation = next(path for path in (root / "thing").iterdir() if path.is_dir())
    (generation if where == "generation" else tmp_path / where).chmod(0o770)
    with pytest.raises(SearchUnavailable, match="0700"):
        ask_anew(root)


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "search").symlink_to(tmp_path / "real")
    with pytest.raises(SearchUnavailable, match="0700"):
        WhooshSearch(tmp_path / "search").ensure(SPEC)


def test_what_is_not_ours_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_trusted(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(SearchUnavailable, match="of our own"):
        check_trusted(tmp_path)
    with pytest.raises(SearchUnavailable, match="not there"):
        check_trusted(tmp_path / "nowhere")


def test_a_second_writer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "LOCK_WAIT", 0.05)
    first, second = (Shelf(tmp_path / "search" / "thing", "x") for _ in range(2))
    first.open()
    with (
        first.writing(),
        pytest.raises(SearchUnavailable, match="else is writing"),
        second.writing(),
    ):
        pass
    with second.writing():
        assert second.current() is None


def test_what_a_crashed_rebuild_left_is_cleared_away(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "search" / "thing", "x")
    shelf.open()
    left, wanted = shelf.begin(), shelf.begin()
    assert (left.name, wanted.name) == ("g1-x", "g2-x")
    shelf.switch(wanted)
    assert shelf.current() == wanted
    assert not left.exists()
