"""One e-mail to an SMTP server, step by step, so that it is known whether the server took it.

Once the server has answered the text with 250 it has the e-mail: that is recorded before QUIT,
and nothing that happens afterwards may have it sent again (RFC 5321, 6.1).
"""

from __future__ import annotations

import smtplib
import ssl
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote

from exchange.notices import blame
from exchange.notices.outbox import Afterwards, CannotDeliver, hold

TIMEOUT = 20.0
ANSWER_TIMEOUT = 300.0
"""A server may be slow to say that it has taken the text; not to wait for it sends twice."""
GOODBYE_TIMEOUT = 2.0
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Where nobody sits in between, and a server often has a certificate that nobody signed."""
REFUSED, TAKEN = 500, frozenset({250, 251})


class AddressRefused(CannotDeliver):
    """The server will never take mail for this address."""


class TryLater(Exception):
    """The server does not take it now."""


def send(target: SplitResult, message: EmailMessage, sender: str, to: str) -> Afterwards:
    """Send; answers how to take leave once it is recorded. Raises AddressRefused, CannotDeliver,
    or whatever else went wrong for now."""
    server = _connect(target)
    try:
        _expect(server.mail(sender), "sender")
        code, answer = server.rcpt(to)
        if code not in TAKEN:
            raise _refusal(f"{code} {_said(answer)}")
        hold(timedelta(seconds=ANSWER_TIMEOUT + TIMEOUT))
        _set_timeout(server, ANSWER_TIMEOUT)
        _expect(server.data(message.as_bytes()), "text")
    except smtplib.SMTPDataError as error:
        server.close()
        _expect((error.smtp_code, _bytes(error.smtp_error)), "text")
        raise
    except BaseException:
        server.close()
        raise
    return lambda: _take_leave(server)


def _connect(target: SplitResult) -> smtplib.SMTP:
    secure = target.scheme == "smtps"
    host, port = target.hostname or "localhost", target.port or (465 if secure else 25)
    if secure:
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        server.ehlo_or_helo_if_needed()
        if not secure and host not in HERE and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if target.username:
            server.login(unquote(target.username), unquote(target.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _expect(reply: tuple[int, bytes], what: str) -> None:
    code, answer = reply
    if code not in TAKEN:
        kind = CannotDeliver if code >= REFUSED else TryLater
        raise kind(f"{what}: {code} {_said(answer)}")


def _refusal(answer: str) -> Exception:
    if blame.is_of_recipient(answer):
        return AddressRefused(answer)
    return CannotDeliver(answer) if answer.startswith("5") else TryLater(answer)


def _take_leave(server: smtplib.SMTP) -> None:
    try:
        _set_timeout(server, GOODBYE_TIMEOUT)
        server.quit()
    finally:
        server.close()


def _set_timeout(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock is not None:
        server.sock.settimeout(seconds)


def _said(answer: bytes) -> str:
    return answer.decode("utf-8", "replace")


def _bytes(answer: bytes | str) -> bytes:
    return answer if isinstance(answer, bytes) else answer.encode()
