"""What a mail server means by its refusal: this address, or something else. Pure.

Only a refusal that is about the address may stop mail to it. "Relay access denied" is a fault of
our own settings and "blocked by a list" one of our machine's name: both meet everybody at once,
and nobody but an administrator can mend them.
"""

from __future__ import annotations

import re

_STATUS = re.compile(r"(?:5\d\d[ -])?(5\.\d{1,3}\.\d{1,3})\b")
_OTHERS = re.compile(r"5\.(?:[3567]\.\d{1,3}|1\.[78]|2\.3)")
"""RFC 3463: the mail system, protocol, content, and policy; the sender's address; a text that is
too long. Routing (5.4) stays: it is what a domain that is gone answers."""
_CODES = ("550", "551", "552", "553")
"""What a recipient is refused with where no status says more (RFC 5321, 4.3.2)."""


def is_of_address(status: str) -> bool:
    """Whether a status of RFC 3463 says that the address takes no mail, for good."""
    found = _STATUS.match(status)
    return found is not None and not _OTHERS.fullmatch(found.group(1))


def is_of_recipient(answer: str) -> bool:
    """The same of a server's whole answer to RCPT: its code, and a status where it has one."""
    if _STATUS.match(answer):
        return is_of_address(answer)
    return answer.startswith(_CODES)
