"""What each answer says to the browser: own sources only, no framing, no sniffing, no storing.

A view that may be kept says so itself; blocks of data (JSON-LD) are no scripts to script-src.
"""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)


def init_headers(app: Flask) -> None:
    """Set the headers on every answer."""

    @app.after_request
    def headers(response: Response) -> Response:
        fixed = response.headers
        fixed.setdefault("Content-Security-Policy", POLICY)
        fixed.setdefault("X-Content-Type-Options", "nosniff")
        fixed.setdefault("Referrer-Policy", "same-origin")
        fixed.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        fixed.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        fixed.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.is_secure:
            fixed.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            fixed.setdefault("Cache-Control", "no-store")
        return response
