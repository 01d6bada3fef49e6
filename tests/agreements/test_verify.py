"""/verify and its commands: genuine and in force, replaced, void, over; not ours or altered."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from exchange.agreements import reading
from exchange.agreements.seal import seal_data
from exchange.db import db
from tests.agreements import stand
from tests.placements.parties import HOST_HR, MOVER

ROOT = Path(__file__).parents[2]
REFUSED = "Not ours, or altered"


def download(client, room, name):
    return client.get(f"{room}/agreement/{name}").data


def give(client, file, name="agreement.pdf"):
    """Send a file to /verify; answers the page."""
    token = client.token("/verify")
    data = {"file": (io.BytesIO(file), name), "csrf_token": token}
    return client.post("/verify", data=data, content_type="multipart/form-data").text


def paste(client, text):
    return client.submit("/verify", hash=text).text


def hash_of(client, room):
    page = client.page(f"{room}/agreement")
    return next(p.text for p in page.iter("p") if p.get("class") == "agreement__hash")


@pytest.fixture
def room(staged):
    """The room of a signed agreement."""
    return staged(stand.signed)


@pytest.mark.parametrize("name", ["1.pdf", "1.json"])
def test_a_genuine_file_is_in_force(room, client, client_as, name):
    page = give(client, download(client_as(MOVER), room, name), name)
    assert "Genuine, and in force" in page
    assert "1, issued on 22 November 2026" in page


@pytest.mark.parametrize("name", ["1.pdf", "1.json"])
@pytest.mark.parametrize("at", [0, 9, 0.25, 0.5, 0.75, -2, -130])
def test_one_altered_byte_is_seen(room, client, client_as, name, at):
    file = bytearray(download(client_as(MOVER), room, name))
    where = at if isinstance(at, int) else int(len(file) * at)
    file[where] ^= 1
    page = give(client, bytes(file), name)
    assert REFUSED in page
    assert "Genuine" not in page


def test_the_hash_is_enough_however_it_was_copied(room, client, client_as):
    printed = hash_of(client_as(MOVER), room)
    for typed in (printed, printed.upper(), f"  {printed[:20]} {printed[20:]}"):
        assert "Genuine, and in force" in paste(client, typed)


@pytest.mark.parametrize("typed", ["0" * 64, "nonsense", "' OR 1=1 --", "<b>x</b>", "é" * 60])
def test_another_hash_is_not_ours(room, client, typed):
    assert REFUSED in paste(client, typed)


def test_the_answer_to_a_hash_names_nobody(room, client, client_as):
    page = paste(client, hash_of(client_as(MOVER), room))
    for name in ("Individual", "Department for Rivers", "Harbour Hospice", "Mo Manager"):
        assert name not in page


def test_before_all_have_signed(staged, client, client_as):
    room = staged(stand.issued)
    assert "Genuine, but not in force yet" in give(
        client, download(client_as(MOVER), room, "1.pdf")
    )


def test_after_a_change_it_is_void_and_after_a_new_version_replaced(room, client, client_as):
    hr = client_as(HOST_HR)
    file = download(hr, room, "1.pdf")
    hr.submit(f"{room}/agreement/draft/ending", notice="8 weeks")
    assert "Genuine, but void" in give(client, file)
    hr.submit(f"{room}/agreement/issue")
    page = give(client, file)
    assert "Genuine, but replaced" in page
    assert "Replaced by version 2" in page
    assert "Genuine, but not in force yet" in give(client, download(hr, room, "2.pdf"))


def test_after_the_placement_was_given_up(room, client, client_as):
    file = download(client_as(MOVER), room, "1.pdf")
    client_as(MOVER).submit(f"{room}/withdraw", reason="I stay where I am.")
    page = give(client, file)
    assert "Genuine, but no longer in force" in page
    assert "the placement was withdrawn" in page


def test_what_somebody_changed_in_our_database_is_seen(room, client, client_as, in_app):
    """The trigger is taken away first, as somebody with all rights to the database could do."""
    file, printed = download(client_as(MOVER), room, "1.pdf"), hash_of(client_as(MOVER), room)
    with in_app(), db.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER agreement_version_stands"))
        changed = "UPDATE agreement_version SET data = replace(data, '4 January', '3 January')"
        assert connection.execute(sa.text(changed)).rowcount == 1
    for page in (give(client, file), paste(client, printed)):
        assert REFUSED in page
        assert "Our own record of this version was altered" in page
    assert "Our record of it was altered" in client_as(MOVER).words(f"{room}/agreement")


def test_a_file_sealed_for_a_version_that_we_never_issued(room, client, client_as, in_app):
    data = json.loads(download(client_as(MOVER), room, "1.json"))
    data.pop("signature")
    data["agreement"]["number"] = 9
    with in_app():
        file = seal_data(data, reading.key())
    assert REFUSED in give(client, file, "1.json")


def test_a_name_that_was_changed_in_the_data_is_seen(room, client, client_as, in_app):
    """Even with our key: the text's hash covers a digest of each name."""
    data = json.loads(download(client_as(MOVER), room, "1.json"))
    data.pop("signature")
    data["people"]["mover"]["name"] = "Somebody Else"
    with in_app():
        file = seal_data(data, reading.key())
    assert REFUSED in give(client, file, "1.json")


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7\n%%EOF\n", b"{}", b"\x00\xff" * 500, b'{"a":1}'])
def test_other_files_are_not_ours(room, client, file):
    page = give(client, file)
    assert REFUSED in page


def test_nothing_sent_is_asked_for_again(client):
    answer = client.submit("/verify")
    assert answer.status_code == 422
    assert "Choose a file, or paste the hash" in answer.text


def test_the_command_checks_a_file_without_the_service(room, client, client_as, tmp_path):
    pdf, key = tmp_path / "a.pdf", tmp_path / "key.pem"
    pdf.write_bytes(download(client_as(MOVER), room, "1.pdf"))
    key.write_bytes(client.get("/verify/key").data)
    # Neither a database nor a secret is known to this process.
    command = [sys.executable, "-m", "exchange.agreements.verify", str(pdf), "--key", str(key)]
    run = {"cwd": ROOT, "env": {"PATH": "/usr/bin:/bin"}, "capture_output": True, "text": True}
    right = subprocess.run(command, **run, check=False)
    assert right.returncode == 0, right.stderr
    assert right.stdout.startswith("Genuine PDF: version 1 of agreement ")
    altered = bytearray(pdf.read_bytes())
    altered[1000] ^= 1
    pdf.write_bytes(bytes(altered))
    wrong = subprocess.run(command, **run, check=False)
    assert wrong.returncode == 1
    assert "Not ours, or altered." in wrong.stderr


def test_the_command_of_the_installation_asks_no_database(room, app, client_as, tmp_path, queries):
    file = tmp_path / "a.json"
    file.write_bytes(download(client_as(MOVER), room, "1.json"))
    runner = app.test_cli_runner()
    with queries() as asked:
        right = runner.invoke(args=["verify", str(file)])
        file.write_bytes(file.read_bytes() + b"\n")
        wrong = runner.invoke(args=["verify", str(file)])
    assert right.output.startswith("Genuine data file: version 1 of agreement ")
    assert (wrong.exit_code, "Not ours, or altered." in wrong.output) == (1, True)
    assert not asked
