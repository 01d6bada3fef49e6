"""Templates: all compile, none weakens the pages, and nothing is imported for nothing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))

FORBIDDEN = {
    "the safe filter": re.compile(r"\|\s*safe\b"),
    "autoescape turned off": re.compile(r"{%-?\s*autoescape\s+false", re.IGNORECASE),
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    # A block of data is no script to a browser: it is never run, and no policy asks about it.
    "an inline script": re.compile(
        r"<script(?![^>]*\b(?:src=|type=\"application/ld\+json\"))[^>]*>", re.IGNORECASE
    ),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "somebody else's address": re.compile(
        r"<(?:script|link|img)[^>]*[\"']https?://", re.IGNORECASE
    ),
}


FOR_MAIL = {"an inline style", "a style element"}
"""What a letter may hold: mail programs know no other styles, and no policy of ours."""


def source(name: str) -> str:
    """A template as written, comments aside."""
    return re.sub(r"{#.*?#}", "", (TEMPLATES / name).read_text(), flags=re.DOTALL)


def faults(text: str) -> list[str]:
    """What a template must not hold."""
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


def unused(text: str) -> set[str]:
    """Names that a template imports and does not use."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(text)
    imported = {
        name if isinstance(name, str) else name[1]
        for node in tree.find_all(nodes.FromImport)
        for name in node.names
    } | {node.target for node in tree.find_all(nodes.Import)}
    return imported - {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}


def test_there_are_templates():
    assert "base.html" in PAGES


IN_MAIL = {"notices/base.html"}
"""Mail programs read no style sheets, so a message carries its own styles."""


@pytest.mark.parametrize("name", sorted(set(PAGES) - IN_MAIL))
def test_it_keeps_the_rules(name):
    borne = FOR_MAIL if name.startswith("notices/") else set()
    assert set(faults(source(name))) <= borne


@pytest.mark.parametrize("name", PAGES)
def test_it_uses_what_it_imports(name):
    assert not unused((TEMPLATES / name).read_text())


def test_all_compile(app):
    """With the app's own filters and tests: a name that is not there fails here."""
    for name in PAGES:
        app.jinja_env.get_template(name)


def test_an_undefined_filter_would_be_seen(app):
    with pytest.raises(Exception, match="nonsense"):
        app.jinja_env.from_string("{{ 1 | nonsense }}")


def test_djlint_finds_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "djlint", str(TEMPLATES), "--lint", "--quiet"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "{{ text | safe }}",
        "{{ text|safe }}",
        "{% autoescape false %}x{% endautoescape %}",
        '<p class="a" style="color: red">',
        "<style>p {}</style>",
        '<button type="button" onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
        '<script src="https://elsewhere.example/a.js"></script>',
    ],
)
def test_a_planted_fault_is_seen(text):
    assert len(faults(text)) >= 1


@pytest.mark.parametrize(
    "text",
    [
        '<script type="module" src="/static/a.js"></script>',
        '<script type="application/ld+json">{{ facts | tojson }}</script>',
        '<a href="https://www.gov.uk/">The rules</a>',
        "{{ safely }} {{ 'on time = now' }}",
    ],
)
def test_what_is_right_passes(text):
    assert faults(text) == []


def test_an_unused_import_is_seen():
    page = "{% from 'a.html' import b, c as d %}{% import 'e.html' as f %}{{ d() }}"
    assert unused(page) == {"b", "f"}
