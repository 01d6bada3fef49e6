"""Every component on one page: strict HTML, and no accessibility fault, wide or on a phone."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, flash, render_template
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser, sync_playwright
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from exchange.reference import kinds
from exchange.web.fields import DateParts, Decimals, TrimmedString, TrimmedText, WholeNumber
from exchange.web.filters import State
from exchange.web.headers import init_headers
from exchange.web.look import init_look, plain_page

ROOT = Path(__file__).parent.parent
THEN = datetime(2026, 11, 16, 14, 5, tzinfo=UTC)
ERRORS = sorted(page.stem for page in (ROOT / "templates/errors").glob("[0-9]*.html"))
PAGES = ["help", "how_we_decide", "privacy", "accessibility"]
ADDRESSES = ["/", "/wrong", "/home"] + [f"/page/errors/{code}" for code in ERRORS]
ADDRESSES += [f"/page/pages/{name}" for name in PAGES]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NOBODY = SimpleNamespace(is_anonymous=True, name="")
ELLA = SimpleNamespace(is_anonymous=False, name="Ella Jones")
NAVIGATION = [
    {"text": "Home", "href": "/", "active": False},
    {"text": "Find an opportunity", "href": "/opportunities", "active": True},
    {"text": "Applications", "href": "/applications", "active": False},
    {"text": "Placements", "href": "/placements", "active": False},
    {"text": "Messages", "href": "/messages", "active": False, "badge": 3},
    {"text": "HR desk", "href": "/hr", "active": False},
]


def choices(**labels: str) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


class GalleryForm(Form):
    email = EmailField(
        "Work e-mail",
        [InputRequired("Enter your work e-mail address")],
        description="We only use it to arrange the placement.",
    )
    password = PasswordField("Password", [InputRequired("Enter your password")])
    name = TrimmedString(
        "Full name", [InputRequired("Enter your name")], render_kw={"autocomplete": "name"}
    )
    start = DateParts(
        "When can you start?",
        [InputRequired("Enter a start date")],
        what="Start date",
        description="For example, 27 3 2027",
    )
    pattern = RadioField(
        "How much of the week?",
        [InputRequired("Choose full time or part time")],
        choices=choices(full="Full time", part="Part time"),
    )
    skills = SelectMultipleField(
        "Skills", [InputRequired("Choose a skill")], choices=choices(data="Data", people="People")
    )
    level = SelectField(
        "Level",
        [InputRequired("Choose a level")],
        choices=[SelectChoice("", "Choose one"), SelectChoice("1", "Officer")],
    )
    why = TrimmedText("Why do you want to do this?", [InputRequired("Tell us why"), Length(0, 900)])
    days = WholeNumber(
        "Days a week", [InputRequired("Enter the days")], what="Days a week", least=1, most=5
    )
    pay = Decimals("Cost shared", [Optional()], what="Cost")
    letter = FileField("Supporting letter", [Optional()])
    agree = BooleanField("I have told my manager", [InputRequired("Confirm that you told them")])
    secret = HiddenField()


def gallery_page(typed: MultiDict[str, str]) -> str:
    form = GalleryForm(typed)
    if typed:
        form.validate()
    state = State("/opportunities", (("q", "procurment"),))
    return render_template(
        "gallery.html", form=form, then=THEN, page_address="/?page={}".format, state=state
    )


def wrong_page() -> str:
    return gallery_page(MultiDict({"start-day": "31", "start-month": "2"}))


def home_page() -> str:
    flash("You are signed in", "success")
    return render_template("home.html", actor=NOBODY)


def named_page(name: str) -> str:
    return render_template(f"{name}.html", kinds=kinds.ALL)


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_app()


def make_app() -> Flask:
    app = Flask("gallery", static_folder=str(ROOT / "static"))
    app.config.update(SECRET_KEY="for this page only")
    folders = ROOT / "templates", ROOT / "tests/gallery"
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    app.context_processor(lambda: {"actor": ELLA, "navigation": NAVIGATION})
    CSRFProtect(app)
    init_look(app, demo=True)
    init_headers(app)
    app.add_url_rule("/", "gallery", lambda: gallery_page(MultiDict()))
    app.add_url_rule("/wrong", view_func=wrong_page)
    app.add_url_rule("/home", view_func=home_page)
    app.add_url_rule("/page/<path:name>", view_func=named_page)
    return app


def get(app: Flask, address: str) -> str:
    response = app.test_client().get(address)
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_strict_html(app: Flask, address: str) -> None:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(get(app, address))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert len(tree.findall(".//h1")) == 1
    assert not [element for element in tree.iter() if element.get("style")]


def test_each_error_in_the_summary_leads_to_an_input(app: Flask) -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(get(app, "/wrong"))
    links = tree.findall(".//div[@class='govuk-error-summary']//a")
    inputs = {e.get("id") for e in tree.iter() if e.tag in {"input", "select", "textarea"}}
    assert len(links) == 10
    assert {link.get("href")[1:] for link in links} <= inputs
    assert links[3].get("href") == "#start-year"


def test_each_form_that_changes_something_carries_a_token(app: Flask) -> None:
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(get(app, "/"))
    forms = tree.findall(".//form[@method='post']")
    assert len(forms) == 3  # sign out, a button on its own, the long form
    for form in forms:
        token = form.find(".//input[@name='csrf_token']")
        assert token is not None
        assert len(token.get("value")) > 40


def test_a_title_says_that_the_page_has_errors(app: Flask) -> None:
    assert "<title>Gallery – Crossover</title>" in get(app, "/")
    assert "<title>Error: Gallery – Crossover</title>" in get(app, "/wrong")
    assert "<title>Error: We cannot find that page – Crossover</title>" in get(
        app, "/page/errors/404"
    )


def test_what_was_typed_is_still_there_and_never_the_password(app: Flask) -> None:
    with app.test_request_context():
        page = gallery_page(MultiDict({"name": "Zoë <b>", "password": "hunter2 hunter2"}))
    assert 'value="Zoë &lt;b&gt;"' in page
    assert "hunter2" not in page


def test_the_worst_error_page_needs_nothing_but_the_files(app: Flask) -> None:
    with app.app_context(), app.test_request_context():
        page = plain_page(app, "errors/500.html", request_id="a1b2")
    assert "a1b2" in page
    assert "Ella Jones" not in page
    assert "Sign in" not in page


def test_a_refusal_speaks_in_its_own_words(app: Flask) -> None:
    with app.test_request_context():
        page = render_template(
            "errors/409.html",
            message="Sam agreed to other dates.",
            what_now="Read them first.",
            back={"href": "/placements/7", "text": "Back to the placement"},
        )
    assert "Sam agreed to other dates." in page
    assert "Read them first." in page
    assert '<a class="govuk-link" href="/placements/7">Back to the placement</a>' in page


def test_mail_is_plain_text_and_html_of_the_same_words(app: Flask) -> None:
    values = {"text": "Tom's <answer>:\nhttp://x.test/1", "service": "Crossover"}
    with app.test_request_context():
        text = render_template("notices/en/letter.txt", base_url="http://x.test", **values)
        html = render_template("notices/en/letter.html", base_url="http://x.test", **values)
    assert text.startswith("Tom's <answer>:\nhttp://x.test/1\n\n--\nCrossover: http://x.test\n")
    assert "Tom&#39;s &lt;answer&gt;:" in html
    assert 'href="http://x.test/1"' in html


def test_nothing_of_gov_uk_that_is_not_ours_to_use() -> None:
    for path in (path for path in (ROOT / "static").rglob("*") if path.is_file()):
        text = path.read_text()
        assert "GDS Transport" not in text, path
        assert "crest" not in text, path
        assert "@font-face" not in text, path


def test_a_first_visit_is_light(app: Flask) -> None:
    files = [
        path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".svg"}
    ]
    fixed = sum(len(gzip.compress(path.read_bytes())) for path in files)
    page = len(gzip.compress(get(app, "/wrong").encode()))
    assert page < 15_000
    assert fixed + page < 75_000


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no chromium found on this machine: pages are not looked at in a browser")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", "/wrong", "/home", "/page/errors/404", "/page/pages/help"])
def test_axe_finds_nothing(chromium: Browser, address: str, path: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(address + path, wait_until="load")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert problems == []  # the content security policy speaks here
    page.close()


@pytest.mark.browser
def test_pages_fit_the_narrowest_screen(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    for path in ADDRESSES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
    page.close()


@pytest.mark.browser
def test_filters_and_menu_work_without_script(chromium: Browser, address: str) -> None:
    plain = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = plain.new_page()
    page.goto(address)
    page.get_by_role("link", name="Applications").wait_for()
    assert not page.get_by_role("button", name="Show results").is_visible()
    page.get_by_text("Filters (2 on)").click()
    page.get_by_role("button", name="Show results").wait_for()
    plain.close()


@pytest.mark.browser
def test_the_error_summary_takes_the_focus(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/wrong")
    page.locator(".govuk-error-summary:focus").wait_for()
    page.get_by_role("link", name="Start date must include a year").click()
    page.locator("#start-year:focus").wait_for()
    page.close()
