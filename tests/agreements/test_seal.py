"""One altered byte fails: in a PDF, in a data file, in the seal itself. Pure."""

from __future__ import annotations

import hashlib

import pytest

from exchange.agreements import document, seal
from exchange.agreements.seal import NotSealed, Sealed

SECRET = "a secret of thirty-two characters or more"
KEY = seal.private_key(SECRET)
WHAT = Sealed("0f8fad5b-d9cb-469f-a165-70867728950e", 2, "ab" * 32)
FILE = b"%PDF-1.7\nA page of text.\n%%EOF\n"
DATA = {"agreement": {"number": 1, "title": "Über"}, "hash": "x", "people": {}}


def test_a_sealed_file_says_what_it_is():
    sealed = seal.seal(FILE, WHAT, KEY)
    assert sealed.startswith(FILE)
    assert seal.opened(sealed, KEY.public_key()) == WHAT


def test_every_single_altered_byte_is_seen():
    sealed = seal.seal(FILE, WHAT, KEY)
    for at in range(len(sealed)):
        for flip in (0x01, 0x20, 0x80):  # another sign, another case, no ASCII at all
            altered = bytearray(sealed)
            altered[at] ^= flip
            with pytest.raises(NotSealed):
                seal.opened(bytes(altered), KEY.public_key())


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file + b"\n",
        lambda file: file + b" ",
        lambda file: b"\n" + file,
        lambda file: file[:-1],
        lambda file: file[1:],
        lambda file: file.replace(b"\n%%EOF", b"\r\n%%EOF"),
        lambda file: file.rpartition(b"signature=")[0] + b"signature=" + b"0" * 128 + b"\n",
        lambda file: FILE,
        lambda file: b"",
        lambda file: file + file,
    ],
)
def test_what_was_added_or_taken_away_is_seen(change):
    with pytest.raises(NotSealed):
        seal.opened(change(seal.seal(FILE, WHAT, KEY)), KEY.public_key())


def test_a_seal_of_another_installation_is_not_ours():
    sealed = seal.seal(FILE, WHAT, seal.private_key("another secret of thirty-two characters"))
    with pytest.raises(NotSealed, match="at least one byte differs"):
        seal.opened(sealed, KEY.public_key())


def test_the_seal_of_one_file_does_not_fit_another():
    line = seal.seal(FILE, WHAT, KEY)[len(FILE) :]
    with pytest.raises(NotSealed):
        seal.opened(FILE.replace(b"page", b"pale") + line, KEY.public_key())


def test_a_data_file_comes_back_and_not_one_byte_of_it_may_differ():
    file = seal.seal_data(DATA, KEY)
    assert seal.opened_data(file, KEY.public_key()) == DATA
    for at in range(len(file)):
        for flip in (0x01, 0x20, 0x80):
            altered = bytearray(file)
            altered[at] ^= flip
            with pytest.raises(NotSealed):
                seal.opened_data(bytes(altered), KEY.public_key())


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file + b"\n",
        lambda file: file.replace(b'":', b'": ', 1),
        lambda file: file.replace("Ü".encode(), b"\\u00dc"),
        lambda file: file.replace(b'"hash":"x"', b'"hash":"x","hash":"x"'),
        lambda file: b"[]",
        lambda file: b"null",
        lambda file: b"[" * 100_000,
        lambda file: b"no json",
    ],
)
def test_a_data_file_is_written_in_one_way_only(change):
    with pytest.raises(NotSealed):
        seal.opened_data(change(seal.seal_data(DATA, KEY)), KEY.public_key())


def test_the_same_secret_gives_the_same_key_and_another_gives_another():
    assert seal.public_pem(seal.private_key(SECRET)) == seal.public_pem(KEY)
    assert seal.public_pem(seal.private_key(SECRET + "!")) != seal.public_pem(KEY)


def test_the_public_key_survives_its_file_and_nothing_else_is_one():
    pem = seal.public_pem(KEY)
    assert pem.startswith(b"-----BEGIN PUBLIC KEY-----")
    assert seal.public_pem(seal.public_key(pem)) == pem
    with pytest.raises(NotSealed, match="not a public key"):
        seal.public_key(b"-----BEGIN PUBLIC KEY-----\nno\n-----END PUBLIC KEY-----\n")


def test_the_hash_is_over_one_spelling():
    spelled = b'{"a":"\xc3\xa9","b":[1,null]}'
    assert document.canonical({"b": [1, None], "a": "é"}) == spelled
    assert document.digest({"b": [1, None], "a": "é"}) == hashlib.sha256(spelled).hexdigest()


def test_a_name_is_covered_by_a_salted_digest():
    expected = hashlib.sha256(b"cafe:Sian Pugh").hexdigest()
    assert document.name_digest("Sian Pugh", "cafe") == expected
    data = {"people": {"mover": expected}}
    assert document.agrees(data, {"mover": {"name": "Sian Pugh", "salt": "cafe"}})
    assert not document.agrees(data, {"mover": {"name": "Sian Pigh", "salt": "cafe"}})
    assert not document.agrees(data, {"stranger": {"name": "Sian Pugh", "salt": "cafe"}})
    assert document.agrees(data, {}), "a name that was taken out breaks nothing"
    assert document.names(data, {}) == {"mover": "[name removed]"}


def test_names_become_marks_and_marks_names():
    known = {"mover": "Ann Lee", "host_manager": "Ann Lee Smith"}
    text = "Ann Lee Smith leads Ann Lee."
    assert document.hide_names(text, known) == "{host_manager} leads {mover}."
    assert document.put_names("{host_manager} leads {mover}.", known) == text
