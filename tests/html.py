"""What holds for every page, whatever it shows: the client checks each page that a test opens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

TITLE = re.compile(r"(Error: .+|.+ – Crossover)", re.DOTALL)
DATA_BLOCKS = frozenset({"application/json", "application/ld+json"})
SHARED = frozenset({"radio", "checkbox"})
"""Several of these may have one name, and nothing else."""
OWN_GUARD = ("/in-principle/", "/release/", "/sign/", "/notices/unsubscribe/")
"""Forms behind a decision link: the token in the address is their guard."""


def parse(text: str) -> Element:
    """A page as a tree; fails with every place where the HTML is not valid."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(text)
    lines = text.splitlines()
    wrong = [
        f"line {line}: {code}: {lines[line - 1].strip()[:120] if line <= len(lines) else ''}"
        for (line, _column), code, _data in parser.errors
    ]
    assert not wrong, "invalid HTML:\n" + "\n".join(wrong)
    return tree


def check(text: str) -> Element:
    """Everything that a page owes its reader; fails with all that is wrong at once."""
    tree = parse(text)
    wrong = [message for rule in RULES for message in rule(tree)]
    assert not wrong, "the page breaks rules:\n" + "\n".join(wrong)
    return tree


def words(element: Element) -> str:
    """The text of an element as it is read."""
    return " ".join("".join(element.itertext()).split())


def _headings(tree: Element) -> Iterator[str]:
    found = [words(heading) for heading in tree.iter("h1")]
    if len(found) != 1 or not found[0]:
        yield f"a page has exactly one h1 with words, this has {found}"


def _title(tree: Element) -> Iterator[str]:
    title = tree.find("head/title")
    text = words(title) if title is not None else ""
    if not TITLE.fullmatch(text):
        yield f"the title is {text!r}, not “… – Crossover” or “Error: …”"


def _language(tree: Element) -> Iterator[str]:
    if not tree.get("lang"):
        yield "html has no lang"


def _ids(tree: Element) -> Iterator[str]:
    counts = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    yield from (f"id {name} stands {n} times" for name, n in counts.items() if n > 1)


def _references(tree: Element) -> Iterator[str]:
    ids = {element.get("id") for element in tree.iter()}
    for element in tree.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for target in (element.get(name) or "").split():
                if target not in ids:
                    yield f"{element.tag} {name}={target} points nowhere"


def _forms(tree: Element) -> Iterator[str]:
    for form in tree.iter("form"):
        action, method = form.get("action"), (form.get("method") or "").lower()
        if not action or method not in {"get", "post"}:
            yield f"a form needs action and method, this has {action!r} and {method!r}"
        elif method == "post" and not action.startswith(OWN_GUARD):
            names = {field.get("name") for field in form.iter("input") if field.get("value")}
            if "csrf_token" not in names:
                yield f"the form to {action} carries no csrf_token"


def _names(tree: Element) -> Iterator[str]:
    """A server that reads the first value of a name would miss what somebody chose.

    A search may well send several of one name: each narrows it.
    """
    posted = (one for one in tree.iter("form") if (one.get("method") or "").lower() == "post")
    for form in posted:
        kinds: dict[str, list[str]] = {}
        for field in form.iter():
            name, kind = field.get("name"), field.get("type") or field.tag
            if name and kind not in {"submit", "button"}:
                kinds.setdefault(name, []).append(kind)
        for name, found in kinds.items():
            if len(found) > 1 and (len({*found}) > 1 or found[0] not in SHARED):
                yield f"{found} in the form to {form.get('action')} are all called {name}"


def _images(tree: Element) -> Iterator[str]:
    for image in tree.iter("img"):
        if image.get("alt") is None:
            yield f"img {image.get('src')} has no alt"


def _inline(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        if element.tag == "style":
            yield "a style element"
        if element.tag == "script" and not _is_harmless(element):
            yield f"an inline script: {words(element)[:60]}"


def _is_harmless(script: Element) -> bool:
    return bool(script.get("src")) or script.get("type") in DATA_BLOCKS


def _inline_attributes(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"{element.tag} has {name}={value!r}"
            if name in {"href", "action"} and value.strip().lower().startswith("javascript:"):
                yield f"{element.tag} leads to {value!r}"


RULES = (
    _headings,
    _title,
    _language,
    _ids,
    _references,
    _forms,
    _names,
    _images,
    _inline,
    _inline_attributes,
)


def fields(form: Element) -> dict[str, list[str]]:
    """What a browser would send if the form were submitted as it stands."""
    sent: dict[str, list[str]] = {}
    for field in form.iter():
        name = field.get("name")
        if name and field.get("disabled") is None:
            sent.setdefault(name, []).extend(_values(field))
    return sent


def _values(field: Element) -> list[str]:
    if field.tag == "textarea":
        return ["".join(field.itertext()).removeprefix("\n")]
    if field.tag == "select":
        return _chosen(field)
    if field.tag != "input" or field.get("type") in {"submit", "button", "image", "file"}:
        return []
    if field.get("type") in {"checkbox", "radio"}:
        return [field.get("value", "on")] if field.get("checked") is not None else []
    return [field.get("value", "")]


def _chosen(field: Element) -> list[str]:
    options = list(field.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and field.get("multiple") is None:
        chosen = options[:1]
    return [option.get("value", words(option)) for option in chosen]
