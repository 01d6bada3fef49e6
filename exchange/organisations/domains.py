"""E-mail domains: which one an address has, and which belong to nobody in particular."""

from __future__ import annotations

import re

_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
FREE_MAIL = frozenset(
    {
        "aol.com",
        "btinternet.com",
        "btopenworld.com",
        "fastmail.com",
        "gmail.com",
        "gmx.co.uk",
        "gmx.com",
        "gmx.net",
        "googlemail.com",
        "hotmail.co.uk",
        "hotmail.com",
        "icloud.com",
        "live.co.uk",
        "live.com",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "ntlworld.com",
        "o2.co.uk",
        "outlook.com",
        "plus.com",
        "proton.me",
        "protonmail.com",
        "sky.com",
        "talktalk.net",
        "tiscali.co.uk",
        "tutanota.com",
        "virginmedia.com",
        "yahoo.co.uk",
        "yahoo.com",
        "ymail.com",
        "zoho.com",
    }
)
"""Providers of free mail common in the UK, as of 2026-11: an address there shows no employer."""


def domain_of(email: str) -> str:
    """The part after the last @, lower case."""
    return email.rpartition("@")[2].strip().lower()


def is_free_mail(email: str) -> bool:
    """Whether the address says nothing about where somebody works."""
    return domain_of(email) in FREE_MAIL


def is_domain(text: str) -> bool:
    """Whether the text can be a domain, in lower case and with a dot."""
    return len(text) <= 253 and _DOMAIN.fullmatch(text) is not None
