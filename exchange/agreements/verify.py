"""Is this file ours, byte for byte? Needs the public key and nothing else.

    python -m exchange.agreements.verify agreement.pdf --key crossover-key.pem

The key stands at /verify/key. Whether the version is still in force only the service knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from exchange.agreements import document, seal
from exchange.agreements.seal import NotSealed, Sealed


@dataclass(frozen=True)
class Genuine:
    """A file as we made it."""

    what: Sealed
    kind: str
    """The PDF, or the data file."""


def checked(file: bytes, key: Ed25519PublicKey) -> Genuine:
    """What a genuine file is; raises NotSealed for any other, with the reason."""
    if file.startswith(b"%PDF-"):
        return Genuine(seal.opened(file, key), "PDF")
    data = seal.opened_data(file, key)
    agreement, people = data["agreement"], data["people"]
    if document.digest(agreement) != data["hash"] or not document.agrees(agreement, people):
        raise NotSealed("The hash in the file is not that of its text.")
    what = Sealed(agreement["placement"], agreement["number"], data["hash"])
    return Genuine(what, "data file")


def told(found: Genuine) -> str:
    """The finding in one sentence."""
    return (
        f"Genuine {found.kind}: version {found.what.number} of agreement {found.what.agreement},"
        f" hash {found.what.hash}. Whether it is in force, /verify says."
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The public key, as /verify/key gives it.",
)
def main(file: Path, key: Path) -> None:
    """Say whether FILE is as the service made it."""
    try:
        found = checked(file.read_bytes(), seal.public_key(key.read_bytes()))
    except NotSealed as refusal:
        raise click.ClickException(f"Not ours, or altered. {refusal}") from refusal
    click.echo(told(found))


if __name__ == "__main__":
    main()
