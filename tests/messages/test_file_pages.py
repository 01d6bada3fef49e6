"""Files by the page: chosen, refused beside the field, opened by a link that does not last."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from exchange import clock
from tests.applications import make
from tests.messages import papers
from tests.messages.test_files import START, clamd_runs, on_disk, only_file, send, talk

__all__ = ["clamd_runs", "talk"]


def posted(client, ref, *files, **more):
    chosen = [(io.BytesIO(content), name) for name, content in files]
    path = f"/messages/{ref}"
    return client.submit(path, body="Here it is.", **{"files": chosen, **more})


def large_post(client, path, token, *sizes):
    """A request with large text files, written out at once: no temporary file is left open."""
    values = MultiDict({"body": "Here it is.", "csrf_token": token})
    for size in sizes:
        values.add("files", FileStorage(io.BytesIO(b"x" * size), filename="large.txt"))
    boundary, sent = encode_multipart(values)
    return client.post(path, data=sent, content_type=f"multipart/form-data; boundary={boundary}")


def test_by_the_page_a_file_is_sent_and_opened(app, in_app, talk, clamd_runs, drain):
    cast, ref = talk
    with in_app():
        poster, applicant = make.browser(app, cast.poster), make.browser(app, cast.applicant)
    assert posted(poster, ref, ("Cynllun tŷ.pdf", papers.PDF)).status_code == 302
    page = applicant.words(f"/messages/{ref}")
    assert "Waits for the virus check" in page
    assert "once it is checked for viruses" in page
    drain()
    with in_app():
        address = f"/messages/files/{only_file().public_id}"
    link = applicant.get(address).headers["Location"]
    answer = applicant.get(link)
    assert answer.data == papers.PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "UTF-8''Cynllun%20t%C5%B7.pdf" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert poster.get(link).status_code == 404, "a link is for one person"
    assert app.test_client().get(link).status_code == 302, "and for nobody who is not signed in"
    assert applicant.get(f"{link}x").status_code == 404
    with clock.at(START + timedelta(minutes=1)):
        assert applicant.get(link).status_code == 200


def test_a_link_is_too_old_after_ten_minutes(app, in_app, talk, monkeypatch):
    cast, ref = talk
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
        poster, address = make.browser(app, cast.poster), f"/messages/files/{only_file().public_id}"
    now = datetime.now(UTC).timestamp()
    signed = "itsdangerous.timed.time.time"
    monkeypatch.setattr(signed, lambda: now)
    link = poster.get(address).headers["Location"]
    monkeypatch.setattr(signed, lambda: now + 599)
    assert poster.get(link).status_code == 200
    monkeypatch.setattr(signed, lambda: now + 602)
    assert poster.get(link).status_code == 404


def test_what_is_refused_stands_beside_the_field_and_the_text_stays(app, in_app, talk):
    cast, ref = talk
    with in_app():
        poster = make.browser(app, cast.poster)
    answer = posted(poster, ref, ("plan.pdf", papers.PDF), ("run.exe", papers.PROGRAM))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "“run.exe” is a program. Programs cannot be sent here" in page
    assert "Choose your files again" in page
    assert "Here it is." in page
    too_many = posted(poster, ref, *[(f"{n}.txt", b"Hello") for n in range(4)])
    assert "Choose up to 3 files" in too_many.get_data(as_text=True)
    marked = posted(poster, ref, ("plan.txt", b"TOP SECRET"))
    assert "TOP SECRET" in marked.get_data(as_text=True)
    assert "It only mentions these words" in marked.get_data(as_text=True)
    said_so = {"only_mentions": "y", "csrf_token": poster.token(f"/messages/{ref}")}
    files = [(io.BytesIO(b"TOP SECRET"), "p.txt")]
    answer = poster.post(
        f"/messages/{ref}", data={"body": "Only a word", "files": files, **said_so}
    )
    assert answer.status_code == 302
    assert posted(poster, ref).status_code == 302, "no file is no fault"
    assert "There is no virus check here" in poster.words(f"/messages/{ref}")
    assert len(on_disk(app)) == 1


def test_three_large_files_fit_and_more_is_told_clearly(app, in_app, talk):
    cast, ref = talk
    with in_app():
        poster = make.browser(app, cast.poster)
    path, token = f"/messages/{ref}", poster.token(f"/messages/{ref}")
    assert large_post(poster, path, token, *[5_000_000] * 3).status_code == 302
    answer = large_post(poster, path, token, *[5_000_000] * 4)
    assert answer.status_code == 413
    assert "too large" in answer.get_data(as_text=True)
    one = large_post(poster, path, token, 5_000_001)
    assert one.status_code == 422
    assert "is larger than 5 MB" in one.get_data(as_text=True)


def test_other_pages_and_visitors_take_no_more_than_before(app, in_app, talk):
    cast, ref = talk
    with in_app():
        poster = make.browser(app, cast.poster)
    assert large_post(poster, "/account/name", "", 3_000_000).status_code == 413
    assert large_post(app.test_client(), f"/messages/{ref}", "", 3_000_000).status_code == 413


def test_a_draft_keeps_no_files_and_says_so(app, in_app, talk):
    cast, ref = talk
    with in_app():
        poster = make.browser(app, cast.poster)
    path = f"/messages/{ref}"
    answer = large_post(poster, f"{path}/draft", poster.token(path), 3_000_000)
    assert answer.status_code == 302
    answer = poster.get(path)
    assert "Files are not kept with a draft" in answer.get_data(as_text=True)
    assert "Here it is." in answer.get_data(as_text=True)
    assert on_disk(app) == []
