"""The seal of a file: an Ed25519 signature over every byte of it, so that one altered byte shows.

A sealed PDF is the PDF followed by one comment line, which readers of PDF pass over. The line says
which version of which agreement it is, and signs all that stands before the signature. Signatures
that live inside the PDF's own structure leave gaps where bytes can change unseen; this leaves none:
the line is matched to the last byte and written in one way only. The cryptography is the
`cryptography` library's; nothing of it is written here.

The key is derived (HKDF) from the secret key of the installation, so that every process has the
same one and no file can be lost. Its public half stands at /verify/key; with it a file is checked
anywhere, without the database and without a network.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from exchange.agreements.document import canonical

MARK = b"\n%crossover-seal/1 "
LINE = re.compile(
    rb"(?s)(?P<signed>.*\n%crossover-seal/1 agreement=(?P<agreement>[0-9a-f-]{36})"
    rb" version=(?P<number>[1-9][0-9]{0,5}) hash=(?P<hash>[0-9a-f]{64}) signature=)"
    rb"(?P<signature>[0-9a-f]{128})\n"
)
SIGNATURE = re.compile(r"[0-9a-f]{128}")
DIFFERS = "The file is not as we made it: at least one byte differs."
LARGEST = 5_000_000
"""A sealed file has some hundred kilobytes; nothing larger is looked at."""


class NotSealed(Exception):
    """No file of ours, or not as we made it."""


@dataclass(frozen=True)
class Sealed:
    """What a seal says about its file."""

    agreement: str
    number: int
    hash: str


def private_key(secret: str) -> Ed25519PrivateKey:
    """The key of an installation, from its secret."""
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"agreement seal 1")
    return Ed25519PrivateKey.from_private_bytes(derive.derive(secret.encode()))


def public_pem(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """The public half, as tools read it."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def public_key(pem: bytes) -> Ed25519PublicKey:
    """The public key in a PEM file; raises NotSealed for anything else."""
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError as error:
        raise NotSealed("This is not a public key in PEM form.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise NotSealed("This is a public key of another kind.")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """A short name of a key, for people to compare."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def seal(file: bytes, what: Sealed, key: Ed25519PrivateKey) -> bytes:
    """The file with its seal."""
    says = f"agreement={what.agreement} version={what.number} hash={what.hash} signature="
    signed = file + MARK + says.encode()
    return signed + key.sign(signed).hex().encode() + b"\n"


def opened(file: bytes, key: Ed25519PublicKey) -> Sealed:
    """What the seal says, once its signature holds; raises NotSealed."""
    found = LINE.fullmatch(file) if len(file) <= LARGEST else None
    if found is None:
        raise NotSealed("The file carries no seal of ours, or something was added after it.")
    try:
        key.verify(bytes.fromhex(found["signature"].decode()), found["signed"])
    except InvalidSignature as error:
        raise NotSealed(DIFFERS) from error
    return Sealed(found["agreement"].decode(), int(found["number"]), found["hash"].decode())


def seal_data(data: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
    """A data file: the data in canonical form, with a signature over that form without it."""
    signature = key.sign(canonical(data)).hex()
    return canonical({**data, "signature": signature})


def opened_data(file: bytes, key: Ed25519PublicKey) -> dict[str, Any]:
    """The data in a data file, once its signature holds; raises NotSealed.

    The file must be byte for byte what we write, so that not even a space can be added.
    """
    data = _parsed(file)
    same = canonical(data) == file
    signature = str(data.pop("signature", ""))
    if not same or not SIGNATURE.fullmatch(signature):
        raise NotSealed(DIFFERS)
    try:
        key.verify(bytes.fromhex(signature), canonical(data))
    except InvalidSignature as error:
        raise NotSealed(DIFFERS) from error
    return data


def _parsed(file: bytes) -> dict[str, Any]:
    try:
        data = json.loads(file) if len(file) <= LARGEST else None
    except (ValueError, RecursionError) as error:
        raise NotSealed("The file is neither a PDF of ours nor one of our data files.") from error
    if not isinstance(data, dict):
        raise NotSealed("The file is neither a PDF of ours nor one of our data files.")
    return data
