"""E-mail that comes in: read without trust, and answered as a mail server answers.

Whatever is wrong with it is said in the answer to whoever delivers it. No e-mail is ever sent
back: the sender may be forged, and would be a stranger who wrote nothing.
"""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple

LARGEST = 1_000_000
"""Octets of a whole e-mail."""
AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Autorespond-To", "List-Id", "X-Loop")
BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
NOBODYS = frozenset({"", "mailer-daemon"})
"""The envelope's sender of a bounce. Postfix writes the word for it when it pipes to a program."""
LONGEST_ANSWER = 400
"""A line of an answer has at most 512 octets (RFC 5321, 4.5.3.1.5)."""


class Answer(NamedTuple):
    """What the delivering server is told: a code, an extended code (RFC 3463) and a sentence."""

    code: int
    extended: str
    text: str
    exit_code: int = 0
    """The same for a program that is piped to, as sysexits.h numbers it."""

    @property
    def line(self) -> str:
        """One line of plain letters, whatever the sentence holds."""
        words = " ".join(self.text.split())
        plain = words.translate(_PLAIN).encode("ascii", "replace").decode()
        shown = "".join(one for one in plain if one.isprintable())
        return f"{self.code} {self.extended} {shown}"[:LONGEST_ANSWER]


_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "…": "..."})

TAKEN = Answer(250, "2.0.0", "Thank you, it is passed on.")
DROPPED = Answer(250, "2.0.0", "Taken; nothing is done with it.")
TOO_LARGE = Answer(552, "5.3.4", "Over 1 MB: send the text alone, without attachments.", 65)
UNREADABLE = Answer(554, "5.6.0", "This e-mail could not be read.", 65)
NOBODY = Answer(550, "5.1.1", "There is no such address: answer the e-mail that you got.", 67)
LATER = Answer(451, "4.3.0", "Something went wrong here: please try again later.", 75)


def refusal(text: str) -> Answer:
    """The sentence why it is not done."""
    return Answer(550, "5.7.1", text, 77)


def parsed(raw: bytes) -> EmailMessage:
    """The e-mail. Headers of any content may raise when they are read: use `header`."""
    return message_from_bytes(raw, policy=policy.default)


def return_path(raw: bytes) -> str | None:
    """The envelope's sender as the mail server wrote it on top; None where it did not."""
    message = parsed(raw)
    return header(message, "Return-Path").strip("<> ") if "Return-Path" in message else None


def header(message: EmailMessage, name: str) -> str:
    """A header as text; empty where there is none or nobody could read it."""
    try:
        return str(message.get(name, "")).strip()
    except Exception:  # the parser of headers fails in many ways on headers that are none
        return ""


def senders(message: EmailMessage) -> list[str]:
    """The addresses in From, lower case; none where they cannot be read."""
    try:
        fields = message.get_all("From", [])
        return [one.addr_spec.strip().lower() for field in fields for one in field.addresses]
    except Exception:  # as above
        return []


def is_automatic(message: EmailMessage, sender: str | None) -> bool:
    """Whether a machine wrote it: an answer from a holiday, a bounce, a list. `sender` is the
    envelope's; empty for a bounce, None where it is not known.

    RFC 3834 for Auto-Submitted; X-Auto-Response-Suppress is what Exchange writes into its own.
    """
    if sender is not None and sender.strip("<> ").lower() in NOBODYS:
        return True
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    suppress = header(message, "X-Auto-Response-Suppress").lower()
    return (
        submitted not in {"", "no"}
        or header(message, "Precedence").lower() in BULK
        or suppress not in {"", "none"}
        or any(name in message for name in AUTOMATIC)
        or message.get_content_type() == "multipart/report"
    )
