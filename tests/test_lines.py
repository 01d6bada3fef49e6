"""How far an import is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import io
import sys

import pytest

from exchange import lines

ROWS = b"0123456789\n" * 100


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self):
        return True


class Pipe(io.BytesIO):
    """A file that cannot be asked how long it is."""

    def seekable(self):
        return False


@pytest.fixture
def shown(monkeypatch):
    """`shown(file, out)`: what stands on standard error after reading it in tens of lines."""

    def read(file, out, every=30):
        monkeypatch.setattr(sys, "stderr", out)
        with lines.progress(file, every) as tell:
            for number in range(1, 101):
                file.readline()
                if number % 10 == 0:
                    tell(number)
        return out.getvalue()

    return read


def test_a_terminal_shows_a_bar_that_ends_full(shown):
    told = shown(io.BytesIO(ROWS), Terminal())
    assert "100 lines" in told
    assert "100%" in told
    assert "\r" in told


def test_the_bar_is_full_though_the_last_lines_were_refused(monkeypatch):
    out = Terminal()
    monkeypatch.setattr(sys, "stderr", out)
    file = io.BytesIO(ROWS)
    with lines.progress(file, 30) as tell:
        file.readline()
        tell(1)
    assert "100%" in out.getvalue()


def test_a_file_read_from_its_middle_is_full_at_its_end(shown):
    file = io.BytesIO(b"header\n" + ROWS)
    file.readline()
    assert "100%" in shown(file, Terminal())


@pytest.mark.parametrize(
    ("file", "out"), [(io.BytesIO(ROWS), io.StringIO()), (Pipe(ROWS), Terminal())]
)
def test_elsewhere_and_without_an_end_it_says_a_line_now_and_then(shown, file, out):
    assert shown(file, out) == "30 lines\n60 lines\n90 lines\n"


def test_bad_lines_are_kept_and_good_ones_go_on():
    refused = []
    assert list(lines.good(iter([1, "two", 3]), str, refused)) == [1, 3]
    assert refused == ["two"]
