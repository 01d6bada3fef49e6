"""Files on messages: who can open one, when, by which link, and what becomes of it."""

from __future__ import annotations

import dataclasses
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from exchange import backup
from exchange.accounts.models import Person
from exchange.db import db
from exchange.errors import IllegalTransition, Invalid, NotFound
from exchange.messages import blocking, services
from exchange.messages.attachments import clamd, queries, store
from exchange.messages.attachments import services as attaching
from exchange.messages.attachments.kinds import examine
from exchange.messages.attachments.models import SCAN, Attachment, ScanState
from tests.messages import papers, scanner, talks

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
NOT_CHECKED = "Not checked for viruses, so others cannot open it here."


@pytest.fixture
def talk(app, in_app, clock_at):
    """The people of a listing, and a question about it."""
    clock_at(START)
    with in_app():
        return talks.cast()


@pytest.fixture
def clamd_runs(app):
    """A scanner that answers, and that the service knows of."""
    with scanner.running() as found:
        use(app, found.address)
        yield found


def use(app, address):
    settings = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(settings, scanner=address)


def send(who, ref, *files, body="Here it is.", **more):
    """A message with files, given as name and content."""
    uploads = [examine(name, content) for name, content in files]
    with store.kept(uploads) as kept:
        return services.write(who, ref, body, kept, **more)


def files_of(who, ref):
    """Each file that somebody sees: its name, what is said of it, and whether it opens."""
    db.session.rollback()
    return [(f.name, f.note, f.opens) for one in talks.messages(who, ref) for f in one.files]


def only_file():
    db.session.rollback()
    return db.session.scalars(sa.select(Attachment)).one()


def opens(who):
    """Whether somebody can download the only file."""
    try:
        queries.to_download(who, only_file().public_id)
    except NotFound:
        return False
    return True


def on_disk(app):
    folder = app.extensions["settings"].attachments_dir
    return sorted(one.name for one in folder.glob("*")) if folder.exists() else []


def test_without_a_scanner_only_the_sender_opens_it_and_the_page_says_so(in_app, talk, drain):
    cast, ref = talk
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
    drain()
    with in_app():
        assert only_file().state == "unscanned"
        (mine,) = files_of(cast.poster, ref)
        assert mine == ("plan.pdf", f"{NOT_CHECKED} Send it another way.", True)
        ((_name, note, theirs),) = files_of(cast.applicant, ref)
        assert "Not checked for viruses" in note
        assert "clean" not in note
        assert not theirs
        assert opens(cast.poster)
        assert not opens(cast.applicant)


def test_what_the_scanner_finds_clean_others_open(app, in_app, talk, clamd_runs, drain):
    cast, ref = talk
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
        assert only_file().state == "waiting"
        assert opens(cast.poster)
        assert not opens(cast.applicant)
        assert clamd_runs.heard == [], "nobody scans while a request waits"
    drain()
    with in_app():
        assert clamd_runs.heard == [papers.PDF]
        assert only_file().state == "clean"
        assert only_file().scanned_at == START
        assert files_of(cast.applicant, ref) == [("plan.pdf", "", True)]
        assert opens(cast.applicant)


def test_what_the_scanner_refuses_nobody_opens_and_its_sender_hears(
    app, in_app, talk, clamd_runs, drain
):
    cast, ref = talk
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.VIRUS))
        stored = only_file().stored
        assert on_disk(app) == [stored]
    drain()
    with in_app():
        found = only_file()
        assert (found.state, found.finding) == ("refused", "Test-Signature")
        assert not opens(cast.poster)
        assert not opens(cast.applicant)
        assert on_disk(app) == []
        text = db.session.scalars(sa.text("SELECT text FROM notice WHERE event = 'file_removed'"))
        assert "Test-Signature" in text.one()
        ((_name, note, _opens),) = files_of(cast.applicant, ref)
        assert note == "Removed: the virus check found something in it."


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
        b"",
        b"\xff\xfe\0",
        b"OK\0",
        b"FOUND\0",
    ],
)
def test_an_answer_that_says_nothing_is_never_clean(app, in_app, talk, clamd_runs, drain, answer):
    cast, ref = talk
    clamd_runs.says = answer
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
    drain()
    with in_app():
        assert only_file().state == "unscanned"
        assert not opens(cast.applicant)
        assert on_disk(app), "nothing was found in it"


def test_a_file_that_the_scanner_will_not_look_at_holds_up_no_other(
    app, in_app, talk, clamd_runs, drain, clock_at
):
    cast, ref = talk
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
    clamd_runs.says = b"INSTREAM size limit exceeded. ERROR\0"
    drain()
    with in_app():
        assert attaching.offer_again() == 0, "it would say the same"
        clamd_runs.says = b""
        send(cast.poster, ref, ("other.pdf", papers.PDF))
    drain()
    clamd_runs.says = None
    with in_app():
        assert attaching.offer_again() == 1, "the other, to which nothing was said"
    clock_at(START + timedelta(hours=6))
    with in_app():
        assert attaching.offer_again() == 1, "somebody may have raised the limit by now"
    drain()
    with in_app():
        db.session.rollback()
        states = db.session.scalars(sa.select(Attachment.state)).all()
        assert states == [ScanState.CLEAN, ScanState.CLEAN]


def test_a_scanner_that_comes_back_looks_at_what_waited(app, in_app, talk, drain, clock_at):
    cast, ref = talk
    use(app, "unix:///nowhere/clamd.ctl")
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
    drain()
    with in_app():
        assert only_file().state == "unscanned"
        assert attaching.offer_again() == 0
    with scanner.running() as found:
        use(app, found.address)
        with in_app():
            assert attaching.offer_again() == 1
            assert only_file().state == "waiting"
        drain()
        with in_app():
            assert only_file().state == "clean"


def test_an_answer_that_comes_twice_counts_once(in_app, talk, clamd_runs, drain):
    cast, ref = talk
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
        number = only_file().id
    drain()
    with in_app():
        assert attaching.scan({"attachment_id": number}) is None
        assert len(clamd_runs.heard) == 1


def test_large_files_go_to_the_scanner_whole(clamd_runs):
    content = os.urandom(3_000_000)
    assert clamd.scan(clamd_runs.address, content).is_clean
    assert clamd_runs.heard == [content]


def test_from_state_to_state():
    moves = {
        (state, action): SCAN.after(state, action)
        for state in ScanState
        for action in ("found_clean", "refuse", "no_scanner", "ask_again")
        if SCAN.can(state, action)
    }
    assert {(str(a), b): str(c) for (a, b), c in moves.items()} == {
        ("waiting", "found_clean"): "clean",
        ("waiting", "refuse"): "refused",
        ("waiting", "no_scanner"): "unscanned",
        ("unscanned", "ask_again"): "waiting",
    }
    with pytest.raises(IllegalTransition):
        SCAN.after(ScanState.UNSCANNED, "found_clean")


def test_files_follow_their_message(in_app, talk, clamd_runs, drain):
    cast, ref = talk
    with in_app():
        sent = send(cast.poster, ref, ("plan.pdf", papers.PDF)).public_id
    drain()
    with in_app():
        assert opens(cast.applicant)
        assert not opens(cast.colleague), "who takes no part"
        talks.withdraw(cast.poster, ref, sent)
        assert not opens(cast.applicant)
        assert files_of(cast.applicant, ref) == []


def test_a_block_hides_what_is_sent_after_it(in_app, talk, clamd_runs, drain):
    cast, ref = talk
    with in_app():
        # The second poster reads on, so that the first may still write.
        services.write(cast.co_poster, ref, "I read this too.")
        poster = db.session.get_one(Person, cast.poster.person_id).public_id
        blocking.block(cast.applicant, ref, poster)
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
    drain()
    with in_app():
        assert opens(cast.co_poster)
        assert not opens(cast.applicant)


def test_three_files_at_most_and_a_marking_is_held(app, in_app, talk):
    cast, ref = talk
    marked = ("OFFICIAL-SENSITIVE plan.pdf", papers.PDF)
    with in_app():
        before = talks.read(cast.poster, ref)
        with pytest.raises(Invalid, match="up to 3"):
            send(cast.poster, ref, *[(f"{n}.pdf", papers.PDF) for n in range(4)])
        with pytest.raises(Invalid, match="OFFICIAL-SENSITIVE"):
            send(cast.poster, ref, marked)
        assert on_disk(app) == [], "what is refused is not kept"
        assert talks.read(cast.poster, ref) == before
        send(cast.poster, ref, marked, only_mentions=True)
        assert only_file().marking == "OFFICIAL-SENSITIVE"


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change",
    [
        {"size": 0},
        {"size": 5_000_001},
        {"name": ""},
        {"sha256": "x"},
        {"kind": "exe"},
        {"state": "fine"},
        {"state": "clean"},
        {"scanned_at": START},
        {"state": "refused", "scanned_at": START},
        {"finding": "something"},
    ],
)
def test_the_database_holds_what_a_file_is(in_app, talk, change):
    cast, ref = talk
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
        table = Attachment.__table__
        with pytest.raises((sa.exc.IntegrityError, sa.exc.StatementError)), db.session.begin():
            db.session.execute(sa.update(table).values(**change))


def test_bytes_that_no_message_names_are_swept_but_not_at_once(app, in_app, talk):
    cast, ref = talk
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
        lost = store.write(b"lost")
        fresh = store.write(b"fresh")
        folder = app.extensions["settings"].attachments_dir
        for name in (lost, only_file().stored):
            os.utime(folder / name, (0, 0))
        assert attaching.sweep() == 1
        assert on_disk(app) == sorted([only_file().stored, fresh])
        assert (folder / fresh).stat().st_mode & 0o777 == 0o600


def test_a_backup_has_the_files_and_puts_them_back(app, in_app, talk, tmp_path):
    cast, ref = talk
    with in_app():
        send(cast.poster, ref, ("plan.pdf", papers.PDF))
        stored = only_file().stored
        backup.write(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.read(f"attachments/{stored}") == papers.PDF
        assert json.loads(archive.read("manifest.json"))["files"] == [stored]
        with in_app():
            store.remove(stored)
            names = json.loads(archive.read("manifest.json"))["files"]
            backup._read_files(db.session(), archive, names)
            assert store.read(stored) == papers.PDF
            with pytest.raises(KeyError):
                backup._read_files(db.session(), archive, ["0" * 32])
