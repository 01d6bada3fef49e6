"""How often one network may ask: for what should be rare, such as signing in, and by program."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)
RARE = "20 per minute; 200 per hour"
"""For forms that send an e-mail or check a secret."""
PROGRAMS = 120
"""Answers a minute to programs, all their addresses together."""
for_programs = limiter.shared_limit(f"{PROGRAMS} per minute", scope="programs")


def init_limits(app: Flask) -> None:
    """Register the limiter; its storage is a setting, since memory counts per process."""
    limiter.init_app(app)
